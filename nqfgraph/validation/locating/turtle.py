"""Reads Turtle and TriG 1.1 with positions; what RDF 1.2 adds is refused.

A second reading, for files that the fast parser has already accepted: it leans on that and does not look for
every fault. It keeps no record of the graph that a triple stands in. Nesting costs memory, but no recursion.
Specifications: Turtle § 6.5, TriG § 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from nqfgraph.validation.locating.resolution import resolve
from nqfgraph.validation.locating.statements import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    XSD_BOOLEAN,
    XSD_DECIMAL,
    XSD_DOUBLE,
    XSD_INTEGER,
    Anonymous,
    Node,
    Reading,
    Statement,
    Unreadable,
    Value,
    decode,
    labelled,
    literal,
    named,
)
from nqfgraph.validation.locating.tokens import TOKEN, text_of_iri, text_of_local, text_of_string

_Step = Callable[[str, str, int], None]
"""What may come next: takes the kind of a token, its text and where it begins."""


class _Outer(NamedTuple):
    """What to come back to after ``]`` or ``)``: the statement around it, where it began, and its node."""

    subject: Node | None
    """None if the bracket is itself the subject of its statement."""
    subject_at: int
    predicate: ox.NamedNode
    at: int
    node: Node
    in_list: bool
    """Whether the bracket stands in a list."""


def read_turtle(content: bytes, base: str | None = None) -> Reading:
    """Read a file of Turtle or TriG; relative IRIs are resolved against ``base``.

    Statements come in the order in which pyoxigraph gives them. Raises Unreadable, also while they are taken.
    """
    text = decode(content)
    return Reading(text, _Turtle(text, base).statements())


class _Turtle:
    def __init__(self, text: str, base: str | None) -> None:
        self._text = text
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._names: dict[str, ox.NamedNode] = {}
        self._step: _Step = self._begin
        self._batch: list[Statement] = []
        self._outer: list[_Outer] = []
        self._in_list = False
        self._subject: Node = RDF_NIL
        self._subject_at = 0
        self._predicate = RDF_NIL
        self._waiting = ("", 0)
        """A string whose language or datatype may still come, or the prefix that is being declared."""

    def statements(self) -> Iterator[Statement]:
        batch = self._batch
        for found in TOKEN.finditer(self._text):
            kind = found.lastgroup or ""
            if kind == "fault":
                raise Unreadable(f"“{found[kind]}” at character {found.start(kind) + 1} begins no token.")
            self._step(kind, found[kind], found.start(kind))
            if batch:
                # Of what one token completes, pyoxigraph gives the last first.
                yield from reversed(batch)
                batch.clear()

    # Statements and directives

    def _begin(self, kind: str, token: str, at: int) -> None:
        if kind == "mark" and token in ".{}":
            return
        if kind == "at" or (kind == "word" and token != "a"):
            self._direct(token.lower().removeprefix("@"))
        elif kind != "end":
            self._subject_at = at
            self._open_or_take(kind, token, at)

    def _direct(self, word: str) -> None:
        steps: dict[str, _Step] = {
            "prefix": self._prefix_name,
            "base": self._base_iri,
            "graph": self._begin,
            "version": self._version,
        }
        try:
            self._step = steps[word]
        except KeyError:
            raise Unreadable(f"“{word}” is no directive.") from None

    def _version(self, kind: str, token: str, at: int) -> None:
        self._step = self._begin

    def _base_iri(self, kind: str, token: str, at: int) -> None:
        self._base = resolve(self._base, self._iri_text(kind, token))
        self._names.clear()
        self._step = self._begin

    def _prefix_name(self, kind: str, token: str, at: int) -> None:
        if kind != "name" or not token.endswith(":"):
            raise Unreadable(f"“{token}” is no prefix.")
        self._waiting = (token[:-1], at)
        self._step = self._prefix_iri

    def _prefix_iri(self, kind: str, token: str, at: int) -> None:
        self._prefixes[self._waiting[0]] = resolve(self._base, self._iri_text(kind, token))
        self._names.clear()
        self._step = self._begin

    def _iri_text(self, kind: str, token: str) -> str:
        if kind != "iri":
            raise Unreadable(f"An IRI is expected in place of “{token}”.")
        return text_of_iri(token)

    def _open_or_take(self, kind: str, token: str, at: int) -> None:
        """Begin a statement with its subject."""
        if token == "[":
            self._open(Anonymous(), at, None)
            self._step = self._verb
        elif token == "(":
            self._open(RDF_NIL, at, None)
            self._step = self._first_member
        else:
            self._subject = self._node(kind, token)
            self._step = self._verb

    # What is said of a subject

    def _verb(self, kind: str, token: str, at: int) -> None:
        if kind == "mark":
            self._end_of_list(token)
            return
        self._predicate = RDF_TYPE if token == "a" else self._iri(kind, token)
        self._step = self._value

    def _end_of_list(self, token: str) -> None:
        """Go on after the values of a predicate, or after a subject that nothing is said of."""
        if token == ";":
            self._step = self._verb
        elif token == "]" and self._outer and not self._in_list:
            self._close()
        elif token in ".{}" and not self._outer:
            self._step = self._begin
        else:
            raise Unreadable(f"“{token}” is not expected here.")

    def _value(self, kind: str, token: str, at: int) -> None:
        if kind == "string":
            self._waiting = (token, at)
            self._step = self._suffix
        elif token == "[":
            self._open(Anonymous(), at, self._subject)
            self._step = self._verb
        elif token == "(":
            self._open(RDF_NIL, at, self._subject)
            self._step = self._first_member
        else:
            self._emit(self._scalar(kind, token), at)

    def _after_value(self, kind: str, token: str, at: int) -> None:
        if token == ",":
            self._step = self._value
        elif kind == "mark":
            self._end_of_list(token)
        else:
            raise Unreadable(f"“{token}” is not expected here.")

    def _suffix(self, kind: str, token: str, at: int) -> None:
        """Complete a string, by its language, its datatype or neither."""
        if kind == "hats":
            self._step = self._datatype
            return
        text = text_of_string(self._waiting[0])
        if kind == "at":
            self._emit(literal(text, language=token[1:]), self._waiting[1])
        else:
            self._emit(literal(text), self._waiting[1])
            self._step(kind, token, at)

    def _datatype(self, kind: str, token: str, at: int) -> None:
        text = text_of_string(self._waiting[0])
        self._emit(literal(text, datatype=self._iri(kind, token)), self._waiting[1])

    def _emit(self, value: Value, at: int) -> None:
        self._batch.append(Statement(self._subject, self._predicate, value, self._subject_at, at))
        self._step = self._next_member if self._in_list else self._after_value

    # Brackets

    def _open(self, node: Node, at: int, subject: Node | None) -> None:
        outer = _Outer(subject, self._subject_at, self._predicate, at, node, self._in_list)
        self._outer.append(outer)
        self._in_list = False
        self._subject, self._subject_at = node, at

    def _close(self) -> None:
        """Come back from ``]``: its node is the subject or the value of the statement around it."""
        outer = self._outer.pop()
        self._in_list = outer.in_list
        if outer.subject is None:
            self._subject, self._step = outer.node, self._verb
        else:
            self._return_to(outer)
            self._emit(outer.node, outer.at)

    def _return_to(self, outer: _Outer) -> None:
        assert outer.subject is not None
        self._subject, self._subject_at, self._predicate = outer.subject, outer.subject_at, outer.predicate

    def _first_member(self, kind: str, token: str, at: int) -> None:
        """Read what follows ``(``. The statement around a list comes before its members."""
        if token == ")" and kind == "mark":
            self._close()
            return
        head = Anonymous()
        outer = self._outer[-1]._replace(node=head)
        self._outer[-1] = outer
        if outer.subject is not None:
            self._batch.append(Statement(outer.subject, outer.predicate, head, outer.subject_at, outer.at))
        self._in_list = True
        self._member(head, kind, token, at)

    def _next_member(self, kind: str, token: str, at: int) -> None:
        before, before_at = self._subject, self._subject_at
        if token == ")" and kind == "mark":
            self._batch.append(Statement(before, RDF_REST, RDF_NIL, before_at, at))
            self._end_list()
            return
        node = Anonymous()
        self._batch.append(Statement(before, RDF_REST, node, before_at, at))
        self._member(node, kind, token, at)

    def _member(self, node: Node, kind: str, token: str, at: int) -> None:
        self._subject, self._subject_at, self._predicate = node, at, RDF_FIRST
        self._value(kind, token, at)

    def _end_list(self) -> None:
        outer = self._outer.pop()
        self._in_list = outer.in_list
        if outer.subject is None:
            self._subject, self._subject_at, self._step = outer.node, outer.at, self._verb
        else:
            self._return_to(outer)
            self._step = self._next_member if self._in_list else self._after_value

    # Terms

    def _scalar(self, kind: str, token: str) -> Value:
        if kind == "number":
            if "e" in token or "E" in token:
                return literal(token, datatype=XSD_DOUBLE)
            return literal(token, datatype=XSD_DECIMAL if "." in token else XSD_INTEGER)
        if kind == "word" and token in ("true", "false"):
            return literal(token, datatype=XSD_BOOLEAN)
        return self._node(kind, token)

    def _node(self, kind: str, token: str) -> Node:
        return labelled(token[2:]) if kind == "label" else self._iri(kind, token)

    def _iri(self, kind: str, token: str) -> ox.NamedNode:
        known = self._names.get(token)
        if known is not None:
            return known
        if kind == "iri":
            term = named(resolve(self._base, text_of_iri(token)))
        elif kind == "name":
            prefix, _, local = token.partition(":")
            if prefix not in self._prefixes:
                raise Unreadable(f"The prefix “{prefix}:” is not declared.")
            term = named(self._prefixes[prefix] + text_of_local(local))
        else:
            raise Unreadable(f"“{token}” is no IRI." if token else "The file ends within a statement.")
        self._names[token] = term
        return term
