"""Learning opportunities in ELM, and what the register says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.model.graphs import register_quads
from nqfgraph.model.records import LearningOpportunity, Register
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import ADMS, DCTERMS, ELM, FOAF, NQF, RDF, SKOS

BASE = "https://data.example.org/"
FULL = f"{BASE}id/learning-opportunity/engineering-in-baku"
PLAIN = f"{BASE}id/learning-opportunity/evening-course"
Said = dict[tuple[str, str], list[str]]


@pytest.fixture
def say(register: Register, ontology: Ontology) -> Callable[..., Said]:
    """Return a function that gives what is said of the full opportunity after some changes to it."""

    def make(**changes: Any) -> Said:
        full, *others = register.learning_opportunities
        changed = replace(register, learning_opportunities=(replace(full, **changes), *others))
        found: Said = defaultdict(list)
        for each in register_quads(changed, ontology):
            found[each.subject.value, each.predicate.value].append(each.object.value)
        return found

    return make


def test_it_leads_to_one_qualification_and_names_its_providers(say: Callable[..., Said]) -> None:
    said = say()
    assert said[FULL, RDF.type.value] == [ELM.LearningOpportunity.value]
    qualification = f"{BASE}id/qualification/2024/6006022"
    assert said[FULL, ELM.learningAchievementSpecification.value] == [qualification]
    assert said[FULL, ELM.providedBy.value] == [
        f"{BASE}id/organisation/{name}" for name in ("university", "college")
    ]
    assert said[FULL, DCTERMS.publisher.value] == [f"{BASE}id/organisation/agency"]
    assert said[FULL, FOAF.homepage.value] == [f"{FULL}#homepage"]
    assert said[f"{FULL}#homepage", ELM.contentUrl.value] == ["https://example.org/engineering"]
    assert said[FULL, ELM.defaultLanguage.value][0].endswith("/language/AZE")


def test_dates_are_a_period_and_a_deadline_with_time_and_zone(say: Callable[..., Said]) -> None:
    said = say()
    assert said[FULL, DCTERMS.temporal.value] == [f"{FULL}#period"]
    assert said[f"{FULL}#period", RDF.type.value] == [DCTERMS.PeriodOfTime.value]
    assert said[f"{FULL}#period", ELM.startDate.value] == ["2027-09-15T00:00:00Z"]
    assert said[f"{FULL}#period", ELM.endDate.value] == ["2031-06-30T00:00:00Z"]
    assert said[FULL, ELM.applicationDeadline.value] == ["2027-07-31T14:00:00Z"]
    assert said[FULL, ELM.duration.value] == ["P4Y"]


@pytest.mark.parametrize(("given", "other"), [("starts", "ends"), ("ends", "starts")])
def test_a_period_may_be_open_on_one_side(say: Callable[..., Said], given: str, other: str) -> None:
    said = say(**{other: None})
    predicates = {"starts": ELM.startDate.value, "ends": ELM.endDate.value}
    assert said[f"{FULL}#period", predicates[given]]
    assert not said[f"{FULL}#period", predicates[other]]


def test_without_dates_there_is_no_period(say: Callable[..., Said]) -> None:
    said = say(starts=None, ends=None)
    assert not said[FULL, DCTERMS.temporal.value]
    assert not said[f"{FULL}#period", RDF.type.value]


def test_a_price_has_words_an_amount_or_both(say: Callable[..., Said]) -> None:
    both = say()
    assert both[FULL, ELM.priceDetail.value] == [f"{FULL}#price"]
    assert both[f"{FULL}#price", DCTERMS.description.value] == ["By the year."]
    assert both[f"{FULL}#amount", RDF.value.value] == ["2500.5"]
    assert both[f"{FULL}#amount", ELM.unit.value][0].endswith("/currency/AZN")
    words = say(price_amount=None, price_currency=None)
    assert words[FULL, ELM.priceDetail.value]
    assert not words[f"{FULL}#price", ELM.amount.value]
    amount = say(price={})
    assert amount[f"{FULL}#price", ELM.amount.value] == [f"{FULL}#amount"]
    neither = say(price={}, price_amount=None, price_currency=None)
    assert not neither[FULL, ELM.priceDetail.value]


def test_texts_are_notes_and_places_have_an_address(say: Callable[..., Said]) -> None:
    said = say()
    assert said[FULL, ELM.admissionProcedure.value] == [f"{FULL}#admission-procedure"]
    assert said[f"{FULL}#admission-procedure", ELM.noteLiteral.value] == ["Müraciət edin.", "Apply."]
    assert said[f"{FULL}#schedule-information", ELM.noteLiteral.value] == ["On weekdays."]
    assert said[f"{FULL}#location", ELM.geographicName.value] == ["Bakı", "Baku"]
    assert said[f"{FULL}#address", ELM.countryCode.value][0].endswith("/country/AZE")
    assert not say(country=None, city={})[FULL, ELM.location.value]


def test_a_code_is_an_identifier_of_the_register(say: Callable[..., Said]) -> None:
    said = say()
    assert said[FULL, ADMS.identifier.value] == [f"{FULL}#identifier"]
    assert said[f"{FULL}#identifier", SKOS.notation.value] == ["E-1"]
    assert said[f"{FULL}#identifier", ELM.schemeName.value] == ["Reyestr"]
    assert not say(code=None)[FULL, ADMS.identifier.value]


@pytest.mark.parametrize(
    ("status", "in_elm"), [("valid", "released"), ("draft", "to-be-reviewed"), ("withdrawn", "obsolete")]
)
def test_its_status_stands_in_both_graphs(say: Callable[..., Said], status: str, in_elm: str) -> None:
    said = say(status=status)
    assert said[FULL, ELM.status.value] == [in_elm]
    assert said[FULL, NQF.recordStatus.value] == [NQF[f"record-status/{status}"].value]
    assert said[FULL, NQF.content.value] == [NQF["content/derived"].value]


def test_marks_and_evidence_stay_out_of_the_payload(register: Register, ontology: Ontology) -> None:
    graphs = {
        each.predicate.value: each.graph_name.value.rpartition("/")[2]
        for each in register_quads(register, ontology)
        if each.subject.value in {FULL, f"{FULL}#evidence"} and each.predicate != RDF.type
    }
    ours = {predicate for predicate, graph in graphs.items() if graph == "register"}
    assert ours == {
        each.value
        for each in (NQF.recordStatus, NQF.content, NQF.evidenceFor, NQF.confidence, DCTERMS.source)
    }


def test_every_concept_that_it_names_is_described(register: Register, ontology: Ontology) -> None:
    quads = list(register_quads(register, ontology))
    concepts = {each.subject.value for each in quads if each.object == SKOS.Concept}
    named = {
        each.object.value
        for each in quads
        if each.subject.value.startswith(FULL)
        and isinstance(each.object, ox.NamedNode)
        and each.object.value.startswith(("http://data.europa.eu/", "http://publications.europa.eu/"))
        and each.predicate != RDF.type
    }
    assert len(named) == 7
    assert named <= concepts


def test_a_register_without_any_says_nothing_of_them(register: Register, ontology: Ontology) -> None:
    quads = register_quads(replace(register, learning_opportunities=()), ontology)
    assert not [each for each in quads if "opportunity/" in str(each) and "awarding" not in str(each)]


def test_the_plain_one_has_nothing_but_what_elm_demands(
    register: Register, plain_opportunity: LearningOpportunity, ontology: Ontology
) -> None:
    assert plain_opportunity in register.learning_opportunities
    said = {each.predicate for each in register_quads(register, ontology) if each.subject.value == PLAIN}
    demanded = {
        *(RDF.type, DCTERMS.title, DCTERMS.publisher, DCTERMS.modified, FOAF.homepage),
        *(ELM.status, ELM.learningAchievementSpecification, ELM.providedBy, ELM.defaultLanguage),
        *(NQF.recordStatus, NQF.content),
    }
    assert said == demanded
