"""A worker does what it is ordered, answers in pickles, and tells its errors."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from nqfgraph.errors import ShapesError
from nqfgraph.validation import Shapes
from nqfgraph.validation.slices.checking import Checker, Result
from nqfgraph.validation.slices.plan import Job, make_plan
from nqfgraph.validation.slices.sorted_dump import SortedDump
from nqfgraph.validation.slices.worker import Order, Task, serve

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture
def ask(tmp_path: Path, shapes: Callable[[str], Shapes]) -> Callable[..., list[object]]:
    """Return a function that has a worker do tasks on a dump with two nodes, of which one is wrong."""
    dump = tmp_path / "dump.nq"
    lines = [f"<u:{name}> {TYPE} <https://data.example.org/id/C> <g:g> .\n" for name in "ab"]
    dump.write_text("".join(lines) + '<u:b> <https://data.example.org/id/p> "x" <g:g> .\n')
    rules = shapes(
        """:S sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 1 ] ;
        sh:property [ sh:path [ sh:inversePath :p ] ; sh:minCount 1 ] ."""
    )

    def serve_tasks(*tasks: Task | str) -> list[object]:
        with SortedDump(dump) as opened:
            plan = make_plan(opened, [Job(rules, None)])
            size = len(opened)
        assert plan is not None
        ordered = [
            Task(((0, size),)) if each == "all" else Task(projected=plan.projected[0], folders=(tmp_path,))
            for each in tasks
        ]
        orders = BytesIO(b"".join(map(pickle.dumps, [Order(dump, plan, tmp_path, 10), *ordered])))
        answers = BytesIO()
        serve(orders, answers)
        answers.seek(0)
        return [pickle.load(answers) for _ in ordered]

    return serve_tasks


def test_a_slice_and_then_a_projection(ask: Callable[..., list[object]]) -> None:
    whole, projection = ask("all", "projection")
    assert isinstance(whole, Result)
    assert isinstance(projection, Result)
    assert whole.nodes == {(0, 0): 2}
    assert [[row.focus.value for row in found.rows] for _, _, found in whole.found] == [["u:a"]]
    assert [found.count for _, _, found in projection.found] == [2]


def test_an_error_is_an_answer(ask: Callable[..., list[object]], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise ShapesError("broken", remedy="mend it")

    monkeypatch.setattr(Checker, "check_slice", fail)
    (answer,) = ask("all")
    assert isinstance(answer, ShapesError)
    assert (answer.message, answer.remedy) == ("broken", "mend it")


def test_a_worker_that_is_never_ordered_anything_ends_without_a_word() -> None:
    answers = BytesIO()
    serve(BytesIO(), answers)
    assert answers.getvalue() == b""


def test_a_worker_whose_orderer_was_killed_ends_without_a_word(
    tmp_path: Path, shapes: Callable[[str], Shapes]
) -> None:
    dump = tmp_path / "dump.nq"
    dump.write_text(f"<u:a> {TYPE} <https://data.example.org/id/C> <g:g> .\n")
    with SortedDump(dump) as opened:
        plan = make_plan(opened, [Job(shapes(":S sh:targetClass :C ."), None)])
        size = len(opened)
    assert plan is not None
    reading, writing = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "nqfgraph.validation.slices"],
        stdin=subprocess.PIPE,
        stdout=writing,
        stderr=subprocess.PIPE,
    ) as worker:
        os.close(writing)
        os.close(reading)
        said = worker.communicate(
            pickle.dumps(Order(dump, plan, tmp_path, 10)) + pickle.dumps(Task(((0, size),))), timeout=60
        )[1]
    assert (worker.returncode, said) == (0, b"")
