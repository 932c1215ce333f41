"""JSON-LD read with positions says what pyoxigraph reads, as far as it is covered."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from nqfgraph.ontology import Ontology
from nqfgraph.validation.locating.json_tree import DEEPEST, find_pointers, read_json
from nqfgraph.validation.locating.jsonld import read_jsonld
from nqfgraph.validation.locating.statements import Statement, Unreadable

Compare = Callable[..., list[Statement]]
XSD = "http://www.w3.org/2001/XMLSchema#"
CONTEXT = {
    "e": "http://e/",
    "@vocab": "http://v/",
    "id": "@id",
    "type": "@type",
    "n": {"@id": "e:n", "@type": "@id"},
    "v": {"@id": "e:v", "@type": "@vocab"},
    "t": {"@id": "e:t", "@container": "@language"},
    "l": {"@id": "e:l", "@container": "@list"},
    "s": {"@id": "e:s", "@container": ["@set"]},
    "d": {"@id": "e:d", "@type": f"{XSD}date"},
    "decimal": {"@type": f"{XSD}decimal"},
    "double": {"@type": f"{XSD}double"},
    "az": {"@id": "e:az", "@language": "AZ"},
    "plain": {"@id": "n", "@language": None},
    "of": {"@reverse": "e:has"},
    "x": {"@id": "e:x", "@container": "@index"},
    "inner": {"@id": "e:inner", "@context": {"q": "http://q/"}},
    "gone": None,
}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {
            "name": "x",
            "type": ["A", "e:B", "http://C"],
            "n": ["o", {"id": "http://k", "q": 1}],
            "d": "2020-01-01",
        },
        {"t": {"az": "ə", "en": ["b", "c"], "@none": "d", "ru": None}, "p": None, "gone": 1, "@index": "i"},
        {"l": [1, "two", {"id": "http://z", "p": 1}, None], "p": {"@list": []}, "q": {"@list": ["a", [2]]}},
        {"z": {"y": {"x1": 1}, "w": 2}, "q": {"@set": ["a"]}, "s": [[1, 2], [3], []], "k": {}},
        {"p": [5, 5.0, 1.5, 1e30, True, False, None, 0, 12345678901234567890123456789012345, 1e-7, -2]},
        {
            "decimal": [5, 1.5, "x", 10.0],
            "double": [5, 1.5, 100, 0],
            "d": [5, True],
            "az": ["x", 5],
            "n": [5],
        },
        {"p": {"@value": "x", "@language": "EN"}, "q": {"@value": 5, "@type": "e:dt"}, "r": {"@value": None}},
        {"of": {"id": "http://o", "p": 1}, "@reverse": {"e:r": {"id": "http://o2"}}, "v": ["n", "http://k"]},
        {"@included": [{"id": "http://i", "p": 1}], "@nest": {"p": 1}, "x": {"k": "v", "m": ["w"]}},
        {"inner": {"q": 1}, "q": 2, "plain": "x", "e:p": {"id": "_:b"}, "_:p": 1, "n": "_:b"},
        {"@graph": [{"id": "http://a", "p": 1}, {"p": 2}], "p": 3},
        {"p": {"@context": {"r": "http://r/"}, "r": 1}, "r": 2},
        {"p": {"@context": [None, {"@vocab": "http://w/", "@language": "de", "@base": "deep/"}], "r": "ja"}},
        {"p": {"id": "http://a b", "type": "T", "q": {"r": 1}}, "t": {"a_b": "x"}, "of": {"id": "<"}, "<": 1},
        {"type": "http://a b", "q": {"id": "_: "}, "r": {"id": "@odd", "p": 1}, "plain": 5, "n": ["<", ">"]},
        {"p": 'quoted "text" \\ / \n \u0259 \U0001f600'},
    ],
)
def test_statements_are_the_same_and_in_the_same_order(fields: object, compare: Compare) -> None:
    assert isinstance(fields, dict)
    for text in (
        json.dumps({"@context": CONTEXT, "id": "s", **fields}),
        json.dumps([{"@context": CONTEXT, **fields}], indent=1, ensure_ascii=False),
    ):
        compare(text, "jsonld")


def test_a_document_with_our_own_context_is_read_alike(compare: Compare) -> None:
    document = Ontology.load().context() | {
        "id": "https://data.example.org/id/level/6",
        "type": ["Level", "skos:Concept"],
        "prefLabel": {"az": "Altıncı", "en": "Sixth"},
        "order": "6",
        "inScheme": "https://data.example.org/id/framework/aznqf",
    }
    assert len(compare(json.dumps(document), "jsonld")) >= 6


def test_places_are_those_of_values_and_objects(begins: Callable[..., list[tuple[str, str]]]) -> None:
    text = json.dumps(
        {"http://p": ["a", {"@value": "b"}, {"@id": "http://o"}, {"http://q": 5}, {"@list": [True]}]}
    )
    assert begins(text, "jsonld", 4) == [
        ('{"ht', '"a",'),
        ('{"ht', '"b"}'),
        ('{"ht', '"htt'),
        ('{"ht', '{"ht'),
        ('{"ht', "5}, "),
        ('{"ht', "true"),
        ("true", "true"),
        ("true", "true"),
    ]


def test_what_is_not_covered_is_passed_over() -> None:
    context = {
        "j": {"@id": "http://j", "@type": "@json"},
        "m": {"@id": "http://m", "@container": "@id"},
        "T": {"@id": "http://T", "@context": {"z": "http://z"}},
    }
    fields = {
        "j": {"http://a": 1},
        "m": {"http://x": {}},
        "http://v": {"@value": {}, "@type": "@json"},
        "z": 1,
        "@type": ["T", 5],
        "@id": "http://s",
        "@reverse": 1,
        "@nest": 1,
        "http://k": [{"@id": "relative"}, {"@id": "http://k"}],
        "http://w": [{"@value": []}, {"@value": "1", "@type": "<"}, {"@value": "1", "@type": "_:t"}],
        "@graph": ["x", {"@value": 1}],
    }
    document = {"@context": ["http://elsewhere/", context], **fields}
    statements = list(read_jsonld(json.dumps(document).encode()).statements)
    assert [str(each.predicate) for each in statements] == [
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        "<http://k>",
    ]


def test_pointers_are_escaped() -> None:
    text = '{"a/b": [0, {"c~d": true}], "": []}'
    offsets = {text.index(each) for each in ("{", "0", "true", "[]")}
    assert set(find_pointers(read_json(text), offsets).values()) == {"", "/a~1b/0", "/a~1b/1/c~0d", "/"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1",
        "]",
        "[}",
        "[] []",
        "{1: 2}",
        '{"a" 1 2}',
        "nul",
        "[+1]",
        "'a'",
        '["\\x"]',
        '["\t"]',
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        '{"@id": "http://s", "http://p": 1e999999999999999999999}',
        '{"@context": {"a": "b:x", "b": "a:x"}, "a": 1}',
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        list(read_jsonld(text.encode()).statements)


def test_nesting_is_read_up_to_its_limit(compare: Compare) -> None:
    deep = DEEPEST - 1
    compare('{"http://p":' * deep + "1" + "}" * deep, "jsonld")
    compare('{"http://p":' + "[" * deep + "1" + "]" * deep + "}", "jsonld")
