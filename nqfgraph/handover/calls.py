"""What came of telling QDR: a line of JSON for each call in ``{home}/qdr/calls.jsonl``, the newest last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from nqfgraph.errors import ReleaseError
from nqfgraph.files import write_atomically

KEPT = 500
"""Most calls that are kept."""


class Outcome(StrEnum):
    """How a call ended."""

    ACCEPTED = "accepted"
    """The host answered with a status of success."""
    REFUSED = "refused"
    """It answered with one that does not change by asking again: a wrong key or address."""
    FAILED = "failed"
    """It did not answer in time, or each time with a fault of its own."""
    UNCHANGED = "unchanged"
    """Nobody was called: the file is the one that was accepted last."""
    NOTHING = "nothing"
    """Nobody was called: no qualification of the release can be handed over, so there is no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, with all its attempts."""

    time: datetime
    """When it began, in UTC."""
    release: str
    sha256: str
    """Checksum of the file that was told of."""
    address: str
    """Who was called, without a query and without a password."""
    outcome: Outcome
    attempts: int = 0
    status: int | None = None
    """HTTP status of the last answer, None if there was none."""
    seconds: float = 0.0
    message: str = ""
    """What the host or the network said last, shortened."""


def read_calls(home: Path) -> tuple[Call, ...]:
    """Return the calls that are kept, the oldest first; lines that cannot be read are passed over.

    Raises ReleaseError if the file cannot be opened.
    """
    path = _path(home)
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ReleaseError(f"The calls {path} cannot be read: {error.strerror or error}.") from error
    return tuple(call for line in lines if (call := _call(line)))


def keep_call(home: Path, call: Call) -> None:
    """Add a call; raises ReleaseError if the home cannot be written to."""
    path = _path(home)
    calls = [*read_calls(home), call][-KEPT:]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, b"".join(_line(each) for each in calls))
    except OSError as error:
        raise ReleaseError(
            f"What came of the call to QDR cannot be kept in {path}: {error.strerror or error}.",
            remedy="Make room there, or allow this user to write to the home.",
        ) from error


def call_value(call: Call) -> Mapping[str, object]:
    """Return a call as a JSON object."""
    return asdict(call) | {"time": call.time.isoformat(timespec="seconds")}


def _path(home: Path) -> Path:
    return home / "qdr" / "calls.jsonl"


def _line(call: Call) -> bytes:
    return json.dumps(call_value(call), ensure_ascii=False).encode() + b"\n"


def _call(line: bytes) -> Call | None:
    try:
        value = json.loads(line)
        fixed = {"time": datetime.fromisoformat(value["time"]), "outcome": Outcome(value["outcome"])}
        return Call(**value | fixed)
    except (ValueError, TypeError, KeyError):
        return None
