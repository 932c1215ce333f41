"""Imports a version of a vocabulary: read, checked, written beside, renamed; all of it or nothing."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.places import Place
from nqfgraph.vocabularies.descriptions import Vocabulary, vocabulary_named
from nqfgraph.vocabularies.esco import EscoTables
from nqfgraph.vocabularies.files import SourceFile, find_files
from nqfgraph.vocabularies.findings import Findings
from nqfgraph.vocabularies.index import IndexWriter
from nqfgraph.vocabularies.kept import (
    GRAPH,
    INDEX,
    MANIFEST,
    UNFINISHED,
    VERSION,
    Kept,
    Manifest,
    Vocabularies,
)
from nqfgraph.vocabularies.rdf import RdfFiles, is_rdf
from nqfgraph.vocabularies.statements import write_statements
from nqfgraph.vocabularies.tables import find_tables

_VERSION_IN_NAME = re.compile(r"(?:^|[^0-9A-Za-z])v?(\d+\.\d+(?:\.\d+)?)(?![0-9])")


@dataclass(frozen=True)
class Imported:
    """What an import gave: the version that is kept now, or None where the findings do not allow it."""

    kept: Kept | None
    findings: Findings


def import_vocabulary(
    home: Path, name: str, path: Path, *, version: str | None = None, languages: tuple[str, ...] = ()
) -> Imported:
    """Import ``path`` (folder, zip, CSV, RDF; plain or gzipped) as a version of a vocabulary.

    ``version`` is told from the names of the path and its files if it is not given; ``languages`` are those
    of the texts that are kept, all if empty. An older import of the same version is replaced. Raises
    InputError for a path without usable files, where versions are mixed or none can be told, and where
    another process is changing the vocabularies of the home.
    """
    vocabulary = vocabulary_named(name)
    files = find_files(path)
    version = _version(path, files, version)
    findings = Findings()
    vocabularies = Vocabularies(home)
    with vocabularies.changing():
        folder = vocabularies.folder / name
        folder.mkdir(exist_ok=True)
        unfinished = folder / f"{UNFINISHED}{version}"
        # What a process that was killed has left.
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        try:
            manifest = _write(unfinished, vocabulary, files, languages, findings, (path.name, version))
            if manifest is None:
                return Imported(None, findings)
            _replace(folder / version, unfinished)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return Imported(Kept(folder / version, manifest), findings)


def _write(
    folder: Path,
    vocabulary: Vocabulary,
    files: tuple[SourceFile, ...],
    languages: tuple[str, ...],
    findings: Findings,
    named: tuple[str, str],
) -> Manifest | None:
    """Write all files of a version; None as soon as the findings do not allow it."""
    source, version = named
    index = IndexWriter(vocabulary)
    triples = index.watch(_triples(vocabulary, files, languages, findings))
    written = write_statements(triples, folder / GRAPH)
    counts = Counter(index.concepts().values())
    _check(vocabulary, version, source, index, counts, findings)
    if findings.errors:
        return None
    index.write(folder / INDEX)
    manifest = Manifest(
        name=vocabulary.name,
        version=version,
        source=source,
        languages=written.languages,
        triples=written.triples,
        concepts=dict(sorted(counts.items())),
        labels=written.labels,
        findings={code: count for (_, code), count in sorted(findings.counts.items())},
        digest=written.digest,
    )
    (folder / MANIFEST).write_bytes(manifest.to_json())
    return manifest


def _triples(
    vocabulary: Vocabulary, files: tuple[SourceFile, ...], languages: tuple[str, ...], findings: Findings
) -> Iterator[ox.Triple]:
    rdf = [each for each in files if is_rdf(each)]
    if rdf:
        yield from RdfFiles(vocabulary, languages, findings).triples(rdf)
    elif vocabulary.name == "esco":
        yield from EscoTables(findings).triples(find_tables(files, languages))
    else:
        raise InputError(
            f"There is no RDF file of {vocabulary.name}: {', '.join(each.shown for each in files[:5])}",
            remedy="Give a SKOS scheme as Turtle, N-Triples, RDF/XML, TriG or JSON-LD.",
        )


def _check(
    vocabulary: Vocabulary,
    version: str,
    source: str,
    index: IndexWriter,
    counts: Counter[str],
    findings: Findings,
) -> None:
    place = Place(file=source)
    if not any(counts[kind] for kind in vocabulary.linked) and not findings.errors:
        kinds = " or ".join(vocabulary.linked)
        findings.error("nothing", f"There is no {kind_of(kinds)} in the files.", place,
                       "Check that these are the files of this vocabulary.")  # fmt: skip
    for iri, target in index.dangling():
        findings.warn("dangling", f"<{iri}> refers to <{target}>, which is not described.", place)
    for iri in index.unlabelled():
        findings.warn("unlabelled", f"<{iri}> has no preferred label in the languages that are kept.", place)
    _check_version(vocabulary, version, counts, findings, place)


def kind_of(kinds: str) -> str:
    """Return a kind of concept in words."""
    return "concept" if kinds == "concept" else f"concept that is a {kinds}"


def _check_version(
    vocabulary: Vocabulary, version: str, counts: Counter[str], findings: Findings, place: Place
) -> None:
    expected = vocabulary.counts.get(version)
    if expected is None or all(counts[kind] in (0, size) for kind, size in expected.items()):
        return
    found = ", ".join(f"{counts[kind]:,} × {kind}" for kind in expected)
    wanted = ", ".join(f"{size:,} × {kind}" for kind, size in expected.items())
    for other, sizes in vocabulary.counts.items():
        if other != version and all(counts[kind] in (0, size) for kind, size in sizes.items()):
            findings.error(
                "other-version", f"These are the counts of version {other}, not {version}: {found}.", place,
                f"Import it with --version {other}.",
            )  # fmt: skip
            return
    findings.warn("counts", f"There are {found}; version {version} has {wanted}.", place, "Is it complete?")


def _version(path: Path, files: tuple[SourceFile, ...], given: str | None) -> str:
    """Return the version; that which the names of the files tell has to be one, and the one given."""
    told = {match[1] for each in files for match in _VERSION_IN_NAME.finditer(each.shown)}
    told |= {match[1] for match in _VERSION_IN_NAME.finditer(path.resolve().name)}
    if len(told) > 1:
        raise InputError(
            f"The files are of several versions: {', '.join(sorted(told))}.",
            place=Place(file=str(path)),
            remedy="Import one version at a time, each from a folder or an archive of its own.",
        )
    if given and told and given not in told:
        raise InputError(
            f"The version {given} was named, but the files are called {told.pop()}.",
            place=Place(file=str(path)),
            remedy="Name the right version, or the right files.",
        )
    version = given or (told.pop() if told else "")
    if not VERSION.fullmatch(version):
        raise InputError(
            f"“{version}” is not a version."
            if version
            else f"The version of {path} cannot be told from its name.",
            remedy="Name it, for example with --version 1.2.0.",
        )
    return version


def _replace(target: Path, unfinished: Path) -> None:
    old = target.with_name(f"{UNFINISHED}old-{target.name}")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        unfinished.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
