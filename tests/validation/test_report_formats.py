"""The forms of a report on a submission: complete, safe to open, and in the reader's language."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError
from nqfgraph.places import Place
from nqfgraph.validation import Finding, Report, Severity
from nqfgraph.validation.formats import FORMATS, MEDIA_TYPES, words
from nqfgraph.validation.formats.table import COLUMNS
from nqfgraph.validation.message_texts import LANGUAGES
from nqfgraph.validation.remedies import REMEDIES, mend
from nqfgraph.validation.report import report_of
from nqfgraph.validation.shapes import SHACL
from nqfgraph.validation.verdicts import CheckedFile, Verdict, compare
from nqfgraph.vocab import NQF, SH

HOSTILE = '<script>alert("x")</script> =1+1 & \x1b[31m \x00'
TEXT = "first\n" + "x" * 300 + "MARKED" + "y" * 300 + "\nthird <b>\n  fourth"


def finding(number: int = 1, severity: Severity = "violation", **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "severity": severity,
        "focus": f"https://x.example/{number}",
        "path": "http://purl.org/dc/terms/title",
        "value": None,
        "constraint": f"{SHACL}MinCountConstraintComponent",
        "shape": "https://x.example/shape",
        "messages": {"az": f"ad {number}", "en": f"title {number}", "ru": f"имя {number}"},
        "hints": {"az": "Ad lazımdır.", "en": "A title is needed.", "ru": "Нужно имя."},
        "place": Place(file="a.ttl", line=2, column="301"),
    }
    return Finding(**{**values, **changes})


def verdict(*findings: Finding, **changes: Any) -> Verdict:
    report = dataclasses.replace(report_of(findings), checked={"elm-loq": 7, "shapes-1": 2})
    values: dict[str, Any] = {
        "files": (CheckedFile("a.ttl", "Turtle"),),
        "contents": {"a.ttl": TEXT.encode()},
        **changes,
    }
    return Verdict(report, **values)


def write(form: str, given: Verdict, language: str = "en") -> str:
    content = FORMATS[form](given, language)
    return cells_of(content) if form == "xlsx" else content.decode("utf-8-sig")


def cells_of(workbook: bytes) -> str:
    """All that a reader of a workbook can see."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
    )


MIXED = verdict(
    finding(1, place=None),
    finding(2),
    finding(3, "warning", constraint=f"{SHACL}SPARQLConstraintComponent", place=Place(file="b.csv", row=17)),
    finding(
        4,
        "info",
        focus='"b.xlsx"',
        path=None,
        hints={},
        shape="",
        place=Place(file="b.xlsx", sheet="S", row=3, column="title_az"),
    ),
    remarks=({"az": "Diqqət", "en": "Mind <this>", "ru": "Внимание"},),
)


def test_every_form_has_a_media_type() -> None:
    assert set(FORMATS) == set(MEDIA_TYPES)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_written_in_every_language(form: str, language: str) -> None:
    text = write(form, MIXED, language)
    assert {"az": "ad 2", "en": "title 2", "ru": "имя 2"}[language] in text


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_is_the_same_each_time_and_can_be_empty(form: str) -> None:
    assert write(form, MIXED) == write(form, MIXED)
    assert write(form, verdict())


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_hostile_gets_out(form: str) -> None:
    hostile = finding(
        1,
        focus=f"_:{'a' * 32}",
        value=str(ox.Literal(HOSTILE)),
        messages=dict.fromkeys(LANGUAGES, HOSTILE),
        hints=dict.fromkeys(LANGUAGES, HOSTILE),
        place=Place(file="<img src=x>.ttl", line=2, column="4"),
    )
    text = write(form, verdict(hostile, contents={"<img src=x>.ttl": HOSTILE.encode()}))
    if form in ("html", "junit"):
        assert "<script" not in text
        assert "<img" not in text
        assert "\x00" not in text
    if form in ("text", "json", "sarif", "turtle"):
        assert "\x1b" not in text or form == "turtle"


