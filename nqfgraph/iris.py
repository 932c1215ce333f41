"""Mints the IRIs of a register: the only place that builds one.

``{base}id/{kind}/{key}`` names a thing, ``{base}id/{kind}/{key}#{part}`` a node that exists only as a part
of it (a note, an address, a credit point), ``{base}graph/{name}`` a named graph. Keys come from the fewest
stable source keys; a code is reused by later editions of a classification, so the edition is part of its key.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

from nqfgraph.errors import InputError

GRAPHS = ("framework", "qualifications", "vocabularies", "alignments", "register", "catalogue")
KINDS = (
    "framework",
    "level",
    "level-descriptor",
    "level-statement",
    "award-type",
    "classification",
    "specialty",
    "qualification",
    "learning-outcome",
    "learning-opportunity",
    "organisation",
    "record",
)


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs under one base, which ends in a slash (``https://data.example.org/``)."""

    base: str

    def thing(self, kind: str, *key: str) -> str:
        """Return ``{base}id/{kind}/{key}``; each key part is normalised (NFC) and percent-encoded.

        Raises InputError for an empty key part, and ValueError for a kind that is not in ``KINDS``.
        """
        if kind not in KINDS:
            raise ValueError(f"unknown kind of thing: {kind}")
        return f"{self.base}id/{kind}/{'/'.join(_encode(part) for part in key)}"

    def things(self) -> str:
        """Return what the IRIs of all things begin with, up to their kind."""
        return f"{self.base}id/"

    def graph(self, name: str) -> str:
        """Return the IRI of a named graph; ValueError for a name that is not in ``GRAPHS``."""
        if name not in GRAPHS:
            raise ValueError(f"unknown graph: {name}")
        return f"{self.base}graph/{name}"

    def vocabulary_graph(self, name: str, version: str) -> str:
        """Return the IRI of the named graph of a published vocabulary, which a release may take up."""
        return f"{self.vocabulary_graphs()}{_encode(name)}/{_encode(version)}"

    def vocabulary_graphs(self) -> str:
        """Return what the IRIs of the graphs of published vocabularies begin with."""
        return f"{self.base}graph/vocabulary/"

    def catalogue(self) -> str:
        """Return the address of the catalogue; the catalogue and its datasets are parts of it."""
        return f"{self.base}catalogue"


def part(thing: str, name: str, number: int | None = None) -> str:
    """Return the IRI of a node that is a part of ``thing``: ``…#note`` or, numbered from 1, ``…#note-2``."""
    return f"{thing}#{name}" if number is None else f"{thing}#{name}-{number}"


def document(iri: str) -> str:
    """Return the thing that a node belongs to: its IRI without the fragment."""
    return iri.partition("#")[0]


def _encode(text: str) -> str:
    normal = unicodedata.normalize("NFC", text.strip())
    if not normal or normal in {".", ".."}:
        raise InputError(f"“{text}” cannot be used as a key.", remedy="Give a code or a short name.")
    return quote(normal, safe="")
