"""Calibration: rising, never certain, of one vocabulary, damage is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.linking import Calibration, load_calibration
from nqfgraph.linking.calibration import FILE, SMALLEST


def test_it_rises_and_is_never_certain() -> None:
    judged = [(place / 100, place >= 50 and place % 7 != 0) for place in range(100)]
    made = Calibration.fit("m", "esco", judged, "a set")
    values = [made.confidence(each / 20) for each in range(-1, 30)]
    assert values == sorted(values)
    assert 0 < values[0] < 0.1
    assert 0.8 < values[-1] < 1


def test_a_step_has_many_suggestions_and_equal_scores_share_one() -> None:
    made = Calibration.fit("m", "esco", [(0.1, False)] * 30 + [(0.2, True)] * 30 + [(0.3, True)] * 3, "a set")
    assert made.scores == (0.1, 0.2)
    assert made.confidences == (round(0.5 / 31, 4), round(33.5 / 34, 4))
    assert len(Calibration.fit("m", "esco", [(0.1, False)] * (SMALLEST - 1), "a set").scores) == 1


def test_what_falls_is_made_level() -> None:
    made = Calibration.fit("m", "esco", [(0.1, True)] * 30 + [(0.2, False)] * 30, "a set")
    assert made.confidence(0.1) == made.confidence(0.2) == 0.5


def test_nothing_cannot_be_fitted_to() -> None:
    with pytest.raises(ValueError, match="nothing to fit"):
        Calibration.fit("m", "esco", [], "a set")


def test_the_shipped_one_is_of_esco_and_says_what_it_was_fitted_to() -> None:
    for method in json.loads(FILE.read_bytes()):
        found = load_calibration(method, "esco")
        assert found is not None
        assert "labelled-outcomes.csv" in found.source
        assert list(found.confidences) == sorted(found.confidences)
        assert list(found.scores) == sorted(found.scores)
        assert load_calibration(method, "digcomp") is None
    assert load_calibration("another", "esco") is None


def test_a_missing_file_is_no_calibration_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    assert load_calibration("m", "esco", path) is None
    value = {"vocabulary": "esco", "source": "s", "scores": [0.1], "confidences": []}
    for text in ("{", '{"m": {"vocabulary": "esco"}}', json.dumps({"m": value})):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"c\.json cannot be read"):
            load_calibration("m", "esco", path)
