"""Statements of a file together with where they stand in it; the terms are pyoxigraph's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from nqfgraph.errors import NqfgraphError

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = ox.NamedNode(f"{RDF}type")
RDF_FIRST = ox.NamedNode(f"{RDF}first")
RDF_REST = ox.NamedNode(f"{RDF}rest")
RDF_NIL = ox.NamedNode(f"{RDF}nil")
XML_LITERAL = ox.Literal("", datatype=ox.NamedNode(f"{RDF}XMLLiteral"))
"""Stands for every XML literal of RDF/XML: their text depends on who writes the namespaces into it."""
_XSD = "http://www.w3.org/2001/XMLSchema#"
XSD_INTEGER = ox.NamedNode(f"{_XSD}integer")
XSD_DECIMAL = ox.NamedNode(f"{_XSD}decimal")
XSD_DOUBLE = ox.NamedNode(f"{_XSD}double")
XSD_BOOLEAN = ox.NamedNode(f"{_XSD}boolean")


class Unreadable(NqfgraphError):
    """A file cannot be read with positions; the message says why. Never leaves this package."""


class Anonymous:
    """A blank node without a label, equal only to itself."""

    __slots__ = ()


Node = ox.NamedNode | ox.BlankNode | Anonymous
Value = Node | ox.Literal


class Statement(NamedTuple):
    """A triple and the offsets at which its subject and its value begin in the source."""

    subject: Node
    predicate: ox.NamedNode
    value: Value
    subject_at: int
    value_at: int


class Reading(NamedTuple):
    """A file that is being read: offsets count the characters of a text or the bytes of a byte string."""

    source: str | bytes
    statements: Iterator[Statement]
    pointers: Callable[[set[int]], dict[int, str]] | None = None
    """For JSON: the JSON pointers of the values that begin at some offsets."""


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, without a byte order mark; Unreadable if it is none."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The file is not UTF-8: byte {error.start + 1}.") from error


def named(iri: str) -> ox.NamedNode:
    """Return an IRI as a term; Unreadable if it is not absolute or has characters that no IRI has."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Unreadable(f"“{iri}” is no IRI: {error}.") from error


def literal(text: str, *, datatype: ox.NamedNode | None = None, language: str | None = None) -> ox.Literal:
    """Return a literal; Unreadable for a language tag or characters that RDF does not have."""
    try:
        return ox.Literal(text, datatype=datatype, language=language)
    except ValueError as error:
        raise Unreadable(f"“{text!a}” is no literal: {error}.") from error


def labelled(label: str) -> ox.BlankNode:
    """Return a blank node by its label; Unreadable if that is none."""
    try:
        return ox.BlankNode(label)
    except ValueError as error:
        raise Unreadable(f"“{label!a}” is no label of a blank node: {error}.") from error


def is_markup(term: object) -> bool:
    """Tell whether a term is an XML literal."""
    return isinstance(term, ox.Literal) and term.datatype == XML_LITERAL.datatype
