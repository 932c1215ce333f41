"""Names of a release in a shared engine."""

from __future__ import annotations

import io

import pytest

from nqfgraph.store.views import FRAGILE, NO_GRAPH, PublicNames, Replacement, View

DURATION = FRAGILE[0]
VIEW = View("https://a.example/", "2026-11-23.1", {"framework": 2, "register": 1}, (DURATION,))
STORED = "https://a.example/release/2026-11-23.1/graph/"


def test_graphs_have_names_by_version_and_other_names_stay():
    assert VIEW.stored("https://a.example/graph/framework") == f"{STORED}framework"
    assert VIEW.stored(DURATION) == "urn:nqfgraph:xsd:duration"
    for iri in ("https://a.example/id/level/6", "https://b.example/graph/framework"):
        assert VIEW.stored(iri) == iri


def test_only_graphs_of_the_release_are_asked():
    assert VIEW.stored_graphs() == [f"{STORED}framework", f"{STORED}register"]
    asked = ["https://a.example/graph/register", "https://a.example/graph/register", f"{STORED}framework"]
    assert VIEW.stored_graphs(asked) == [f"{STORED}register"]
    assert VIEW.stored_graphs(["urn:secret"]) == [NO_GRAPH]
    assert VIEW.stored_graphs([]) == [NO_GRAPH]


def test_lines_are_stored_under_the_names_of_the_engine():
    line = f'<a:s> <https://a.example/graph/x> "P1Y"^^<{DURATION}> .\n'.encode()
    stored = f'<a:s> <{STORED}x> "P1Y"^^<urn:nqfgraph:xsd:duration> .\n'.encode()
    assert VIEW.stored_line(line) == stored
    names = VIEW.to_public()
    assert names.feed(stored) + names.end() == line


@pytest.mark.parametrize("size", [1, 2, 7, 60, 1000])
def test_answers_have_public_names_wherever_they_are_cut(size):
    answer = f'{STORED}framework, "{STORED}", {STORED[:-3]} {STORED}register'.encode()
    output = io.BytesIO()
    names = PublicNames(VIEW, output)
    for start in range(0, len(answer), size):
        assert names.write(answer[start : start + size])
    names.flush()
    names.finish()
    assert output.getvalue() == answer.replace(STORED.encode(), b"https://a.example/graph/")


def test_without_a_view_nothing_is_replaced():
    output = io.BytesIO()
    names = PublicNames(None, output)
    names.write(b"urn:nqfgraph:xsd:duration")
    names.finish()
    assert output.getvalue() == b"urn:nqfgraph:xsd:duration"


def test_what_only_begins_like_a_name_comes_at_the_end():
    replacement = Replacement([(b"abc", b"x")])
    assert replacement.feed(b"-ab") == b"-"
    assert replacement.feed(b"c-a") == b"x-"
    assert replacement.end() == b"a"
    assert replacement.end() == b""


def test_a_view_is_written_and_read():
    assert View.from_value(VIEW.base, VIEW.version, VIEW.to_value()) == VIEW


def test_no_other_datatype_is_renamed():
    value = VIEW.to_value() | {"renamed": ["http://www.w3.org/2001/XMLSchema#integer"]}
    with pytest.raises(ValueError, match="never renamed"):
        View.from_value(VIEW.base, VIEW.version, value)
