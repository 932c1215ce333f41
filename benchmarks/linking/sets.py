"""Reads labelled sets."""

from __future__ import annotations

import ast
import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TEXTS = ("sentence", "outcome_en", "title_en")


@dataclass(frozen=True)
class Judged:
    """A text and the IRIs of the concepts that were found right for it; none if none fits."""

    text: str
    right: frozenset[str]
    name: str = ""

    @property
    def held_out(self) -> bool:
        """Return whether it is of the half to which nothing is fitted."""
        return hashlib.sha256((self.name or self.text).encode()).digest()[0] % 2 == 1


def read_set(path: Path, labels: Mapping[str, str]) -> tuple[list[Judged], int]:
    """Return the texts of a set and how many of its labels and IRIs are not in the vocabulary.

    ``labels`` are preferred labels in lower case with their IRIs. Texts with no known label are left
    out, unless their verdict is that none fits.
    """
    known = frozenset(labels.values())
    found, unknown = [], 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            named = [labels.get(each.casefold(), each) for each in _names(row.get("skills") or "")]
            right = known.intersection(named)
            unknown += len(named) - len(right)
            if right or row.get("verdict") == "none":
                text = next((row[each] for each in _TEXTS if row.get(each)), "")
                found.append(Judged(text, right, row.get("id") or ""))
    return found, unknown


def _names(cell: str) -> list[str]:
    if cell.startswith("["):
        return [str(each).strip() for each in ast.literal_eval(cell)]
    if "://" in cell:
        return [each for each in cell.split() if each != "|"]
    return [each.strip() for each in cell.split(" | ") if each.strip()]
