"""Decisions on links as PROV-O in graph/alignments; the link itself only where it was accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pyoxigraph as ox

from nqfgraph.model.digests import is_outdated, text_digest
from nqfgraph.model.graphs import register_quads
from nqfgraph.model.records import Evidence, LinkDecision, Register
from nqfgraph.ontology import Ontology

ACCEPTED = "http://data.europa.eu/esco/skill/accepted"
REJECTED = "http://data.europa.eu/esco/skill/rejected"
ASK = """
PREFIX nqf: <https://w3id.org/nqfgraph/def/> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
"""


def decision(decision: str, skill: str | None, **more: object) -> LinkDecision:
    decided = datetime(2026, 11, 20, tzinfo=UTC)
    values = {"decision": decision, "skill": skill, "person": "A. Person", "decided": decided}
    return LinkDecision(**values, method="fts5-rrf", **more)


def quads(register: Register, ontology: Ontology) -> list[ox.Quad]:
    first, *others = register.qualifications
    outcome, *rest = first.learning_outcomes
    made = (
        decision(
            "accepted", ACCEPTED, label="to accept", score=Decimal("0.0655"), probability=Decimal("0.6"),
            vocabulary="esco", version="1.2.0", model="ab", text_digest="en:12", reason={"en": "It fits"},
            evidence=Evidence(sources=("Act 1",)),
        ),
        decision("rejected", REJECTED),
    )  # fmt: skip
    outcome = replace(outcome, skills=(*outcome.skills, ACCEPTED), decisions=made)
    award_type = register.award_types[0]
    generic, *more = award_type.learning_outcomes
    generic = replace(generic, decisions=(decision("none-fits", None),))
    return list(
        register_quads(
            replace(
                register,
                qualifications=(replace(first, learning_outcomes=(outcome, *rest)), *others),
                award_types=(
                    replace(award_type, learning_outcomes=(generic, *more)),
                    *register.award_types[1:],
                ),
            ),
            ontology,
        )
    )


def answers(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(ASK + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(value.value if value else "" for value in row) for row in found)


def test_evidence_stands_once_in_the_alignments_and_only_accepted_links_are_said(
    register: Register, ontology: Ontology
) -> None:
    said = quads(register, ontology)
    assert len(said) == len(set(said)) == len({each.triple for each in said})
    store = ox.Store()
    store.extend(said)
    links = answers(
        store,
        "SELECT ?link ?decision ?to WHERE { GRAPH ?g { ?link a nqf:SkillLink ; nqf:linkDecision ?decision"
        " OPTIONAL { ?link nqf:linkTo ?to } } FILTER(STRENDS(STR(?g), '/graph/alignments')) }",
    )
    assert sorted(each[2] for each in links) == ["", ACCEPTED, REJECTED]
    assert {each[1].rpartition("/")[2] for each in links} == {"none-fits", "accepted", "rejected"}
    assert answers(store, f"SELECT ?o WHERE {{ ?o elm:relatedESCOSkill <{REJECTED}> }}") == []
    assert len(answers(store, f"SELECT ?o WHERE {{ ?o elm:relatedESCOSkill <{ACCEPTED}> }}")) == 1


def test_a_decision_is_an_activity_of_a_person_at_a_time(register: Register, ontology: Ontology) -> None:
    store = ox.Store()
    store.extend(quads(register, ontology))
    ((time, end, name, used, method, version, model, score, probability, digest, comment, label),) = answers(
        store,
        f"""SELECT ?time ?end ?name ?used ?method ?version ?model ?score ?probability ?digest ?comment ?label
        WHERE {{ ?link nqf:linkTo <{ACCEPTED}> ; nqf:linkFrom ?used ; prov:generatedAtTime ?time ;
          nqf:linkMethod ?method ; nqf:linkVersion ?version ; nqf:linkModel ?model ; nqf:linkScore ?score ;
          nqf:linkProbability ?probability ; nqf:textDigest ?digest ; rdfs:comment ?comment ;
          rdfs:label ?label ; prov:wasGeneratedBy ?activity .
          ?activity a prov:Activity ; prov:used ?used ; prov:endedAtTime ?end ;
          prov:wasAssociatedWith ?person . ?person a prov:Agent ; foaf:name ?name .
          ?evidence nqf:evidenceFor ?link }}""",
    )
    assert time == end == "2026-11-20T00:00:00Z"
    assert (name, method, version, model) == ("A. Person", "fts5-rrf", "1.2.0", "ab")
    assert (score, probability, digest) == ("0.0655", "0.6", "en:12")
    assert (comment, label) == ("It fits", "to accept")
    assert "/id/learning-outcome/" in used
    assert len(answers(store, "SELECT ?person WHERE { ?person a prov:Agent ; foaf:name 'A. Person' }")) == 1


def test_digests_notice_another_text_and_neither_space_nor_a_new_language() -> None:
    digest = text_digest({"en": "Bakes bread", "az": "Çörək"})
    assert not is_outdated(digest, {"en": " Bakes\n bread ", "az": "Çörək", "ru": "Хлеб"})
    assert is_outdated(digest, {"en": "Bakes cakes", "az": "Çörək"})
    assert is_outdated(digest, {"en": "Bakes bread"})
    assert not is_outdated("", {"en": "anything"})
