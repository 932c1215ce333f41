"""The closed namespaces."""

from __future__ import annotations

import copy
import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph import vocab
from nqfgraph.files import data_folder
from nqfgraph.vocab import ELM, NAMESPACES, NQF, PREFIXES, SH, SKOS


def test_a_listed_name_is_a_node() -> None:
    assert ox.NamedNode("http://data.europa.eu/snb/model/elm/Qualification") == ELM.Qualification
    assert SH["in"] == ox.NamedNode("http://www.w3.org/ns/shacl#in")


def test_a_misspelt_foreign_name_is_refused_with_the_place_to_look() -> None:
    with pytest.raises(AttributeError, match=r"prefLable.*vocab\.py"):
        SKOS.prefLable  # noqa: B018 - asking for it is enough
    with pytest.raises(KeyError, match="prefLable"):
        SKOS["prefLable"]


def test_our_names_are_those_of_the_ontology() -> None:
    assert NQF.Level == ox.NamedNode("https://w3id.org/nqfgraph/def/Level")
    assert NQF["claim-status/referenced"].value.endswith("/def/claim-status/referenced")
    assert "Level" in NQF
    assert "Rung" not in NQF
    with pytest.raises(AttributeError, match=r"nqfgraph\.ttl"):
        NQF.Rung  # noqa: B018 - asking for it is enough
    with pytest.raises(KeyError, match=r"nqfgraph\.ttl"):
        NQF["claim-status/guessed"]


def test_our_namespace_is_the_iri_of_the_ontology() -> None:
    triples = ox.parse(path=data_folder("ontology") / "nqfgraph.ttl", format=ox.RdfFormat.TURTLE)
    heads = [each.subject.value for each in triples if each.object == vocab.OWL.Ontology]
    assert heads == [NQF.iri]


def test_names_come_sorted() -> None:
    assert list(vocab.SPDX) == sorted(vocab.SPDX)


def test_every_namespace_is_registered_under_its_prefix() -> None:
    namespaces = {name: each for name, each in vars(vocab).items() if isinstance(each, vocab.Namespace)}
    assert {name.lower(): each for name, each in namespaces.items()} == dict(NAMESPACES)
    assert PREFIXES["skos"] == "http://www.w3.org/2004/02/skos/core#"


def test_no_namespace_hides_a_name_behind_its_own_attributes() -> None:
    for namespace in NAMESPACES.values():
        assert not {name for name in namespace if name in dir(vocab.Namespace)} | {"iri"} & set(namespace)


def test_a_namespace_can_be_shown_and_copied() -> None:
    assert repr(SKOS) == "Namespace('http://www.w3.org/2004/02/skos/core#')"
    assert copy.copy(ELM).Note == ELM.Note


def test_importing_reads_no_file() -> None:
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == 'open' else None)\n"
        "import nqfgraph.vocab, nqfgraph.ontology.linting, nqfgraph.ontology.documentation\n"
        "assert not [each for each in opened if each.endswith('.ttl')], opened\n"
        "assert nqfgraph.vocab.NQF._names == '' and '_terms' not in vars(nqfgraph.vocab.NQF)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.conformance
def test_every_name_of_the_loq_profile_is_listed(shared: Callable[[str], Path]) -> None:
    prefixes = {**NAMESPACES, "dc": vocab.DCTERMS}
    names: set[str] = set()
    with shared("data/elm/loq/loq-shapes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names.update((row["class"], row["property"], *row["range"].split(" | ")))
    split = [name.split(":") for name in sorted(names)]
    assert not [
        f"{prefix}:{name}" for prefix, name in split if prefix != "sh" and name not in prefixes[prefix]
    ]
    listed = {name for prefix, name in split if prefix == "elm"}
    assert set(ELM) == listed
