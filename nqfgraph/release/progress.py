"""How a long piece of work says how far it is, without printing anything itself."""

from __future__ import annotations

from typing import Protocol

STAGES = (
    *("read", "dump", "validate", "log", "search", "changes", "load", "checksums"),
    *("publish", "switch"),
)
"""The stages of a build, in their order."""


class Progress(Protocol):
    """Told about the stages of a piece of work, in the thread that does it."""

    def stage(self, name: str) -> None:
        """Say that a stage begins (one of `STAGES`); the one before it is over."""
        ...

    def advance(self, done: int, total: int | None) -> None:
        """Say how much of the running stage is done; ``total`` is None where it is not known."""
        ...


class Silence:
    """A progress that nobody looks at."""

    def stage(self, name: str) -> None:
        """Take no notice."""

    def advance(self, done: int, total: int | None) -> None:
        """Take no notice."""
