"""Makes the data: a register from ``benchmarks.tables`` as RDF, with planted faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.tables import write_register
from nqfgraph.iris import Iris
from nqfgraph.model.graphs import register_quads
from nqfgraph.ontology import Ontology
from nqfgraph.release.dump import read_lines, write_dump
from nqfgraph.sorting import sort_lines
from nqfgraph.sources import read_register

BASE = "https://data.benchmark.example/"
MODEL_GRAPHS = ("qualifications", "vocabularies", "framework")
"""What the profiles of the European model look at; the others look at everything."""
EVERY = 50
"""One qualification in so many has a fault."""

_RUN = 2_000_000
_CHUNK = 50_000
_ELM = b"http://data.europa.eu/snb/model/elm/"
_NUMBER = re.compile(rb"^<https://data\.benchmark\.example/id/(?:qualification|record)/\d+/0*(\d+)")


def make_data(count: int, folder: Path) -> None:
    """Write ``dump.nq`` (sorted, with graphs), ``model.nt`` and ``whole.nt`` into a folder."""
    write_register(count, folder / "register")
    ontology = Ontology.load()
    register, _ = read_register(folder / "register", ontology)
    clean = folder / "clean.nq"
    write_dump(register_quads(register, ontology), clean, advance=lambda done, total: None)
    graphs = [f" <{Iris(BASE).graph(name)}> .\n".encode() for name in MODEL_GRAPHS]
    with (
        (folder / "dump.nq").open("wb") as dump,
        (folder / "model.nt").open("wb") as model,
        (folder / "whole.nt").open("wb") as whole,
    ):
        for line in sort_lines(_chunks(plant_faults(read_lines(clean))), folder, _RUN):
            dump.write(line)
            triple, _, _ = line.rpartition(b" <")
            whole.write(triple + b" .\n")
            if line.endswith(tuple(graphs)):
                model.write(triple + b" .\n")
    clean.unlink()


def _chunks(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    while chunk := list(islice(lines, _CHUNK)):
        yield chunk


def plant_faults(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines of N-Quads, those of one qualification in fifty with a fault."""
    for line in lines:
        found = _NUMBER.match(line)
        number = int(found[1]) if found else 0
        if number % EVERY == EVERY // 2:
            yield from _FAULTS[number // EVERY % len(_FAULTS)](line)
        else:
            yield line


def _is(line: bytes, predicate: bytes) -> bool:
    return line.find(b"> <" + predicate + b"> ") > 0


def _lose_title(line: bytes) -> list[bytes]:
    return [] if _is(line, b"http://purl.org/dc/terms/title") else [line]


def _repeat_title(line: bytes) -> list[bytes]:
    if _is(line, b"http://purl.org/dc/terms/title") and b'"@en <' in line:
        return [line, line.replace(b'"@en <', b' again"@en <')]
    return [line]


def _change_number(line: bytes) -> list[bytes]:
    return [re.sub(rb'"\d+"(?:\^\^\S+)?', b'"many"', line) if _is(line, _ELM + b"point") else line]


def _add_property(line: bytes) -> list[bytes]:
    if _is(line, _ELM + b"NQFLevel"):
        return [line, line.replace(_ELM + b"NQFLevel", _ELM + b"levelOfNobody")]
    return [line]


def _lose_body(line: bytes) -> list[bytes]:
    return [re.sub(rb"/id/organisation/[^>]+", b"/id/organisation/nobody", line)]


def _change_status(line: bytes) -> list[bytes]:
    return [line.replace(b"/def/record-status/valid>", b"/def/record-status/sleeping>")]


def _change_level(line: bytes) -> list[bytes]:
    if _is(line, b"https://w3id.org/nqfgraph/def/level"):
        return [re.sub(rb"/id/level/\d", b"/id/level/1", line)]
    return [line]


_FAULTS: tuple[Callable[[bytes], list[bytes]], ...] = (
    _lose_title,
    _repeat_title,
    _change_number,
    _add_property,
    _lose_body,
    _change_status,
    _change_level,
)
