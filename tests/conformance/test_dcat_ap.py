"""The catalogue against the official shapes of DCAT-AP: it conforms but for what is listed here.

Every layer of 3.0.1 and of 2.1.1, which data.europa.eu converts to, is run with pySHACL, the reference, over
a catalogue of two releases. What remains has one of three reasons: the register does not say it, the EU's
lists have no national bodies, or the two versions of DCAT-AP contradict each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.release import Silence, build
from nqfgraph.settings import Settings
from nqfgraph.sources import find_register
from nqfgraph.validation import Finding, Shapes
from nqfgraph.validation.reading import read_shapes
from nqfgraph.validation.reference import check_with_pyshacl
from nqfgraph.validation.shapes import SHACL
from nqfgraph_server import create_app

pytestmark = pytest.mark.conformance

RELEASES = 2
DATASETS = 1 + RELEASES
"""The register in its current state, and each release."""
FILES = DATASETS
"""Distributions that are files; the endpoint is one more."""
Remainder = dict[tuple[str, str, str], int]

NATIONAL_PUBLISHER: Remainder = {("warning", "publisher", "Node"): DATASETS + 1}
"""The EU's list of corporate bodies has no publisher of a member state or partner (SEMICeu/DCAT-AP#87)."""
NOT_SAID: Remainder = {
    ("warning", "temporal", "MinCount"): DATASETS,
    ("warning", "availability", "MinCount"): FILES + 1,
    ("warning", "type", "MinCount"): 1,
    ("warning", "bbox", "MinCount"): 1,
    ("warning", "centroid", "MinCount"): 1,
    ("warning", "format", "MinCount"): 1,
}
"""The period covered, how long files will stay, the kind of publisher, the place of the country on the map;
and an endpoint answers in many formats."""

CASES: dict[str, Remainder] = {
    "3.0.1/html-shacl/shapes.ttl": {},
    "3.0.1/html-shacl/range.ttl": {},
    "3.0.1/html-shacl/deprecateduris.ttl": {},
    "3.0.1/html-shacl/shapes_recommended.ttl": NOT_SAID,
    # The pattern for algorithms begins with https, the IRIs of SPDX begin with http: none can pass.
    "3.0.1/html-shacl/mdr-vocabularies.shape.ttl": {
        ("warning", "publisher", "Node"): DATASETS + 3,
        ("violation", "algorithm", "Node"): FILES,
    },
    # 2.1.1 knows SHA-1 only, and wants a decimal number where 3.0.1 wants a nonNegativeInteger.
    "2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl": {
        ("violation", "algorithm", "HasValue"): FILES,
        ("violation", "byteSize", "Datatype"): FILES,
    },
    "2.1.1/dcat-ap_2.1.1_shacl_range.ttl": {},
    "2.1.1/dcat-ap_2.1.1_shacl_deprecateduris.ttl": {},
    "2.1.1/dcat-ap_2.1.1_shacl_shapes_recommended.ttl": NOT_SAID,
    "2.1.1/dcat-ap_2.1.1_shacl_mdr-vocabularies.shape.ttl": NATIONAL_PUBLISHER,
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> list[ox.Triple]:
    """The catalogue as it is served after two releases of AzNQF."""
    home = tmp_path_factory.mktemp("home")
    for day in range(RELEASES):
        now = datetime(2026, 11, 23 + day, 12, tzinfo=UTC)
        build(find_register("aznqf"), home, now=now, progress=Silence())
    app = create_app(Settings(home=home, workers=1))
    answer = app.test_client().get("/catalogue.ttl")
    app.extensions["nqfgraph"].pool.close()
    return [each.triple for each in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)]


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
    catalogue: list[ox.Triple], shared: Callable[[str], Path], name: str
) -> None:
    shapes = official(shared(f"conformance/dcat-ap/{name}"))
    assert remainder(check_with_pyshacl(catalogue, shapes)) == CASES[name]


def test_the_shapes_do_find_what_is_wrong(catalogue: list[ox.Triple], shared: Callable[[str], Path]) -> None:
    spoilt = [each for each in catalogue if not each.predicate.value.endswith(("accessURL", "inScheme"))]
    for name, path in [("shapes", "accessURL"), ("mdr-vocabularies.shape", "theme")]:
        shapes = official(shared(f"conformance/dcat-ap/3.0.1/html-shacl/{name}.ttl"))
        assert path in {found for _, found, _ in remainder(check_with_pyshacl(spoilt, shapes))}
