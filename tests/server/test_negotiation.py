"""RFC 9110 § 12: what is answered to which header."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph_server.negotiation import NotAcceptable, negotiate, negotiate_language

OFFERED = ("text/html", "text/turtle", "application/ld+json", "application/json")

CASES = [
    (None, "text/html"),
    ("", "text/html"),
    ("   ", "text/html"),
    ("*/*", "text/html"),
    ("text/turtle", "text/turtle"),
    ("TEXT/Turtle", "text/turtle"),
    ("text/turtle;charset=utf-8", "text/turtle"),
    ("text/*", "text/html"),
    ("application/*", "application/ld+json"),
    ("text/html;q=0.5, text/turtle", "text/turtle"),
    ("text/turtle;q=0.9, application/json;q=0.91", "application/json"),
    ("*/*;q=0.1, application/ld+json;q=0.2", "application/ld+json"),
    ("text/*;q=0.3, text/html;q=0, */*;q=0.1", "text/turtle"),
    ("*/*, text/html;q=0.1", "text/turtle"),
    ("text/html;q=0", None),
    ("image/png", None),
    ("*/*;q=0", None),
    ("text/turtle;q=0.000", None),
    ("nonsense, application/json", "application/json"),
    ("nonsense", "text/html"),
    ("text/turtle;q=2, application/json;q=0.1", "application/json"),
    ("text/turtle;q=abc", "text/html"),
    ("text/turtle; q = 0.5, text/html; q=0.4", "text/turtle"),
    ('application/ld+json;profile="http://a.example/?x=1,2", text/html;q=0.9', "application/ld+json"),
    ("*/html", None),
    (",,text/turtle,,", "text/turtle"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
]


@pytest.mark.parametrize(("accept", "expected"), CASES)
def test_the_most_wanted_type_is_chosen(accept: str | None, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(NotAcceptable) as caught:
            negotiate(accept, OFFERED)
        assert caught.value.offered == OFFERED
        assert "text/turtle" in str(caught.value)
    else:
        assert negotiate(accept, OFFERED) == expected


def test_a_parameter_decides_between_types_that_differ_in_it_only() -> None:
    offered = ("text/csv; header=present", "text/csv; header=absent")
    assert negotiate("text/csv; header=absent", offered) == "text/csv; header=absent"
    assert negotiate("text/csv; header=absent; q=0.1, text/csv", offered) == "text/csv; header=present"


@given(st.text(max_size=300))
def test_no_header_can_break_it(accept: str) -> None:
    with suppress(NotAcceptable):
        assert negotiate(accept, OFFERED) in OFFERED
    assert negotiate_language(accept, ("az", "en", "ru")) in ("az", "en", "ru")


@given(st.permutations(["text/turtle;q=0.5", "text/html;q=0.2", "application/json;q=0.9", "*/*;q=0.1"]))
def test_the_order_of_a_header_means_nothing(ranges: list[str]) -> None:
    assert negotiate(", ".join(ranges), OFFERED) == "application/json"


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_higher_quality_wins_and_zero_refuses(turtle: int, html: int) -> None:
    accept = f"text/turtle;q={turtle / 1000:.3f}, text/html;q={html / 1000:.3f}"
    if turtle == html == 0:
        with pytest.raises(NotAcceptable):
            negotiate(accept, OFFERED)
    else:
        assert negotiate(accept, OFFERED) == ("text/turtle" if turtle > html else "text/html")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "az"),
        ("", "az"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB", "en"),
        ("de, fr", "az"),
        ("de, en;q=0.1", "en"),
        ("az;q=0.2, en;q=0.5, ru;q=0.3", "en"),
        ("*", "az"),
        ("az;q=0, *;q=0.5", "en"),
        ("ru;q=x, en;q=0.3", "en"),
    ],
)
def test_the_most_wanted_language_is_chosen(accept: str | None, expected: str) -> None:
    assert negotiate_language(accept, ("az", "en", "ru")) == expected
