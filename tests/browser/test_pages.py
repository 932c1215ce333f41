"""Every type of page, in three languages, light and dark: readable by everybody, light, and on its own.

axe-core's rules for WCAG 2.2 A and AA; reflow and 200 % text by 1.4.10 and 1.4.4; `lang` by 3.1.2.
"""

from __future__ import annotations

import time
import urllib.request
import uuid
from collections.abc import Callable, Iterable
from email.message import Message
from itertools import pairwise
from typing import Any

import pytest

from nqfgraph_server.languages import LANGUAGES

CAP = 100_000
"""Bytes of own HTML, CSS and JavaScript that a first visit may cost, compressed."""
EDITOR = "/static/yasgui/"

KEY = "2024/6005009"
OTHERS = "q=2024/6004008&q=illustrative/network-administration"
IN_LANGUAGE = {
    "home": "/",
    "list": "/qualifications",
    "list, nothing found": "/qualifications?q=zzzqqq",
    "list, narrowed": "/qualifications?q=komputer&level=6&content=illustrative",
    "organisations": "/organisations",
    "levels": "/levels",
    "frameworks compared": "/levels/compare?with=scqf&with=at-nqf",
    "compared, none chosen": "/qualifications/compare",
    "compared": f"/qualifications/compare?q={KEY}&{OTHERS}",
    "statement": f"/qualifications/{KEY}/statement",
    "releases": "/releases",
    "release": "/releases/2026-11-23.1",
    "statistics": "/statistics",
    "statistics over the releases": "/statistics?over=completeness",
    "about": "/about",
    "checking": "/validate",
}
WITH_LANGUAGE = {
    "qualification, illustrative": f"/doc/qualification/{KEY}",
    "qualification, official": "/doc/qualification/2024/6005002",
    "qualification, derived": "/doc/qualification/award-type/bachelor-diploma",
    "qualification, superseded": "/doc/qualification/2019/050206",
    "level": "/doc/level/6",
    "framework": "/doc/framework/aznqf",
    "award type": "/doc/award-type/bachelor-diploma",
    "organisation": "/doc/organisation/dia",
    "learning outcome": f"/doc/learning-outcome/{KEY}/1",
    "catalogue": "/catalogue",
    "terms": "/def/",
    "vocabulary": "/def/vocabularies/isced-f",
    "sparql": "/sparql",
    "examples": "/sparql/examples",
    "answer": "/sparql?query=SELECT+*+{+?a+a+?b+}+LIMIT+3",
    "for harvesters": "/harvests",
    "remarks": "/qdr/remarks",
    "not found": "/doc/qualification/nothing",
}
HOSTILE = {
    "hostile": "/doc/qualification/x/hostile",
    "long": "/doc/qualification/x/long",
    "long words": "/doc/qualification/x/words",
    "turned around": "/doc/qualification/x/override",
    "gone": "/doc/qualification/x/gone",
    "learning opportunity": "/doc/learning-opportunity/ce-hill",
    "learning opportunity, hostile": "/doc/learning-opportunity/hostile",
    "offers": "/doc/organisation/university",
}
GUARD_SECONDS = 120
STATUSES = {"not found": 404, "gone": 410}

Reports = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def reports(
    drive: Callable[..., dict[str, Any]],
    read: Callable[..., tuple[int, Message]],
    register: str,
    hostile: str,
) -> Reports:
    """Visit every type of page in every language once; what the browser saw, by type and language."""
    pages: dict[tuple[str, str], str] = {}
    for language in LANGUAGES:
        for name, path in IN_LANGUAGE.items():
            pages[name, language] = f"{register}/{language}{path}"
        for name, path in WITH_LANGUAGE.items():
            pages[name, language] = f"{register}{path}{'&' if '?' in path else '?'}lang={language}"
        for name, path in HOSTILE.items():
            pages[name, language] = f"{hostile}{path}?lang={language}"
        pages["list of strangers", language] = f"{hostile}/{language}/qualifications"
        pages["statement for strangers", language] = f"{hostile}/{language}/qualifications/x/words/statement"
        pages["report", language] = check_a_file(register, language)
    wait_until_made(read, f"{register}{WITH_LANGUAGE['remarks']}?lang=en")
    given = [{"address": address, "language": language} for (_, language), address in pages.items()]
    seen = drive("audit", pages=given)
    return {page: seen[address] for page, address in pages.items()}


