"""The words of a rehearsal, in three languages and three forms."""

from __future__ import annotations

import json
import re
import string
from html.parser import HTMLParser
from pathlib import Path

import pytest

import nqfgraph.rehearsal
from nqfgraph.rehearsal.fair import METRICS
from nqfgraph.rehearsal.findings import Finding, Note, Part, Rehearsal, Weight
from nqfgraph.rehearsal.report import FORMS
from nqfgraph.rehearsal.texts import LABELS, LANGUAGES, PARTS, WEIGHTS, _texts, audience, say, say_note
from nqfgraph.release import checking

TEXTS = _texts()
SOURCES = [*Path(nqfgraph.rehearsal.__file__).parent.glob("*.py"), Path(checking.__file__)]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", TEXTS["finding"])
def test_a_finding_is_worded_in_every_language_with_the_same_values(code: str) -> None:
    told = TEXTS["finding"][code]
    assert set(told) == {"why", *LANGUAGES}
    assert told["why"] in TEXTS["why"]
    filled = [fields(told[each][0]) for each in LANGUAGES]
    assert filled[0] == filled[1] == filled[2]
    for each in LANGUAGES:
        what, mend = told[each]
        assert what.strip()
        assert mend.strip()
        assert not fields(mend)


def test_notes_and_reasons_are_in_every_language() -> None:
    for told in (*TEXTS["why"].values(), *TEXTS["note"].values()):
        assert set(told) == set(LANGUAGES)
        assert len({frozenset(fields(each)) for each in told.values()}) == 1
    for table in (LABELS, PARTS, WEIGHTS):
        assert set(table) == set(LANGUAGES)
        assert len({frozenset(each) for each in table.values()}) == 1
    assert set(PARTS["en"]) == set(Part)


def test_every_code_of_the_program_has_words_and_no_other_has() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    quoted = set(re.findall(r'"([a-z]+(?:-[a-z.0-9]+)+)"', text))
    made = {
        f"{content}-{code}" for content in ("illustrative", "generic") for code in ("content", "outcomes")
    }
    made |= {each.code for each in METRICS} | {f"links-{each}" for each in ("things", "catalogue", "pages")}
    for code in (*TEXTS["finding"], *TEXTS["note"]):
        assert code in quoted | made
    written = set(re.findall(r'(?:Remark|Finding|Note)\(\s*(?:Part\.\w+,\s*)?"([a-z0-9.-]+)"', text))
    assert written <= {*TEXTS["finding"], *TEXTS["note"]}
    assert {"placeholder-base", "feed-absent", "no-schema", "dead-links"} <= written


@pytest.fixture
def rehearsal() -> Rehearsal:
    hostile = '<script>alert("1")</script>\u202e'
    return Rehearsal(
        release="2026-11-23.1",
        base="https://demo.example/",
        findings=(
            Finding(Part.RELEASE, "placeholder-base", values={"base": hostile}),
            Finding(Part.FAIR, "fair-F1-01MD", Weight.ADVICE, {"metric": "F1-01MD"}),
        ),
        notes=(Note(Part.QDR, "qdr-written", {"written": "1", "total": "2"}),),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_what_why_and_how_to_mend_it(rehearsal: Rehearsal, language: str) -> None:
    text, page = FORMS["text"](rehearsal, language), FORMS["html"](rehearsal, language)
    value = json.loads(FORMS["json"](rehearsal, language))
    assert (value["errors"], value["language"]) == (1, language)
    assert [each["code"] for each in value["findings"]] == ["placeholder-base", "fair-F1-01MD"]
    for each in rehearsal.findings:
        words = say(each, language)
        assert all(said in text for said in (each.code, words.what, words.why, words.mend))
        assert words.mend.replace("'", "&#x27;") in page
    assert say_note(rehearsal.notes[0], language) in text
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    HTMLParser().feed(page)
    assert audience(rehearsal.findings[0]) == "everyone"


def test_a_release_without_findings_is_said_to_have_none() -> None:
    empty = Rehearsal("2026-11-23.1", "https://demo.gov/", (), ())
    assert "Nothing to remark." in FORMS["text"](empty, "en")
    assert "<table" not in FORMS["html"](empty, "en")
    assert json.loads(FORMS["json"](empty, "en"))["findings"] == []
