"""Remarks on a release that its shapes let through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import StoreUnavailable
from nqfgraph.release import Manifest, Release
from nqfgraph.release.checking import check_release

PREFIXES = """
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX level: <https://demo.gov/id/level/>
PREFIX nqf: <https://w3id.org/nqfgraph/def/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
GOOD_LEVEL = """
level:5 a nqf:Level ; skos:notation "5" ; skos:inScheme <http://data.europa.eu/snb/qdr/25831c2> .
level:d a nqf:LevelDescriptor ; nqf:level level:5 .
"""


@pytest.fixture
def codes(tmp_path: Path, manifest: Callable[..., Manifest]) -> Callable[..., list[str]]:
    """Return a function that gives the codes of the remarks on some statements and a description."""

    def check(statements: str = "", **description: object) -> list[str]:
        store = ox.Store(str(tmp_path / "store"))
        store.update(f"{PREFIXES} INSERT DATA {{ GRAPH <a:g> {{ {statements} }} }}")
        store.flush()
        del store
        made = manifest("2026-11-23.1")
        given = {"base": "https://demo.gov/", "contact": "a@demo.gov"} | description
        release = Release(tmp_path, replace(made, register=replace(made.register, **given)))
        return [remark.code for remark in check_release(release)]

    return check


def test_a_release_without_gaps_gets_no_remark(codes: Callable[..., list[str]]) -> None:
    assert codes(GOOD_LEVEL) == []


@pytest.mark.parametrize(
    ("base", "code"),
    [
        ("https://data.aznqf.example/", "placeholder-base"),
        ("https://example.org/", "placeholder-base"),
        ("http://localhost/", "placeholder-base"),
        ("http://demo.gov/", "insecure-base"),
    ],
)
def test_an_address_that_will_not_last_is_remarked(
    codes: Callable[..., list[str]], base: str, code: str
) -> None:
    assert codes(base=base) == [code]


def test_an_address_that_only_looks_like_a_placeholder_is_not(codes: Callable[..., list[str]]) -> None:
    assert codes(base="https://myexample.org/") == []


def test_a_register_without_a_contact_is_remarked(codes: Callable[..., list[str]]) -> None:
    assert codes(contact=None) == ["no-contact"]


def test_levels_without_descriptors_and_outside_the_list_are_remarked(
    codes: Callable[..., list[str]],
) -> None:
    assert codes('level:5 a nqf:Level ; skos:notation "5" .') == [
        "levels-without-descriptors",
        "levels-not-in-qdr",
    ]


def test_qualifications_without_outcomes_are_remarked(codes: Callable[..., list[str]]) -> None:
    assert codes("<a:q> a elm:Qualification .") == ["no-outcomes"]


def test_a_release_without_its_store_is_an_error(tmp_path: Path, manifest: Callable[..., Manifest]) -> None:
    with pytest.raises(StoreUnavailable):
        check_release(Release(tmp_path, manifest("2026-11-23.1")))
