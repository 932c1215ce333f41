"""The measurement of the questions about skills, made with the small vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import esco_questions
from nqfgraph.vocabularies import Vocabularies


def test_every_question_is_measured(workshop_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    esco_questions.main([str(workshop_home), "--size", "20"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(esco_questions.questions())
    assert all("| 9.0 |" in each for each in lines[2:])


def test_the_same_size_gives_the_same_register(workshop_home: Path) -> None:
    kept = Vocabularies(workshop_home).get("esco", "9.0")
    made = [list(esco_questions.register(kept, 5)) for _ in range(2)]
    assert made[0] == made[1]
