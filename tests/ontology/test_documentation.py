"""The page on the data model says what the ontology says."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from nqfgraph.files import data_folder
from nqfgraph.iris import GRAPHS
from nqfgraph.ontology import Ontology, linting
from nqfgraph.ontology.documentation import data_model_page, main
from nqfgraph.vocab import NQF

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-model.md"
EXAMPLE = data_folder("ontology") / "example.trig"


def test_the_committed_page_is_up_to_date(tmp_path: Path) -> None:
    main([str(tmp_path / "page.md")])
    written = (tmp_path / "page.md").read_text(encoding="utf-8")
    remedy = "run: python -m nqfgraph.ontology.documentation docs/data-model.md"
    assert PAGE.read_text(encoding="utf-8") == written, remedy


def test_the_page_has_every_term_and_every_graph(ontology: Ontology) -> None:
    page = data_model_page(ontology, "")
    for iri in ontology.terms():
        assert f"nqf:{iri.removeprefix(NQF.iri)}" in page
    for graph in GRAPHS:
        assert f"graph/{graph}`" in page


def test_a_property_without_a_class_is_shown_too(tmp_path: Path) -> None:
    (tmp_path / "nqfgraph.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix nqf: <https://w3id.org/nqfgraph/def/> ."
        ' nqf: owl:versionInfo "1" . nqf:order a owl:DatatypeProperty .',
        encoding="utf-8",
    )
    page = data_model_page(Ontology.load(tmp_path), "")
    assert "| `nqf:order` | anything |  |" in page.partition("### Of anything")[2]


def test_the_example_uses_declared_terms_in_known_graphs_once_each() -> None:
    quads = list(ox.parse(path=EXAMPLE, format=ox.RdfFormat.TRIG))
    assert linting.undeclared_in_statements(quads) == []
    assert {each.graph_name.value.rpartition("/")[2] for each in quads} <= set(GRAPHS)
    triples = [each.triple for each in quads]
    assert len(set(triples)) == len(triples)
    assert not [each for each in triples if isinstance(each.subject, ox.BlankNode)]


def test_the_example_shows_every_kind_of_thing_it_promises() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for name in ("elm:Qualification", "nqf:Level", "nqf:LevelStatement", "nqf:Record", "nqf:Evidence"):
        assert f" a {name}" in text
