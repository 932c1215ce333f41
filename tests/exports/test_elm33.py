"""ELM 3.3: the same statements with the terms renamed, and nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.exports import FORMS, Content, dump_quads
from nqfgraph.exports.elm33 import NAMESPACE, rename
from nqfgraph.vocab import ELM, RDF


def exported(content: Content) -> bytes:
    output = io.BytesIO()
    FORMS["elm-3.3"](content, output)
    return output.getvalue()


def test_terms_are_renamed_and_texts_are_left() -> None:
    text = ox.Literal(f"See <{ELM.iri}Qualification>")
    subject = ox.NamedNode("a:s")
    triples = [
        ox.Triple(subject, RDF.type, ELM.Qualification),
        ox.Triple(subject, ELM.status, text),
        ox.Triple(subject, ox.NamedNode("a:p"), ox.NamedNode(ELM.iri)),
        ox.Triple(subject, ox.NamedNode("a:p"), subject),
    ]
    assert list(rename(triples)) == [
        ox.Triple(subject, RDF.type, ox.NamedNode(f"{NAMESPACE}Qualification")),
        ox.Triple(subject, ox.NamedNode(f"{NAMESPACE}status"), text),
        ox.Triple(subject, ox.NamedNode("a:p"), ox.NamedNode(NAMESPACE)),
        ox.Triple(subject, ox.NamedNode("a:p"), subject),
    ]


def test_a_release_says_the_same_in_both_namespaces(content: Content) -> None:
    written = exported(content)
    assert f"@prefix elm: <{NAMESPACE}>".encode() in written
    assert ELM.iri.encode() not in written
    back = re.sub(re.escape(NAMESPACE).encode(), ELM.iri.encode(), written)
    found = {each.triple for each in ox.parse(back, format=ox.RdfFormat.TURTLE)}
    assert found == {quad.triple for quad in dump_quads(content.dump)}


@pytest.mark.conformance
def test_every_term_that_is_used_is_one_of_the_schema_of_3_3(
    content: Content, shared: Callable[[str], Path]
) -> None:
    schema = shared("conformance/elm/xsd-3.3.1/loq.xsd").read_text(encoding="utf-8")
    names = {name.removesuffix("Type").lower() for name in re.findall(r'name="(\w+)"', schema)}
    used = {
        term.value.removeprefix(NAMESPACE)
        for each in ox.parse(exported(content), format=ox.RdfFormat.TURTLE)
        for term in (each.predicate, each.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(NAMESPACE)
    }
    assert "learningOutcome" in used
    # A class stands in the schema as a type (QualificationType), a property as an element.
    assert not {name for name in used if name and name.lower() not in names}


@pytest.mark.conformance
def test_the_example_in_the_new_names_is_the_one_in_the_old_renamed(shared: Callable[[str], Path]) -> None:
    old = ox.parse(path=shared("data/elm/loq/min-loq-qualification.ttl"), format=ox.RdfFormat.TURTLE)
    new = ox.parse(path=shared("data/elm/loq/min-loq-qualification-33ns.ttl"), format=ox.RdfFormat.TURTLE)
    renamed = ox.Dataset(ox.Quad(*each) for each in rename(each.triple for each in old))
    expected = ox.Dataset(ox.Quad(*each.triple) for each in new)
    for each in (renamed, expected):
        each.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert renamed == expected
