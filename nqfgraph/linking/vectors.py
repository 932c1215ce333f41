"""The vectors of a vocabulary's concepts: made once, kept beside it as int8 with what they were made of.

A concept has one vector: the mean of those of its English texts, which are the preferred label, the first
alternative ones and the description. They are made in parts of some hundred concepts, so memory is bounded
and a build that was stopped goes on with its next part; the file takes its place when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from nqfgraph.errors import InputError
from nqfgraph.exclusion import hold
from nqfgraph.linking.encoder import unit
from nqfgraph.vocabularies import Kept

if TYPE_CHECKING:
    import numpy as np

FILE, LOCK = "vectors.npz", ".vectors.lock"
MOST_ALTERNATIVES = 10
"""Alternative labels of a concept that count, in the order of the alphabet."""
PART = 256
"""Concepts whose vectors are written together."""
_BATCH = 64
Progress = Callable[[int, int], None]


class Encodes(Protocol):
    """What makes vectors of texts."""

    checksum: str

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """Return a row of length one for each text."""
        ...


def read_vectors(kept: Kept, encoder: Encodes) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the numbers of the concepts and their vectors, rows of length one (float32).

    Raises InputError if they were made with another model, from other labels, or the file is damaged.
    """
    import numpy as np

    path = kept.folder / FILE
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            made = json.loads(str(stored["origin"]))
            numbers, vectors = stored["numbers"], stored["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"The vectors {path} cannot be read: {error}.", remedy=_remedy(path)) from error
    wanted = _origin(kept, encoder)
    for key, value in wanted.items():
        if made.get(key) != value:
            raise InputError(
                f"The vectors {path} are not those that are wanted: {key} is {made.get(key)}, not {value}.",
                remedy=_remedy(path),
            )
    return numbers, unit(vectors.astype(np.float32))


def build_vectors(kept: Kept, encoder: Encodes, progress: Progress | None = None) -> None:
    """Make the vectors of a version and keep them; nothing is done if they are there.

    ``progress`` is told how many concepts of how many are done. What an earlier build left is gone on with.
    Raises InputError if another process is making them.
    """
    path = kept.folder / FILE

    def busy(holder: str) -> InputError:
        return InputError(
            f"The vectors {path} are being made by {holder}.",
            remedy="Wait until it has finished, then try again.",
        )

    with hold(kept.folder / LOCK, busy):
        if not path.exists():
            _build(path, kept, encoder, progress)


def _build(path: Path, kept: Kept, encoder: Encodes, progress: Progress | None) -> None:
    import numpy as np

    origin = _origin(kept, encoder)
    texts = _texts(kept)
    numbers = sorted(texts)
    key = hashlib.sha256(json.dumps(origin, sort_keys=True).encode()).hexdigest()[:16]
    part, whole = (path.with_name(f".vectors-{key}.{ending}") for ending in ("part", "npz"))
    with part.open("a+b") as file:
        width = encoder.encode([""]).shape[1]
        done = file.tell() // (PART * width) * PART
        file.truncate(done * width)
        for start in range(done, len(numbers), PART):
            chosen = numbers[start : start + PART]
            file.write(_part(encoder, [texts[each] for each in chosen], width).tobytes())
            file.flush()
            if progress:
                progress(start + len(chosen), len(numbers))
        file.seek(0)
        vectors = np.frombuffer(file.read(), dtype=np.int8).reshape(len(numbers), width)
    np.savez(
        whole, numbers=np.array(numbers, dtype=np.int64), vectors=vectors, origin=np.array(json.dumps(origin))
    )
    whole.replace(path)
    part.unlink()


def _part(encoder: Encodes, texts: list[list[str]], width: int) -> np.ndarray[Any, Any]:
    """Return the vectors of some concepts; their numbers fill −127 to 127 whatever their length is."""
    import numpy as np

    # Texts of one length together need little padding.
    rows = sorted(
        ((place, text) for place, each in enumerate(texts) for text in each),
        key=lambda row: (len(row[1]), row[1], row[0]),
    )
    sums = np.zeros((len(texts), width), dtype=np.float64)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        np.add.at(sums, [place for place, _ in batch], encoder.encode([text for _, text in batch]))
    scaled = sums / np.maximum(np.abs(sums).max(axis=1, keepdims=True), 1e-12)
    rounded: np.ndarray[Any, Any] = np.round(scaled * 127).astype(np.int8)
    return rounded


def _texts(kept: Kept) -> dict[int, list[str]]:
    """Return the texts of which each concept's vector is made, by its number."""
    index = kept.index()
    rows = index.rows(
        "SELECT concept, label.rank, text FROM label JOIN concept ON concept.id = concept"
        f" WHERE kind IN ({', '.join('?' for _ in kept.vocabulary.linked)}) AND label.rank < 2"
        " AND language IN ('en', '') ORDER BY concept, label.rank, text",
        tuple(kept.vocabulary.linked),
    )
    described = index.rows("SELECT concept, text FROM description WHERE language IN ('en', '')", ())
    index.close()
    texts: dict[int, list[str]] = {}
    alternatives: dict[int, int] = {}
    for number, rank, text in rows:
        taken = alternatives.get(number, 0)
        if rank == 0 or taken < MOST_ALTERNATIVES:
            texts.setdefault(number, []).append(text)
            alternatives[number] = taken + rank
    for number, text in described:
        if number in texts:
            texts[number].append(text)
    if not texts:
        raise InputError(f"The model knows English, and {kept.manifest.name} has no English labels here.")
    return texts


def _origin(kept: Kept, encoder: Encodes) -> dict[str, str | int]:
    return {
        "model": encoder.checksum,
        "alternatives": MOST_ALTERNATIVES,
        "descriptions": 1,
        "vocabulary": kept.manifest.name,
        "version": kept.manifest.version,
        "digest": kept.manifest.digest,
    }


def _remedy(path: Path) -> str:
    return f"Remove {path.name} there: the vectors are then made anew, which takes minutes."
