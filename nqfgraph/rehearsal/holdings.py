"""What a release or its copy holds, thing by thing, as digests: so that two of them can be compared.

A thing is everything that is said of one document IRI and its parts (``…#identifier``); in which named graph
it stands does not count, because no feed promises that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from nqfgraph.iris import document

_BYTES = 16
_MODULUS = 1 << (8 * _BYTES)


class Holding:
    """Things by their IRIs, each with a digest of its triples, whatever order they come in."""

    def __init__(self) -> None:
        self._digests: dict[str, int] = {}

    def add(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Add triples, each of which is added once only."""
        for each in triples:
            subject = each.subject
            thing = document(subject.value) if isinstance(subject, ox.NamedNode) else str(subject)
            self._digests[thing] = (self._digests.get(thing, 0) + _digest(each)) % _MODULUS

    def things(self) -> Mapping[str, int]:
        """Return the digests by thing."""
        return self._digests


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a copy differs from what it was copied from."""

    compared: int
    lost: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    different: tuple[str, ...] = field(default=())


def compare(original: Mapping[str, int], copy: Mapping[str, int]) -> Comparison:
    """Compare a copy with all that should be in it."""
    return Comparison(
        compared=len(original),
        lost=tuple(sorted(original.keys() - copy.keys())),
        surplus=tuple(sorted(copy.keys() - original.keys())),
        different=tuple(
            sorted(each for each in original.keys() & copy.keys() if original[each] != copy[each])
        ),
    )


def _digest(each: ox.Triple | ox.Quad) -> int:
    text = f"{each.subject} {each.predicate} {each.object}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=_BYTES).digest(), "big")
