"""The catalogue as data.europa.eu takes it: what DCAT-AP 3.0.1 demands, what its converter to 2.1.1 reads.

The rules are those of DCAT-AP 3.0.1 and 2.1.1, written here as a table of class, property and weight; the
official SHACL files are run as well where somebody has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import InputError, ShapesError
from nqfgraph.rehearsal.asking import Asker
from nqfgraph.rehearsal.findings import Finding, Note, Part, Result, Weight
from nqfgraph.validation import Shapes, validate_graph
from nqfgraph.validation.reading import read_shapes
from nqfgraph.validation.shapes import SHACL
from nqfgraph.validation.triples import parse_files
from nqfgraph.vocab import DCAT, DCTERMS, FOAF, RDF, SPDX

MANDATORY: Sequence[tuple[ox.NamedNode, tuple[ox.NamedNode, ...]]] = (
    (DCAT.Catalog, (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset)),
    (DCAT.Dataset, (DCTERMS.title, DCTERMS.description)),
    (DCAT.DatasetSeries, (DCTERMS.title, DCTERMS.description)),
    (DCAT.Distribution, (DCAT.accessURL,)),
    (DCAT.DataService, (DCTERMS.title, DCAT.endpointURL)),
    (FOAF.Agent, (FOAF.name,)),
    (SPDX.Checksum, (SPDX.algorithm, SPDX.checksumValue)),
)
"""Mandatory properties of DCAT-AP 3.0.1 (and of 2.1.1, where the class is known there)."""

RECOMMENDED: Sequence[tuple[ox.NamedNode, tuple[ox.NamedNode, ...]]] = (
    (
        DCAT.Catalog,
        (
            DCAT.themeTaxonomy,
            DCTERMS.language,
            DCTERMS.license,
            DCTERMS.modified,
            DCTERMS.spatial,
            FOAF.homepage,
        ),
    ),
    (DCAT.Dataset, (DCAT.contactPoint, DCAT.distribution, DCAT.keyword, DCAT.theme, DCTERMS.publisher)),
    (DCAT.Distribution, (DCTERMS.license,)),
    (DCAT.DataService, (DCAT.contactPoint, DCAT.endpointDescription, DCAT.servesDataset, DCTERMS.publisher)),
)
"""Recommended properties that data portals show or rank by."""

KNOWN = frozenset(
    {
        ("publisher", "Node"),
        ("algorithm", "Node"),
        ("algorithm", "HasValue"),
        ("byteSize", "Datatype"),
        *((each, "MinCount") for each in ("temporal", "availability", "type", "bbox", "centroid", "format")),
        ("issued", "MinCount"),
    }
)
"""What the official shapes find in every national catalogue; docs/harvesting.md says why."""
_OWL_IMPORTS = "http://www.w3.org/2002/07/owl#imports"


def read_catalogue(ask: Asker) -> list[ox.Triple] | None:
    """Return the triples of ``/catalogue``, None if it does not answer with Turtle that can be read."""
    answer = ask.get("catalogue", "text/turtle")
    if answer.status != 200 or answer.media_type != "text/turtle":
        return None
    try:
        return [
            each.triple for each in ox.parse(answer.body, format=ox.RdfFormat.TURTLE, base_iri=answer.iri)
        ]
    except SyntaxError:
        return None


def check_catalogue(ask: Asker, shapes_folder: Path | None) -> Iterator[Result]:
    """Yield what a portal would refuse or miss; InputError or ShapesError for shapes that cannot be used."""
    triples = read_catalogue(ask)
    if triples is None:
        yield Finding(Part.CATALOGUE, "catalogue-unreadable", values={"address": f"{ask.base}catalogue"})
        return
    for rules, weight in ((MANDATORY, Weight.ERROR), (RECOMMENDED, Weight.ADVICE)):
        yield from _missing(triples, rules, weight)
    yield from _bytes(ask)
    yield from _for_the_older(triples)
    if shapes_folder is None:
        yield Note(Part.CATALOGUE, "no-shapes")
        return
    yield from _official(triples, shapes_folder)


def _missing(
    triples: Sequence[ox.Triple],
    rules: Sequence[tuple[ox.NamedNode, tuple[ox.NamedNode, ...]]],
    weight: Weight,
) -> Iterator[Finding]:
    said = {(each.subject, each.predicate) for each in triples}
    for cls, properties in rules:
        nodes = {each.subject for each in triples if each.predicate == RDF.type and each.object == cls}
        if cls in (DCAT.Catalog, DCAT.Dataset) and not nodes:
            values = {"class": _name(cls), "property": _name(RDF.type), "count": "0", "first": ""}
            yield Finding(Part.CATALOGUE, "catalogue-lacks", weight, values)
        for each in properties:
            lacking = sorted(str(node) for node in nodes if (node, each) not in said)
            if lacking:
                values = {"class": _name(cls), "property": _name(each), "count": str(len(lacking))}
                yield Finding(Part.CATALOGUE, "catalogue-lacks", weight, {**values, "first": lacking[0]})


def _bytes(ask: Asker) -> Iterator[Finding]:
    """Ask twice: a portal that compares digests must not see a change where there is none."""
    first, second = (ask.get("catalogue", "application/rdf+xml") for _ in range(2))
    if first.body != second.body or first.headers.get("etag") != second.headers.get("etag"):
        yield Finding(Part.CATALOGUE, "catalogue-unstable")


def _for_the_older(triples: Sequence[ox.Triple]) -> Iterator[Finding]:
    """Say what the conversion to DCAT-AP 2.1.1 and portals that read literals only would lose."""
    blank = sum(isinstance(each.subject, ox.BlankNode) for each in triples)
    if blank:
        yield Finding(Part.CATALOGUE, "catalogue-blank", Weight.ADVICE, {"count": str(blank)})
    typed = {each.subject for each in triples if each.predicate == RDF.type}
    themes = {each.object for each in triples if each.predicate in (DCAT.theme, DCTERMS.language)}
    bare = sorted(str(each) for each in themes - typed)
    if bare:
        values = {"count": str(len(bare)), "first": bare[0]}
        yield Finding(Part.CATALOGUE, "catalogue-bare-concept", Weight.ADVICE, values)


def _official(triples: Sequence[ox.Triple], folder: Path) -> Iterator[Result]:
    files = sorted(folder.rglob("*.ttl")) if folder.is_dir() else []
    if not files:
        raise InputError(
            f"There are no SHACL files (*.ttl) in {folder}.",
            remedy="Give the folder of one version of DCAT-AP, such as releases/3.0.1/html/shacl.",
        )
    known = 0
    checked = []
    for path in files:
        shapes = _shapes(path)
        if shapes is None:
            continue
        checked.append(path.name)
        counts: Counter[tuple[str, str, str]] = Counter()
        for found in validate_graph(triples, shapes=[shapes]).findings:
            name = (found.path or "").replace("#", "/").rpartition("/")[2]
            constraint = found.constraint.removeprefix(SHACL).removesuffix("ConstraintComponent")
            if (name, constraint) in KNOWN:
                known += 1
            else:
                counts[found.severity, name, constraint] += 1
        for (severity, name, constraint), count in sorted(counts.items()):
            weight = Weight.ERROR if severity == "violation" else Weight.ADVICE
            values = {"file": path.name, "property": name, "rule": constraint, "count": str(count)}
            yield Finding(Part.CATALOGUE, "catalogue-shape", weight, values)
    yield Note(Part.CATALOGUE, "shapes-run", {"files": ", ".join(checked), "known": str(known)})


def _shapes(path: Path) -> Shapes | None:
    """Read official shapes as they are meant; None for a file that only imports others.

    ``sh:shape``, which SHACL does not have, stands for ``sh:node`` in them. Raises ShapesError.
    """
    mended = [
        ox.Triple(
            subject, ox.NamedNode(f"{SHACL}node") if predicate.value == f"{SHACL}shape" else predicate, value
        )
        for subject, predicate, value in parse_files([path])
        if predicate.value != _OWL_IMPORTS
    ]
    if not any(SHACL in str(each) for each in mended):
        return None
    try:
        return read_shapes(mended)
    except ShapesError as error:
        raise ShapesError(f"{path}: {error.message}", remedy=error.remedy) from error


def _name(iri: ox.NamedNode) -> str:
    """Return a term as people write it: ``dcat:Dataset``."""
    for prefix, namespace in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("spdx", SPDX), ("rdf", RDF)):
        if iri.value.startswith(namespace.iri):
            return f"{prefix}:{iri.value.removeprefix(namespace.iri)}"
    return iri.value
