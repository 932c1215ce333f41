"""How facts are written for people."""

from __future__ import annotations

from collections.abc import Iterator

import flask
import pyoxigraph as ox
import pytest

from nqfgraph.describe import Neighbourhood, Text
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import DCTERMS, ELM, NQF, RDF, SKOS, XSD
from nqfgraph_server.languages import write_date, write_number
from nqfgraph_server.sheets.outcomes import outcome_groups
from nqfgraph_server.sheets.reader import Reader, capitalise, write_duration

A = "https://hillside.example/id/qualification/2024/1"


@pytest.fixture
def reading(app: flask.Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    """Read as somebody who reads English, or the language of the parameter."""
    with app.test_request_context(f"/?lang={getattr(request, 'param', 'en')}"):
        yield


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


def _reader(
    ontology: Ontology, language: str, *triples: tuple[str, ox.NamedNode, ox.NamedNode | ox.Literal]
) -> Reader:
    said = (ox.Triple(ox.NamedNode(subject), predicate, value) for subject, predicate, value in triples)
    return Reader(Neighbourhood(A, said), ontology, language)


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("P4Y", "4 years"),
        ("P1Y", "1 year"),
        ("P1Y6M", "1 year, 6 months"),
        ("P10W", "10 weeks"),
        ("P2DT3H", "2 days, 3 hours"),
        ("P", "P"),
        ("PT90M", "PT90M"),
        ("four years", "four years"),
    ],
)
def test_durations_are_words(duration: str, words: str) -> None:
    assert write_duration(duration, "en") == words


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("reading", ["ru"], indirect=True)
def test_durations_follow_the_grammar() -> None:
    assert [write_duration(f"P{years}Y", "ru") for years in (1, 2, 5, 21)] == [
        "1 год",
        "2 года",
        "5 лет",
        "21 год",
    ]


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize(
    ("reading", "date", "number"),
    [
        ("az", "18 iyul 2018", "21.984,5"),
        ("en", "18 July 2018", "21,984.5"),
        ("ru", "18 июля 2018\xa0г.", "21\xa0984,5"),
    ],
    indirect=["reading"],
)
def test_dates_and_numbers_are_written_as_the_reader_does(date: str, number: str) -> None:
    assert write_date("2018-07-18") == date.replace("\xa0г.", "\u202fг.") or write_date("2018-07-18") == date
    assert write_number("21984.5") == number
    assert write_date("about 2018") == "about 2018"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Text("istinadlandırılıb", "az"), "İstinadlandırılıb"),
        (Text("illustrative", "en"), "Illustrative"),
        (Text("действует", "ru"), "Действует"),
        (Text("", "en"), ""),
    ],
)
def test_a_capital_letter_is_that_of_the_language(text: Text, expected: str) -> None:
    assert str(capitalise(text)) == expected


def test_names_come_from_the_data_then_the_ontology_then_the_iri(ontology: Ontology) -> None:
    reader = _reader(ontology, "ru", (A, DCTERMS.title, ox.Literal("One", language="en")))
    assert reader.name(A) == Text("One", "en")
    assert reader.name(NQF.Level.value) == Text("Уровень", "ru")
    assert reader.name("https://hillside.example/id/record/2024/a%20b") == Text("2024/a b", "")
    assert reader.name("http://elsewhere.example/x#y") == Text("y", "")
    assert _reader(ontology, "de").name(NQF.Level.value) == Text("Level", "en")
    assert reader.concept(None) is None
    assert reader.meaning(None) is None


@pytest.mark.usefixtures("reading")
def test_values_are_read_by_their_kind(ontology: Ontology) -> None:
    reader = _reader(
        ontology,
        "en",
        (A, ELM.isPartialQualification, ox.Literal(True)),
        (A, NQF.order, ox.Literal(1234)),
        (A, ELM.contentUrl, ox.Literal("https://a.example/", datatype=XSD.anyURI)),
        (A, DCTERMS.source, ox.NamedNode("https://elsewhere.example/x")),
        (A, ELM.EQFLevel, ox.NamedNode("http://data.europa.eu/snb/eqf/6")),
        (A, ELM.ISCEDFCode, ox.NamedNode("http://data.europa.eu/snb/isced-f/0613")),
    )
    said = {
        each.value: str(reader.values(A, each)[0].text) for each in map(ox.NamedNode, reader.of.properties(A))
    }
    assert said[ELM.isPartialQualification.value] == "Yes"
    assert said[NQF.order.value] == "1,234"
    assert said[DCTERMS.source.value] == "https://elsewhere.example/x"
    assert said[ELM.EQFLevel.value] == "EQF level 6"
    assert said[ELM.ISCEDFCode.value].startswith("0613 Software")
    address = reader.value(A, ELM.contentUrl)
    assert address is not None
    assert address.iri == "https://a.example/"
    assert reader.row(A, SKOS.notation) is None


def test_only_the_nearest_language_of_a_text_is_shown(ontology: Ontology) -> None:
    texts = [("az", "bir"), ("en", "one"), ("en", "first")]
    reader = _reader(
        ontology, "ru", *((A, SKOS.altLabel, ox.Literal(text, language=tag)) for tag, text in texts)
    )
    assert {each.text for each in reader.values(A, SKOS.altLabel)} == {Text("one", "en"), Text("first", "en")}


def test_outcomes_are_in_the_order_of_their_numbers(ontology: Ontology) -> None:
    base = "https://hillside.example/id/learning-outcome/2024/1"
    iris = [f"{base}/{number}" for number in (10, 2, 1)] + [f"{base}/own-3", f"{base}/last"]
    triples = [(iri, RDF.type, ELM.LearningOutcome) for iri in iris]
    (group,) = outcome_groups(_reader(ontology, "en", *triples), iris)
    assert group.domain is None
    assert [each.iri.rpartition("/")[2] for each in group.outcomes] == ["last", "1", "2", "own-3", "10"]
