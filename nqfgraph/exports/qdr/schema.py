"""How the LOQ XML schema is described here: its elements in order, and what each stands for in ELM.

The rules are those of ``loq.xsd`` 3.3.1, the schema that Europass QDR checks a file with; 3.1.0 differs in
its namespace and in two cardinalities. The table itself is `nqfgraph.exports.qdr.elements`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import pyoxigraph as ox

LOQ = "http://data.europa.eu/snb/model/application-profile/loq-constraints/"
"""XML namespace of LOQ 3.3, which is what is written."""
OLD_LOQ = "http://data.europa.eu/snb/model/ap/loq-constraints/"
"""XML namespace up to LOQ 3.2, which is read too."""
VERSION = "3.3.1"
ROOT = "Courses"

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dc": "http://purl.org/dc/terms/",
        "locn": "http://www.w3.org/ns/locn#",
        "clv": "http://data.europa.eu/m8g/",
    }
)
"""XML namespaces of elements that the schema takes from elsewhere, by the prefix they are written with."""


class Kind(Enum):
    """What an element holds, and so what stands for it in RDF."""

    TEXT = "text"
    """A text with its language."""
    VALUE = "value"
    """A typed literal; ``of`` is the local name of its XSD datatype, or empty for a notation of any type."""
    IRI = "iri"
    """An IRI as text; ``of`` is the type whose class the named thing has, or empty."""
    CODE = "code"
    """A concept of a closed list, by IRI; ``of`` names the list."""
    CONCEPT = "concept"
    """Any concept, by IRI, with its labels, notation and schemes."""
    PART = "part"
    """A node without an identifier of its own, written inside; ``of`` is its type."""
    REFERENCE = "reference"
    """A thing that stands elsewhere in the file; ``of`` names the types it may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One child element of a type."""

    name: str
    """As it is written: ``title``, ``skos:altLabel``."""
    predicate: ox.NamedNode
    kind: Kind
    of: str = ""
    least: int = 0
    most: int | None = None
    """None where the schema sets no limit."""
    html: bool = False
    """Whether QDR takes the text for HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A complex type of the schema: the class of its nodes and its child elements in their order."""

    cls: ox.NamedNode
    elements: tuple[Element, ...]


def qualified(name: str, default: str = LOQ) -> str:
    """Return the expanded name ``namespace local`` of an element as it is written."""
    prefix, _, local = name.rpartition(":")
    return f"{NAMESPACES[prefix] if prefix else default} {local}"
