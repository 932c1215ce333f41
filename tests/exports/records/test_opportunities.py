"""Learning opportunities in the words of others: with everything, and with only what ELM demands."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.describe import Neighbourhood
from nqfgraph.exports.records import MAPPINGS, write_record
from nqfgraph.exports.records.vocabularies import write_dublin_core
from nqfgraph.vocab import DCTERMS, ELM, NQF, PREFIXES

KIND = "learning-opportunity"
THIS = "https://data.example.org/id/learning-opportunity/a"
PLAIN = """
<> a elm:LearningOpportunity ; dcterms:title "A"@en ; elm:providedBy <../organisation/o> ;
  elm:learningAchievementSpecification <../qualification/1> .
<../qualification/1> dcterms:title "Cook"@en .
<../organisation/o> rov:legalName "School"@en .
"""
FULL = """
<> dcterms:temporal <#period> ; elm:mode <urn:online> ; elm:learningSchedule <urn:full> ;
  elm:priceDetail <#price> ;
  elm:location <#location> ; elm:applicationDeadline "2027-07-31T00:00:00Z"^^xsd:dateTime ;
  elm:scheduleInformation <#when> ; elm:admissionProcedure <#how> ; elm:duration "P6M"^^xsd:duration ;
  elm:defaultLanguage <urn:en> ; nqf:recordStatus <https://w3id.org/nqfgraph/def/record-status/withdrawn> .
<#period> elm:startDate "2027-09-01T00:00:00Z"^^xsd:dateTime ;
  elm:endDate "2028-06-30T00:00:00Z"^^xsd:dateTime .
<#price> dcterms:description "For all"@en ; elm:amount <#amount> .
<#amount> rdf:value 12.5 ; elm:unit <urn:azn> .
<#location> elm:geographicName "Hill"@en ; elm:address <#address> . <#address> elm:countryCode <urn:az> .
<#when> elm:noteLiteral "At night"@en . <#how> elm:noteLiteral "Call us"@en .
<urn:online> skos:prefLabel "Online"@en . <urn:full> skos:prefLabel "Full time"@en .
<urn:azn> skos:notation "AZN" . <urn:az> skos:prefLabel "Azerbaijan"@en . <urn:en> skos:notation "ENG" .
<https://w3id.org/nqfgraph/def/record-status/withdrawn> skos:notation "withdrawn" .
"""


def read(*parts: str) -> Neighbourhood:
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    text = f"{head}@base <{THIS}> .\n{''.join(parts)}"
    return Neighbourhood(THIS, (each.triple for each in ox.parse(text, format=ox.RdfFormat.TURTLE)))


def written(vocabulary: str, *parts: str) -> dict[str, Any]:
    return write_record(vocabulary, KIND, read(*parts))


def english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def test_every_vocabulary_speaks_of_the_same_properties() -> None:
    told = [{rule.source for rule in mappings[KIND].rules} for mappings in MAPPINGS.values()]
    assert len(told) == 4
    assert all(each == told[0] for each in told)


def test_a_course_awards_the_qualification_and_has_one_instance() -> None:
    course = written("schema", PLAIN, FULL)
    assert course["educationalCredentialAwarded"] == {
        "@type": "EducationalOccupationalCredential",
        "@id": "https://data.example.org/id/qualification/1",
        "name": english("Cook"),
    }
    assert course["provider"]["name"] == english("School")
    assert course["timeRequired"]["@value"] == "P6M"
    instance = course["hasCourseInstance"]
    assert instance["courseMode"] == [english("Online"), english("Full time")]
    assert instance["courseWorkload"] == english("At night")
    assert instance["startDate"]["@value"].startswith("2027-09-01")
    assert instance["endDate"]["@value"].startswith("2028-06-30")
    assert instance["location"]["address"]["addressLocality"] == english("Hill")
    assert instance["location"]["address"]["addressCountry"] == english("Azerbaijan")
    offer = instance["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("12.5", "AZN")
    assert offer["validThrough"]["@value"].startswith("2027-07-31")


def test_a_course_of_which_nothing_more_is_known_has_no_instance() -> None:
    assert "hasCourseInstance" not in written("schema", PLAIN)


def test_ctdl_prepares_for_the_credential_and_says_what_it_costs() -> None:
    profile = written("ctdl", PLAIN, FULL)
    assert profile["@type"] == "ceterms:LearningOpportunityProfile"
    target = profile["ceterms:isPreparationFor"]["ceterms:targetCredential"]
    assert (target["@type"], target["ceterms:name"]) == ("ceterms:Credential", english("Cook"))
    cost = profile["ceterms:estimatedCost"]
    assert (cost["ceterms:price"], cost["ceterms:currency"]) == ("12.5", "AZN")
    assert profile["ceterms:availableAt"]["ceterms:addressLocality"] == english("Hill")
    assert profile["ceterms:entryCondition"]["ceterms:description"] == [english("Call us")]
    assert profile["ceterms:lifeCycleStatusType"]["ceterms:codedNotation"] == "withdrawn"
    assert {"ceterms:estimatedCost", "ceterms:availableAt"}.isdisjoint(written("ctdl", PLAIN))


def test_flat_json_has_the_columns_of_the_table() -> None:
    flat = written("flat", PLAIN, FULL)
    expected = {
        "title_en": "A",
        "starts": "2027-09-01T00:00:00Z",
        "price_amount": "12.5",
        "price_currency": "AZN",
        "price_en": "For all",
        "admission_procedure_en": "Call us",
        "status": "withdrawn",
    }
    assert {name: flat[name] for name in expected} == expected
    assert flat["provided_by"] == ["https://data.example.org/id/organisation/o"]


@pytest.mark.parametrize("parts", [(PLAIN,), (PLAIN, FULL)])
def test_dublin_core_names_provider_and_qualification(parts: tuple[str, ...]) -> None:
    found = {(each.predicate, each.object.value) for each in write_dublin_core(KIND, read(*parts))}
    assert (DCTERMS.creator, "https://data.example.org/id/organisation/o") in found
    assert (DCTERMS.relation, "https://data.example.org/id/qualification/1") in found
    assert not [predicate for predicate, _ in found if predicate in (ELM.providedBy, NQF.recordStatus)]
