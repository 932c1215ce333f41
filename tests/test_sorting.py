"""Sorting in little memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from nqfgraph.sorting import sort_lines

CHUNKS = [[b"c\n", b"a\n"], [b"b\n", b"e\n"], [b"d\n"]]


@pytest.mark.parametrize("run", [1, 2, 100])
def test_runs_of_any_size_give_the_same_lines_and_leave_no_scratch_files(tmp_path: Path, run: int) -> None:
    assert list(sort_lines(CHUNKS, tmp_path, run)) == [b"a\n", b"b\n", b"c\n", b"d\n", b"e\n"]
    assert not list(tmp_path.iterdir())
