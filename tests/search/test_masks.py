"""Sets of qualifications as bits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.search import masks


@given(st.sets(st.integers(0, 40)), st.integers(41, 60))
def test_a_set_is_the_same_when_it_is_unpacked(members: set[int], size: int) -> None:
    expanded = masks.expand(masks.unpack(masks.pack(members, size)), size)
    assert len(expanded) == size
    assert {place for place, each in enumerate(expanded) if each} == members
    assert set(expanded) <= {0, 1}
    assert masks.pack(members, size) == masks.collapse(expanded).to_bytes(size // 8 + 1, "little")


def test_sets_are_put_together_as_whole_numbers() -> None:
    one, other = (masks.unpack(masks.pack(each, 10)) for each in ({1, 5, 9}, {5, 9}))
    assert masks.expand(one & other, 10) == bytes([0, 0, 0, 0, 0, 1, 0, 0, 0, 1])


def test_nothing_can_be_a_set() -> None:
    assert masks.unpack(masks.pack([], 0)) == masks.collapse(b"") == 0
