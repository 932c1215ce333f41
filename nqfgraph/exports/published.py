"""A release as the catalogue tells of it: its dates, counts and files, and which of them hold the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from nqfgraph.exports import catalogue_texts
from nqfgraph.exports.catalogue_texts import Texts


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A release that is kept, as far as a catalogue tells of it."""

    version: str
    created: datetime
    previous: str | None
    """The release that was current before it; None for the first of all."""
    program: str
    """Version of the program that built it."""
    modified: datetime
    """When the sources were changed last."""
    title: Texts
    description: Texts
    publisher: str
    """IRI of the publishing organisation."""
    publisher_name: Texts
    licence: str
    languages: Sequence[str]
    """Language tags."""
    country: str
    changes: Mapping[str, int]
    """Number of things ``created``, ``changed`` and ``removed`` since ``previous``."""
    findings: Mapping[str, int]
    """Findings of the validation by severity."""
    files: Mapping[str, File]
    """The files that can be fetched from ``{base}releases/{version}/{name}``."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a file is to a data portal: its media type, the name of its type in the EU's list, and a title."""

    name: str
    media_type: str
    file_type: str
    title: Texts
    description: Texts


DISTRIBUTIONS: Mapping[str, Form] = MappingProxyType(
    {
        "dump.nq": Form(
            "nquads",
            "application/n-quads",
            "RDF_N_QUADS",
            catalogue_texts.DUMP,
            catalogue_texts.DUMP_DESCRIPTION,
        )
    }
)
"""The files that hold the data of a release, by name. Its other files are documents about it."""
