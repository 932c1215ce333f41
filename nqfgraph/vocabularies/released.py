"""A vocabulary's statements for a release: in a graph of its own, without what the release says already."""

from __future__ import annotations

from collections.abc import Container, Iterator

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.vocabularies.kept import Kept


def release_quads(kept: Kept, iris: Iris, stated: Container[ox.Triple]) -> Iterator[ox.Quad]:
    """Yield a vocabulary's statements in ``{base}graph/vocabulary/{name}/{version}``.

    ``stated`` are the triples that other graphs of the release have (the stubs of used concepts); they are
    left out, because a triple stands in exactly one graph (decision 0002). Raises InputError if the file of
    the version is damaged.
    """
    graph = ox.NamedNode(iris.vocabulary_graph(kept.manifest.name, kept.manifest.version))
    for each in kept.triples():
        if each not in stated:
            yield ox.Quad(each.subject, each.predicate, each.object, graph)
