"""One process at a time changes a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nqfgraph.exclusion import hold


class Busy(Exception):
    """Somebody else holds the lock."""


def test_a_second_one_is_told_who_holds_the_lock_and_gets_it_afterwards(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with hold(path, Busy), pytest.raises(Busy, match=f"process {os.getpid()}, which began"), hold(path, Busy):
        pass
    assert path.read_text(encoding="utf-8") == ""
    with hold(path, Busy):
        assert str(os.getpid()) in path.read_text(encoding="utf-8")


def test_the_lock_is_given_back_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mine"), hold(tmp_path / ".lock", Busy):
        raise ValueError("mine")
    with hold(tmp_path / ".lock", Busy):
        pass
