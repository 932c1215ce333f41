"""The dump is read from any place on, and thing by thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.exports.sorted_dump import read_lines, read_things


def line(iri: str, text: str = "x") -> bytes:
    return f'<{iri}> <a:p> "{text}" <a:g> .\n'.encode()


def test_lines_with_a_prefix_are_found_wherever_they_stand(tmp_path: Path) -> None:
    lines = sorted(line(f"a:{kind}/{number}") for kind in "bcd" for number in range(50))
    (tmp_path / "dump.nq").write_bytes(b"".join(lines))
    for prefix in (b"", b"<a:", b"<a:a", b"<a:b/", b"<a:b/4", b"<a:c/", b"<a:d/49>", b"<a:e", b"<a:c/0>"):
        expected = [each for each in lines if each.startswith(prefix)]
        assert list(read_lines(tmp_path / "dump.nq", prefix)) == expected


def test_an_empty_dump_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "dump.nq").write_bytes(b"")
    assert list(read_lines(tmp_path / "dump.nq", b"<a:")) == []
    with pytest.raises(FileNotFoundError):
        list(read_lines(tmp_path / "no.nq"))


def test_a_thing_has_its_parts_also_where_others_stand_between() -> None:
    lines = sorted(map(line, ("a:6#p", "a:6", "a:60#p", "a:60", "a:6/1", "a:6/1#q", "a:7#only")))
    things = {thing.iri: thing.lines for thing in read_things(lines)}
    assert set(things) == {"a:6", "a:60", "a:6/1", "a:7"}
    assert things["a:6"] == [line("a:6#p"), line("a:6")]
    assert things["a:6/1"] == [line("a:6/1#q"), line("a:6/1")]
    assert things["a:7"] == [line("a:7#only")]


@given(st.sets(st.text("a6/#!~", min_size=1, max_size=5).map(lambda text: "a:" + text)))
def test_every_line_is_in_one_thing_and_every_thing_is_given_once(iris: set[str]) -> None:
    lines = sorted(map(line, iris))
    things = list(read_things(lines))
    assert sorted(each for thing in things for each in thing.lines) == lines
    assert len({thing.iri for thing in things}) == len(things)
    for thing in things:
        assert {each[1 : each.index(b">")].partition(b"#")[0].decode() for each in thing.lines} == {thing.iri}


def test_a_thing_gives_its_triples() -> None:
    (thing,) = read_things([line("a:6#p", "é"), line("a:6")])
    assert [str(each.object) for each in thing.triples()] == ['"é"', '"x"']
