"""Names the terms of the European Learning Model as its version 3.3 does.

Version 3.3 moved classes and properties from ``…/snb/model/elm/`` to ``…/snb/model/ontology/`` and kept their
names (3.3.0, http://data.europa.eu/snb/model/version/3.3.0/ontology; LOQ XSD 3.3.1). Releases are stored in
the older names, which the EU's own open data have (docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.exports.statements import RELEASE_PREFIXES
from nqfgraph.vocab import ELM

NAMESPACE = "http://data.europa.eu/snb/model/ontology/"
"""The namespace of ELM 3.3."""

PREFIXES: Mapping[str, str] = MappingProxyType({**RELEASE_PREFIXES, "elm": NAMESPACE})
"""The prefixes that releases are written with, ``elm`` being that of 3.3."""


def rename(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the triples with their ELM terms named as in 3.3; texts and all other terms stay as they are."""
    known: dict[str, ox.NamedNode] = {}

    def renamed(term: ox.NamedNode) -> ox.NamedNode:
        iri = term.value
        if not iri.startswith(ELM.iri):
            return term
        if iri not in known:
            known[iri] = ox.NamedNode(NAMESPACE + iri.removeprefix(ELM.iri))
        return known[iri]

    for subject, predicate, value in triples:
        yield ox.Triple(
            subject, renamed(predicate), renamed(value) if isinstance(value, ox.NamedNode) else value
        )
