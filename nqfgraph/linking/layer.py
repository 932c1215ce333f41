"""Our own labels for concepts in a language that their vocabulary lacks: unofficial, and marked so.

A layer is a CSV file with the columns ``iri``, ``label`` and, where there are any, ``alternative`` (labels
with “ | ” between them), or a register's own table of skills.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from nqfgraph.errors import InputError
from nqfgraph.files import read_text
from nqfgraph.places import Place

_WORD = re.compile(r"\w+")
_STEM = 5
"""Letters by which words are compared: Azerbaijani endings come after the stem."""


class LabelLayer:
    """Unofficial labels, found by the beginnings of their words."""

    def __init__(self, labels: Iterable[tuple[str, str]]) -> None:
        """Take (IRI, label)."""
        self._labels: list[tuple[str, str]] = sorted(set(labels))
        self._stems = [_stems(label) for _, label in self._labels]
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, stems in enumerate(self._stems):
            for stem in stems:
                self._places[stem].append(place)

    @classmethod
    def read(cls, path: Path, language: str = "az") -> LabelLayer:
        """Read a file; InputError with row and column for what cannot be used.

        A register's own table of skills is such a file too: its column ``label_{language}`` counts then.
        """
        rows = csv.DictReader(io.StringIO(read_text(path)))
        given = rows.fieldnames or ()
        named = f"label_{language}" if f"label_{language}" in given else "label"
        for column in ("iri", named):
            if column not in given:
                raise InputError(f"There is no column {column}.", place=Place(file=str(path), row=1))
        labels = []
        try:
            for number, row in enumerate(rows, start=2):
                if not row["iri"] or not (row[named] or "").strip():
                    raise InputError(
                        f"The row has no iri or no {named}.", place=Place(file=str(path), row=number)
                    )
                alternatives = (row.get("alternative") or "").split(" | ")
                labels += [
                    (row["iri"], " ".join(each.split()))
                    for each in (row[named], *alternatives)
                    if each.strip()
                ]
        except csv.Error as error:
            raise InputError(f"The file is not CSV: {error}.", place=Place(file=str(path))) from error
        return cls(labels)

    def find(self, text: str) -> Mapping[str, str]:
        """Return IRI to its label that fits, the best first: by the share of its words that the text has."""
        wanted = _stems(text)
        places = sorted({place for stem in wanted for place in self._places.get(stem, ())})
        shares = {place: len(self._stems[place] & wanted) / len(self._stems[place]) for place in places}
        found: dict[str, str] = {}
        for place in sorted(places, key=lambda each: (-round(shares[each], 9), self._labels[each])):
            if shares[place] >= 0.5:
                found.setdefault(*self._labels[place])
        return found


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()) if len(word) > 2)
