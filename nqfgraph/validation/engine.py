"""Runs shapes over sources: compiles them, has their queries asked, and gathers what they find.

Constraints do not depend on each other, so every core has its share of them: first the counts that spare
queries, then the queries that are left. What SPARQL does not cover goes to pySHACL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nqfgraph.validation.compiler import Program, compile_shapes
from nqfgraph.validation.evaluation import Evaluation, Found, parts
from nqfgraph.validation.expressions import Dialect
from nqfgraph.validation.parallel import cores, spread
from nqfgraph.validation.reference import check_with_pyshacl
from nqfgraph.validation.shapes import Shapes
from nqfgraph.validation.source import Source, is_regex
from nqfgraph.validation.sparing import Usage
from nqfgraph.validation.tally import Outcome, Tally

DEFAULT_LIMIT = 1000
"""How many findings of one cause are listed; all are counted."""

_WORTH_FORKING = 50_000
"""Fewer statements are checked before other processes have begun."""


def run_shapes(source: Source, shapes: Shapes, *, limit: int = DEFAULT_LIMIT) -> Outcome:
    """Check a source with shapes: `run_all` for a single shapes graph."""
    return run_all([(source, shapes)], limit=limit)[0]


def run_all(
    pairs: Sequence[tuple[Source, Shapes]], *, limit: int = DEFAULT_LIMIT, processes: int | None = None
) -> list[Outcome]:
    """Check sources with shapes; return the outcome of each pair.

    Large data are checked in as many ``processes`` as there are cores, unless their number is given. Raises
    ShapesError for what neither SPARQL nor pySHACL can check.
    """
    if processes is None:
        large = any(source.statements >= _WORTH_FORKING for source, _ in pairs)
        processes = cores() if large else 1
    evaluations = {id(source): Evaluation(source, limit) for source, _ in pairs}
    jobs = [
        _Job(source, shapes, compile_for(source, shapes), evaluations[id(source)]) for source, shapes in pairs
    ]
    usages = _count_all(jobs, processes)
    found = _find_all(jobs, usages, processes)
    return [_outcome(job, usages, results, limit) for job, results in zip(jobs, found, strict=True)]


def compile_for(source: Source, shapes: Shapes) -> tuple[Program, ...]:
    """Compile shapes for the data of a source."""
    return compile_shapes(
        shapes, Dialect(source.subclasses(), is_regex, exact_integers=source.keeps_datatypes)
    )


_Counted = tuple[int, str]
"""Stands for focus nodes: an evaluation and a pattern."""


@dataclass(frozen=True, slots=True)
class _Job:
    source: Source
    shapes: Shapes
    programs: tuple[Program, ...]
    evaluation: Evaluation

    def counted(self, program: Program) -> _Counted:
        """Return what the usage of a program is kept by: programs of several jobs may have the same nodes."""
        return id(self.evaluation), program.scope.pattern


@dataclass(frozen=True, slots=True)
class _Task:
    """Some checks of a program of a job."""

    job: int
    program: int
    checks: tuple[int, ...]
    weight: int


def _count_all(jobs: Sequence[_Job], processes: int) -> dict[_Counted, Usage]:
    evaluations: dict[_Counted, Evaluation] = {}
    programs: dict[_Counted, list[Program]] = {}
    for job in jobs:
        for program in job.programs:
            key = job.counted(program)
            evaluations[key] = job.evaluation
            programs.setdefault(key, []).append(program)
    keys = list(programs)
    usages = spread(lambda key: evaluations[key].usage(programs[key]), keys, processes)
    return dict(zip(keys, usages, strict=True))


def _find_all(
    jobs: Sequence[_Job], usages: dict[_Counted, Usage], processes: int
) -> list[list[tuple[int, Found]]]:
    """Return what was found by job: pairs of the position of a program and a finding of its checks."""
    tasks = [
        _Task(number, position, checks, nodes * len(checks))
        for number, job in enumerate(jobs)
        for position, program in enumerate(job.programs)
        if (nodes := usages[job.counted(program)].nodes)
        for checks in parts(program)
    ]
    # The heaviest first, so that no process is left with a long one at the end.
    tasks.sort(key=lambda task: -task.weight)

    def find(task: _Task) -> list[Found]:
        job = jobs[task.job]
        program = job.programs[task.program]
        return job.evaluation.find(program, task.checks, usages[job.counted(program)])

    found: list[list[tuple[int, Found]]] = [[] for _ in jobs]
    for task, results in zip(tasks, spread(find, tasks, processes), strict=True):
        found[task.job].extend((task.program, each) for each in results)
    return found


def _outcome(
    job: _Job, usages: dict[_Counted, Usage], found: Sequence[tuple[int, Found]], limit: int
) -> Outcome:
    tally = Tally(limit)
    nodes = {position: usages[job.counted(program)].nodes for position, program in enumerate(job.programs)}
    tally.add_checked(sum(nodes.values()))
    for position, each in found:
        tally.add(position, [each])
    uncovered = [
        program.shape
        for position, program in enumerate(job.programs)
        if program.uncovered is not None and nodes[position]
    ]
    if uncovered:
        tally.add_findings(check_with_pyshacl(job.source.triples(), job.shapes, uncovered))
    return tally.outcome(job.source, job.shapes, job.programs)