def wait_until_made(read: Callable[..., tuple[int, Message]], address: str) -> None:
    """Ask for a page that speaks of a file which is made at the first request, until it is there."""
    until = time.monotonic() + GUARD_SECONDS
    while read(address)[0] == 503:
        assert time.monotonic() < until, address
        time.sleep(0.5)


def check_a_file(register: str, language: str) -> str:
    """Send a faulty file as the form does, and give the address that the report will be at."""
    boundary = uuid.uuid4().hex
    prefix = "@prefix elm: <http://data.europa.eu/snb/model/elm/> ."
    content = f'{prefix}\n<https://a.example/n> a elm:Note ; elm:noteLiteral "x" .\n'
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n{value}\r\n'
        for name, extra, value in (("lang", "", language), ("file", '; filename="a.ttl"', content))
    )
    request = urllib.request.Request(
        f"{register}/validate",
        data=f"{body}--{boundary}--\r\n".encode(),
        headers={"Accept": "text/html", "Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.url)


def gather(reports: Reports, part: str) -> dict[tuple[str, str], Any]:
    """Give what is not empty of a part of the reports."""
    return {page: report[part] for page, report in reports.items() if report[part]}


def test_the_pages_are_the_ones_that_were_meant(reports: Reports) -> None:
    assert {page: report["status"] for page, report in reports.items()} == {
        page: STATUSES.get(page[0], 200) for page in reports
    }
    assert {page: report["language"] for page, report in reports.items()} == {
        page: page[1] for page in reports
    }


def test_axe_finds_nothing_in_light_and_dark(reports: Reports) -> None:
    assert gather(reports, "findings") == {}


def test_no_page_scrolls_sideways_on_a_narrow_window_or_with_large_text(reports: Reports) -> None:
    assert gather(reports, "overflow") == {}


def test_no_page_complains_breaks_its_policy_or_asks_anybody_else(reports: Reports) -> None:
    assert gather(reports, "problems") == {}


def test_no_page_sets_a_cookie(reports: Reports) -> None:
    assert gather(reports, "cookies") == {}


def test_foreign_text_says_its_language(reports: Reports) -> None:
    assert gather(reports, "foreign") == {}


def test_nothing_is_undefined(reports: Reports) -> None:
    assert gather(reports, "broken") == {}


def test_headings_are_in_order(reports: Reports) -> None:
    wrong = {page: report["headings"] for page, report in reports.items() if not _ordered(report["headings"])}
    assert wrong == {}


def _ordered(levels: list[int]) -> bool:
    steps = [after - before for before, after in pairwise(levels)]
    return levels[0] == 1 and levels.count(1) == 1 and max(steps, default=0) <= 1


def test_the_way_to_the_content_comes_first(reports: Reports) -> None:
    assert {report["first"] for report in reports.values()} == {"skip"}


def test_tables_have_captions_and_headers(reports: Reports) -> None:
    assert gather(reports, "tables") == {}


def test_a_first_visit_is_light(reports: Reports) -> None:
    weights = {page: sum(_own(report["sizes"])) for page, report in reports.items()}
    assert {page: weight for page, weight in weights.items() if weight > CAP} == {}
    assert min(weights.values()) > 1_000


def _own(sizes: Iterable[dict[str, Any]]) -> list[int]:
    return [each["bytes"] for each in sizes if EDITOR not in each["address"]]


def test_the_title_of_the_page_is_not_turned_around(reports: Reports) -> None:
    for language in LANGUAGES:
        title = reports["turned around", language]["title"]
        assert title.startswith("safegpj.exe x · ")
        assert not set(title) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
