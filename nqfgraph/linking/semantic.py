"""Ranks concepts by meaning: those whose vectors are nearest to the vector of a text."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any

from nqfgraph.linking.encoder import Encoder
from nqfgraph.linking.vectors import FILE, Encodes, Progress, build_vectors, read_vectors
from nqfgraph.vocabularies import Kept

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Encoder", "Nearest"]
_DEPTH = 100


class Nearest:
    """Ranks the concepts of one version of a vocabulary by the nearness of their vectors."""

    def __init__(self, kept: Kept, encoder: Encodes, *, progress: Progress | None = None) -> None:
        """Read the vectors of a version, or make them (minutes for ESCO) and keep them.

        Raises InputError if those that are kept are another model's, damaged, or just being made.
        """
        self._encoder = encoder
        self.checksum = encoder.checksum
        if not (kept.folder / FILE).exists():
            build_vectors(kept, encoder, progress)
        self._numbers, self._vectors = read_vectors(kept, encoder)

    def rank(self, texts: tuple[str, ...], allowed: Container[int] | None) -> list[list[int]]:
        """Return, for each text, the numbers of concepts, the nearest first."""
        import numpy as np

        # One at a time: a neighbour's padding costs time, and must not change a vector.
        wanted = np.vstack([self._encoder.encode([each]) for each in texts])
        # Five places, so that machines agree; ties go by number, which is the order of the IRIs.
        likeness = np.round(wanted @ self._vectors.T, 5)
        numbers = self._numbers
        if allowed is not None:
            fits = np.array([number in allowed for number in numbers.tolist()], dtype=bool)
            numbers, likeness = numbers[fits], likeness[:, fits]
        return [numbers[_greatest(row, _DEPTH)].tolist() for row in likeness]


def _greatest(values: np.ndarray[Any, Any], most: int) -> np.ndarray[Any, Any]:
    """Return the places of the greatest values, the greatest first, ties by place."""
    import numpy as np

    if len(values) > most:
        bound = np.partition(values, len(values) - most)[len(values) - most]
        places = np.flatnonzero(values >= bound)
    else:
        places = np.arange(len(values))
    ranked: np.ndarray[Any, Any] = places[np.argsort(-values[places], kind="stable")][:most]
    return ranked
