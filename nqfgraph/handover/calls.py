"""What came of telling QDR: a line of JSON for each call in ``{home}/qdr/calls.jsonl``, the newest last."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from nqfgraph.errors import ReleaseError
from nqfgraph.exports.qdr import QUALIFICATIONS
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
    """Nobody was called: no record of the release can be handed over, so there is no file."""
    BEGUN = "begun"
    """The program ended while it was calling, so what came of it is not known."""


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
    dataset: str = QUALIFICATIONS.name
    """Name of the data type that the file holds; lines of older versions do not say it."""
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


def keep_call(home: Path, call: Call, *, begun: Call | None = None) -> None:
    """Add a call, in the place of what was kept when it had ``begun``.

    Raises ReleaseError if the home cannot be written to.
    """
    path = _path(home)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.parent):
            calls = [*read_calls(home), call]
            if begun is not None and begun in calls:
                # The last one: a program that was killed in the same second left one that looks the same.
                del calls[len(calls) - 1 - calls[::-1].index(begun)]
            write_atomically(path, b"".join(_line(each) for each in calls[-KEPT:]))
    except OSError as error:
        raise ReleaseError(
            f"What came of the call to QDR cannot be kept in {path}: {error.strerror or error}.",
            remedy="Make room there, or allow this user to write to the home.",
        ) from error


def call_value(call: Call) -> Mapping[str, object]:
    """Return a call as a JSON object."""
    return asdict(call) | {"time": call.time.isoformat(timespec="seconds")}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for other processes that keep a call: a build may end while somebody calls by hand."""
    with (folder / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
