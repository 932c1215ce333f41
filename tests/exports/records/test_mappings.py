"""The tables of correspondences are whole, and the page of the documentation has them as they are."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import SDO

from nqfgraph.describe import Neighbourhood
from nqfgraph.exports.records import MAPPINGS, Mapping, Record, write_record
from nqfgraph.exports.records.documentation import fill_in, main, mapping_tables
from nqfgraph.exports.records.mapping import term
from nqfgraph.exports.records.vocabularies import write_dublin_core
from nqfgraph.vocab import ADMS, DCTERMS, ELM, FOAF, NQF, RDFS, SKOS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "records.md"
ALL = [each for mappings in MAPPINGS.values() for each in mappings.values()]
THIS = ox.NamedNode("https://data.example.org/id/qualification/1")
NEXT = ox.NamedNode("https://data.example.org/id/qualification/2")
RECORD = ox.NamedNode("https://data.example.org/id/record/1")


@pytest.fixture
def withdrawn() -> Neighbourhood:
    evidence = ox.NamedNode(f"{THIS.value}#evidence")
    status = NQF["record-status/withdrawn"]
    return Neighbourhood(
        THIS.value,
        [
            ox.Triple(THIS, DCTERMS.title, ox.Literal("Cook", language="en")),
            ox.Triple(RECORD, FOAF.primaryTopic, THIS),
            ox.Triple(RECORD, NQF.recordStatus, status),
            ox.Triple(status, SKOS.notation, ox.Literal("withdrawn")),
            ox.Triple(status, SKOS.prefLabel, ox.Literal("withdrawn", language="en")),
            ox.Triple(RECORD, NQF.successor, NEXT),
            ox.Triple(evidence, NQF.evidenceFor, THIS),
            ox.Triple(evidence, RDFS.comment, ox.Literal("The act was repealed.", language="en")),
        ],
    )


def test_the_page_has_the_tables_as_the_rules_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert fill_in(page) == page, (
        "run: python -m nqfgraph.exports.records.documentation docs/guides/records.md"
    )


def test_the_tables_are_written_into_a_page_that_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n<!-- mappings -->\nold\n<!-- end of mappings -->\nB\n", encoding="utf-8")
    main([str(page)])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# A\n")
    assert text.endswith("<!-- end of mappings -->\nB\n")
    assert "old" not in text


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no marks"):
        fill_in("# Records\n")


@pytest.mark.parametrize("mapping", ALL, ids=lambda each: f"{each.type}")
def test_every_path_is_made_of_terms_that_are_listed(mapping: Mapping) -> None:
    empty = Record(Neighbourhood(THIS.value, []))
    for rule in mapping.rules:
        assert empty.values(rule.source) == ()


@pytest.mark.parametrize("mapping", ALL, ids=lambda each: f"{each.type}")
def test_every_rule_writes_or_says_what_is_lost(mapping: Mapping) -> None:
    for rule in mapping.rules:
        assert rule.lost or (rule.target and rule.form), rule.source
        assert rule.target or rule.form is None, rule.source


def test_the_mappings_of_a_kind_speak_of_the_same_properties() -> None:
    def told(mapping: Mapping) -> set[str]:
        return {
            each.source.split(" / ")[0 if not each.source.startswith("^foaf") else 1]
            for each in mapping.rules
        }

    everything = set().union(*(told(each["qualification"]) for each in MAPPINGS.values()))
    for token, mappings in MAPPINGS.items():
        missing = everything - told(mappings["qualification"]) - {"^nqf:evidenceFor", "nqf:claimStatus"}
        assert not missing, token


@pytest.mark.parametrize("token", ["schema", "ctdl", "flat"])
def test_a_withdrawn_qualification_keeps_status_reason_and_successor(
    token: str, withdrawn: Neighbourhood
) -> None:
    written = str(write_record(token, "qualification", withdrawn))
    assert "withdrawn" in written
    assert "The act was repealed." in written
    assert NEXT.value in written


def test_dublin_core_keeps_status_reason_and_successor_too(withdrawn: Neighbourhood) -> None:
    triples = set(write_dublin_core("qualification", withdrawn))
    assert ox.Triple(THIS, DCTERMS.isReplacedBy, NEXT) in triples
    assert ox.Triple(THIS, ADMS.status, NQF["record-status/withdrawn"]) in triples
    assert ox.Triple(THIS, RDFS.comment, ox.Literal("The act was repealed.", language="en")) in triples
    assert ox.Triple(NQF["record-status/withdrawn"], SKOS.notation, ox.Literal("withdrawn")) in triples


@pytest.mark.parametrize(("vocabulary", "key"), [("schema", "inLanguage"), ("ctdl", "ceterms:inLanguage")])
def test_languages_are_tags_of_two_letters_or_of_three(vocabulary: str, key: str) -> None:
    azerbaijani = ox.NamedNode("http://publications.europa.eu/resource/authority/language/AZE")
    rare, unknown = (ox.NamedNode(f"https://x.org/{name}") for name in ("rare", "unknown"))
    said = [ox.Triple(THIS, DCTERMS.language, each) for each in (azerbaijani, rare, unknown)]
    said.append(ox.Triple(rare, SKOS.notation, ox.Literal("TLY")))
    written = write_record(vocabulary, "qualification", Neighbourhood(THIS.value, said))
    assert written[key] == ["az", "tly"]


@pytest.mark.parametrize("mapping", MAPPINGS["schema"].values(), ids=lambda each: each.kind)
def test_every_term_of_schema_org_is_one_of_its_vocabulary(mapping: Mapping) -> None:
    used = {mapping.type, *(each.target for each in mapping.rules if each.target)}
    assert not [each for each in used if ":" not in each and each not in SDO]


def test_a_web_address_that_is_none_is_no_link() -> None:
    homepage = ox.NamedNode(f"{THIS.value}#homepage")
    for address, links in (("javascript:alert(1)", False), ("https://x.example/", True)):
        of = Neighbourhood(
            THIS.value,
            [
                ox.Triple(THIS, FOAF.homepage, homepage),
                ox.Triple(homepage, ELM.contentUrl, ox.Literal(address)),
            ],
        )
        assert ("url" in write_record("schema", "qualification", of)) is links
        assert (len(write_dublin_core("qualification", of)) == 2) is links


def test_a_credit_without_a_system_is_a_number(withdrawn: Neighbourhood) -> None:
    point = ox.NamedNode(f"{THIS.value}#credit-point")
    of = Neighbourhood(
        THIS.value,
        [ox.Triple(THIS, ELM.creditPoint, point), ox.Triple(point, ELM.point, ox.Literal("240"))],
    )
    assert ox.Triple(THIS, DCTERMS.extent, ox.Literal("240")) in write_dublin_core("qualification", of)
    assert write_record("flat", "qualification", of)["credits"] == "240"


def test_nothing_is_looked_for_behind_a_text(withdrawn: Neighbourhood) -> None:
    assert Record(withdrawn).values("dcterms:title / skos:notation") == ()


def test_a_kind_without_a_mapping_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        write_record("ctdl", "level", Neighbourhood(THIS.value, []))


def test_a_term_that_is_not_listed_is_an_error_where_it_stands() -> None:
    with pytest.raises(KeyError, match="titel"):
        term("dcterms:titel")
    assert "`dcterms:title`" in mapping_tables()
