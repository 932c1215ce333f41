"""Loading a dump."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pyoxigraph as ox
import pytest

from nqfgraph.release.loading import load_in_memory, load_on_disk


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.nq"
    path.write_text("".join(f"<a:{n}> <a:p> <a:o> <a:g> .\n" for n in range(7)))
    return path


@pytest.mark.parametrize("batch", [1, 3, 7, 100])
def test_batches_make_no_difference(dump: Path, tmp_path: Path, batch: int) -> None:
    load_on_disk(dump, tmp_path / "store", Event(), batch=batch)
    assert set(ox.Store.read_only(str(tmp_path / "store"))) == set(load_in_memory(dump))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dump.nq", "store"]


def test_loading_gives_up_when_it_is_stopped(dump: Path, tmp_path: Path) -> None:
    stopped = Event()
    stopped.set()
    load_on_disk(dump, tmp_path / "store", stopped)
    assert len(ox.Store.read_only(str(tmp_path / "store"))) == 0
