"""Plans a check in slices: what can be checked slice by slice, and what takes a projection of all data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from nqfgraph.validation.compiler import Program, compile_shapes
from nqfgraph.validation.expressions import Dialect
from nqfgraph.validation.shapes import Shapes
from nqfgraph.validation.slices.neighbourhood import Neighbourhood, shared_nodes
from nqfgraph.validation.slices.patterns import Anchor, NotLocal
from nqfgraph.validation.slices.reach import TYPE, Projection, Reading, add_reach, project
from nqfgraph.validation.slices.sorted_dump import SortedDump
from nqfgraph.validation.source import is_regex
from nqfgraph.validation.subclasses import close_subclasses
from nqfgraph.validation.syntax import Subclasses

MOST_SHARED = 500
"""So many nodes are held with every slice for the sake of one anchor."""
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"


@dataclass(frozen=True, slots=True)
class Job:
    """Shapes to check, and the graphs that they are checked on; None for all."""

    shapes: Shapes
    graphs: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Key:
    """Stands for the triples with a predicate; of rdf:type for those with a class, unless it is None."""

    predicate: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Projected:
    """Checks of a program that are asked of all data at once, but only of some triples."""

    job: int
    program: int
    checks: tuple[int, ...]
    keys: frozenset[Key]


@dataclass
class Plan:
    """How to check a dump with some jobs."""

    jobs: Sequence[Job]
    subclasses: Sequence[Subclasses]
    """Of the graphs of each job."""
    local: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """The positions of the checks that are local, by job and program."""
    projected: list[Projected] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)
    shared: dict[Anchor, Sequence[bytes]] = field(default_factory=dict)
    """The heads of the nodes that anchors stand for."""

    @property
    def keys(self) -> frozenset[Key]:
        """All triples that projections need."""
        return frozenset(key for each in self.projected for key in each.keys)


def make_plan(dump: SortedDump, jobs: Sequence[Job]) -> Plan | None:
    """Plan a check of data without blank nodes; None for shapes that only can be checked all at once."""
    stated = _subclass_quads(dump)
    planner = _Planner(dump, Plan(jobs, [_subclasses(stated, job.graphs) for job in jobs]))
    try:
        for number in range(len(jobs)):
            for position, program in enumerate(compile_job(planner.plan, number, in_slices=True)):
                planner.add(number, position, program)
    except NotLocal:
        return None
    return planner.plan


def _subclass_quads(dump: SortedDump) -> list[ox.Quad]:
    return list(ox.parse(b"".join(dump.lines_with(_SUBCLASS)), format=ox.RdfFormat.N_QUADS))


def _subclasses(stated: Iterable[ox.Quad], graphs: Sequence[str] | None) -> Subclasses:
    """Return the classes of some graphs with their subclasses, as `Source.subclasses` does."""
    names = None if graphs is None else {ox.NamedNode(each) for each in graphs}
    return close_subclasses(
        (each.subject, each.object)
        for each in stated
        if (names is None or each.graph_name in names)
        and not isinstance(each.subject, ox.Triple)
        and not isinstance(each.object, ox.Triple)
    )


def compile_job(plan: Plan, job: int, *, in_slices: bool) -> tuple[Program, ...]:
    """Compile the shapes of a job, for a slice or for a projection."""
    dialect = Dialect(plan.subclasses[job], is_regex, exact_integers=False, in_named_graphs=in_slices)
    return compile_shapes(plan.jobs[job].shapes, dialect)


class _Planner:
    def __init__(self, dump: SortedDump, plan: Plan) -> None:
        self.plan = plan
        self._dump = dump
        self._few: dict[Anchor, Sequence[bytes] | None] = {}

    def add(self, job: int, position: int, program: Program) -> None:
        """Plan the checks of a program. Raises NotLocal for one that cannot be planned."""
        if program.uncovered is not None:
            raise NotLocal
        if any(each.kind not in ("class", "subjects-of") for each in program.shape.targets):
            raise NotLocal
        beyond: dict[object, list[int]] = {}
        for number, check in enumerate(program.checks):
            if self._is_local(job, program, number):
                self.plan.local.setdefault((job, position), []).append(number)
            else:
                beyond.setdefault(check.shape.node, []).append(number)
        self.plan.local.setdefault((job, position), [])
        for numbers in beyond.values():
            keys = self._keys(job, program, numbers)
            self.plan.projected.append(Projected(job, position, tuple(numbers), keys))

    def _is_local(self, job: int, program: Program, number: int) -> bool:
        check, shapes = program.checks[number], self.plan.jobs[job].shapes
        reading = Reading()
        try:
            add_reach(reading, check, shapes)
        except NotLocal:
            return False
        shared = {each: self._find_few(each) for each in reading.shared}
        if None in shared.values():
            return False
        self.plan.shared.update((each, heads) for each, heads in shared.items() if heads is not None)
        add_reach(self.plan.reading, check, shapes)
        return True

    def _find_few(self, anchor: Anchor) -> Sequence[bytes] | None:
        """Return the heads of the nodes of an anchor if they are so few that all slices can have them."""
        if anchor not in self._few:
            self._few[anchor] = self._dump.subjects_with(*anchor, MOST_SHARED)
        return self._few[anchor]

    def _keys(self, job: int, program: Program, numbers: Sequence[int]) -> frozenset[Key]:
        keys: set[Key] = set()
        projections = [project(program.checks[each], self.plan.jobs[job].shapes) for each in numbers]
        projections.append(_of_targets(program))
        for each in projections:
            keys.update(Key(predicate) for predicate in each.predicates)
            keys.update(self._types(job, each))
        return frozenset(keys)

    def _types(self, job: int, projection: Projection) -> set[Key]:
        if projection.all_types:
            return {Key(TYPE)}
        known: set[str] = set()
        for each in projection.classes:
            below = self.plan.subclasses[job].get(ox.NamedNode(each), frozenset())
            known.update((each, *(one.value for one in below)))
        return {Key(TYPE, each) for each in known}


def _of_targets(program: Program) -> Projection:
    projection = Projection()
    for target in program.shape.targets:
        assert isinstance(target.term, ox.NamedNode)
        if target.kind == "class":
            projection.classes.add(target.term.value)
        else:
            projection.predicates.add(target.term.value)
    return projection


def shared_lines(dump: SortedDump, plan: Plan) -> Neighbourhood:
    """Return what is read of the nodes that all slices share."""
    shared = Neighbourhood(dump)
    shared.add(shared_nodes(plan.shared, plan.reading.shared))
    return shared
