"""A tiny ESCO of our own making, as the tables of the download."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.vocabularies import Kept, import_vocabulary

SMALL = Path(__file__).parents[1] / "data" / "vocabularies" / "esco"


@pytest.fixture
def tables(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the tables, changed by name, and returns their folder."""

    def write(changed: dict[str, str] | None = None, name: str = "v9.0") -> Path:
        folder = Path(shutil.copytree(SMALL, tmp_path / name, dirs_exist_ok=True))
        for file, text in (changed or {}).items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def kept(tables: Callable[..., Path], tmp_path: Path) -> Kept:
    """Return it imported."""
    found = import_vocabulary(tmp_path, "esco", tables()).kept
    assert found is not None
    return found
