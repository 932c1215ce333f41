"""The difference of sorted statements."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.release import difference

LINES = st.sets(st.binary(max_size=2), max_size=10)


@given(LINES, LINES)
def test_the_difference_applied_to_the_old_gives_the_new(old: set[bytes], new: set[bytes]) -> None:
    signed = list(difference(sorted(old), sorted(new)))
    applied = old - {line for sign, line in signed if sign == "-"} | {
        line for sign, line in signed if sign == "+"
    }
    assert applied == new
    assert [line for _, line in signed] == sorted(old ^ new)
