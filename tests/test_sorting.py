"""Sorting in little memory."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from nqfgraph.sorting import merge_runs, sort_lines

CHUNKS = [[b"c\n", b"a\n"], [b"b\n", b"e\n"], [b"d\n"]]


@pytest.mark.parametrize("run", [1, 2, 100])
def test_runs_of_any_size_give_the_same_lines_and_leave_no_scratch_files(tmp_path: Path, run: int) -> None:
    assert list(sort_lines(CHUNKS, tmp_path, run)) == [b"a\n", b"b\n", b"c\n", b"d\n", b"e\n"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("block", [1, 5, 1000])
@pytest.mark.parametrize(
    "runs",
    [[], [""], ["abcde"], ["ace", "bd"], ["ab", "cd", ""], ["", "", "b", "a"], ["aab", "ab", "b"]],
)
def test_blocks_of_any_size_are_merged_into_one_order(runs: list[str], block: int) -> None:
    files = [BytesIO("".join(f"{letter}\n" for letter in run).encode()) for run in runs]
    assert b"".join(merge_runs(files, block)).decode().split() == sorted("".join(runs))
