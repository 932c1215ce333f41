"""The versions of a thing in words: what each release changed of it, from the change log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

import pyoxigraph as ox

from nqfgraph.changelog import ChangeLog, Entry, Operation
from nqfgraph.release.difference import difference
from nqfgraph.vocab import DCTERMS, ELM, FOAF, RDF, SKOS
from nqfgraph_server.languages import LANGUAGES, translate
from nqfgraph_server.languages import marked as _
from nqfgraph_server.sheets.reader import Reader, capitalise

_VERSIONS = 10
_LINES = 40

OPERATIONS: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.CREATED: _("Entered"),
        Operation.CHANGED: _("Changed"),
        Operation.WITHDRAWN: _("Withdrawn"),
        Operation.REMOVED: _("Removed"),
    }
)

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        DCTERMS.title.value: _("Title"),
        DCTERMS.description.value: _("Description"),
        DCTERMS.language.value: _("Language of teaching"),
        DCTERMS.modified.value: _("Last changed"),
        DCTERMS.publisher.value: _("Published by"),
        DCTERMS.source.value: _("Source"),
        SKOS.altLabel.value: _("Also called"),
        SKOS.notation.value: _("Code"),
        FOAF.homepage.value: _("Website"),
        ELM.EQFLevel.value: _("EQF level (indicative)"),
        ELM.NQFLevel.value: _("Level of the framework"),
        ELM.ISCEDFCode.value: _("Field of education (ISCED-F)"),
        ELM.creditPoint.value: _("Credits"),
        ELM.point.value: _("Credits"),
        ELM.volumeOfLearning.value: _("Duration"),
        ELM.entryRequirement.value: _("Entry requirement"),
        ELM.learningOutcome.value: _("Learning outcome"),
        ELM.mode.value: _("Mode of learning"),
        ELM.noteLiteral.value: _("Note"),
        ELM.status.value: _("Status"),
    }
)
_UNSHOWN = {RDF.type.value}

Pair = tuple[Entry | None, Entry]
"""A version and the one before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement that came or went."""

    sign: Literal["+", "-"]
    property: str
    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a thing, or of what is said about its entry."""

    number: int
    release: str
    time: datetime
    operation: str
    lines: tuple[Line, ...]
    """What changed against the version before; empty for the first."""
    more: int
    """Number of changed statements that are not among ``lines``."""
    is_there: bool = True
    """False if the release took it away."""


def versions_of(log: ChangeLog, reader: Reader, *iris: str) -> tuple[Version, ...]:
    """Return the last versions of a thing, the newest first; ``iris``: it, and what belongs to it.

    What one release changed of them is one version.
    """
    steps: dict[int, list[Pair]] = {}
    for iri in iris:
        entries = log.versions(iri)
        for before, entry in zip((None, *entries), entries, strict=False):
            steps.setdefault(entry.step, []).append((before, entry))
    shown = sorted(steps.items(), reverse=True)[:_VERSIONS]
    numbers = {each.number for _, pairs in shown for pair in pairs for each in pair if each is not None}
    contents = log.contents(sorted(numbers))
    return tuple(_version(pairs, contents, reader) for _, pairs in shown)


def _version(pairs: Sequence[Pair], contents: Mapping[int, bytes], reader: Reader) -> Version:
    first = pairs[0][1]
    lines = [line for before, entry in pairs for line in _lines(before, entry, contents, reader)]
    return Version(
        first.number,
        first.release,
        first.time,
        translate(OPERATIONS[first.operation]),
        tuple(lines[:_LINES]),
        max(0, len(lines) - _LINES),
        first.operation is not Operation.REMOVED,
    )


def _lines(
    before: Entry | None, entry: Entry, contents: Mapping[int, bytes], reader: Reader
) -> Iterator[Line]:
    if before is None or Operation.REMOVED in (before.operation, entry.operation):
        return
    old, new = (contents[each.number].splitlines(keepends=True) for each in (before, entry))
    for sign, text in difference(old, new):
        line = _line(sign, text, reader)
        if line is not None:
            yield line


def _line(sign: Literal["+", "-"], text: bytes, reader: Reader) -> Line | None:
    quad = next(iter(ox.parse(text, format=ox.RdfFormat.N_QUADS)), None)
    if quad is None or quad.predicate.value in _UNSHOWN:
        return None
    predicate, value = quad.predicate.value, quad.object
    name = translate(_NAMES[predicate]) if predicate in _NAMES else reader.property_name(predicate)
    if isinstance(value, ox.Literal):
        language = value.language or ""
        return Line(sign, f"{name} ({language})" if language in LANGUAGES else name, value.value, language)
    words = capitalise(reader.name(value.value)) if isinstance(value, ox.NamedNode) else None
    return Line(sign, name, words.value if words else str(value), words.language if words else "")
