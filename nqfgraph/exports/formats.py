"""The RDF formats that files come in: their names, their extensions, and how to tell one from its content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.errors import InputError

FORMATS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "nquads": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "n3": ox.RdfFormat.N3,
    }
)
"""Formats by the name that the command line gives them."""

_EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        ".ttl": "turtle",
        ".nt": "ntriples",
        ".nq": "nquads",
        ".trig": "trig",
        ".jsonld": "jsonld",
        ".json": "jsonld",
        ".rdf": "rdfxml",
        ".owl": "rdfxml",
        ".xml": "rdfxml",
        ".n3": "n3",
    }
)

_JSON = re.compile(rb'\s*(\{\s*"|\[\s*\{|\[\s*\]\s*\Z|\{\s*\}\s*\Z)')
_XML = re.compile(rb"\s*<(\?xml\s|!--|!DOCTYPE\s|[\w.-]+:RDF[\s>]|[^<>]*\sxmlns\b)")
_DIRECTIVE = re.compile(rb"^\s*(@prefix|@base|prefix|base)\s", re.IGNORECASE | re.MULTILINE)
_TERMS = rb"^\s*(<[^<>\s]*>|_:\S+)\s+<[^<>\s]*>\s+(<[^<>\s]*>|_:\S+|\"[^\n]*\"\S*)\s*"
_TRIPLE = re.compile(_TERMS + rb"\.\s*$", re.MULTILINE)
_QUAD = re.compile(_TERMS + rb"(<[^<>\s]*>|_:\S+)\s*\.\s*$", re.MULTILINE)


def format_named(name: str) -> ox.RdfFormat:
    """Return a format by its name; InputError that lists the names if there is none."""
    try:
        return FORMATS[name]
    except KeyError:
        raise InputError(
            f"There is no RDF format “{name}”.", remedy=f"Use one of {', '.join(FORMATS)}."
        ) from None


def guess_format(path: Path, beginning: bytes) -> str:
    """Return the name of the format of a file, from its first bytes and, where several fit, its extension.

    So a file with the wrong extension is still read. Raises InputError if neither tells.
    """
    content = beginning.removeprefix(b"\xef\xbb\xbf")
    if _JSON.match(content):
        return "jsonld"
    if _XML.match(content):
        return "rdfxml"
    named = _EXTENSIONS.get(path.suffix.lower())
    if named == "trig" or _QUAD.search(content):
        return "trig" if named == "trig" else "nquads"
    if named in ("turtle", "n3") or _DIRECTIVE.search(content):
        return "n3" if named == "n3" else "turtle"
    if named in ("ntriples", "nquads") or _TRIPLE.search(content):
        return "nquads"
    if named is None:
        raise InputError(
            f"It cannot be told in which RDF format {path} is.",
            remedy=f"Give it one of the extensions {', '.join(_EXTENSIONS)}, or name its format.",
        )
    return named