def test_text_says_what_where_and_how_to_mend_it() -> None:
    text = write("text", MIXED)
    assert "Files checked: a.ttl (Turtle)\n" in text
    assert "Rules: European Learning Model, profile LOQ – checks made: 7\nRules: shapes-1" in text
    assert "Good to know: Mind <this>\n" in text
    assert "It cannot be sent yet: mend the violations first. violation: 2, warning: 1, note: 1." in text
    assert (
        "1. Violation × 2: A title is needed.\n   dcterms:title · MinCount · https://x.example/shape\n"
        in text
    )
    assert "   - a.ttl, line 2, column 301\n     title 2\n     https://x.example/2\n" in text
    assert "     How to mend it: Add what is missing.\n" in text
    assert "   - place not known\n     title 1\n" in text
    assert text.index("title 2") < text.index("title 1"), "what has a place comes first"
    assert "2. Warning × 1: title 3\n" in text, "the hint of a query is that of one case"
    assert "   - b.xlsx, sheet S, row 3, column title_az\n     title 4\n" in text
    assert '"b.xlsx"' not in text


def test_a_long_group_is_cut_but_its_count_is_kept() -> None:
    many = verdict(*(finding(number) for number in range(1, 13)))
    text = write("text", many)
    assert "Violation × 12" in text
    assert "… and 2 more" in text
    counted = dataclasses.replace(many.report, causes={each: 5_000 for each in many.report.causes})
    page = write("html", dataclasses.replace(many, report=counted))
    assert "There are 5,000 findings of this cause; the first 12 are listed." in page
    assert (
        json.loads(write("json", dataclasses.replace(many, report=counted)))["counts"]["violation"] == 5_000
    )
    unlisted = dataclasses.replace(counted, findings=())
    assert "MinCount" in write("text", dataclasses.replace(many, report=unlisted))


def test_nodes_without_a_name_are_not_called_by_that_of_the_parser() -> None:
    name = "_:f1-" + "0a" * 16
    nameless = verdict(finding(1, focus=name, messages={"en": f"The value {name} is wrong."}))
    for form in ("text", "html"):
        text = write(form, nameless)
        assert name not in text
        assert "The value a node without an IRI is wrong." in text
    assert "узел без IRI" in write("text", nameless, "ru")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (verdict(), "All in order: it can be sent. violation: 0"),
        (verdict(finding(1, "warning")), "It can be sent: no violations, but look at the warnings."),
        (verdict(finding()), "It cannot be sent yet"),
    ],
)
def test_the_verdict_is_told_apart(given: Verdict, said: str) -> None:
    assert said in write("text", given)
    assert said in write("html", given)


def test_a_verdict_fails_on_what_weighs_enough() -> None:
    warning = verdict(finding(1, "warning"))
    assert not warning.fails("violation")
    assert warning.fails("warning")
    assert not verdict(finding(1, "info")).fails("warning")


def test_json_has_what_the_interface_promises() -> None:
    content = json.loads(write("json", MIXED, "ru"))
    assert content["language"] == "ru"
    assert content["files"] == [{"name": "a.ttl", "syntax": "Turtle"}]
    assert content["remarks"] == ["Внимание"]
    one = content["findings"][1]
    assert {"severity", "focus", "path", "value", "constraint", "message", "location"} <= set(one)
    assert one["message"] == "имя 2"
    assert one["hint"] == "Нужно имя."
    assert one["remedy"] == "Добавьте недостающее значение."
    assert one["location"] == {"file": "a.ttl", "line": 2, "column": "301"}
    assert content["findings"][0]["location"] is None


def test_csv_has_a_row_for_each_finding_and_no_formulas() -> None:
    given = verdict(finding(1, messages={"en": "=HYPERLINK(1)"}), finding(2, hints={"en": "@SUM"}))
    content = FORMATS["csv"](given, "en")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["message"] == "'=HYPERLINK(1)"
    assert rows[1]["hint"] == "'@SUM"
    assert (rows[0]["file"], rows[0]["line"], rows[0]["row"]) == ("a.ttl", "2", "")


