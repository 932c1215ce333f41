"""The things of a dump, each with all that is said of it; and what these statements mean for the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nqfgraph.vocab import ELM, FOAF, NQF

_PARTS = {each.value.encode() for each in (ELM.learningOutcome, ELM.qualificationCode, ELM.awardingBody)}
"""Properties of a qualification whose objects belong to it."""
_WHOLES = {
    "record": {FOAF.primaryTopic.value.encode()},
    "level-statement": {NQF.statementOn.value.encode()},
    "level-descriptor": {NQF.level.value.encode()},
}
"""Properties of other things, by their kind, whose objects they belong to."""
_CARRIED = NQF.levelStatement.value.encode()
"""Property of a record whose object belongs to the qualification too."""
_FACETS = {ELM.NQFLevel.value.encode(): "level", ELM.ISCEDFCode.value.encode(): "field"}
_ENDED = {
    ELM.status.value.encode(): (b'"obsolete"',),
    NQF.recordStatus.value.encode(): tuple(
        f"<{NQF[f'record-status/{status}'].value}>".encode() for status in ("withdrawn", "superseded")
    ),
}
"""What says that a qualification is not awarded any more."""


@dataclass(frozen=True, slots=True)
class Content:
    """A thing with its lines of the dump, which are sorted."""

    iri: str
    kind: str
    lines: Sequence[bytes]

    @property
    def text(self) -> bytes:
        """Return the lines as N-Quads."""
        return b"".join(self.lines)


def contents(lines: Iterable[bytes], base: str) -> Iterator[Content]:
    """Yield every thing that the sorted lines of a dump speak of, when its last line has been read.

    In byte order the parts of ``…/6`` (``…/6#note``) come first, then all that begins with ``…/60``, then
    ``…/6`` itself; so things nest, and a stack holds the open ones.
    """
    stack: list[tuple[bytes, list[bytes]]] = []
    for line in lines:
        document = line[1 : line.index(b">")].partition(b"#")[0]
        while stack and not document.startswith(stack[-1][0]):
            yield _content(*stack.pop(), base)
        if not stack or stack[-1][0] != document:
            stack.append((document, []))
        stack[-1][1].append(line)
    while stack:
        yield _content(*stack.pop(), base)


def digest(text: bytes) -> bytes:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(text).digest()


def has_ended(text: bytes) -> bool:
    """Say whether a content tells that its thing is not awarded any more."""
    statements = _statements(text.splitlines(keepends=True))
    return any(
        value.startswith(_ENDED[predicate]) for _, predicate, value in statements if predicate in _ENDED
    )


def belongings(content: Content) -> Iterator[tuple[str, str]]:
    """Yield what a content says of belonging together: (IRI of the part, IRI of the whole)."""
    if content.kind == "qualification":
        for _, predicate, value in _statements(content.lines):
            if predicate in _PARTS and (part := _iri(value)):
                yield part, content.iri
        return
    properties = _WHOLES.get(content.kind, set())
    said = [each for each in _statements(content.lines) if each[1] in properties or each[1] == _CARRIED]
    wholes = {iri for _, predicate, value in said if predicate in properties and (iri := _iri(value))}
    for whole in sorted(wholes):
        yield content.iri, whole
        if content.kind == "record":
            for _, predicate, value in said:
                if predicate == _CARRIED and (part := _iri(value)):
                    yield part, whole


def facets(content: Content) -> Iterator[tuple[str, str]]:
    """Yield by what qualifications are selected: ``level`` and ``field`` with the IRI of the concept."""
    if content.kind == "qualification":
        for _, predicate, value in _statements(content.lines):
            if (name := _FACETS.get(predicate)) and (iri := _iri(value)):
                yield name, iri


def _statements(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield the subject, the predicate's IRI, and the rest of each line, which begins with the object."""
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        yield subject, predicate[1:-1], rest


def _iri(value: bytes) -> str | None:
    """Return the thing that an object names, without its fragment; None for a literal."""
    if not value.startswith(b"<"):
        return None
    return value[1 : value.index(b">")].partition(b"#")[0].decode()


def _content(document: bytes, lines: list[bytes], base: str) -> Content:
    iri = document.decode()
    start = f"{base}id/"
    kind = iri.removeprefix(start).partition("/")[0] if iri.startswith(start) else ""
    return Content(iri, kind, lines)
