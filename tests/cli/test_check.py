"""``nqfgraph check``: the harvest of a release rehearsed, over the application that serves it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.release import Releases

Run = Callable[..., Any]


def test_the_release_that_is_served_is_harvested_over_every_interface(run: Run, home: Path) -> None:
    answer = run("check", "--format", "json")
    assert answer.status == 1
    value = json.loads(answer.out)
    codes = {each["code"] for each in value["findings"]}
    assert {"placeholder-base", "qdr-nothing", "levels-not-in-qdr"} <= codes
    notes = {each["code"]: each["values"] for each in value["notes"]}
    # Whatever is served as feeds gives the release back.
    assert codes.isdisjoint(
        {"feed-absent", "feed-broken", "feed-loses", "feed-keeps", "feed-differs", "dead-links"}
    )
    assert int(notes["ldes-followed"]["members"]) >= int(notes["ldes-followed"]["things"]) > 20
    assert int(notes["oai-harvested"]["records"]) >= 4
    assert notes["oai-harvested"]["prefix"] != "oai_dc"
    assert notes["links-things"]["asked"] == notes["links-things"]["mentioned"]
    assert not (home / "harvests.sqlite").exists()


def test_another_release_is_harvested_without_the_feeds(run: Run, home: Path) -> None:
    first = Releases(home).versions()[0]
    answer = run("check", "--release", first)
    assert answer.status == 1
    assert f"The harvest rehearsed: release {first}" in answer.out
    assert "the feeds were left out" in answer.out


@pytest.mark.parametrize("language", ["az"])
def test_the_report_is_a_page_in_the_language_that_is_asked(
    run: Run, home: Path, tmp_path: Path, language: str
) -> None:
    page = tmp_path / "report.html"
    assert run("check", "--format", "html", "--lang", language, "-o", page).status == 1
    assert f'<html lang="{language}">' in page.read_text(encoding="utf-8")


def test_a_register_below_a_path_of_its_host_is_checked_before_it_is_published(
    run: Run, register: Path, tmp_path: Path, shared: Callable[[str], Path]
) -> None:
    toml = register / "register.toml"
    levels = '\n[qdr.levels]\n"6" = "http://data.europa.eu/snb/qdr/c_6919ed25"\n'
    text = re.sub(r'^base = ".*"', 'base = "https://host.gov.qq/reg/"', toml.read_text("utf-8"), flags=re.M)
    toml.write_text(text + levels, encoding="utf-8")
    answer = run(
        "check", register, "--home", tmp_path / "home", "--format", "json",
        "--schema", shared("conformance/elm/xsd-3.3.1/loq.xsd"),
        "--shapes", shared("conformance/dcat-ap/3.0.1/html-shacl"),
    )  # fmt: skip
    assert answer.status == 1
    value = json.loads(answer.out)
    notes = {each["code"]: each["values"] for each in value["notes"]}
    assert notes["schema-run"]["count"] == "0"
    assert "range.ttl" in notes["shapes-run"]["files"]
    codes = {each["code"] for each in value["findings"]}
    assert codes.isdisjoint({"catalogue-shape", "dead-links", "feed-absent", "feed-loses"})
    assert int(notes["links-pages"]["asked"]) > 20
    assert not (tmp_path / "home").exists()


def test_what_cannot_be_checked_is_status_2(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("check", "--home", tmp_path / "empty").status == 2
    assert run("check", "aznqf", "--release", "2026-11-23.1").status == 2
    answer = run("check", "--shapes", tmp_path)
    assert (answer.status, "no SHACL files" in answer.err) == (2, True)


def test_after_a_deletion_and_a_way_back_the_feeds_still_give_the_release(
    run: Run, register: Path, tmp_path: Path
) -> None:
    home, table = tmp_path / "home", register / "qualifications.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    for kept in (lines, lines[:-1], lines[:-2], lines):
        table.write_text("".join(kept), encoding="utf-8")
        assert run("build", register, "--home", home).status == 0
    assert run("releases", "switch", Releases(home).versions()[1], "--home", home).status == 0
    value = json.loads(run("check", "--home", home, "--format", "json").out)
    assert not [each for each in value["findings"] if each["code"].startswith("feed-")]
    notes = {each["code"]: each["values"] for each in value["notes"]}
    assert int(notes["oai-harvested"]["deleted"]) >= 1
    assert int(notes["ldes-followed"]["members"]) > int(notes["ldes-followed"]["things"])
