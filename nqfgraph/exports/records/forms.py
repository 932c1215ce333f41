"""The forms that values take in JSON-LD, for every vocabulary."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from nqfgraph.describe.neighbourhood import Term
from nqfgraph.exports.records.mapping import Form, Record

Node = dict[str, Any]
_LABELS = ("skos:prefLabel", "dcterms:title", "rov:legalName")


def texts(record: Record, values: tuple[Term, ...]) -> list[object]:
    """Give literals with their languages."""
    return [text(each) for each in values if isinstance(each, ox.Literal)]


def plain(record: Record, values: tuple[Term, ...]) -> list[object]:
    """Give values as they are written, without language or datatype."""
    return [each.value for each in values]


def links(record: Record, values: tuple[Term, ...]) -> list[object]:
    """Give references."""
    return [{"@id": each.value} for each in values if isinstance(each, ox.NamedNode)]


def addresses(record: Record, values: tuple[Term, ...]) -> list[object]:
    """Give web addresses that stand in the data as literals."""
    return [{"@id": each.value} for each in values if each.value.startswith(("http://", "https://"))]


def names(record: Record, values: tuple[Term, ...]) -> list[object]:
    """Give the names of things, in all languages, instead of the things."""
    return [each for value in values for each in labels(record, value.value)]


def typed(datatype: str) -> Form:
    """Return the form of literals that say which datatype they are of."""

    def form(record: Record, values: tuple[Term, ...]) -> list[object]:
        return [{"@value": each.value, "@type": datatype} for each in values]

    return form


def text(value: ox.Literal) -> object:
    """Return a literal as a value of JSON-LD: with its language, or alone."""
    return {"@value": value.value, "@language": value.language} if value.language else value.value


def labels(record: Record, iri: str) -> list[object]:
    """Return what a thing is called, in all languages."""
    return [text(each) for path in _LABELS for each in record.texts(path, iri)]


def claim_statuses(record: Record) -> object:
    """Return the status of the statement that an EQF level comes from: of a qualification, else of a level.

    It says who may rely on the level, which alone would claim too much.
    """
    claims = record.nodes("^foaf:primaryTopic / nqf:claimStatus")
    claims = claims or record.nodes("^nqf:statementOn / nqf:claimStatus")
    return one_or_all([each for claim in claims for each in labels(record, claim)])


def one_or_all(values: list[object]) -> object:
    """Return a single value alone and several as a list, as JSON-LD has it both ways."""
    return values[0] if len(values) == 1 else values


def complete(**members: object) -> Node:
    """Return a node of the members that have a value; in names ``__`` is a colon and ``at_`` is ``@``."""
    return {
        name.replace("__", ":").replace("at_", "@"): value
        for name, value in members.items()
        if value not in ("", [], None, {})
    }
