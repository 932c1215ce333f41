"""Checks one slice of a dump, or one projection of all of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.validation.compiler import Program
from nqfgraph.validation.evaluation import Evaluation, Found
from nqfgraph.validation.slices.cutting import Range
from nqfgraph.validation.slices.neighbourhood import NEAR, Neighbourhood, wanted_of
from nqfgraph.validation.slices.plan import Key, Plan, Projected, compile_job, shared_lines
from nqfgraph.validation.slices.reach import TYPE
from nqfgraph.validation.slices.sorted_dump import BLANK_OBJECT, SortedDump
from nqfgraph.validation.source import Source
from nqfgraph.validation.sparing import Usage
from nqfgraph.validation.tally import Outcome, Tally

_TYPE = ox.NamedNode(TYPE)
_BEYOND = b"\xff"
"""Comes after every head."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in a slice or a projection."""

    nodes: Mapping[tuple[int, int], int]
    """How many focus nodes there are, by job and program."""
    found: Sequence[tuple[int, int, Found]]
    """Job, program, and what one of its checks found."""


class HasBlankNodes(Exception):
    """The data can only be checked all at once."""


class Checker:
    """Checks parts of a dump by a plan, one after the other."""

    def __init__(self, dump: SortedDump, plan: Plan, scratch: Path, limit: int) -> None:
        """Keep in ``scratch``, a folder of its own, what projections need; see `Evaluation` for ``limit``."""
        self._dump = dump
        self._plan = plan
        self._scratch = scratch
        self.limit = limit

    @cached_property
    def _programs(self) -> list[tuple[Program, ...]]:
        return [compile_job(self._plan, job, in_slices=True) for job in range(len(self._plan.jobs))]

    @cached_property
    def _projected_programs(self) -> list[tuple[Program, ...]]:
        return [compile_job(self._plan, job, in_slices=False) for job in range(len(self._plan.jobs))]

    @cached_property
    def _shared(self) -> Neighbourhood:
        return shared_lines(self._dump, self._plan)

    def check_slice(self, ranges: Sequence[Range]) -> Result:
        """Check the nodes whose lines stand in a slice; put aside what projections need of them.

        Raises HasBlankNodes if there may be some: what is said of them may stand in another slice.
        """
        # Heads that begin a range or what follows one: a head behind an odd number of them is in the slice.
        bounds = [
            self._dump.head(offset) or _BEYOND for offset in sorted(each for ends in ranges for each in ends)
        ]
        contents = [self._dump.read(*each) for each in ranges]
        if any(BLANK_OBJECT in each for each in contents):
            raise HasBlankNodes
        return self._check(contents, lambda head: bisect_right(bounds, head) % 2 == 1, aside=True)

    def check_nodes(self, heads: Collection[bytes]) -> Result:
        """Check some nodes, given by their heads, with the checks that are local."""
        nodes = frozenset(heads)
        content = b"".join(line for head in sorted(nodes) for line in self._dump.lines_of(head))
        return self._check([content], nodes.__contains__, aside=False)

    def _check(self, contents: Iterable[bytes], is_core: Callable[[bytes], bool], *, aside: bool) -> Result:
        store = ox.Store()
        for each in contents:
            # In memory, `load` is faster than `bulk_load`.
            store.load(each, format=ox.RdfFormat.N_QUADS)
        graphs = [each.value for each in store.named_graphs()]
        if aside:
            self._put_aside(store)
        near = Neighbourhood(self._dump, is_core)
        near.add(wanted_of(store, self._plan.reading.focus))
        for neighbours in (near, self._shared):
            store.load(neighbours.lines(is_core), format=ox.RdfFormat.N_QUADS)
        self._dump.forget()
        return self._evaluate(store, graphs)

    def _evaluate(self, store: ox.Store, graphs: Sequence[str]) -> Result:
        evaluations: dict[tuple[str, ...] | None, Evaluation] = {}
        nodes: dict[tuple[int, int], int] = {}
        found: list[tuple[int, int, Found]] = []
        usages: dict[tuple[tuple[str, ...] | None, str], Usage] = {}
        for (job, position), checks in self._plan.local.items():
            visible = self._plan.jobs[job].graphs
            if visible not in evaluations:
                evaluations[visible] = Evaluation(_slice_source(store, visible, graphs), self.limit)
            evaluation = evaluations[visible]
            program = self._programs[job][position]
            counted = (visible, program.scope.pattern)
            if counted not in usages:
                usages[counted] = evaluation.usage(self._sharing(visible, program.scope.pattern))
            usage = usages[counted]
            nodes[job, position] = usage.nodes
            if usage.nodes and checks:
                for each in evaluation.find(program, checks, usage):
                    found.append((job, position, each))
        return Result(nodes, found)

    def _sharing(self, visible: tuple[str, ...] | None, pattern: str) -> list[Program]:
        """Return all programs with the same focus nodes."""
        return [
            program
            for job, programs in zip(self._plan.jobs, self._programs, strict=True)
            for program in programs
            if job.graphs == visible and program.scope.pattern == pattern
        ]

    def _put_aside(self, store: ox.Store) -> None:
        for key in self._plan.keys:
            lines = ox.serialize(_quads(store, key), format=ox.RdfFormat.N_QUADS)
            if lines:
                with (self._scratch / put_aside_name(self._plan, key)).open("ab") as file:
                    file.write(lines)

    def check_projection(self, projected: Projected, folders: Iterable[Path]) -> Result:
        """Make checks on the triples that all checkers have put aside for them in their folders."""
        store = ox.Store()
        for folder in folders:
            for key in projected.keys:
                path = folder / put_aside_name(self._plan, key)
                if path.exists():
                    store.load(path=str(path), format=ox.RdfFormat.N_QUADS)
        return self._project(store, projected)

    def check_projection_alone(self, projected: Projected) -> Result:
        """Make checks on the triples that they need, looked for in the whole dump."""
        store = ox.Store()
        for key in projected.keys:
            lines = b"".join(self._dump.lines_with(key.predicate, key.value))
            store.load(lines, format=ox.RdfFormat.N_QUADS)
        return self._project(store, projected)

    def _project(self, store: ox.Store, projected: Projected) -> Result:
        evaluation = Evaluation(Source(store, self._plan.jobs[projected.job].graphs), self.limit)
        program = self._projected_programs[projected.job][projected.program]
        # How properties are used cannot be told from some of the triples.
        found = evaluation.find(program, projected.checks, Usage(1, {}))
        return Result({}, [(projected.job, projected.program, each) for each in found])


