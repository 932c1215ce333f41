"""Languages as schema.org and CTDL write them: tags of BCP 47 instead of concepts of the EU's list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.describe.neighbourhood import Term
from nqfgraph.exports.records.mapping import Record
from nqfgraph.files import data_folder
from nqfgraph.vocab import DCTERMS


def language_tags(record: Record, values: tuple[Term, ...]) -> list[object]:
    """Give languages by their tags: the code of two letters, else that of three (RFC 5646, § 2.2.1).

    A language that has no code is left out.
    """
    tags = (
        _short_codes().get(each.value) or record.first("skos:notation", each.value).lower() for each in values
    )
    return list(filter(None, tags))


@cache
def _short_codes() -> Mapping[str, str]:
    """Return the codes of ISO 639-1 by the IRI of the language."""
    path = data_folder("ontology") / "vocabularies" / "language.ttl"
    found = {}
    for each in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        if each.predicate == DCTERMS.identifier and isinstance(each.subject, ox.NamedNode):
            found[each.subject.value] = each.object.value
    return MappingProxyType(found)
