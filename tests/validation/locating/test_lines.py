"""N-Triples and N-Quads read with positions say what pyoxigraph reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nqfgraph.validation.locating.lines import read_lines
from nqfgraph.validation.locating.statements import Statement, Unreadable


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n# nothing\n",
        '<http://a>\t<http://b>\t"x\\ty\\u00e9\\"\\U0001F600"@En <http://g> . # c\r\n\n  _:a<http://b>_:b.',
        '_:a <http://b> "1"^^<http://t> .\r<http://\\u0061> <http://b> "\'ə" _:g .\n# end',
    ],
)
def test_statements_are_the_same(text: str, compare: Callable[..., list[Statement]]) -> None:
    compare(text, "nquads")


def test_places_are_those_of_the_terms(begins: Callable[..., list[tuple[str, str]]]) -> None:
    text = '<http://a> <http://b> "x" .\n\n # c\n  _:a <http://b> _:b .\n'
    assert begins(text, "ntriples") == [("<htt", '"x" '), ("_:a ", "_:b ")]


@pytest.mark.parametrize(
    "text",
    [
        "<http://a> <http://b> .",
        '<http://a> <http://b> "x" . <http://a> <http://b> "y" .',
        '<http://a> <http://b> "x',
        "<http://a> <http://b> <<( <http://a> <http://b> <http://c> )>> .",
        "<a> <http://b> <http://c> .",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        list(read_lines(text.encode()).statements)