def put_aside_name(plan: Plan, key: Key) -> str:
    """Return the name of the file for the triples of a key: the same in every process."""
    ordered = sorted(plan.keys, key=lambda each: (each.predicate, each.value or ""))
    return f"{ordered.index(key)}.nq"


def _quads(store: ox.Store, key: Key) -> Iterator[ox.Quad]:
    if key.predicate == TYPE and key.value is not None:
        return store.quads_for_pattern(None, _TYPE, ox.NamedNode(key.value), None)
    return store.quads_for_pattern(None, ox.NamedNode(key.predicate), None, None)


def _slice_source(store: ox.Store, visible: tuple[str, ...] | None, graphs: Sequence[str]) -> Source:
    """Return the source of a slice: focus nodes from ``graphs``, what they are like from near graphs too."""
    if visible is None:
        return Source(store, None, focus_graphs=graphs)
    own = [each for each in graphs if each in visible]
    return Source(store, [*visible, *(each + NEAR for each in visible)], focus_graphs=own)


def outcomes_of(plan: Plan, results: Iterable[Result], limit: int) -> list[Outcome]:
    """Put the results of parts together; return the outcome of each job."""
    tallies = [Tally(limit) for _ in plan.jobs]
    for result in results:
        for (job, _), nodes in result.nodes.items():
            tallies[job].add_checked(nodes)
        for job, program, found in result.found:
            tallies[job].add(program, [found])
    source = Source(ox.Store())
    return [
        tally.outcome(source, job.shapes, compile_job(plan, number, in_slices=False))
        for number, (job, tally) in enumerate(zip(plan.jobs, tallies, strict=True))
    ]
