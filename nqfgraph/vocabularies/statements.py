"""Writes the statements of a vocabulary as sorted N-Triples, in memory that does not grow with them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.sorting import sort_lines
from nqfgraph.vocab import SKOS

RUN = 500_000
"""Lines that are sorted in memory at a time; about 150 MB."""
_CHUNK = 50_000
_LABELS = {str(each).encode() for each in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    triples: int
    labels: int
    languages: tuple[str, ...]
    """Language tags of the labels, sorted."""
    digest: str
    """SHA-256 of the file."""


def write_statements(triples: Iterable[ox.Triple], path: Path, *, run: int = RUN) -> Written:
    """Write each triple once to ``path`` and make sure that all is on the disk.

    The same triples give the same bytes, whatever their order. ``run`` is the number of lines that are sorted
    in memory at a time; the scratch files of the others stand beside ``path``.
    """
    digest = hashlib.sha256()
    count = labels = 0
    languages: set[bytes] = set()
    last = b""
    with path.open("wb") as file:
        for line in sort_lines(_lines(triples), path.parent, run):
            if line == last:
                continue
            last = line
            file.write(line)
            digest.update(line)
            count += 1
            _, predicate, value = line.split(b" ", 2)
            if predicate in _LABELS:
                labels += 1
                languages.add(value.rpartition(b'"')[2][1:-3])
        file.flush()
        os.fsync(file.fileno())
    tags = tuple(sorted(each.decode() for each in languages if each))
    return Written(count, labels, tags, digest.hexdigest())


def _lines(triples: Iterable[ox.Triple]) -> Iterator[list[bytes]]:
    remaining = iter(triples)
    while chunk := list(islice(remaining, _CHUNK)):
        # N-Triples escapes line breaks inside literals, so a line is a triple.
        yield (ox.serialize(chunk, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
