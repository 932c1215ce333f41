"""Other HTML becomes that of QDR's white list, and nothing that can be read is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.exports.qdr.markup import ALLOWED, clean

PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<div class='x'>",
        "</div>",
        "<br/>",
        '<a href="https://a.example/?a&b">',
        "</a>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<",
        ">",
        "&",
        "&nbsp;",
        "&amp;",
        "\xa0",
        "word",
        " ",
        "<!x>",
        "ə",
    ]
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("plain", "plain"),
        ("a < b & c > d", "a < b & c > d"),
        ("<p>a < b & c &amp; d</p>", "<p>a &lt; b &amp; c &amp; d</p>"),
        ("<P CLASS='x'>a</P>", "<p>a</p>"),
        ("<div>a</div><div>b</div>", "a  b"),
        ("<s>a</s> <span style='x'>b</span>", "a b"),
        ("a&nbsp;&nbsp;b\u00a0c&#160;d&#xA0;e", "a b c d e"),
        ("see <a href='https://a.example/'>the site</a>.", "see the site (https://a.example/)."),
        (
            "<a href='https://a.example/?x=1&amp;y=2'>https://a.example/?x=1&amp;y=2</a>!",
            "https://a.example/?x=1&amp;y=2!",
        ),
        ("<a href='https://a.example/?x&y'>site</a>", "site (https://a.example/?x&amp;y)"),
        ("<a href='javascript:x()'>a</a> <a name=b>b</a>", "a b"),
        ("<a href=mailto:a@b.example>mail</a>", "mail (mailto:a@b.example)"),
        ("a</a>", "a"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a<li>b</li></li></ul>"),
        ("<b><i>a</b>b</i>", "<b><i>a</i></b>b"),
        ("<p>a", "<p>a</p>"),
        ("a</p><br/><hr>", "a<br><hr>"),
        ("a<!-- hidden -->b<script>x < 1</script>c<STYLE>p{}</STYLE>d", "a b c d"),
        ("ə<SCRIPT>x</SCRIPT>ə", "ə ə"),
        ("a<!-- unfinished", "a<!-- unfinished"),
        ("<b>a</b><![CDATA[x", "<b>a</b>&lt;![CDATA[x"),
    ],
)
def test_texts_become_what_qdr_lets_stand(given_text: str, expected: str) -> None:
    assert clean(given_text) == expected


@given(st.lists(PIECES, max_size=14).map("".join))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.lists(PIECES, max_size=14).map("".join))
def test_only_allowed_elements_are_left_and_they_nest(text: str) -> None:
    opened: list[str] = []
    for ends, name, rest in re.findall(r"<(/?)([A-Za-z][\w-]*)([^<>]*)>", clean(text)):
        assert name in ALLOWED
        assert rest == ""
        if name not in ("br", "hr"):
            if ends:
                assert opened.pop() == name
            else:
                opened.append(name)
    assert opened == []


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_word_outside_of_what_is_not_shown_is_lost(text: str) -> None:
    shown = re.sub(r"<!--.*?-->|<script.*?</script>", "", text, flags=re.DOTALL)
    assert clean(text).count("word") >= re.sub(r"<[^<>]*>", "", shown).count("word")


def test_long_texts_with_many_unfinished_comments_are_quick() -> None:
    assert clean("<!--" * 200_000).count("<!--") == 200_000
