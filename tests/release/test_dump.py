"""The dump: sorted, repeatable, and true to the rules of a release."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nqfgraph.errors import ReleaseError
from nqfgraph.release.dump import read_lines, write_dump


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://demo.example/{name}")


def quad(subject: str, value: str | ox.NamedNode | ox.BlankNode, graph: str = "g") -> ox.Quad:
    target = ox.Literal(value) if isinstance(value, str) else value
    return ox.Quad(node(subject), node("p"), target, node(graph))


def silent(done: int, total: int | None) -> None:
    """Take no notice."""


def dump(path: Path, *quads: ox.Quad, run: int = 1_000_000) -> bytes:
    write_dump(quads, path, advance=silent, run=run)
    return path.read_bytes()


def test_order_of_the_quads_makes_no_difference(tmp_path: Path) -> None:
    quads = [quad("b", "1"), quad("a", "2"), quad("a#x", "ə"), quad("a0", node("o"))]
    assert dump(tmp_path / "1", *quads) == dump(tmp_path / "2", *reversed(quads))


def test_lines_are_sorted_by_bytes_and_written_once(tmp_path: Path) -> None:
    lines = dump(tmp_path / "d", quad("b", "1"), quad("a", "1"), quad("b", "1")).splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == 2


def test_counts_are_those_of_the_lines(tmp_path: Path) -> None:
    counts = write_dump([quad("a", "1"), quad("a", "1"), quad("a", "2", "h")], tmp_path / "d", advance=silent)
    assert counts.quads == 2
    assert counts.graphs == {node("g").value: 1, node("h").value: 1}


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    write_dump([quad("a", "1")], tmp_path / "d", advance=lambda done, total: told.append(done))
    assert told == [1]


def test_a_triple_in_two_graphs_is_refused_and_both_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        ReleaseError, match=r"two graphs, https://demo\.example/g and https://demo\.example/h"
    ):
        dump(tmp_path / "d", quad("a", "1", "h"), quad("a", "2"), quad("a", "1"))


@pytest.mark.parametrize(
    "unnamed",
    [
        quad("a", ox.BlankNode("b")),
        ox.Quad(ox.BlankNode("b"), node("p"), node("o"), node("g")),
    ],
)
def test_a_blank_node_is_refused(tmp_path: Path, unnamed: ox.Quad) -> None:
    with pytest.raises(ReleaseError, match="no blank nodes"):
        dump(tmp_path / "d", unnamed)


@pytest.mark.parametrize(
    "target",
    [node("o"), ox.Literal("x"), ox.Literal("a <b", datatype=node("t")), ox.Literal("x", datatype=node("t"))],
)
def test_a_triple_without_a_graph_is_refused(tmp_path: Path, target: ox.NamedNode | ox.Literal) -> None:
    with pytest.raises(ReleaseError, match="stands in a graph"):
        dump(tmp_path / "d", ox.Quad(node("a"), node("p"), target))


def test_what_looks_like_a_blank_node_in_a_text_is_a_text(tmp_path: Path) -> None:
    assert b"_:b" in dump(tmp_path / "d", quad("a", "<x> _:b <y> .\n<z> ."))


@given(texts=st.lists(st.text(max_size=8), max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    quads = {quad("a", text) for text in texts}
    write_dump(quads, tmp_path / "d", advance=silent)
    lines = list(read_lines(tmp_path / "d"))
    assert len(lines) == len(quads)
    assert set(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS)) == quads
