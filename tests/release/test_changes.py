"""Entities, their digests, and what changed between two releases."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.errors import ReleaseError
from nqfgraph.release.changes import Changes, compare, entities, read_changes, write_changes

BASE = "https://demo.example/"


def line(subject: str, value: str = "x") -> bytes:
    return f'<{BASE}{subject}> <a:p> "{value}" <a:g> .\n'.encode()


def digests(*lines: bytes) -> dict[str, str]:
    return {each.iri: each.digest for each in entities(sorted(lines), BASE)}


def test_a_thing_has_the_digest_of_its_lines_and_of_its_parts() -> None:
    lines = [line("id/level/6#note"), line("id/level/6")]
    assert digests(*lines) == {f"{BASE}id/level/6": hashlib.sha256(b"".join(sorted(lines))).hexdigest()}


def test_a_thing_is_whole_although_others_stand_between_its_lines() -> None:
    lines = [
        line("id/level/6"),
        line("id/level/6#a"),
        line("id/level/60"),
        line("id/level/60#a"),
        line("id/level/6/x"),
    ]
    found = digests(*lines)
    assert found.keys() == {f"{BASE}id/level/{key}" for key in ("6", "60", "6/x")}
    alone = digests(line("id/level/6"), line("id/level/6#a"))
    assert found[f"{BASE}id/level/6"] == alone[f"{BASE}id/level/6"]


def test_kinds_come_from_the_address() -> None:
    found = entities(sorted([line("id/level/6"), line("id/qualification/2024/1")]), BASE)
    assert [each.kind for each in found] == ["level", "qualification"]


def test_what_is_not_a_thing_of_the_register_is_left_out() -> None:
    assert (
        digests(line("catalogue#dataset"), b"<http://data.europa.eu/snb/eqf/6> <a:p> <a:o> <a:g> .\n") == {}
    )


KEYS = st.text(alphabet="06/a-.~%#", min_size=1, max_size=4)


@given(st.sets(KEYS.filter(lambda key: not key.startswith("#")), max_size=12))
def test_every_document_is_found_once(keys: set[str]) -> None:
    lines = sorted(line(f"id/level/{key}") for key in keys)
    found = [each.iri for each in entities(lines, BASE)]
    assert sorted(found) == sorted({f"{BASE}id/level/{key.partition('#')[0]}" for key in keys})


SETS = st.dictionaries(st.text(alphabet="abc", max_size=3), st.sampled_from(["1", "2", "3"]), max_size=8)


@given(SETS, SETS)
def test_changes_applied_to_the_old_give_the_new(old: dict[str, str], new: dict[str, str]) -> None:
    changes = compare(sorted(old.items()), sorted(new.items()), previous=None)
    applied = {iri: digest for iri, digest in old.items() if iri not in changes.removed}
    applied.update(changes.created)
    applied.update(changes.changed)
    assert applied == new
    assert bool(changes) == (old != new)
    assert not changes.created.keys() & old.keys()
    assert changes.changed.keys() <= old.keys()


def test_changes_come_back_from_their_file(tmp_path: Path) -> None:
    changes = Changes(
        previous="2026-01-01.1", created={"a:ə": "1", "a:b": "2"}, changed={}, removed={"a:c": "3"}
    )
    write_changes(changes, tmp_path / "changes.json")
    assert read_changes(tmp_path / "changes.json") == changes
    assert changes.counts() == {"created": 2, "changed": 0, "removed": 1}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"created": {}}'])
def test_a_damaged_list_of_changes_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "changes.json").write_text(content)
    with pytest.raises(ReleaseError, match=r"changes\.json cannot be read"):
        read_changes(tmp_path / "changes.json")
