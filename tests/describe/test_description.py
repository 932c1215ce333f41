"""The neighbourhood of a thing: all that belongs to it, and no more however much refers to it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nqfgraph.describe import Neighbourhood, Reference, Text, describe, exists, referring
from nqfgraph.store import EmbeddedStore, GraphStore
from nqfgraph.vocab import DCTERMS, ELM, FOAF, NQF, PREFIXES, SKOS

BASE = "https://data.example.org/"
GRAPHS = {
    "framework": """
<framework/f> a nqf:Framework ; dcterms:title "Framework"@en ; skos:hasTopConcept <level/6>, <level/7> .
<level/6> a nqf:Level ; skos:prefLabel "Level 6"@en, "6-cı səviyyə"@az ; skos:inScheme <framework/f> .
<level/7> a nqf:Level ; skos:prefLabel "Level 7"@en ; skos:inScheme <framework/f> .
<award-type/b> a nqf:AwardType ; nqf:level <level/6> ; skos:prefLabel "Bachelor"@en ;
  nqf:genericOutcome <outcome/g> .
<award-type/m> a nqf:AwardType ; nqf:level <level/7> .
<descriptor/f> a nqf:LevelDescriptor ; nqf:level <level/6> ; dcterms:description "own"@en .
<descriptor/e> a nqf:LevelDescriptor ; nqf:level <http://data.europa.eu/snb/eqf/6> ;
  dcterms:description "eqf"@en .
<specialty/1> a nqf:Specialty ; skos:notation "1" ; skos:inScheme <classification/2024> .
<classification/2024> a nqf:Classification ; dcterms:title "Edition"@en .
""",
    "alignments": """
<statement/6> a nqf:LevelStatement ; nqf:statementOn <level/6> ; nqf:statedBy <organisation/o> ;
  nqf:relatesTo <http://data.europa.eu/snb/eqf/6> .
""",
    "qualifications": """
<qualification/1> a elm:Qualification ; dcterms:title "First"@en ; elm:NQFLevel <level/6> ;
  dcterms:publisher <organisation/o> ; elm:learningOutcome <outcome/1> ; elm:qualificationCode <specialty/1> ;
  elm:creditPoint <qualification/1#credit-point> .
<qualification/1#credit-point> elm:point "240" .
<outcome/1> a elm:LearningOutcome ; dcterms:title "Knows"@en ; elm:relatedESCOSkill <http://esco.example/s> .
<outcome/g> a elm:LearningOutcome ; dcterms:title "Generic"@en .
<organisation/o> a elm:Organisation ; rov:legalName "Office"@en ; elm:location <organisation/o#location> .
<organisation/o#location> elm:address <organisation/o#address> .
<organisation/o#address> elm:fullAddress <organisation/o#full-address> .
<organisation/o#full-address> elm:noteLiteral "Hill"@en .
""",
    "register": """
<record/1> a nqf:Record ; foaf:primaryTopic <qualification/1> ; nqf:level <level/6> ;
  nqf:levelStatement <statement/6> .
<qualification/1#evidence> a nqf:Evidence ; nqf:evidenceFor <qualification/1> .
<statement/6#evidence> a nqf:Evidence ; nqf:evidenceFor <statement/6> .
""",
    "vocabularies": """
<http://esco.example/s> a skos:Concept ; skos:prefLabel "skill"@en ;
  skos:inScheme <http://esco.example/scheme> ;
  skos:definition "not a label"@en .
