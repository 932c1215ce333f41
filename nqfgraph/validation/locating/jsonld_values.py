"""The terms that the values of a JSON-LD document become (JSON-LD 1.1 API, § 5.3 and 8.2)."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from nqfgraph.validation.locating.json_numbers import number_literal, truth_literal
from nqfgraph.validation.locating.json_tree import Item, Number
from nqfgraph.validation.locating.jsonld_context import Context, Term
from nqfgraph.validation.locating.statements import Unreadable, Value, labelled, literal, named


def node_term(iri: str | None) -> ox.NamedNode | ox.BlankNode | None:
    """Return the node of an absolute IRI or ``_:label``; None for anything else: nothing is said of it."""
    if iri is None or ":" not in iri:
        return None
    try:
        return labelled(iri[2:]) if iri.startswith("_:") else named(iri)
    except Unreadable:
        return None


def text_term(text: str, datatype: ox.NamedNode | None, language: str | None) -> ox.Literal | None:
    """Return a text as a literal; None if there is no such language tag, as then nothing is said with it."""
    try:
        return literal(text, datatype=datatype, language=None if datatype is not None else language)
    except Unreadable:
        return None


def plain_term(item: Item, term: Term, context: Context) -> Value | None:
    """Return the term of a string, number or truth value of a property; None if it has none."""
    text, coercion = item.value, term.coercion
    if isinstance(text, str) and not isinstance(text, Number) and coercion in ("@id", "@vocab"):
        known = context.meaning(text) if coercion == "@vocab" else None
        return node_term(known or context.reference(text))
    datatype = None if coercion is None or coercion.startswith("@") else coercion
    return _literal(item, datatype, term.language if term.own_language else context.language)


def expanded_term(parts: Mapping[str | None, Item], context: Context) -> Value | None:
    """Return the literal of an object with ``@value``, by the keywords it has."""
    kind, language = (parts[name].value if name in parts else None for name in ("@type", "@language"))
    datatype = context.meaning(kind) if isinstance(kind, str) else None
    if datatype == "@json" or (datatype is None and kind is not None):
        return None
    return _literal(parts["@value"], datatype, language if isinstance(language, str) else None)


def _literal(item: Item, datatype: str | None, language: str | None) -> ox.Literal | None:
    value = item.value
    kind = None if datatype is None else node_term(datatype)
    if isinstance(kind, ox.BlankNode) or (kind is None and datatype is not None):
        return None
    if isinstance(value, bool):
        return truth_literal(value, kind)
    if isinstance(value, Number):
        return number_literal(value, kind)
    if isinstance(value, str):
        return text_term(value, kind, language)
    return None
