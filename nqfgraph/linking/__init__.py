"""Proposes concepts of a vocabulary for learning outcomes. A proposal is never an assertion: people decide.

`Linker.suggest` takes the text of an outcome and gives `Suggestion`s with method, score, rank, confidence,
the version of the vocabulary and, where a model took part, its checksum. See docs/guides/linking.md.
"""

from __future__ import annotations

from nqfgraph.linking.calibration import Calibration, load_calibration
from nqfgraph.linking.layer import LabelLayer
from nqfgraph.linking.linker import Linker
from nqfgraph.linking.outcomes import Outcome, read_outcomes
from nqfgraph.linking.suggestion import Filters, Suggestion

__all__ = [
    "Calibration",
    "Filters",
    "LabelLayer",
    "Linker",
    "Outcome",
    "Suggestion",
    "load_calibration",
    "read_outcomes",
]
