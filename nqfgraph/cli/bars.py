"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import click

from nqfgraph.release import STAGES, Progress

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class _Bar:
    """Shows the stages of a piece of work; where the length of one is not known, how much of it is done."""

    def __init__(self, bar: ProgressBar[int], stages: Sequence[str]) -> None:
        self._bar = bar
        self._stages = stages
        self._stage = ""

    def stage(self, name: str) -> None:
        self._stage = name
        self._bar.label = f"{name:10}"
        self._bar.update(self._stages.index(name) - self._bar.pos)
        self._bar.render_progress()

    def advance(self, done: int, total: int | None) -> None:
        of = f" of {total:,}" if total else ""
        self._bar.label = f"{self._stage:10} {done:,}{of}"
        self._bar.render_progress()


@contextmanager
def progress_bar(stages: Sequence[str]) -> Iterator[Progress]:
    """Give a piece of work a bar to report its stages to; nothing is shown where there is no terminal."""
    with click.progressbar(
        length=len(stages), file=sys.stderr, hidden=not sys.stderr.isatty(), show_eta=False
    ) as bar:
        yield _Bar(bar, stages)
        bar.update(len(stages) - bar.pos)


def build_bar() -> AbstractContextManager[Progress]:
    """Give a build a bar to report to."""
    return progress_bar(STAGES)
