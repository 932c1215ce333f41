"""The measurement of linking: sets read, figures right."""

from __future__ import annotations

from pathlib import Path

from benchmarks.linking.figures import (
    Ranked,
    calibration_error,
    judge_confidences,
    mean_with_interval,
    summarise,
)
from benchmarks.linking.sets import read_set


def test_a_set_names_concepts_by_label_or_address(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        "sentence,skills\nBakes,\"['Bake bread', 'lost']\"\nSells,http://b | http://c\nNothing,['lost']\n",
        encoding="utf-8",
    )
    judged, unknown = read_set(path, {"bake bread": "urn:a", "b": "http://b", "c": "http://c"})
    assert [each.right for each in judged] == [{"urn:a"}, {"http://b", "http://c"}]
    assert unknown == 2


def test_a_statement_for_which_nothing_fits_is_kept_and_halves_are_by_name(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    rows = "".join(f"a#{number},Sells,http://b http://lost,linked\n" for number in range(40))
    path.write_text(f"id,outcome_en,skills,verdict\nn,Thinks,,none\n{rows}", encoding="utf-8")
    (none, *linked), unknown = read_set(path, {"b": "http://b"})
    assert (none.text, none.right, none.name) == ("Thinks", frozenset(), "n")
    assert {each.right for each in linked} == {frozenset({"http://b"})}
    assert unknown == 40
    assert {each.held_out for each in linked} == {True, False}


def test_figures_are_means_with_intervals() -> None:
    ranked = [Ranked((True, False), (0.8, 0.1), 2), Ranked((False, True), (0.3, 0.2), 1)]
    figures = summarise(ranked)
    assert figures["recall@1"]["mean"] == 0.25
    assert figures["mrr"]["mean"] == 0.75
    assert mean_with_interval([0.5, 0.5]) == {"mean": 0.5, "low": 0.5, "high": 0.5}
    assert calibration_error([(1.0, True), (0.0, False)]) == 0
    assert calibration_error([(0.5, True)]) == 0.5


def test_recall_is_of_linked_texts_and_calibration_of_all() -> None:
    ranked = [Ranked((True,), (0.5,), 1), Ranked((False,), (0.5,), 0)]
    assert summarise(ranked)["texts"] == 1
    judged = judge_confidences(ranked)
    assert (judged["texts"], judged["share_right"], judged["plain_brier"]) == (2, 0.5, 0.25)
    assert judged["ece"]["mean"] == 0
    assert judged["brier"] == {"mean": 0.25, "low": 0.25, "high": 0.25}
