"""RDF/XML read with positions says what pyoxigraph reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nqfgraph.validation.locating.rdfxml import read_rdfxml
from nqfgraph.validation.locating.statements import Statement, Unreadable

HEAD = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'


def document(inside: str) -> str:
    return f"<?xml version='1.0'?>\n{HEAD}{inside}</rdf:RDF>"


def said_of_s(inside: str) -> str:
    return document(f'<rdf:Description rdf:about="http://s">{inside}</rdf:Description>')


@pytest.mark.parametrize(
    "text",
    [
        document(""),
        said_of_s("<e:p>a\r\nb\tc</e:p><e:p>&lt;&amp;&gt;&quot;&apos;&#10;&#x259;</e:p>"),
        said_of_s("<e:p> </e:p><e:p>\n</e:p><e:p/><e:p></e:p><e:p><![CDATA[<x>\n]]></e:p>"),
        said_of_s('<e:p rdf:datatype="http://t" xml:lang="az">5</e:p><e:p xml:lang="AZ">ə</e:p>'),
        said_of_s("<rdf:_1>a</rdf:_1><rdf:li>b</rdf:li><rdf:li>c</rdf:li>"),
        said_of_s('<p xmlns="http://d/">x</p><e:p xmlns:e="http://f/">y</e:p><e:p>z</e:p>'),
        said_of_s('<e:p>\n <e:T rdf:ID="x"><e:q>1</e:q></e:T>\n</e:p><!-- c --><?p i?>'),
        document("<e:T rdf:about='http://s' e:p='a\r\nb\tc&#10;' e:q='\"&amp;' rdf:type='t' xml:lang='EN'/>"),
        document(
            '<e:T rdf:ID="x" xml:base="http://b/c/d"><e:p rdf:ID="y" xml:lang="az" xml:z="" xmlx="">v</e:p>'
            '<e:q rdf:parseType="Resource" rdf:ID="z"><e:r>1</e:r><rdf:li>2</rdf:li></e:q></e:T>'
        ),
        document(
            '<e:T rdf:nodeID="x"><e:p rdf:parseType="Collection" rdf:ID="c"><e:A/><e:B rdf:nodeID="k"/></e:p>'
            '<e:p rdf:parseType="Collection"/></e:T>'
        ),
        document(
            '<e:T><e:p rdf:resource="o" e:q="1" rdf:type="t" xml:lang="az"/><e:p e:q="1"/>'
            '<e:p rdf:nodeID="n"/><e:p rdf:resource="http://k" rdf:ID="u"/></e:T>'
        ),
        document(
            '<e:T><e:p rdf:parseType="Literal">a <b>c<e:d x="1"/></b> &amp; t</e:p>'
            '<e:p rdf:parseType="other">x<b/></e:p><e:q>y</e:q></e:T>'
        ),
        '<e:T xmlns:e="http://e/" xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" r:about=""/>',
        "\ufeff" + said_of_s("<e:p>x</e:p>"),
    ],
)
def test_statements_are_the_same_and_in_the_same_order(
    text: str, compare: Callable[..., list[Statement]]
) -> None:
    compare(text, "rdfxml")


def test_places_are_those_of_texts_attributes_and_elements(
    begins: Callable[..., list[tuple[str, str]]],
) -> None:
    text = said_of_s(
        '<e:a>\n  ə1</e:a><e:b rdf:resource="o"/><e:c/><e:d><e:T/></e:d>'
        '<e:f rdf:parseType="Literal">\n<i/></e:f>'
    )
    assert begins(text, "rdfxml", 3) == [
        ("<rd", "ə1"),
        ("<rd", 'o"/'),
        ("<rd", "<e:"),
        ("<e:", "e:T"),
        ("<rd", "<e:"),
        ("<rd", "\n<i"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a",
        "no XML",
        document("<e:T>"),
        document("<x:T/>"),
        document("<T/>"),
        document('<e:T rdf:about="a b"/>'),
        document('<e:T rdf:nodeID=" "/>'),
        document('<e:T e:p="x" xml:lang="a_b"/>'),
        document('<e:T about="http://s"/>'),
        said_of_s("<e:p>&nbsp;</e:p>"),
        f'<!DOCTYPE r [<!ENTITY a "b">]>{said_of_s("<e:p>&a;</e:p>")}',
        f"<!DOCTYPE r>{said_of_s('<e:p>1</e:p>')}",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        list(read_rdfxml(text.encode()).statements)


def test_deep_nesting_is_read() -> None:
    deep = 50_000
    text = document("<e:T><e:p>" * deep + "</e:p></e:T>" * deep)
    assert len(list(read_rdfxml(text.encode()).statements)) == 2 * deep


def test_deep_markup_is_one_value() -> None:
    text = said_of_s(f'<e:p rdf:parseType="Literal">{"<b>" * 20_000}{"</b>" * 20_000}</e:p>')
    assert len(list(read_rdfxml(text.encode()).statements)) == 1
