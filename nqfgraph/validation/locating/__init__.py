"""Where triples stand in a submitted file: a second reading, which keeps positions, for findings alone.

The fast parser gives no positions. A file without findings is never read here; one with findings is read once
for all of them, and no further than the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.places import Place
from nqfgraph.validation.locating.alignment import align
from nqfgraph.validation.locating.jsonld import read_jsonld
from nqfgraph.validation.locating.lines import read_lines
from nqfgraph.validation.locating.matching import Search, Wanted
from nqfgraph.validation.locating.positions import lines_and_columns
from nqfgraph.validation.locating.rdfxml import read_rdfxml
from nqfgraph.validation.locating.statements import Reading, Unreadable
from nqfgraph.validation.locating.turtle import read_turtle

__all__ = ["READERS", "Wanted", "locate"]

READERS: Mapping[str, Callable[[bytes, str | None], Reading]] = MappingProxyType(
    {
        "turtle": read_turtle,
        "trig": read_turtle,
        "ntriples": read_lines,
        "nquads": read_lines,
        "rdfxml": read_rdfxml,
        "jsonld": read_jsonld,
    }
)
"""How each syntax is read with positions, by the names of `nqfgraph.exports.formats`."""


def locate(
    content: bytes,
    syntax: str,
    file: str,
    wanted: Iterable[Wanted],
    base: str | None = None,
    statements: Iterable[ox.Quad | ox.Triple] | None = None,
) -> dict[Wanted, Place]:
    """Return where wanted triples stand in a file, those that were found.

    The place of a triple is that of its value. Of one that is not there (a value is missing, say) it is that
    of its subject: where something is first said of it, else where it is first a value.

    ``base`` is the IRI that the file was parsed with. ``statements`` are what pyoxigraph parsed from it, in
    that order; repeated triples may have been left out. Only they tell which blank node without a label is
    which, so without them such nodes have no place; those with a label have one if the parser kept it.

    What is not valid, or beyond what `READERS` know, has no places: finding fault is the fast parser's part.
    """
    wanted = list(wanted)
    reader = READERS.get(syntax)
    if reader is None or not wanted:
        return {}
    if statements is not None and Search(wanted).has_blank_nodes:
        try:
            return _places(reader(content, base), file, wanted, statements)
        except Unreadable:
            # Nodes with an IRI have a place even if it cannot be told which blank node is which.
            pass
    try:
        return _places(reader(content, base), file, wanted, None)
    except Unreadable:
        return {}


def _places(
    reading: Reading,
    file: str,
    wanted: Iterable[Wanted],
    statements: Iterable[ox.Quad | ox.Triple] | None,
) -> dict[Wanted, Place]:
    search = Search(wanted)
    search.run(reading.statements if statements is None else align(reading.statements, statements))
    offsets = search.offsets()
    positions = lines_and_columns(reading.source, offsets.values())
    pointers = {} if reading.pointers is None else reading.pointers(set(offsets.values()))
    return {
        each: Place(
            file=file,
            line=positions[offset][0],
            column=str(positions[offset][1]),
            pointer=pointers.get(offset),
        )
        for each, offset in offsets.items()
    }
