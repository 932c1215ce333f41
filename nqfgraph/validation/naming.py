"""Short names for IRIs and values in messages: ``dcterms:title`` instead of the whole IRI."""

from __future__ import annotations

import pyoxigraph as ox

from nqfgraph.validation.shapes import Term

_PREFIXES = {
    "http://data.europa.eu/snb/model/elm/": "elm",
    "https://w3id.org/nqfgraph/def/": "nqf",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.w3.org/2004/02/skos/core#": "skos",
    "http://www.w3.org/ns/adms#": "adms",
    "http://www.w3.org/ns/dcat#": "dcat",
    "http://www.w3.org/ns/prov#": "prov",
    "http://www.w3.org/ns/org#": "org",
    "http://www.w3.org/ns/regorg#": "rov",
    "http://www.w3.org/ns/locn#": "locn",
    "http://data.europa.eu/m8g/": "clv",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/2002/07/owl#": "owl",
    "http://www.w3.org/2001/XMLSchema#": "xsd",
    "http://www.w3.org/ns/shacl#": "sh",
}
_NAMESPACES = {prefix: iri for iri, prefix in _PREFIXES.items()}
_LONGEST = 200
"""Longer texts are cut in messages; the finding itself keeps the whole value."""


def short_iri(iri: str) -> str:
    """Return ``prefix:name`` for an IRI of a well-known namespace, and any other IRI as it is."""
    for end in range(len(iri) - 1, 0, -1):
        if iri[end] in "/#":
            prefix = _PREFIXES.get(iri[: end + 1])
            if prefix and iri[end + 1 :]:
                return f"{prefix}:{iri[end + 1 :]}"
    return iri


def long_iri(name: str) -> str | None:
    """Return the IRI that ``short_iri`` makes such a name from; None if the prefix is not known."""
    prefix, _, local = name.partition(":")
    return _NAMESPACES[prefix] + local if prefix in _NAMESPACES else None


def short_term(term: Term) -> str:
    """Return a term as a message shows it: texts in quotation marks, with language or datatype."""
    if isinstance(term, ox.NamedNode):
        return short_iri(term.value)
    if isinstance(term, ox.BlankNode):
        return str(term)
    text = term.value if len(term.value) <= _LONGEST else f"{term.value[:_LONGEST]}…"
    if term.language:
        return f"“{text}” ({term.language})"
    datatype = short_iri(term.datatype.value)
    return f"“{text}”" if datatype == "xsd:string" else f"“{text}” ({datatype})"


def short_path(path: str) -> str:
    """Return a path as SPARQL writes it, with short names."""
    if "<" not in path:
        return short_iri(path)
    parts = path.split("<")
    return parts[0] + "".join(
        short_iri(iri) + rest for iri, _, rest in (part.partition(">") for part in parts[1:])
    )
