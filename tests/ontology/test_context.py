"""The JSON-LD context: what is written with it means the same when it is read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph

from nqfgraph.files import data_folder
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import PREFIXES

PROLOGUE = "@base <https://r.example/> .\n" + "".join(
    f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()
)
RECORDS = {
    "qualification": """
        <id/qualification/2024/1> a elm:Qualification ;
          dcterms:title "Kompüter elmləri"@az , "Computer science"@en ; dcterms:description "Təsvir"@az ;
          skos:altLabel "CS"@en , "Computing"@en , "Informatika"@az ;
          adms:identifier <id/qualification/2024/1#identifier> ;
          dcterms:modified "2026-11-01T00:00:00+04:00"^^xsd:dateTime  ;
          dcterms:publisher <id/o/1> ;
          elm:EQFLevel <http://data.europa.eu/snb/eqf/6> ; elm:NQFLevel <id/level/6> ;
          elm:ISCEDFCode <http://data.europa.eu/snb/isced-f/0613> , <http://data.europa.eu/snb/isced-f/0612> ;
          elm:learningOutcome <id/learning-outcome/2024/1/1> ;
          elm:isPartialQualification false ; elm:volumeOfLearning "P4Y"^^xsd:duration ;
          elm:status "released" ;
          dcterms:language <http://publications.europa.eu/resource/authority/language/AZE> ;
          elm:creditPoint <id/qualification/2024/1#credits> ;
          elm:entryRequirement <id/qualification/2024/1#entry> .""",
    "parts": """
        <x#identifier> a elm:Identifier ; skos:notation "1" , "7"^^xsd:integer ;
          elm:schemeName "Təsnifat" ; adms:schemeAgency "Nazirlik"@az ;
          elm:schemeId "https://r.example/s"^^xsd:anyURI .
        <x#credits> a elm:CreditPoint ; elm:point "240" ;
          elm:framework <http://data.europa.eu/snb/education-credit/6fcec5c5af> .
        <x#entry> a elm:Note ; elm:noteLiteral "Attestat"@az , "Certificate"@en .
        <x#price> rdf:value 12.50 ; elm:unit
          <http://publications.europa.eu/resource/authority/currency/AZN> .""",
    "learning outcome": """
        <id/learning-outcome/2024/1/1> a elm:LearningOutcome ; dcterms:title "Layihələndirir"@az ;
          dcterms:type <http://data.europa.eu/snb/skill-type/skill> ;
          elm:relatedESCOSkill <http://data.europa.eu/esco/skill/1> ; nqf:domain nqf:domain\\/skills ;
          nqf:content nqf:content\\/official .""",
    "level and statement": """
        <id/level/6> a nqf:Level , skos:Concept ; nqf:order 6 ; skos:notation "6" ;
          skos:prefLabel "Səviyyə 6"@az ; skos:inScheme <id/framework/a> ;
          skos:topConceptOf <id/framework/a> .
        <id/level-statement/6/eqf> a nqf:LevelStatement ; nqf:statementOn <id/level/6> ;
          nqf:relatesTo <http://data.europa.eu/snb/eqf/6> ; dcterms:date "2018-07-24"^^xsd:date ;
          nqf:claimStatus nqf:claim-status\\/claimed-compatible .""",
    "award type": """
        <id/award-type/bachelor> a nqf:AwardType , skos:Concept ; nqf:shortestDuration "P4Y"^^xsd:duration ;
          nqf:fewestCredits 240.0 ; nqf:durationText "4 il"@az ; nqf:level <id/level/6> ;
          nqf:genericOutcome <id/learning-outcome/award-type/bachelor/1> .""",
    "record and evidence": """
        <id/record/2024/1> a nqf:Record ; foaf:primaryTopic <id/qualification/2024/1> ;
          nqf:recordStatus nqf:record-status\\/valid ; nqf:validFrom "2024-09-01"^^xsd:date ;
          owl:versionInfo "1" .
        <id/record/2024/1#evidence> a nqf:Evidence ; rdfs:comment "Qeyd"@az , "Note"@en ;
          nqf:evidenceFor <id/qualification/2024/1> ;
          dcterms:source <https://e-qanun.az/framework/1> , "Decree 311, section 1.2" .""",
    "organisation": """
        <id/organisation/bdu> a elm:Organisation ; rov:legalName "Bakı Dövlət Universiteti"@az ;
          elm:location <id/organisation/bdu#location> ;
          foaf:homepage <id/organisation/bdu#homepage> ;
          nqf:organisationKind nqf:organisation-kind\\/higher-education .
        <id/organisation/bdu#location> a dcterms:Location ;
          elm:address <id/organisation/bdu#address> .
        <id/organisation/bdu#homepage> a elm:WebResource ;
          elm:contentUrl "http://bsu.edu.az"^^xsd:anyURI .""",
    "names that two vocabularies have": """
        <x> elm:content "aGk=" ; nqf:content nqf:content\\/official ;
          dcterms:identifier "x" ; adms:identifier <x#i> ; dcterms:hasPart <y> ;
          elm:hasPart <z> ; dcterms:created "2026-11-23"^^xsd:date ; dcterms:title "plain" .""",
}


def graph_of(turtle: str) -> Graph:
    return Graph().parse(data=PROLOGUE + turtle, format="turtle")


def compact(graph: Graph, context: Mapping[str, object]) -> dict[str, Any]:
    text = graph.serialize(format="json-ld", context=context["@context"], auto_compact=False)
    document: dict[str, Any] = json.loads(text)
    return document


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_what_is_written_with_the_context_reads_back_the_same(name: str, ontology: Ontology) -> None:
    document = compact(graph_of(RECORDS[name]), ontology.context())
    document.update(ontology.context())
    after = ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD)
    assert {str(each.triple) for each in after} == {
        str(each.triple) for each in ox.parse(PROLOGUE + RECORDS[name], format=ox.RdfFormat.TURTLE)
    }


def test_a_qualification_is_pleasant_to_read(ontology: Ontology) -> None:
    document = compact(graph_of(RECORDS["qualification"]), ontology.context())
    assert document["id"] == "https://r.example/id/qualification/2024/1"
    assert document["type"] == "Qualification"
    assert document["title"] == {"az": "Kompüter elmləri", "en": "Computer science"}
    assert document["EQFLevel"] == "http://data.europa.eu/snb/eqf/6"
    assert document["NQFLevel"] == ["https://r.example/id/level/6"]
    assert document["volumeOfLearning"] == "P4Y"
    assert document["status"] == "released"
    assert document["modified"] == "2026-11-01T00:00:00+04:00"


def test_every_class_and_property_of_ours_has_its_own_short_key(ontology: Ontology) -> None:
    entries = ontology.context()["@context"]
    assert isinstance(entries, dict)
    for iri in ontology.terms():
        name = iri.removeprefix("https://w3id.org/nqfgraph/def/")
        if ontology.concept(iri) or name in {
            each.iri.rpartition("/")[2] for each in ontology.schemes.values()
        }:
            continue
        entry = entries[name]
        assert (entry if isinstance(entry, str) else entry["@id"]) == f"nqf:{name}"


def test_the_context_is_the_same_each_time(ontology: Ontology) -> None:
    another = Ontology.load(data_folder("ontology"))
    assert another is not ontology
    assert json.dumps(another.context()) == json.dumps(ontology.context())
