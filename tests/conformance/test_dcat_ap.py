"""The catalogue against the official shapes of DCAT-AP: it conforms but for what is listed here.

Every layer of 3.0.1 and of 2.1.1, which data.europa.eu converts to, is run with pySHACL, the reference, over
a catalogue of two releases. What remains has one of three reasons: the register does not say it, the EU's
lists have no national bodies, or the two versions of DCAT-AP contradict each other.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.exports.files import INDEX, MADE, ReleaseFiles
from nqfgraph.exports.packing import PACKINGS
from nqfgraph.release import Silence, build
from nqfgraph.settings import Settings
from nqfgraph.sources import find_register
from nqfgraph.validation import Finding, Shapes
from nqfgraph.validation.reading import read_shapes
from nqfgraph.validation.reference import check_with_pyshacl
from nqfgraph.validation.shapes import SHACL
from nqfgraph.vocab import DCAT
from nqfgraph_server import create_app

pytestmark = pytest.mark.conformance

RELEASES = 2
DATASETS = 1 + RELEASES
"""The register in its current state, and each release."""
Remainder = dict[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue, and how much of what there is in it."""

    triples: list[ox.Triple]

    @property
    def files(self) -> int:
        """Return the number of distributions that are files."""
        return sum(each.predicate == DCAT.downloadURL for each in self.triples)

    @property
    def services(self) -> int:
        """Return the number of data services, each of which is a distribution too."""
        return sum(each.object == DCAT.DataService for each in self.triples)


def nothing(catalogue: Catalogue) -> Remainder:
    return {}


def national_publisher(catalogue: Catalogue) -> Remainder:
    """The EU's list of corporate bodies has no publisher of a member state or partner (SEMICeu/DCAT-AP#87).

    2.1.1 does not ask it of series and data services.
    """
    return {("warning", "publisher", "Node"): DATASETS + 1}


def not_said(catalogue: Catalogue) -> Remainder:
    """The period covered, how long files will stay, the kind of publisher, where the country lies.

    And an endpoint answers in many formats.
    """
    return {
        ("warning", "temporal", "MinCount"): DATASETS,
        ("warning", "availability", "MinCount"): catalogue.files + catalogue.services,
        ("warning", "type", "MinCount"): 1,
        ("warning", "bbox", "MinCount"): 1,
        ("warning", "centroid", "MinCount"): 1,
        ("warning", "format", "MinCount"): 1,
    }


def vocabularies(catalogue: Catalogue) -> Remainder:
    """The pattern for algorithms begins with https, the IRIs of SPDX begin with http: none can pass."""
    return {
        ("warning", "publisher", "Node"): DATASETS + 2 + catalogue.services,
        ("violation", "algorithm", "Node"): catalogue.files,
    }


def older(catalogue: Catalogue) -> Remainder:
    """2.1.1 knows SHA-1 only, and wants a decimal number where 3.0.1 wants a nonNegativeInteger."""
    return {
        ("violation", "algorithm", "HasValue"): catalogue.files,
        ("violation", "byteSize", "Datatype"): catalogue.files,
    }


CASES: dict[str, Callable[[Catalogue], Remainder]] = {
    "3.0.1/html-shacl/shapes.ttl": nothing,
    "3.0.1/html-shacl/range.ttl": nothing,
    "3.0.1/html-shacl/deprecateduris.ttl": nothing,
    "3.0.1/html-shacl/shapes_recommended.ttl": not_said,
    "3.0.1/html-shacl/mdr-vocabularies.shape.ttl": vocabularies,
    "2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl": older,
    "2.1.1/dcat-ap_2.1.1_shacl_range.ttl": nothing,
    "2.1.1/dcat-ap_2.1.1_shacl_deprecateduris.ttl": nothing,
    "2.1.1/dcat-ap_2.1.1_shacl_shapes_recommended.ttl": not_said,
    "2.1.1/dcat-ap_2.1.1_shacl_mdr-vocabularies.shape.ttl": national_publisher,
}


def names() -> list[str]:
    """Return the names of all files of a release that hold its data."""
    return [name + end for name, form in MADE.items() for end in ("", *(PACKINGS if form.is_text else ()))]


@pytest.fixture(scope="module")
def catalogue(shipped_home: Callable[[], Path]) -> Catalogue:
    """The catalogue as it is served after two releases of AzNQF, with all files of the second."""
    home = shipped_home()
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    release = build(find_register("aznqf"), home, now=now, progress=Silence())
    index = ReleaseFiles(home).path(release.version, INDEX)
    index.parent.mkdir(parents=True)
    index.write_text(json.dumps({name: {"size": 1, "sha256": "00" * 32} for name in names()}))
    app = create_app(Settings(home=home, workers=1))
    answer = app.test_client().get("/catalogue.ttl")
    app.extensions["nqfgraph"].pool.close()
    return Catalogue([each.triple for each in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)])


def test_the_catalogue_has_every_file_of_the_release_and_every_service(catalogue: Catalogue) -> None:
    # The register and its last release have all files, the release before has its dump.
    assert catalogue.files == 2 * len(names()) + 1
    assert catalogue.services >= 1


def official(path: Path) -> Shapes:
    """Read a file of shapes: ``sh:shape``, which SHACL does not have, is read as ``sh:node``."""
    mended = []
    for each in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        predicate = each.predicate
        if predicate == ox.NamedNode(f"{SHACL}shape"):
            predicate = ox.NamedNode(f"{SHACL}node")
        if predicate.value != "http://www.w3.org/2002/07/owl#imports":
            mended.append(ox.Triple(each.subject, predicate, each.object))
    return read_shapes(mended)


def remainder(findings: Iterable[Finding]) -> Remainder:
    return dict(
        Counter(
            (
                each.severity,
                (each.path or "").replace("#", "/").rpartition("/")[2],
                each.constraint.removeprefix(SHACL).removesuffix("ConstraintComponent"),
            )
            for each in findings
        )
    )


@pytest.mark.parametrize("name", CASES)
def test_the_catalogue_conforms_but_for_a_known_remainder(
    catalogue: Catalogue, shared: Callable[[str], Path], name: str
) -> None:
    shapes = official(shared(f"conformance/dcat-ap/{name}"))
    assert remainder(check_with_pyshacl(catalogue.triples, shapes)) == CASES[name](catalogue)


def test_the_shapes_do_find_what_is_wrong(catalogue: Catalogue, shared: Callable[[str], Path]) -> None:
    spoilt = [
        each for each in catalogue.triples if not each.predicate.value.endswith(("accessURL", "inScheme"))
    ]
    for name, path in [("shapes", "accessURL"), ("mdr-vocabularies.shape", "theme")]:
        shapes = official(shared(f"conformance/dcat-ap/3.0.1/html-shacl/{name}.ttl"))
        assert path in {found for _, found, _ in remainder(check_with_pyshacl(spoilt, shapes))}
