"""Keeps the change log of a home at the release that is served."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nqfgraph.changelog import Known, Step, bring_to

_VISIBLE = timedelta(seconds=2)


def logged(
    home: Path,
    lines: Iterable[bytes] | Known,
    *,
    base: str,
    release: str,
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> AbstractContextManager[Step]:
    """Return a context in which ``release`` is published or served again, and which then is in the log.

    What is done inside and the step of the log are both done or neither: if the block fails, nothing is
    appended, and if the log cannot be written, the block is never entered. Should the program be killed
    between the two, the next build or switch, or `nqfgraph serve`, brings the log to what is served then.
    Raises ReleaseError as `nqfgraph.changelog.bring_to`.
    """
    return bring_to(home, lines, base=base, release=release, clock=_clock, advance=advance)


def _clock() -> datetime:
    """Return when what is being written can be seen by everybody.

    Times are whole seconds and committing takes a moment. A harvester that asks from the second of its last
    request on must get all that it could not see then, so the time is rather too late than too early.
    """
    return datetime.now(UTC) + _VISIBLE
