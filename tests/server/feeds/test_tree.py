"""Pages and nodes: every entry is reached once, the root stays small, and nothing full ever moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound

from nqfgraph_server.feeds import tree
from nqfgraph_server.feeds.tree import FAN, PAGE, Node, below_root, find


def pages(node: Node) -> list[int]:
    return [number for child in node.children for number in pages(child)] if node.height else [node.number]


@given(st.integers(0, 3_000_000))
def test_every_page_is_reached_once_and_in_order(last: int) -> None:
    nodes = below_root(last)
    if last < 600_000:
        assert [number for node in nodes for number in pages(node)] == list(range(1, -(-last // PAGE) + 1))
    assert [each.first for each in nodes] == [1, *(each.last + 1 for each in nodes[:-1])][: len(nodes)]
    assert not nodes or nodes[-1].first <= last <= nodes[-1].last
    assert len(nodes) <= 3 * FAN


def test_the_root_of_a_million_entries_names_a_hundred_nodes_at_most() -> None:
    assert len(below_root(1_000_000)) == 32
    assert max(len(below_root(last * PAGE - 1)) for last in range(1, 4001)) == 2 + 31 + 31 + 1


@given(st.integers(1, 3_000_000), st.integers(0, 100_000))
def test_what_the_root_names_is_there_and_stays(last: int, more: int) -> None:
    for node in below_root(last):
        assert find(str(node.height), str(node.number), last) == node
        assert find(str(node.height), str(node.number), last + more) == node


@pytest.mark.parametrize(
    ("height", "number"), [("1", "1"), ("0", "33"), ("10", "1"), ("00", "1"), ("0", "0")]
)
def test_what_is_not_full_or_not_there_is_not_found(height: str, number: str) -> None:
    with pytest.raises(NotFound):
        find(height, number, FAN * PAGE - 1)


def test_a_node_above_pages_comes_when_the_last_of_them_is_full() -> None:
    full = FAN * PAGE
    assert below_root(full - 1)[-1] == Node(0, FAN)
    assert below_root(full) == (Node(1, 1),)
    assert find("1", "1", full).children == tuple(Node(0, number) for number in range(1, FAN + 1))
    assert below_root(full + 1) == (Node(1, 1), Node(0, FAN + 1))
    assert tree.Node(1, 2).path == "/tree/1/2"
