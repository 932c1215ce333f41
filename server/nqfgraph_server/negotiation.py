"""Chooses what to answer with: a media type by ``Accept``, a language by ``Accept-Language``.

The rules are RFC 9110 § 12: the most specific range that matches a type decides on it, a quality of 0 refuses
it, the highest quality wins and the server's own order breaks ties. Parts of a header that cannot be read are
skipped, because a client that sends one broken range still says something with the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nqfgraph.errors import NqfgraphError

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})\s*((?:;.*)?)\Z", re.DOTALL)
_PARAMETER = re.compile(rf";\s*({_TOKEN})\s*=\s*(\"(?:[^\"\\]|\\.)*\"|{_TOKEN})\s*")
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\Z")
_LONGEST_HEADER = 4096


class NotAcceptable(NqfgraphError):
    """Nothing that can be offered is acceptable to the client; ``offered`` lists what there is."""

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__(
            "Nothing that the request accepts is available here.",
            remedy=f"Available: {', '.join(offered)}.",
        )
        self.offered = tuple(offered)


def negotiate(accept: str | None, offered: Sequence[str]) -> str:
    """Return the media type of ``offered`` (server's favourite first) that ``accept`` prefers.

    A missing, empty or wholly unreadable header accepts anything. Raises NotAcceptable.
    """
    best = _best((accept or "")[:_LONGEST_HEADER], tuple(offered))
    if best is None:
        raise NotAcceptable(offered)
    return best


# Clients send the same few headers again and again.
@lru_cache(maxsize=512)
def _best(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = _media_ranges(accept)
    if not ranges:
        return offered[0]
    best, best_quality = None, 0.0
    for media_type in offered:
        quality = _quality_of(media_type, ranges)
        if quality > best_quality:
            best, best_quality = media_type, quality
    return best


def read_quality(parameters: str) -> float | None:
    """Return the quality that parameters behind a name give it (``;q=0.5``); None if it cannot be read."""
    return _read_quality(dict(_parameters(parameters)))


def negotiate_language(accept: str | None, offered: Sequence[str]) -> str:
    """Return the language of ``offered`` that ``Accept-Language`` prefers, or the first (RFC 4647)."""
    qualities: dict[str, float] = {}
    for text in _split(accept or ""):
        tag, _, parameters = text.partition(";")
        quality = _read_quality(dict(_parameters(";" + parameters)) if parameters else {})
        if quality is not None:
            qualities.setdefault(tag.strip().lower(), quality)
    best, best_quality = offered[0], 0.0
    for language in offered:
        matching = [quality for tag, quality in qualities.items() if tag.split("-")[0] == language]
        quality = max(matching) if matching else qualities.get("*", 0.0)
        if quality > best_quality:
            best, best_quality = language, quality
    return best


@dataclass(frozen=True, slots=True)
class _MediaRange:
    main: str
    sub: str
    parameters: Mapping[str, str]
    quality: float

    def specificity(self, media_type: str) -> int | None:
        """Say how closely the range names ``media_type``; None if it does not match."""
        name, *rest = (part.strip().lower() for part in media_type.split(";"))
        main, _, sub = name.partition("/")
        if self.main == "*":
            return 0 if self.sub == "*" else None
        if self.main != main:
            return None
        if self.sub == "*":
            return 1
        if self.sub != sub:
            return None
        own = dict(part.split("=", 1) for part in rest if "=" in part)
        if any(own.get(key, value) != value for key, value in self.parameters.items()):
            return None
        return 2 + sum(key in own for key in self.parameters)


def _quality_of(media_type: str, ranges: Iterable[_MediaRange]) -> float:
    best, quality = -1, 0.0
    for each in ranges:
        specificity = each.specificity(media_type)
        if specificity is not None and specificity > best:
            best, quality = specificity, each.quality
    return quality


def _media_ranges(header: str) -> list[_MediaRange]:
    ranges = []
    for text in _split(header):
        match = _RANGE.match(text)
        if match is None:
            continue
        parameters = dict(_parameters(match[3]))
        quality = _read_quality(parameters)
        if quality is not None:
            parameters.pop("q", None)
            ranges.append(_MediaRange(match[1].lower(), match[2].lower(), parameters, quality))
    return ranges


def _split(header: str) -> list[str]:
    """Split at commas outside quoted strings; a header longer than any honest client sends is cut."""
    parts = re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*"|")+', header[:_LONGEST_HEADER])
    return [part.strip() for part in parts if part.strip()]


def _parameters(text: str) -> list[tuple[str, str]]:
    return [(name.lower(), value.strip('"').lower()) for name, value in _PARAMETER.findall(text)]


def _read_quality(parameters: Mapping[str, str]) -> float | None:
    text = parameters.get("q", "1")
    return float(text) if _QUALITY.match(text) else None
