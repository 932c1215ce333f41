"""Ways on from an address that leads nowhere: what its words find, and where a removed thing can be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import flask

from nqfgraph.describe import Text
from nqfgraph.errors import NqfgraphError
from nqfgraph.iris import KINDS
from nqfgraph.search import Item, Search
from nqfgraph_server import browsing, links
from nqfgraph_server.languages import LANGUAGES, reader_language
from nqfgraph_server.service import PARAMETER, current_service

_MOST_WORDS, _LONGEST = 8, 100
_SUGGESTED = 5
_WORD = re.compile(r"[^\W_]+")
_MADE = frozenset(
    {*LANGUAGES, *KINDS, "doc", "data", "id", "api", "v1", "records", "feeds", "html", "ttl", "json"}
)
"""Parts of addresses that say nothing of what is looked for."""


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What a reader can do next."""

    words: str
    """The words of the address, to be searched for."""
    suggested: tuple[Item, ...]
    earlier: str | None
    """The address of the same thing in the release that last described it."""
    label_of: Callable[[str, str], Text] | None = None
    """Gives the label of a value of a facet; None where nothing is suggested."""


def ways_on(release: str | None) -> WaysOn:
    """Return the ways on from the address of this request; ``release`` last described what is gone."""
    words = address_words(flask.request.path)
    earlier = None
    if release:
        here = f"{flask.request.script_root}{links.requested_path()}"
        earlier = links.with_query(here, **{PARAMETER: release})
    try:
        opened = current_service().release()
        label_of = browsing.label_of(opened, reader_language())
        return WaysOn(words, _suggested(opened.search, words), earlier, label_of)
    except NqfgraphError:
        # The page is about a fault already, perhaps about this one; it has to come without suggestions then.
        return WaysOn(words, (), earlier)


def address_words(path: str) -> str:
    """Return the words of a path that may be those of a title or a code."""
    parts = [each for each in re.split(r"[/.]", path) if each.lower() not in _MADE]
    words = [word for part in parts for word in _WORD.findall(part)]
    return " ".join(words[:_MOST_WORDS])[:_LONGEST].strip()


def _suggested(search: Search, words: str) -> tuple[Item, ...]:
    """Return what all words find, then what the nearest ones do, then what the longest of them does."""
    correction = search.correction(words)
    longest = max(words.split(), key=len, default="")
    found: dict[str, Item] = {}
    for text in dict.fromkeys((words, correction.text if correction else "", longest)):
        for each in search.suggestions(text, reader_language(), size=_SUGGESTED):
            found.setdefault(each.iri, each)
    return tuple(found.values())[:_SUGGESTED]
