"""Spares queries that cannot find anything, by questions that are cheaper than they are.

Data mostly conform. How often the focus nodes of a shape use each property, counted once, answers most
cardinalities and what a closed shape allows; one look at the different values of a property answers all its
constraints on single values. Only where that leaves a doubt are the queries of the constraints asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nqfgraph.validation.compiler import Check, Program
from nqfgraph.validation.guards import Guard
from nqfgraph.validation.source import Source

_FEW = 500
"""So many values are looked at where they are, whatever else has the property."""
_WORTHWHILE = 3
"""Looking at all values of a property is cheaper than finding the focus nodes', up to so many times more."""
_NEEDS_NO_VALUE = frozenset({"MinCount", "HasValue", "QualifiedMinCount", "Equals", "SPARQL"})
"""Constraints that a node without any value can fail."""


@dataclass(frozen=True, slots=True)
class Use:
    """How focus nodes use a property; a statement that stands in two graphs counts twice."""

    triples: int = 0
    nodes: int = 0


_UNUSED = Use()


@dataclass(frozen=True, slots=True)
class Usage:
    """How the focus nodes of a program use properties."""

    nodes: int
    """How many focus nodes there are."""
    uses: Mapping[str, Use]
    """By the IRI of the property."""

    def of(self, predicate: str) -> Use:
        """Return how a property is used."""
        return self.uses.get(predicate, _UNUSED)


def count_usage(source: Source, programs: Iterable[Program]) -> Usage:
    """Count the focus nodes of programs that have the same, and what these use if that can spare checks."""
    programs = tuple(programs)
    scope = programs[0].scope
    query = f"SELECT (COUNT(*) AS ?count) WHERE {{ {scope.pattern} }}"
    nodes = int(next(iter(source.select(query)))["count"].value)
    if not nodes or not any(_is_counted(check, each) for each in programs for check in each.checks):
        return Usage(nodes, {})
    query = (
        f"SELECT ?used (COUNT(*) AS ?triples) (COUNT(DISTINCT {scope.focus}) AS ?nodes) "
        f"WHERE {{ {scope.pattern} {scope.focus} ?used ?value }} GROUP BY ?used"
    )
    uses = {
        each["used"].value: Use(int(each["triples"].value), int(each["nodes"].value))
        for each in source.select(query)
    }
    return Usage(nodes, uses)


def _is_counted(check: Check, program: Program) -> bool:
    """Tell whether how properties are used says anything of a check."""
    if check.scope is not program.scope:
        return False
    path, constraint = check.shape.path, check.constraint
    return constraint.component == "Closed" if path is None else path.predicate is not None


class Sparing:
    """Tells which checks of a program are worth asking; remembers what it was told."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._empty: dict[str, bool] = {}
        self._most: dict[str, tuple[int, bool]] = {}

    def finds_nothing(self, check: Check, program: Program, usage: Usage) -> bool:
        """Tell whether it is certain that a check finds nothing; asks queries that are cheaper."""
        counted = bool(usage.uses) and _is_counted(check, program)
        if counted and _is_answered(check, usage):
            return True
        if check.guard is None:
            return False
        triples = usage.of(_predicate(check)).triples if counted else 0
        return any(self._is_empty(each) for each in self._questions(check.guard, triples))

    def _questions(self, guard: Guard, triples: int) -> list[str]:
        """The queries of a guard in the order of their prices."""
        scoped = [guard.scoped] if guard.scoped else []
        if self._is_worthwhile(guard, triples):
            return [guard.everywhere, *scoped]
        return scoped

    def _is_worthwhile(self, guard: Guard, triples: int) -> bool:
        """Tell whether to look at what all nodes have, where the focus nodes have so many values."""
        if guard.everywhere in self._empty:
            return True
        if not guard.everywhere or triples <= _FEW:
            return False
        return not self._is_more(guard.predicate, triples * _WORTHWHILE)

    def _is_more(self, predicate: str, limit: int) -> bool:
        """Tell whether there are more than ``limit`` triples with a predicate."""
        asked, more = self._most.get(predicate, (0, True))
        if (more and asked >= limit) or (not more and asked <= limit):
            return more
        some = f"SELECT * WHERE {{ ?node <{predicate}> ?value }} LIMIT {limit + 1}"
        query = f"SELECT (COUNT(*) AS ?count) WHERE {{ {{ {some} }} }}"
        more = int(next(iter(self._source.select(query)))["count"].value) > limit
        self._most[predicate] = (limit, more)
        return more

    def _is_empty(self, query: str) -> bool:
        if query not in self._empty:
            self._empty[query] = next(iter(self._source.select(query)), None) is None
        return self._empty[query]


def _predicate(check: Check) -> str:
    path = check.shape.path
    return path.predicate.value if path is not None and path.predicate is not None else ""


def _is_answered(check: Check, usage: Usage) -> bool:
    """Tell whether the counts alone prove that a check finds nothing."""
    component, number = check.constraint.component, check.constraint.number
    if check.shape.path is None:
        allowed = {each.value for each in check.constraint.terms}
        return allowed.issuperset(usage.uses)
    use = usage.of(_predicate(check))
    if component == "MinCount":
        return number <= 1 and use.nodes == usage.nodes
    if not use.triples:
        return component not in _NEEDS_NO_VALUE
    if component in ("MaxCount", "UniqueLang"):
        return use.triples == use.nodes and not (component == "MaxCount" and number == 0)
    return False
