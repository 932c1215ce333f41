"""The register as it was at a time: the rules of Memento (RFC 7089), apart from any web framework.

Every address is its own time gate and answers with the release of that time at once (pattern 1.2 of § 4.1:
status 200, ``Content-Location``); with ``release=`` it is a memento, whose time never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from werkzeug.http import http_date, parse_date

from nqfgraph.errors import InputError

LINK_FORMAT = "application/link-format"

_LONGEST_TIME = 60
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Memento:
    """A release that was current once, or is."""

    version: str
    created: datetime
    """When it was published, in UTC."""

    @property
    def time(self) -> str:
        """Return when it was published as HTTP writes times, to the second."""
        return write_time(self.created)


@lru_cache(maxsize=256)
def write_time(time: datetime) -> str:
    """Return a time as HTTP writes it, to the second (RFC 9110 § 5.6.7)."""
    return http_date(time)


def read_time(text: str) -> datetime:
    """Return the time that ``Accept-Datetime`` asks for (§ 2.1.1); InputError if it cannot be read."""
    found = parse_date(text) if len(text) <= _LONGEST_TIME else None
    if found is None:
        raise InputError(
            f"Accept-Datetime is “{text[:_SHOWN]}”, which is no time.",
            remedy="Write it as HTTP does: Mon, 23 Nov 2026 12:00:00 GMT.",
        )
    return found


def choose(mementos: Sequence[Memento], wanted: datetime) -> Memento:
    """Return the release that was current at a time; ``mementos`` are in order, the newest first.

    For a time before the first release it is the first (§ 4.5.3). HTTP knows whole seconds only, so a release
    is there from the beginning of its second.
    """
    return next((each for each in mementos if each.created.replace(microsecond=0) <= wanted), mementos[-1])


def neighbours(mementos: Sequence[Memento], version: str) -> list[tuple[str, Memento]]:
    """Return the first and the last memento and those beside one, each with its relations (§ 2.2.4).

    ``mementos`` are in order, the newest first.
    """
    place = next((number for number, each in enumerate(mementos) if each.version == version), None)
    places = {"first": len(mementos) - 1, "last": 0}
    if place is not None:
        places |= {"prev": place + 1, "next": place - 1}
    return [
        (" ".join([*(name for name, its in places.items() if its == number), "memento"]), each)
        for number, each in enumerate(mementos)
        if number in places.values()
    ]


def link(address: str, relation: str, memento: Memento | None = None, media_type: str | None = None) -> str:
    """Return one link (RFC 8288 § 3); a memento has its time."""
    parts = [f'<{address}>; rel="{relation}"']
    if media_type:
        parts.append(f'type="{media_type}"')
    if memento:
        parts.append(f'datetime="{memento.time}"')
    return "; ".join(parts)


def write_time_map(
    original: str, time_map: str, mementos: Sequence[Memento], address_of: Callable[[str], str]
) -> str:
    """Return the time map of an address (§ 5) as links; ``address_of`` a version is that of its memento.

    All addresses are absolute. The oldest memento comes first.
    """
    span = f'; from="{mementos[-1].time}"; until="{mementos[0].time}"' if mementos else ""
    lines = [
        link(original, "original timegate"),
        link(time_map, "self", media_type=LINK_FORMAT) + span,
    ]
    ends = {each.version: relation for relation, each in neighbours(mementos, "")}
    for each in reversed(mementos):
        lines.append(link(address_of(each.version), ends.get(each.version, "memento"), each))
    return ",\n".join(lines) + "\n"
