"""The two forms of a record: simple Dublin Core in the words of OAI-PMH, and ELM as RDF/XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.describe import Neighbourhood
from nqfgraph.exports.records import Record
from nqfgraph.release import Description
from nqfgraph.vocab import NAMESPACES
from nqfgraph_server.oai.xml import clean, element

_DC = "http://purl.org/dc/elements/1.1/"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_DECLARATION = re.compile(rb"\A<\?xml[^>]*\?>\s*")

PATHS: tuple[tuple[str, str], ...] = (
    ("title", "dcterms:title"),
    ("title", "rov:legalName"),
    ("title", "skos:prefLabel"),
    ("title", "skos:altLabel"),
    ("creator", "elm:awardingOpportunity / elm:awardingBody / rov:legalName"),
    ("subject", "elm:ISCEDFCode"),
    ("description", "dcterms:description"),
    ("description", "elm:learningOutcomeSummary / elm:noteLiteral"),
    ("type", "rdf:type"),
    ("type", "elm:category"),
    ("identifier", "adms:identifier / skos:notation"),
    ("identifier", "skos:notation"),
    ("language", "dcterms:language"),
    ("relation", "elm:NQFLevel"),
    ("relation", "skos:inScheme"),
    ("relation", "foaf:homepage / elm:contentUrl"),
    ("relation", "^foaf:primaryTopic / nqf:successor"),
    ("coverage", "elm:location / elm:address / elm:countryCode"),
    ("date", "dcterms:modified"),
)
"""What stands in which element of Dublin Core; titles and descriptions in each language that there is."""


@dataclass(frozen=True, slots=True)
class Format:
    """A form of records: where it is defined, and how an item is written in it."""

    schema: str
    namespace: str
    write: Callable[[str, bytes, Description], str]
    """Takes the IRI of an item, its N-Quads and the register; gives one element."""


def write_dublin_core(iri: str, content: bytes, register: Description) -> str:
    """Return an item in Dublin Core; what the register says of itself is true of each of its items."""
    record = Record(Neighbourhood(iri, _triples(content)))
    said = [*_said(record, register)]
    elements = "".join(
        element(f"dc:{name}", value, **({"lang": language} if language else {}))
        for name, value, language in dict.fromkeys(said)
    )
    return (
        f'<oai_dc:dc xmlns:oai_dc="{_OAI_DC}" xmlns:dc="{_DC}" xmlns:xsi="{_INSTANCE}" '
        f'xsi:schemaLocation="{_OAI_DC} {FORMATS["oai_dc"].schema}">\n{elements}</oai_dc:dc>'
    )


def write_elm(iri: str, content: bytes, register: Description) -> str:
    """Return everything that is said of an item and of what belongs to it, as RDF/XML."""
    triples = dict.fromkeys(_clean(each) for each in _triples(content))
    prefixes = {name: each.iri for name, each in NAMESPACES.items()}
    written = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=prefixes) or b""
    return _DECLARATION.sub(b"", written).decode()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "oai_dc": Format("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _OAI_DC, write_dublin_core),
        "elm": Format(
            # RDF/XML has no XML Schema; the one that the W3C gives for its namespace is named, as is usual.
            "http://www.w3.org/2000/07/rdf.xsd",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            write_elm,
        ),
    }
)
"""The forms by their ``metadataPrefix``."""


def _said(record: Record, register: Description) -> Iterator[tuple[str, str, str]]:
    """Yield elements of Dublin Core with their texts and the languages of these."""
    for name, path in PATHS:
        for each in record.values(path):
            language = each.language if isinstance(each, ox.Literal) else None
            yield name, each.value, language or ""
    yield "identifier", record.iri, ""
    yield from (("publisher", text, language) for language, text in register.publisher_name.items())
    yield "coverage", register.country, ""
    yield "rights", register.licence, ""


def _triples(content: bytes) -> Iterator[ox.Triple]:
    for quad in ox.parse(content, format=ox.RdfFormat.N_QUADS):
        yield quad.triple


def _clean(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if not isinstance(value, ox.Literal) or clean(value.value) == value.value:
        return triple
    text = clean(value.value)
    made = ox.Literal(text, language=value.language) if value.language else ox.Literal(text)
    return ox.Triple(triple.subject, triple.predicate, made)
