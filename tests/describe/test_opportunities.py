"""Learning opportunities of a qualification or an organisation: some of them, in short."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nqfgraph.describe import opportunities
from nqfgraph.store import EmbeddedStore, GraphStore
from nqfgraph.vocab import DCTERMS, ELM, FOAF, PREFIXES

BASE = "https://data.example.org/id/"
GRAPH = """
<qualification/1> a elm:Qualification ; dcterms:title "First"@en ;
  elm:awardingOpportunity <qualification/1#award> .
<qualification/1#award> a elm:AwardingOpportunity ; elm:learningAchievementSpecification <qualification/1> .
<qualification/2> a elm:Qualification ; dcterms:title "Second"@en .
<organisation/o> a elm:Organisation ; rov:legalName "Office"@en .
<learning-opportunity/a> a elm:LearningOpportunity ; dcterms:title "A"@en ; elm:providedBy <organisation/o> ;
  elm:learningAchievementSpecification <qualification/1> ; dcterms:temporal <learning-opportunity/a#period> ;
  foaf:homepage <learning-opportunity/a#homepage> ; elm:location <learning-opportunity/a#location> .
<learning-opportunity/a#period> elm:startDate "2027-01-01T00:00:00Z" .
<learning-opportunity/a#homepage> elm:contentUrl "https://a.example/" .
<learning-opportunity/a#location> elm:geographicName "Hill"@en .
<learning-opportunity/b> a elm:LearningOpportunity ; elm:providedBy <organisation/o>, <organisation/p> ;
  elm:learningAchievementSpecification <qualification/1> .
<learning-opportunity/c> a elm:LearningOpportunity ; elm:providedBy <organisation/o> ;
  elm:learningAchievementSpecification <qualification/2> .
"""


@pytest.fixture(scope="module")
def store() -> GraphStore:
    store = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load(f"@base <{BASE}> .\n{prefixes}{GRAPH}", format=ox.RdfFormat.TURTLE)
    return EmbeddedStore(store)


def keys(iris: tuple[str, ...]) -> list[str]:
    return [each.removeprefix(f"{BASE}learning-opportunity/") for each in iris]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("qualification/1", ["a", "b"]),
        ("qualification/2", ["c"]),
        ("organisation/o", ["a", "b", "c"]),
        ("organisation/p", ["b"]),
        ("qualification/3", []),
    ],
)
def test_they_are_found_from_either_side(store: GraphStore, path: str, expected: list[str]) -> None:
    found = opportunities(store, f"{BASE}{path}", 10)
    assert keys(found.iris) == expected
    assert not found.more


def test_what_is_left_out_is_told(store: GraphStore) -> None:
    few = opportunities(store, f"{BASE}organisation/o", 2)
    assert keys(few.iris) == ["a", "b"]
    assert few.more
    assert f"{BASE}learning-opportunity/c" not in few.of
    assert not opportunities(store, f"{BASE}organisation/o", 3).more


def test_they_come_with_dates_place_homepage_and_names(store: GraphStore) -> None:
    of = opportunities(store, f"{BASE}qualification/1", 10).of
    first = f"{BASE}learning-opportunity/a"
    assert of.value(of.nodes(first, DCTERMS.temporal)[0], ELM.startDate) == "2027-01-01T00:00:00Z"
    assert of.value(of.nodes(first, FOAF.homepage)[0], ELM.contentUrl) == "https://a.example/"
    assert of.value(of.nodes(first, ELM.location)[0], ELM.geographicName) == "Hill"
    assert str(of.label(f"{BASE}organisation/o", "en")) == "Office"
    assert str(of.label(f"{BASE}qualification/1", "en")) == "First"