<http://esco.example/scheme> a skos:ConceptScheme ; skos:prefLabel "skills"@en .
<http://data.europa.eu/snb/eqf/6> skos:prefLabel "EQF 6"@en .
""",
}


def _thing(path: str) -> str:
    return f"{BASE}id/{path}"


@pytest.fixture(scope="module")
def store() -> GraphStore:
    """The graphs above, and five thousand more qualifications that refer to the same things."""
    store = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    head = f"@base <{BASE}id/> .\n{prefixes}"
    for name, text in GRAPHS.items():
        graph = ox.NamedNode(f"{BASE}graph/{name}")
        store.load(head + text, format=ox.RdfFormat.TURTLE, to_graph=graph)
    graph = ox.NamedNode(f"{BASE}graph/qualifications")
    for number in range(5000):
        node = ox.NamedNode(_thing(f"qualification/n{number}"))
        record = ox.NamedNode(_thing(f"record/n{number}"))
        for subject, predicate, value in (
            (node, ELM.NQFLevel, _thing("level/6")),
            (node, DCTERMS.publisher, _thing("organisation/o")),
            (node, ELM.learningOutcome, _thing("outcome/g")),
            (node, ELM.qualificationCode, _thing("specialty/1")),
            (record, FOAF.primaryTopic, node.value),
            (record, NQF.level, _thing("level/6")),
            (record, NQF.levelStatement, _thing("statement/6")),
        ):
            store.add(ox.Quad(subject, predicate, ox.NamedNode(value), graph))
    return EmbeddedStore(store)


def _described(store: GraphStore, path: str) -> Neighbourhood:
    found = describe(store, _thing(path))
    assert found is not None
    return found


def test_a_qualification_comes_with_everything_that_belongs_to_it(store: GraphStore) -> None:
    found = _described(store, "qualification/1")
    for path in (
        "qualification/1#credit-point",
        "qualification/1#evidence",
        "record/1",
        "statement/6",
        "statement/6#evidence",
        "outcome/1",
        "specialty/1",
    ):
        assert _thing(path) in found, path
    assert found.value(_thing("qualification/1#credit-point"), ELM.point) == "240"


def test_what_is_mentioned_is_named_and_not_described(store: GraphStore) -> None:
    found = _described(store, "qualification/1")
    assert found.label(_thing("level/6"), "az") == Text("6-cı səviyyə", "az")
    assert found.label(_thing("organisation/o"), "az") == Text("Office", "en")
    assert found.label("http://esco.example/s", "en") == Text("skill", "en")
    assert found.label("http://esco.example/scheme", "en") == Text("skills", "en")
    assert found.label(_thing("classification/2024"), "en") == Text("Edition", "en")
    assert not found.texts("http://esco.example/s", SKOS.definition)
    assert not found.nodes(_thing("organisation/o"), ELM.location)


def test_a_level_comes_with_award_types_statements_and_both_kinds_of_descriptors(store: GraphStore) -> None:
    found = _described(store, "level/6")
    for path in ("award-type/b", "statement/6", "statement/6#evidence", "descriptor/f", "descriptor/e"):
        assert _thing(path) in found, path
    assert found.text(_thing("descriptor/e"), DCTERMS.description, "ru") == Text("eqf", "en")
    assert _thing("award-type/m") not in found


def test_a_framework_comes_with_all_its_levels(store: GraphStore) -> None:
    found = _described(store, "framework/f")
    assert found.nodes(_thing("framework/f"), SKOS.hasTopConcept) == (_thing("level/6"), _thing("level/7"))
    for path in ("level/7", "award-type/m", "award-type/b", "statement/6"):
        assert _thing(path) in found, path


def test_parts_of_parts_are_found(store: GraphStore) -> None:
    found = _described(store, "organisation/o")
    assert found.value(_thing("organisation/o#full-address"), ELM.noteLiteral) == "Hill"


@pytest.mark.parametrize(
    "path",
    ["organisation/o", "level/6", "framework/f", "specialty/1", "outcome/g", "statement/6", "award-type/b"],
)
def test_what_thousands_refer_to_stays_small(store: GraphStore, path: str) -> None:
    assert len(_described(store, path).triples) < 60


@pytest.mark.parametrize("iri", [_thing("level/9"), "not an iri", "", _thing("level/6> ?x ?y } #")])
def test_nothing_is_found_under_other_names(store: GraphStore, iri: str) -> None:
    assert describe(store, iri) is None
    assert not exists(store, iri)


def test_a_thing_that_is_only_referred_to_does_not_exist(store: GraphStore) -> None:
    store_of_one = EmbeddedStore(ox.Store())
    subject, value = ox.NamedNode(_thing("a")), ox.NamedNode(_thing("b"))
    store_of_one.store.add(ox.Quad(subject, NQF.level, value, ox.NamedNode(f"{BASE}graph/register")))
    assert exists(store_of_one, subject.value)
    assert not exists(store_of_one, value.value)
    assert describe(store_of_one, value.value) is None


def test_what_refers_to_a_thing_is_given_up_to_a_limit_with_names(store: GraphStore) -> None:
    found, names = referring(store, _thing("organisation/o"), 10)
    assert len(found) == 10
    assert found == tuple(sorted(found, key=lambda each: (each.iri, each.property)))
    found, names = referring(store, _thing("outcome/1"), 10)
    assert found == (Reference(_thing("qualification/1"), ELM.learningOutcome.value),)
    assert names.label(_thing("qualification/1"), "en") == Text("First", "en")


def test_a_part_that_refers_is_named_after_its_whole(store: GraphStore) -> None:
    _, names = referring(store, _thing("qualification/1"), 10)
    assert names.label(_thing("qualification/1"), "en") == Text("First", "en")
