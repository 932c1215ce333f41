"""What was searched for is marked where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.search.highlighting import LONGEST, pieces


def shown(text: str, searched: str) -> str:
    return "".join(f"[{each.text}]" if each.found else each.text for each in pieces(text, searched))


@pytest.mark.parametrize(
    ("text", "searched", "expected"),
    [
        ("Kompüter mühəndisliyi", "muhendis", "Kompüter [mühəndis]liyi"),
        ("İqtisadiyyat", "IQTISAD", "[İqtisad]iyyat"),
        ("Işıq və isıq", "işıq", "[Işıq] və [isıq]"),
        ("Law and lawn", "law lawn", "[Law] and [lawn]"),
        ("Straße", "strasse", "[Straße]"),
        ("6006022", "6006", "[6006]022"),
        ("Economics", "law", "Economics"),
        ("Economics", "?!", "Economics"),
        ("<b>bold</b>", "b", "<[b]>[b]old</[b]>"),
        ("\u202eevil law", "law", "\u202eevil [law]"),
        ("", "law", ""),
    ],
)
def test_beginnings_of_words_are_marked(text: str, searched: str, expected: str) -> None:
    assert shown(text, searched) == expected


@given(st.text(), st.text(max_size=20))
def test_no_sign_is_lost(text: str, searched: str) -> None:
    assert "".join(each.text for each in pieces(text, searched)) == text


def test_a_very_long_text_is_shown_whole_and_marked_in_its_beginning_only() -> None:
    text = "law " * 10_000
    found = pieces(text, "law")
    assert "".join(each.text for each in found) == text
    assert sum(each.found for each in found) == LONGEST // 4
