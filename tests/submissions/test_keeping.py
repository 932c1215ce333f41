"""A verdict without its submission: nothing of the counts is lost, and reports are the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nqfgraph.places import Place
from nqfgraph.submissions import check
from nqfgraph.submissions.keeping import read_verdict, shorten, write_verdict
from nqfgraph.validation import Cause, Finding, Report
from nqfgraph.validation.formats import FORMATS
from nqfgraph.validation.verdicts import CheckedFile, Verdict


def finding(shape: str, number: int, severity: str = "violation") -> Finding:
    return Finding(
        severity=severity,
        focus=f"urn:{number}",
        path=None,
        value=None,
        constraint="urn:c",
        shape=shape,
        messages={"en": "x"},
        place=Place(file="a.ttl", line=number),
    )


def verdict(*findings: Finding, counts: dict[Cause, int] | None = None) -> Verdict:
    causes = {each.cause: 0 for each in findings}
    for each in findings:
        causes[each.cause] += 1
    return Verdict(Report(findings, counts or causes, {"p": 1}), (CheckedFile("a.ttl", "Turtle"),))


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("@prefix elm: <http://data.europa.eu/snb/model/elm/> .\n<urn:q> a elm:Qualification .\n")
    given = check([path])
    found = read_verdict(write_verdict(given))
    assert given.report.findings
    assert found.report.findings == given.report.findings
    assert found.report.causes == given.report.causes
    assert found.contents == {}
    for form in ("text", "json", "csv", "sarif", "junit"):
        for language in ("az", "en", "ru"):
            assert FORMATS[form](found, language) == FORMATS[form](given, language)


def test_names_with_broken_letters_are_kept() -> None:
    given = verdict(replace(finding("s", 1), focus="urn:\udcff", place=None))
    assert read_verdict(write_verdict(given)).report.findings == given.report.findings


def test_what_is_listed_is_shared_between_the_causes() -> None:
    given = verdict(
        finding("small", 0), *(finding("big", each) for each in range(9)), *[finding("mid", 0)] * 4
    )
    kept = shorten(given, findings=9)
    listed = [each.shape for each in kept.report.findings]
    assert {shape: listed.count(shape) for shape in set(listed)} == {"small": 1, "mid": 4, "big": 4}
    assert kept.report.causes == given.report.causes


def test_a_million_causes_are_counted_and_not_told_apart() -> None:
    heavy = [finding("a", 0), finding("a", 1)]
    given = verdict(*heavy, *(finding(f"s{each}", 0, "warning") for each in range(5)))
    kept = shorten(given, causes=1)
    assert kept.report.counts() == {"violation": 2, "warning": 5, "info": 0}
    assert kept.report.findings == tuple(heavy)
    assert len(kept.report.causes) == 2
    text = FORMATS["text"](kept, "az").decode()
    assert "× 5: başqa səbəblər birlikdə" in text


@pytest.mark.parametrize("form", list(FORMATS))
def test_every_form_can_be_written_of_a_shortened_verdict(form: str) -> None:
    kept = shorten(verdict(*(finding(f"s{each}", 0) for each in range(4))), findings=2, causes=2)
    assert FORMATS[form](read_verdict(write_verdict(kept)), "ru")
