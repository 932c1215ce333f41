"""The forms of a report: JSON, a standard validation report, and text."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from nqfgraph.places import Place
from nqfgraph.validation import Report, Shapes, validate_graph
from nqfgraph.validation.reading import read_path, sh
from nqfgraph.validation.triples import TripleIndex

Parse = Callable[[str], list[ox.Triple]]
Read = Callable[[str], Shapes]

RULES = """
:S sh:targetNode :a, "text", 42 ; sh:property
  [ sh:path ( :p [ sh:alternativePath ( [ sh:inversePath :q ] [ sh:zeroOrMorePath :r ] [ sh:oneOrMorePath :r ]
      [ sh:zeroOrOnePath :r ] ) ] ) ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Əlaqə"@az, "Link"@en ],
  [ sh:path :s ; sh:maxLength 1 ], [ sh:path :t ; sh:maxCount 0 ; sh:severity sh:Info ] ;
  sh:sparql [ sh:message "Rule"@en ;
    sh:select "SELECT $this WHERE { $this <https://data.example.org/id/t> ?x }" ] .
"""


@pytest.fixture
def report(triples: Parse, shapes: Read) -> Report:
    data = triples(""":a :s "long", "longer \\"quoted\\"", "three", "four", "fives" ; :t 1 .""")
    return validate_graph(data, shapes=[shapes(RULES)])


def test_counts_by_severity(report: Report) -> None:
    assert report.counts() == {"violation": 6, "warning": 3, "info": 1}
    assert not report.conforms
    assert sum(report.causes.values()) == 10


def test_json_holds_everything_and_can_be_written(report: Report) -> None:
    content = json.loads(json.dumps(report.to_json(), ensure_ascii=False))
    assert content["conforms"] is False
    assert content["counts"]["violation"] == 6
    assert content["checked"] == {"shapes-1": 3}
    assert sum(each["count"] for each in content["causes"]) == 10
    assert [each["severity"] for each in content["causes"]] == ["violation", "violation", "warning", "info"]
    one = next(each for each in content["findings"] if each["severity"] == "warning")
    in_azerbaijani = report.to_json("az")["findings"]
    assert one["hint"] == "Link"
    assert "Əlaqə" in [each["hint"] for each in in_azerbaijani]
    assert set(one["messages"]) == {"az", "en", "ru"}
    assert one["message"] == one["messages"]["en"]
    assert one["location"] is None


def test_json_gives_the_place_once_it_is_known(report: Report) -> None:
    placed = dataclasses.replace(report.findings[0], place=Place(file="a.ttl", line=3))
    content = dataclasses.replace(report, findings=(placed,)).to_json()
    assert content["findings"][0]["location"] == {"file": "a.ttl", "line": 3}


def test_turtle_is_a_validation_report(report: Report) -> None:
    turtle = report.to_turtle()
    graph = TripleIndex(each.triple for each in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    (node,) = graph.subjects(sh("conforms"))
    assert graph.objects(node, sh("conforms")) == [ox.Literal(False)]
    results = graph.objects(node, sh("result"))
    assert len(results) == 10
    severities = Counter(str(graph.objects(each, sh("resultSeverity"))[0]) for each in results)
    assert severities == {
        f"<{sh('Violation').value}>": 6,
        f"<{sh('Warning').value}>": 3,
        f"<{sh('Info').value}>": 1,
    }
    paths = {
        str(read_path(graph, path)) for each in results for path in graph.objects(each, sh("resultPath"))
    }
    assert paths == {
        each.path if "<" in str(each.path) else f"<{each.path}>" for each in report.findings if each.path
    }
    focus = {each for result in results for each in graph.objects(result, sh("focusNode"))}
    assert focus == {ox.NamedNode("https://data.example.org/id/a"), ox.Literal("text"), ox.Literal(42)}


def test_turtle_is_the_same_each_time(triples: Parse, shapes: Read, report: Report) -> None:
    data = triples(""":a :t 1 ; :s "fives", "four", "three", "longer \\"quoted\\"", "long" .""")
    again = validate_graph(data, shapes=[shapes(RULES)])
    assert again.to_turtle() == report.to_turtle()


def test_text_groups_by_cause_and_shows_a_few(report: Report) -> None:
    text = report.to_text()
    assert text.startswith(
        "There are findings: 6 violation(s), 3 warning(s), 1 note(s).\nNodes checked: shapes-1 3\n"
    )
    assert "violation(s) · 5 × https://data.example.org/id/s · MaxLength" in text
    assert "… and 2 more" in text
    assert "  Link\n" in text
    assert text.count("  - https://data.example.org/id/a: ") == 6
    assert text.count("Rule") == 1


@pytest.mark.parametrize(
    ("language", "beginning"), [("az", "Tapıntılar var: 6 pozuntu"), ("ru", "Есть замечания: 6 нарушений")]
)
def test_text_in_other_languages(report: Report, language: str, beginning: str) -> None:
    assert report.to_text(language).startswith(beginning)


def test_a_language_without_words_gets_english_ones(report: Report) -> None:
    assert report.to_text("fr").startswith("There are findings")


def test_conforming_data_give_an_empty_report(triples: Parse, shapes: Read) -> None:
    report = validate_graph(
        triples(":b :s 'x' ."), shapes=[shapes(":S sh:targetNode :b ; sh:nodeKind sh:IRI .")]
    )
    assert report.conforms
    assert (
        report.to_text() == "Conforms: 0 violation(s), 0 warning(s), 0 note(s).\nNodes checked: shapes-1 1\n"
    )
    assert b"sh:conforms true ." in report.to_turtle()
