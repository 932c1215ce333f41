"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from nqfgraph.release import STAGES, Progress

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class _Bar:
    """Shows the stages of a build; where the length of a stage is not known, how much of it is done."""

    def __init__(self, bar: ProgressBar[int]) -> None:
        self._bar = bar
        self._stage = ""

    def stage(self, name: str) -> None:
        self._stage = name
        self._bar.label = f"{name:10}"
        self._bar.update(STAGES.index(name) - self._bar.pos)
        self._bar.render_progress()

    def advance(self, done: int, total: int | None) -> None:
        of = f" of {total:,}" if total else ""
        self._bar.label = f"{self._stage:10} {done:,}{of}"
        self._bar.render_progress()


@contextmanager
def build_bar() -> Iterator[Progress]:
    """Give a build a bar to report to; nothing is shown where standard error is not a terminal."""
    with click.progressbar(
        length=len(STAGES), file=sys.stderr, hidden=not sys.stderr.isatty(), show_eta=False
    ) as bar:
        yield _Bar(bar)
        bar.update(len(STAGES) - bar.pos)
