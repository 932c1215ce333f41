"""Lets somebody watch a check: how far it is, and how much it has read."""

from __future__ import annotations

from typing import Literal

Stage = Literal["waiting", "reading", "checking", "placing", "writing"]
"""What is being done with a submission, in this order."""


class Watch:
    """Hears how far a check is, and may end it by raising an InputError; this one lets everything pass."""

    def stage(self, name: Stage) -> None:
        """Hear that a stage begins."""

    def read(self, statements: int) -> None:
        """Hear that so many more statements have been read."""