def test_turtle_has_places_beside_the_standard_terms() -> None:
    graph = list(ox.parse(FORMATS["turtle"](MIXED, "en"), format=ox.RdfFormat.TURTLE))
    assert sum(each.predicate == SH.result for each in graph) == 4
    assert sum(each.predicate == NQF.place for each in graph) == 3
    assert {each.object.value for each in graph if each.predicate == NQF.row} == {"17", "3"}
    assert {each.object.value for each in graph if each.predicate == NQF.sheet} == {"S"}


class Outline(HTMLParser):
    """Keeps the tags of a page, and what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str | None]] = {}
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_one_page_for_everybody() -> None:
    page = write("html", MIXED, "az")
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    assert outline.attributes["lang"] == ["az"]
    assert outline.tags.count("h1") == 1
    assert outline.tags.count("table") == outline.tags.count("caption") >= 5
    assert set(outline.attributes["scope"]) == {"col"}
    assert not {"script", "link", "img", "iframe", "object"} & set(outline.tags)
    assert "src" not in outline.attributes
    targets = {str(each).removeprefix("#") for each in outline.attributes["href"]}
    assert targets <= set(outline.attributes["id"])
    assert "@media print" in page
    assert "Mind" not in page
    assert "Diqqət" in page


def test_html_shows_the_lines_and_marks_the_place() -> None:
    page = write("html", MIXED)
    assert "<mark>MARKEDyyy" in page
    assert "first" in page
    assert "third &lt;b&gt;" in page
    assert len(page) < 20_000
    last = write("html", verdict(finding(1, place=Place(file="a.ttl", line=4))))
    assert "   4 </span>  <mark>fourth</mark></code>" in last
    beyond = write("html", verdict(finding(1, place=Place(file="a.ttl", line=9))))
    assert "<mark>" not in beyond


def test_html_says_how_to_mend_each_where_they_differ() -> None:
    own = finding(2, remedy={"en": "Do otherwise."})
    page = write("html", verdict(finding(1), own))
    assert page.count("How to mend it:") == 2
    assert "Do otherwise." in page


@pytest.mark.conformance
@pytest.mark.parametrize("language", LANGUAGES)
def test_sarif_is_valid(shared: Callable[[str], Path], language: str) -> None:
    schema = json.loads(shared("conformance/sarif/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    baseline = json.loads(write("json", verdict(finding(2), finding(9))))
    for given in (verdict(), MIXED, dataclasses.replace(MIXED, comparison=compare(MIXED.report, baseline))):
        jsonschema.validate(json.loads(write("sarif", given, language)), schema)


def test_sarif_has_rules_levels_and_regions() -> None:
    given = dataclasses.replace(MIXED, files=(CheckedFile("/tmp/a ə.ttl", "Turtle"),))
    (run,) = json.loads(write("sarif", given))["runs"]
    assert run["artifacts"] == [{"location": {"uri": "file:///tmp/a%20%C9%99.ttl"}}]
    levels = [each["level"] for each in run["results"]]
    assert levels == ["error", "error", "warning", "note"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    regions = [each["locations"][0].get("physicalLocation", {}).get("region") for each in run["results"]]
    assert regions == [{"startLine": 2, "startColumn": 301}, None, {"startLine": 17}, None]


def test_junit_fails_for_violations_only() -> None:
    suite = ElementTree.fromstring(write("junit", MIXED))
    assert (suite.get("tests"), suite.get("failures")) == ("5", "1")
    assert [case.get("classname") for case in suite][:2] == ["elm-loq", "shapes-1"]
    (failure,) = suite.iter("failure")
    assert failure.get("message") == "violation × 2"
    assert "a.ttl, line 2, column 301: title 2" in str(failure.text)
    assert len(list(suite.iter("system-out"))) == 2
    many = ElementTree.fromstring(write("junit", verdict(*(finding(number) for number in range(12)))))
    assert "… and 2 more" in str(next(many.iter("failure")).text)


def test_a_report_is_compared_by_cause_node_and_value_not_by_line() -> None:
    old = verdict(finding(1), finding(2), finding(2), finding(3, focus="_:a"))
    moved = Place(file="a.ttl", line=3)
    new = verdict(
        finding(2, place=moved), finding(3, focus="_:b"), finding(4), finding(2, value='"x"', place=None)
    )
    compared = compare(new.report, json.loads(write("json", old)))
    assert compared.new == {2, 3}
    assert [each["focus"] for each in compared.fixed] == ["https://x.example/1", "https://x.example/2"]
    told = dataclasses.replace(new, comparison=compared)
    assert "Compared with the earlier report: 2 new, 2 still open, 2 fixed." in write("text", told)
    assert "a.ttl, line 3 [still open]" in write("text", told)
    content = json.loads(write("json", told))
    assert [each["state"] for each in content["findings"]] == ["open", "open", "new", "new"]
    assert [each["message"] for each in content["fixed"]] == ["title 1", "title 2"]
    page = write("html", told)
    assert "<h2>Fixed</h2>" in page
    assert "<td>still open</td>" in page
    rows = list(csv.DictReader(io.StringIO(write("csv", told))))
    assert [each["state"] for each in rows] == ["open", "open", "new", "new"]
    results = json.loads(write("sarif", told))["runs"][0]["results"]
    assert [each["baselineState"] for each in results].count("absent") == 2


def test_a_page_on_a_comparison_without_anything_fixed_has_no_list_of_it() -> None:
    given = verdict(finding(1))
    compared = compare(given.report, json.loads(write("json", given)))
    assert "<h2>Fixed</h2>" not in write("html", dataclasses.replace(given, comparison=compared))


@pytest.mark.parametrize("baseline", [[], {}, {"findings": 1}, None, "x"])
def test_what_is_no_report_is_not_compared_with(baseline: object) -> None:
    with pytest.raises(InputError, match="not a report"):
        compare(Report((), {}, {}), baseline)


def test_words_are_the_same_in_every_language() -> None:
    first, *others = (set(each) for each in words.LANGUAGES.values())
    assert all(each == first for each in others)
    assert set(words.LANGUAGES) == set(LANGUAGES)
    for texts in REMEDIES.values():
        assert set(texts) == set(LANGUAGES)


def test_a_remedy_of_its_own_goes_before_that_of_the_constraint() -> None:
    assert mend(finding(1))["en"] == "Add what is missing."
    assert mend(finding(1, remedy={"en": "So."})) == {"en": "So."}
    assert mend(finding(1, constraint="http://x/own")) == {}


def test_the_workbook_has_the_causes_and_the_findings_in_their_order() -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"](MIXED, "en")))
    assert book.sheetnames == ["Summary", "Findings"]
    causes = list(book["Summary"].iter_rows(min_row=2, values_only=True))
    assert causes[0] == (
        1,
        "violation",
        "A title is needed.",
        2,
        "dcterms:title · MinCount · https://x.example/shape",
    )
    heads, *rows = book["Findings"].iter_rows(values_only=True)
    assert len(rows) == len(MIXED.report.findings)
    first = dict(zip(heads, rows[0], strict=True))
    assert (first["file"], first["line"], first["column"]) == ("a.ttl", 2, "301")
    assert (first["what was found, and what is allowed"], first["How to mend it"]) == (
        "title 2",
        "Add what is missing.",
    )


def test_the_workbook_says_what_is_new_since_an_earlier_report() -> None:
    earlier = verdict(finding(1)).report.to_json()
    given = verdict(finding(1), finding(2))
    compared = dataclasses.replace(given, comparison=compare(given.report, earlier))
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"](compared, "en")))
    states = {row[10]: row[-1] for row in book["Findings"].iter_rows(min_row=2, values_only=True)}
    assert states == {"https://x.example/1": "still open", "https://x.example/2": "new"}
