"""What a request asks for: a verb with its arguments, checked as OAI-PMH 2.0, § 3 and 4 have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

TOKEN = "resumptionToken"
PREFIX = "metadataPrefix"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECONDS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_SHOWN = 60


class Refused(Exception):
    """The request is answered with an error of the protocol; ``code`` is one of § 3.6."""

    def __init__(self, code: str, message: str, *, echo: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.echo = echo
        """Whether the answer may repeat the arguments; not if they are what is wrong."""


@dataclass(frozen=True, slots=True)
class Verb:
    """The arguments that a verb takes."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    resumable: bool = False
    """Whether ``resumptionToken`` may stand in the place of all others."""


_LIST = Verb(frozenset({PREFIX}), frozenset({"from", "until", "set"}), resumable=True)
VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        "Identify": Verb(),
        "ListMetadataFormats": Verb(optional=frozenset({"identifier"})),
        "ListSets": Verb(resumable=True),
        "GetRecord": Verb(frozenset({"identifier", PREFIX})),
        "ListIdentifiers": _LIST,
        "ListRecords": _LIST,
    }
)


def read_arguments(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the arguments of a request, the verb among them.

    Raises Refused for a verb that is missing, repeated or unknown, and for arguments that the verb does not
    take, that come twice, or that it needs and are not there.
    """
    given = list(pairs)
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refused("badVerb", _verb_message(verbs), echo=False)
    names = [name for name, _ in given]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise _bad(f"The argument {_shown(repeated[0])} is given more than once. Give it once.")
    verb, arguments = VERBS[verbs[0]], dict(given)
    _check_names(verbs[0], verb, set(arguments) - {"verb"})
    return arguments


def read_period(first: str | None, last: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last second of ``from`` and ``until``; a day means all of its seconds.

    Raises Refused for what is no date, for two forms in one request, and for an end before the beginning.
    """
    if first is not None and last is not None and len(first) != len(last):
        raise _bad("“from” and “until” have different forms. Give both as days or both with seconds.")
    begin = _read_date("from", first) if first is not None else None
    end = _read_date("until", last) if last is not None else None
    if end is not None and last is not None and _DAY.fullmatch(last):
        end += timedelta(hours=23, minutes=59, seconds=59)
    if begin is not None and end is not None and begin > end:
        raise _bad(f"“from” ({first}) is later than “until” ({last}). Exchange them.")
    return begin, end


def _read_date(name: str, text: str) -> datetime:
    if _DAY.fullmatch(text) or _SECONDS.fullmatch(text):
        try:
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        except ValueError as error:
            raise _bad(f"“{name}” is {_shown(text)}: there is no such day or time.") from error
    raise _bad(
        f"“{name}” is {_shown(text)}, which is no date. Write 2026-11-23 or 2026-11-23T12:00:00Z, in UTC."
    )


def _check_names(name: str, verb: Verb, given: set[str]) -> None:
    known = verb.required | verb.optional | ({TOKEN} if verb.resumable else set())
    if unknown := sorted(given - known):
        takes = ", ".join(sorted(known)) or "none"
        raise _bad(f"{name} does not take the argument {_shown(unknown[0])}. It takes: {takes}.")
    if TOKEN in given:
        # Clients of data.europa.eu send the prefix again; whether it agrees is seen when the token is read.
        if more := sorted(given - {TOKEN, PREFIX}):
            raise _bad(f"{TOKEN} says all; leave out {more[0]}.")
        return
    if missing := sorted(verb.required - given):
        raise _bad(f"{name} needs the argument {missing[0]}.")


def _verb_message(verbs: list[str]) -> str:
    known = ", ".join(VERBS)
    if not verbs:
        return f"The argument verb is missing. Give one of {known}."
    if len(verbs) > 1:
        return f"The argument verb is given more than once. Give one of {known}."
    return f"The verb {_shown(verbs[0])} is unknown. Give one of {known}."


def _bad(message: str) -> Refused:
    return Refused("badArgument", message, echo=False)


def _shown(text: str) -> str:
    return f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"
