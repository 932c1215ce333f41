"""Statements as sorted lines: each once, the same bytes in any order."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.vocab import RDF, SKOS
from nqfgraph.vocabularies.statements import write_statements

NODE = ox.NamedNode("urn:a")
TRIPLES = [
    ox.Triple(NODE, SKOS.prefLabel, ox.Literal("two\nlines", language="en")),
    ox.Triple(NODE, SKOS.altLabel, ox.Literal("iki", language="az")),
    ox.Triple(NODE, SKOS.hiddenLabel, ox.Literal("plain")),
    ox.Triple(NODE, RDF.type, SKOS.Concept),
    ox.Triple(NODE, SKOS.definition, ox.Literal("@ru", language="fr")),
]


@pytest.mark.parametrize("run", [1, 1_000])
def test_each_statement_is_written_once_and_counted(
    tmp_path: Path, run: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nqfgraph.vocabularies.statements._CHUNK", 2)
    written = write_statements([*TRIPLES, *reversed(TRIPLES)], tmp_path / "graph.nt", run=run)
    assert (written.triples, written.labels, written.languages) == (5, 3, ("az", "en"))
    lines = (tmp_path / "graph.nt").read_bytes().splitlines(keepends=True)
    assert lines == sorted(lines)
    assert len(lines) == 5
    assert [each.name for each in tmp_path.iterdir()] == ["graph.nt"]
    again = write_statements(TRIPLES, tmp_path / "again.nt")
    assert again == written
