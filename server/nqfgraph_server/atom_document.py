"""Writes an Atom feed document (RFC 4287) with archive marks (RFC 5005) and tombstones (RFC 6721)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from nqfgraph import __version__
from nqfgraph.ontology.concepts import in_language

Text = tuple[str, str]
"""A text and its language, empty if it is in none."""

_NAMESPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"'
    ' xmlns:at="http://purl.org/atompub/tombstones/1.0"'
)


_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (§ 2.2)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its relation, its address, and the form of what is there if it is known."""

    relation: str
    address: str
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; it has no content of its own, so it links to what it tells of."""

    iri: str
    title: Text
    updated: datetime
    categories: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Deletion:
    """A tombstone: what is no more, and since when."""

    iri: str
    when: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page of a feed."""

    iri: str
    title: Text
    author: Text
    author_iri: str
    updated: datetime
    archived: bool
    """Whether the page will never change."""
    links: tuple[Link, ...]
    entries: tuple[Entry, ...]
    deletions: tuple[Deletion, ...]


def text_in(texts: Mapping[str, str], language: str) -> Text:
    """Return the text in a language, else in English, else in any, with the language that it is in."""
    value = in_language(texts, language) or ""
    return value, next((tag for tag, text in texts.items() if text == value), "")


def write(document: Document) -> bytes:
    """Return the document; the same document is always the same bytes."""
    return "".join(_lines(document)).encode()


def _lines(document: Document) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<feed {_NAMESPACES}>\n'
    yield f"<id>{escape(document.iri)}</id>\n{_text('title', document.title)}"
    yield f"<updated>{_time(document.updated)}</updated>\n"
    name, uri = escape(document.author[0]), escape(document.author_iri)
    yield f"<author><name>{name}</name><uri>{uri}</uri></author>\n"
    yield f"<generator version={quoteattr(__version__)}>nqfgraph</generator>\n"
    if document.archived:
        yield "<fh:archive/>\n"
    yield from map(_link, document.links)
    for entry in document.entries:
        yield f"<entry>\n<id>{escape(entry.iri)}</id>\n{_text('title', entry.title)}"
        yield f"<updated>{_time(entry.updated)}</updated>\n"
        yield from (f"<category term={quoteattr(each)}/>\n" for each in entry.categories)
        yield from map(_link, entry.links)
        yield "</entry>\n"
    for each in document.deletions:
        yield f"<at:deleted-entry ref={quoteattr(each.iri)} when={quoteattr(_time(each.when))}/>\n"
    yield "</feed>\n"


def _text(name: str, text: Text) -> str:
    value, language = text
    tagged = f" xml:lang={quoteattr(language)}" if language else ""
    clean = escape(_FORBIDDEN.sub("\ufffd", value))
    return f"<{name}{tagged}>{clean}</{name}>\n"


def _link(link: Link) -> str:
    kind = f" type={quoteattr(link.media_type)}" if link.media_type else ""
    return f"<link rel={quoteattr(link.relation)} href={quoteattr(link.address)}{kind}/>\n"


def _time(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
