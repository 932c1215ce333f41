"""Takes published vocabularies up into a release, each in a graph of its own (decision 0017)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.iris import Iris
from nqfgraph.places import Place
from nqfgraph.release.dump import read_lines
from nqfgraph.sources import Configuration
from nqfgraph.vocabularies import Kept, Vocabularies, release_quads

TAKEN_UP = "vocabulary/"
"""What the names of graphs of published vocabularies begin with, below ``{base}graph/``."""


def named_vocabularies(home: Path, configuration: Configuration) -> tuple[Kept, ...]:
    """Return the versions that a register names, as the home keeps them, by name.

    InputError, with the command that imports it, for one that the home does not have.
    """
    kept = Vocabularies(home)
    found = []
    for name, version in sorted(configuration.vocabularies.items()):
        try:
            found.append(kept.get(name, version))
        except InputError as error:
            raise InputError(
                f"The register names {name} {version} under [vocabularies]. {error.message}",
                place=Place(file=configuration.file),
                remedy=error.remedy,
            ) from error
    return tuple(found)


def with_vocabularies(quads: Iterable[ox.Quad], kept: Sequence[Kept], iris: Iris) -> Iterator[ox.Quad]:
    """Yield the quads of a register, and after them the vocabularies' statements that are not among them.

    What is held in memory are the stubs of concepts in ``graph/vocabularies`` and, of several vocabularies,
    all but the last.
    """
    if not kept:
        yield from quads
        return
    stubs = ox.NamedNode(iris.graph("vocabularies"))
    stated: set[ox.Triple] = set()
    for each in quads:
        if each.graph_name == stubs:
            stated.add(each.triple)
        yield each
    for vocabulary in kept:
        for each in release_quads(vocabulary, iris, stated):
            if vocabulary is not kept[-1]:
                stated.add(each.triple)
            yield each


@contextmanager
def own_statements(
    dump: Path, iris: Iris, taken_up: Collection[str], folder: Path | None = None
) -> Iterator[Path]:
    """Give a dump without what published vocabularies say of things that the register does not speak of.

    Their publishers answer for them. Of the concepts that it does speak of all is kept, because shapes ask
    whether these are obsolete. It is the dump itself if no vocabularies were ``taken_up``, else a file in
    ``folder``, by default that of the dump, which is removed afterwards.
    """
    if not taken_up:
        yield dump
        return
    own = (folder or dump.parent) / f".own-{dump.parent.name}.nq"
    graphs = f" <{iris.vocabulary_graphs()}".encode()
    try:
        with own.open("wb") as file:
            for _, lines in groupby(read_lines(dump), key=_subject):
                said = list(lines)
                # A line ends in “ <graph> .” and a line end.
                if not all(line.startswith(graphs, line.rindex(b" ", 0, -3)) for line in said):
                    file.writelines(said)
        yield own
    finally:
        own.unlink(missing_ok=True)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]
