"""Removes the jobs that have expired, and what a server that was killed has left half done."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection
from pathlib import Path

from nqfgraph.submissions.job_folder import JobFolder

MOST_KEPT = 500
"""Jobs whose reports are kept; beyond them the oldest go before their time."""
_HALF_DONE_SECONDS = 3600.0


def sweep(folder: Path, seconds: float, under_way: Collection[str]) -> list[str]:
    """Remove the jobs of ``folder`` that ended so many ``seconds`` ago, but none that is ``under_way``.

    Returns the names of the others, the oldest first.
    """
    now = time.time()
    left: list[tuple[float, str, bool]] = []
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            changed = path.stat().st_mtime
        except FileNotFoundError:
            continue
        if path.name.startswith("."):
            if now - changed > _HALF_DONE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
            continue
        ended = (path / "outcome.json").exists() and path.name not in under_way
        if ended and now - changed > seconds:
            JobFolder(path).remove()
        else:
            left.append((changed, path.name, ended))
    left.sort()
    kept = [name for _, name, ended in left if ended]
    surplus = set(kept[: max(len(kept) - MOST_KEPT, 0)])
    for name in surplus:
        JobFolder(folder / name).remove()
    return [name for _, name, _ in left if name not in surplus]
