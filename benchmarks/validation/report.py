"""Compares results, sums up runs, and writes the table for the documentation."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.validation.engines import read_results
from benchmarks.validation.processes import Taken

OURS = "nqfgraph"
_SHOWN = 5


class Disagreement(Exception):
    """Two engines have found different things; the message says which."""


def check_agreement(folder: Path, engines: Sequence[str]) -> None:
    """Raise Disagreement unless all engines have the same results, each as often."""
    first, *others = engines
    expected = Counter(read_results(folder, first))
    for engine in others:
        found = Counter(read_results(folder, engine))
        if found != expected:
            missing, more = expected - found, found - expected
            lines = [f"{engine} and {first} differ: {missing.total()} missing, {more.total()} more."]
            lines += [f"  only {first}: {each}" for each in list(missing)[:_SHOWN]]
            lines += [f"  only {engine}: {each}" for each in list(more)[:_SHOWN]]
            raise Disagreement("\n".join(lines))


def summarise(runs: Mapping[str, Sequence[Taken]]) -> dict[str, Any]:
    """Return medians, least and most of each engine's runs, and how often ours fit into its time."""
    found = {engine: _sum_up(taken) for engine, taken in runs.items()}
    if OURS in found:
        ours = found[OURS]["seconds"]["median"]
        for entry in found.values():
            entry["times_ours"] = round(entry["seconds"]["median"] / ours, 1) if ours else None
    return found


def _sum_up(taken: Sequence[Taken]) -> dict[str, Any]:
    checking = [each.checking for each in taken]
    return {
        "runs": len(taken),
        "seconds": {
            "median": round(statistics.median(checking), 2),
            "least": round(min(checking), 2),
            "most": round(max(checking), 2),
        },
        "parts": {
            name: round(statistics.median(each.seconds[name] for each in taken), 2)
            for name in taken[0].seconds
        },
        "process_seconds": round(statistics.median(each.wall for each in taken), 2),
        "peak_megabytes": max(each.megabytes for each in taken),
        "results": taken[0].results,
    }


def write_table(result: Mapping[str, Any]) -> str:
    """Return the results as Markdown, one engine a line."""
    lines = [
        f"| {result['qualifications']:,} qualifications | seconds | of these | least–most | times ours"
        " | peak MB | results |",
        f"|{'---|' * 7}",
    ]
    for engine, found in result["engines"].items():
        seconds = found["seconds"]
        parts = ", ".join(f"{name} {each}" for name, each in found["parts"].items())
        lines.append(
            f"| {engine} | {seconds['median']} | {parts} | {seconds['least']}–{seconds['most']}"
            f" | {found.get('times_ours', '')} | {found['peak_megabytes']:,} | {found['results']:,} |"
        )
    return "\n".join(lines)
