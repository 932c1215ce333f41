"""Reads JSON-LD with positions, as far as a document says itself what its names mean.

Covered is what documents commonly use: terms, prefixes, aliases, nodes in one another, ``@graph``,
``@reverse``, ``@included``, ``@nest``, lists, sets, language maps, index maps, and typed, tagged and coerced
values. Left out are contexts elsewhere and those of a type, ``@json``, and maps by ``@id``, ``@type`` or
graph: what these say is passed over. Specification: JSON-LD 1.1 API, § 5.1 and 7.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import pyoxigraph as ox

from nqfgraph.validation.locating.json_tree import Item, find_pointers, read_json
from nqfgraph.validation.locating.jsonld_context import Context, Term, extend, is_keyword
from nqfgraph.validation.locating.jsonld_values import expanded_term, node_term, plain_term, text_term
from nqfgraph.validation.locating.statements import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    Anonymous,
    Node,
    Reading,
    Statement,
    Value,
    decode,
)

_Fields = dict[str, Item]
_PASSED_OVER = frozenset(("@id", "@graph", "@type", "@json"))
"""Containers and coercions that are not read."""
_NO_TERM = Term(None)


class _Property(NamedTuple):
    """What values are being read of: a property of a node."""

    subject: Node | None
    """None if its IRI is none: then nothing is said of it, though perhaps of its values."""
    subject_at: int
    predicate: ox.NamedNode
    term: Term

    def statement(self, value: Value | None, at: int) -> Iterator[Statement]:
        """Yield the statement that has a value, the other way round if the property is a reverse one."""
        if self.subject is None or value is None:
            return
        if not self.term.reverse:
            yield Statement(self.subject, self.predicate, value, self.subject_at, at)
        elif not isinstance(value, ox.Literal):
            yield Statement(value, self.predicate, self.subject, at, at)


def read_jsonld(content: bytes, base: str | None = None) -> Reading:
    """Read a JSON-LD document; relative IRIs are resolved against ``base``.

    Raises Unreadable, also while the statements are taken.
    """
    text = decode(content)
    root = read_json(text)
    context = Context(base, start=base)
    return Reading(text, _nodes(root, context), partial(find_pointers, root))


def _nodes(item: Item, context: Context) -> Iterator[Statement]:
    """Yield what is said by nodes that are no values: of the document, of a graph, included ones."""
    for each in _flat(item):
        if isinstance(each.value, dict):
            own = _own_context(each.value, context)
            kinds = {own.meaning(name) for name in each.value}
            if "@value" not in kinds:
                yield from _node(_subject(each.value, own)[0], each, own)


def _flat(item: Item) -> Iterator[Item]:
    """Yield an item, or those of a list, however many lists are around them."""
    if isinstance(item.value, list):
        for each in item.value:
            yield from _flat(each)
    else:
        yield item


def _own_context(fields: _Fields, context: Context) -> Context:
    local = fields.get("@context")
    return context if local is None else extend(context, local)


def _subject(fields: _Fields, context: Context) -> tuple[Node | None, int | None]:
    """The node of an object, None if its IRI is none, and where its ``@id`` begins if it has one."""
    for name, item in fields.items():
        if isinstance(item.value, str) and context.meaning(name) == "@id":
            if is_keyword(item.value):
                break
            return node_term(context.reference(item.value)), item.at
    return Anonymous(), None


def _node(subject: Node | None, item: Item, context: Context) -> Iterator[Statement]:
    """Yield what an object says of its node: its types, then the rest in its order, then its graph."""
    assert isinstance(item.value, dict)
    fields = [(name, context.meaning(name), each) for name, each in item.value.items()]
    for _, meaning, each in fields:
        if meaning == "@type":
            yield from _types(subject, item.at, each, context)
    for name, meaning, each in fields:
        if meaning is not None and not meaning.startswith("@"):
            term = context.term(name) or _NO_TERM
            yield from _property(subject, item.at, term, meaning, each, context)
        elif meaning in ("@included", "@reverse", "@nest"):
            yield from _nested(subject, item.at, meaning, each, context)
    for _, meaning, each in fields:
        if meaning == "@graph" and subject is not None:
            yield from _nodes(each, context)


def _nested(subject: Node | None, at: int, keyword: str, item: Item, context: Context) -> Iterator[Statement]:
    """Yield what stands under a keyword that holds nodes or properties."""
    if keyword == "@included":
        yield from _nodes(item, context)
    elif keyword == "@reverse":
        yield from _reversed(subject, at, item, context)
    else:
        for each in _flat(item):
            if isinstance(each.value, dict):
                yield from _node(subject, Item(each.value, at), context)


def _types(subject: Node | None, at: int, item: Item, context: Context) -> Iterator[Statement]:
    for each in _flat(item):
        if isinstance(each.value, str):
            kind = node_term(context.meaning(each.value) or context.reference(each.value))
            if kind is not None and subject is not None:
                yield Statement(subject, RDF_TYPE, kind, at, each.at)


def _reversed(subject: Node | None, at: int, item: Item, context: Context) -> Iterator[Statement]:
    if isinstance(item.value, dict):
        for name, each in item.value.items():
            meaning = context.meaning(name)
            if meaning is not None and not meaning.startswith("@"):
                yield from _property(subject, at, Term(None, reverse=True), meaning, each, context)


def _property(
    subject: Node | None, at: int, term: Term, iri: str, item: Item, context: Context
) -> Iterator[Statement]:
    """Yield what is said with one name of an object."""
    predicate = node_term(iri)
    if not isinstance(predicate, ox.NamedNode):
        return
    if term.containers & _PASSED_OVER or term.coercion == "@json":
        return
    if term.context is not None:
        context = extend(context, term.context)
    use = _Property(subject, at, predicate, term)
    if isinstance(item.value, dict) and "@language" in term.containers:
        yield from _language_map(use, item.value)
    elif isinstance(item.value, dict) and "@index" in term.containers:
        for each in item.value.values():
            yield from _values(use, each, context)
    elif "@list" in term.containers and not isinstance(item.value, dict):
        yield from _list(use, item, context)
    else:
        yield from _values(use, item, context)


def _language_map(use: _Property, texts: _Fields) -> Iterator[Statement]:
    for language, item in texts.items():
        for each in _flat(item):
            if isinstance(each.value, str):
                tag = None if language == "@none" else language
                yield from use.statement(text_term(each.value, None, tag), each.at)


def _values(use: _Property, item: Item, context: Context) -> Iterator[Statement]:
    for each in _flat(item):
        if isinstance(each.value, dict):
            yield from _object(use, each, context)
        elif each.value is not None:
            yield from use.statement(plain_term(each, use.term, context), each.at)


def _object(use: _Property, item: Item, context: Context) -> Iterator[Statement]:
    """Yield what comes of an object that is a value: a literal, a list, a set or another node."""
    assert isinstance(item.value, dict)
    context = _own_context(item.value, context)
    parts = {context.meaning(name): each for name, each in item.value.items()}
    if "@value" in parts:
        yield from use.statement(expanded_term(parts, context), parts["@value"].at)
    elif "@list" in parts:
        yield from _list(use, parts["@list"], context)
    elif "@set" in parts:
        yield from _values(use, parts["@set"], context)
    else:
        node, at = _subject(item.value, context)
        yield from use.statement(node, item.at if at is None else at)
        yield from _node(node, item, context)


def _list(use: _Property, item: Item, context: Context) -> Iterator[Statement]:
    members = [each for each in _flat(item) if each.value is not None]
    link, at = use, item.at
    for each in members:
        node = Anonymous()
        yield from link.statement(node, each.at)
        member = _Property(node, each.at, RDF_FIRST, replace(use.term, reverse=False))
        yield from _values(member, each, context)
        link, at = member._replace(predicate=RDF_REST), each.at
    yield from link.statement(RDF_NIL, at)
