"""A release as the catalogue tells of it: its dates, counts and files, and which of them hold the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from nqfgraph.exports import elm33
from nqfgraph.exports.catalogue_texts import Texts
from nqfgraph.exports.distribution_texts import TEXTS, compressed, table_texts
from nqfgraph.exports.files import MADE
from nqfgraph.exports.packing import PACKINGS, File
from nqfgraph.exports.qdr.datasets import DATASETS
from nqfgraph.exports.qdr.schema import LOQ
from nqfgraph.vocab import ELM

__all__ = ["DISTRIBUTIONS", "File", "Form", "Published"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a file is to a data portal."""

    name: str
    """Names its distribution."""
    media_type: str | None
    """In IANA's list; None if that does not have it."""
    file_type: str
    """Name in the EU's list of file types."""
    model: str = ELM.iri
    """IRI of the standard that the data follow."""
    coding: str | None = None
    """``gzip`` or ``zstd`` if the file is compressed."""
    package: str | None = None
    """Media type of the archive that the data are in."""
    title: Texts
    description: Texts


_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "dump.nq": ("nquads", "RDF_N_QUADS"),
        "dump.ttl": ("turtle", "RDF_TURTLE"),
        "dump.trig": ("trig", "RDF_TRIG"),
        "dump.jsonld": ("jsonld", "JSON_LD"),
        "dump.jsonl": ("jsonl", "JSON_LD"),
        "dump.rdf": ("rdfxml", "RDF_XML"),
        "elm-3.3.ttl": ("elm33", "RDF_TURTLE"),
        "qualifications.csv": ("csv", "CSV"),
        "tables.zip": ("tables", "CSV"),
        "tables.xlsx": ("xlsx", "XLSX"),
    }
)
"""The names of distributions, and of file types."""
_UNLISTED = "application/x-ndjson"
_PACKAGES = {"application/zip": "text/csv"}
"""Media types of archives, and of what is in them."""


def _forms() -> Iterator[tuple[str, Form]]:
    for file, made in MADE.items():
        form = _form(file, made.media_type)
        yield file, form
        for end, coding in PACKINGS.items() if made.is_text else ():
            title = compressed(form.title, coding)
            yield f"{file}{end}", replace(form, name=f"{form.name}-{coding}", coding=coding, title=title)


def _form(file: str, media_type: str) -> Form:
    table = file.removesuffix(".parquet")
    name, file_type = _TYPES.get(file) or (f"parquet-{table}", "PARQUET")
    title, description = TEXTS.get(file) or table_texts(table)
    is_archive = media_type in _PACKAGES
    inside = _PACKAGES.get(media_type, media_type)
    return Form(
        name=name,
        media_type=None if inside == _UNLISTED else inside,
        file_type=file_type,
        model=elm33.NAMESPACE if name == "elm33" else ELM.iri,
        package=media_type if is_archive else None,
        title=title,
        description=description,
    )


def _forms_for_qdr() -> Iterator[tuple[str, Form]]:
    for each in DATASETS.values():
        title, description = TEXTS[each.file_name]
        yield (
            each.file_name,
            Form(
                name=f"qdr-{each.name}",
                media_type="application/xml",
                file_type="XML",
                model=LOQ,
                title=title,
                description=description,
            ),
        )


DISTRIBUTIONS: Mapping[str, Form] = MappingProxyType({**dict(_forms()), **dict(_forms_for_qdr())})
"""The files that hold the data of a release, by name. Its other files are documents about it."""
