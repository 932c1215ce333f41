"""Compiles shapes to SPARQL: one SELECT for each constraint, whose rows are the validation results.

What cannot be written as SPARQL (a shape that refers to itself, a constraint component of somebody's own, a
regular expression that Oxigraph does not know) is returned by the shape that has the target, for pySHACL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nqfgraph.validation.expressions import Dialect, Expressions
from nqfgraph.validation.guards import Guard, guard_languages, guard_values
from nqfgraph.validation.queries import prepare_query
from nqfgraph.validation.shapes import Constraint, Path, Shape, Shapes, Target
from nqfgraph.validation.syntax import (
    NotCovered,
    Subclasses,
    exists,
    fixed,
    not_in,
    same_language,
)

PATH, VALUE, FACT = "path", "value", "fact"
"""Result variables besides the focus node: a predicate, the value at fault, a count or language tag."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A group graph pattern that binds the focus nodes to a variable."""

    pattern: str
    focus: str
    others: str = ""
    """Further variables to select, so that a node reached twice is reported twice (as SHACL asks)."""

    def select(self, columns: str, body: str) -> str:
        """Return a SELECT of the focus node and some columns over the focus nodes and a further pattern."""
        return f"SELECT DISTINCT {self.others}{self.focus} {columns} WHERE {{ {self.pattern} {body} }}"

    def select_either(self, columns: str, one: str, other: str) -> str:
        """Return the same for the union of two further patterns."""
        union = f"{{ {self.pattern} {one} }} UNION {{ {self.pattern} {other} }}"
        return f"SELECT DISTINCT {self.others}{self.focus} {columns} WHERE {{ {union} }}"


@dataclass(frozen=True, slots=True)
class Check:
    """One constraint of one shape as a query."""

    shape: Shape
    constraint: Constraint
    scope: Scope
    query: str
    guard: Guard | None = None
    route: tuple[Path, ...] = ()
    """The paths from the node that the target names to the focus nodes of the shape."""


@dataclass(frozen=True, slots=True)
class Program:
    """What checking one targeted shape takes: queries, or the reason why pySHACL has to do it."""

    shape: Shape
    scope: Scope
    checks: tuple[Check, ...] = ()
    uncovered: str | None = None


def compile_shapes(shapes: Shapes, dialect: Dialect) -> tuple[Program, ...]:
    """Compile every targeted shape."""
    compiler = _Compiler(shapes, dialect)
    return tuple(compiler.program(each) for each in shapes.targeted)


class _Compiler:
    def __init__(self, shapes: Shapes, dialect: Dialect) -> None:
        self._shapes = shapes
        self._subclasses = dialect.subclasses
        self._begin = _IN_NAMED_GRAPHS if dialect.in_named_graphs else "{}"
        self._expressions = Expressions(shapes, dialect)

    def program(self, shape: Shape) -> Program:
        scope = Scope(_targets(shape.targets, self._subclasses, self._begin), "?focus0")
        try:
            return Program(shape, scope, tuple(self._checks(shape, scope, ())))
        except NotCovered as reason:
            return Program(shape, scope, uncovered=reason.message)

    def _checks(self, shape: Shape, scope: Scope, route: tuple[Path, ...], depth: int = 0) -> Iterator[Check]:
        if shape.deactivated:
            return
        if shape.uncovered:
            raise NotCovered(shape.uncovered)
        if depth > 20:
            raise NotCovered("it refers to itself")
        guard = self._guard(shape, scope)
        for constraint in shape.constraints:
            if constraint.component == "Property":
                inner = self._shapes[constraint.shapes[0]]
                onward = (*route, shape.path) if shape.path else route
                yield from self._checks(inner, _inner_scope(shape, scope, depth), onward, depth + 1)
            elif constraint.component == "SPARQL":
                query = prepare_query(constraint.text, scope.pattern, scope.focus, shape.path)
                yield Check(shape, constraint, scope, query, route=route)
            elif query := self._query(shape, constraint, scope):
                yield Check(shape, constraint, scope, query, _guard_of(shape, constraint, guard), route)

    def _guard(self, shape: Shape, scope: Scope) -> Guard | None:
        """A guard for the constraints on single values."""
        if shape.path is None:
            return None
        beyond = {*_ON_ALL_VALUES, "Property", "SPARQL"}
        tests = [
            self._expressions.value(each, "?value")
            for each in shape.constraints
            if each.component not in beyond
        ]
        return guard_values(scope.pattern, scope.focus, shape.path, tests)

    def _query(self, shape: Shape, constraint: Constraint, scope: Scope) -> str:
        path = shape.path
        if path is None:
            if on_node := _ON_NODES.get(constraint.component):
                return on_node(self, constraint, scope)
            test = self._expressions.value(constraint, scope.focus)
            return scope.select(f"({scope.focus} AS ?value)", f"FILTER(!({test}))")
        if on_values := _ON_ALL_VALUES.get(constraint.component):
            return on_values(self, constraint, scope, path)
        test = self._expressions.value(constraint, "?value")
        return scope.select("?value", f"{scope.focus} {path} ?value FILTER(!({test}))")

    def _min_count(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        if constraint.number == 0:
            return ""
        if constraint.number == 1:
            found = exists(path, scope.focus, "?value", "true", self._expressions.variable)
            return scope.select("", f"FILTER(NOT {found})")
        return _count(scope, f"OPTIONAL {{ {scope.focus} {path} ?value }}", f"< {constraint.number}")

    def _max_count(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        if constraint.number == 1:
            # Few nodes have two values: finding these first spares grouping all of them.
            pair = f"{scope.focus} {path} ?one . {scope.focus} {path} ?other FILTER(!sameTerm(?one, ?other))"
            several = f"SELECT DISTINCT {scope.others}{scope.focus} WHERE {{ {scope.pattern} {pair} }}"
            return _count(
                Scope(f"{{ {several} }}", scope.focus, scope.others), f"{scope.focus} {path} ?value", "> 1"
            )
        return _count(scope, f"{scope.focus} {path} ?value", f"> {constraint.number}")

    def _qualified(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        test = self._expressions.qualifies(constraint, "?value")
        values = f"{scope.focus} {path} ?value FILTER({test})"
        if constraint.component == "QualifiedMaxCount":
            return _count(scope, values, f"> {constraint.number}")
        if constraint.number == 0:
            return ""
        if constraint.number == 1:
            found = exists(path, scope.focus, "?value", test, self._expressions.variable)
            return scope.select("", f"FILTER(NOT {found})")
        return _count(scope, f"OPTIONAL {{ {values} }}", f"< {constraint.number}")

    def _unique_language(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        if not constraint.number:
            return ""
        pair = f"{scope.focus} {path} ?one . {scope.focus} {path} ?other"
        return scope.select(
            f"(LCASE(LANG(?one)) AS ?{FACT})", f"{pair} FILTER({same_language('?one', '?other')})"
        )

    def _has_value(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        same = f"sameTerm(?value, {fixed(constraint.terms[0])})"
        found = exists(path, scope.focus, "?value", same, self._expressions.variable)
        return scope.select("", f"FILTER(NOT {found})")

    def _node_has_value(self, constraint: Constraint, scope: Scope) -> str:
        return scope.select("", f"FILTER(!sameTerm({scope.focus}, {fixed(constraint.terms[0])}))")

    def _disjoint(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        predicate = constraint.terms[0]
        return scope.select(
            "?value", f"{scope.focus} {path} ?value FILTER(EXISTS {{ {scope.focus} {predicate} ?value }})"
        )

    def _equals(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        predicate, focus = constraint.terms[0], scope.focus
        other = exists(path, focus, "?same", "sameTerm(?same, ?value)", self._expressions.variable)
        one_way = f"{focus} {path} ?value FILTER(NOT EXISTS {{ {focus} {predicate} ?value }})"
        back = f"{focus} {predicate} ?value FILTER(NOT {other})"
        return scope.select_either("?value", one_way, back)

    def _node_equals(self, constraint: Constraint, scope: Scope) -> str:
        predicate, focus = constraint.terms[0], scope.focus
        itself = f"FILTER(NOT EXISTS {{ {focus} {predicate} {focus} }}) BIND({focus} AS ?value)"
        other = f"{focus} {predicate} ?value FILTER(!sameTerm({focus}, ?value))"
        return scope.select_either("?value", itself, other)

    def _less_than(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        operator = "<" if constraint.component == "LessThan" else "<="
        pair = f"{scope.focus} {path} ?value . {scope.focus} {constraint.terms[0]} ?{FACT}"
        return scope.select(f"?value ?{FACT}", f"{pair} FILTER(!COALESCE(?value {operator} ?{FACT}, false))")

    def _closed(self, constraint: Constraint, scope: Scope, path: Path) -> str:
        test = not_in(f"?{PATH}", constraint.terms)
        members = f"{scope.focus} {path} ?member . ?member ?{PATH} ?value"
        return scope.select(f"?member ?{PATH} ?value", f"{members} FILTER({test})")

    def _node_closed(self, constraint: Constraint, scope: Scope) -> str:
        test = not_in(f"?{PATH}", constraint.terms)
        return scope.select(f"?{PATH} ?value", f"{scope.focus} ?{PATH} ?value FILTER({test})")


_ON_ALL_VALUES = {
    "MinCount": _Compiler._min_count,
    "MaxCount": _Compiler._max_count,
    "QualifiedMinCount": _Compiler._qualified,
    "QualifiedMaxCount": _Compiler._qualified,
    "UniqueLang": _Compiler._unique_language,
    "HasValue": _Compiler._has_value,
    "Disjoint": _Compiler._disjoint,
    "Equals": _Compiler._equals,
    "LessThan": _Compiler._less_than,
    "LessThanOrEquals": _Compiler._less_than,
    "Closed": _Compiler._closed,
}
_ON_NODES = {
    "HasValue": _Compiler._node_has_value,
    "Equals": _Compiler._node_equals,
    "Closed": _Compiler._node_closed,
}


def _guard_of(shape: Shape, constraint: Constraint, on_values: Guard | None) -> Guard | None:
    if constraint.component == "UniqueLang" and shape.path is not None:
        return guard_languages(shape.path)
    return None if constraint.component in _ON_ALL_VALUES else on_values


def _count(scope: Scope, values: str, test: str) -> str:
    return (
        f"SELECT {scope.others}{scope.focus} (COUNT(DISTINCT ?value) AS ?{FACT}) "
        f"WHERE {{ {scope.pattern} {values} }} "
        f"GROUP BY {scope.others}{scope.focus} HAVING(COUNT(DISTINCT ?value) {test})"
    )


def _inner_scope(shape: Shape, scope: Scope, depth: int) -> Scope:
    """The focus nodes of a property shape inside a shape: its value nodes."""
    if shape.path is None:
        return scope
    focus = f"?focus{depth + 1}"
    pattern = f"{scope.pattern} {scope.focus} {shape.path} {focus} ."
    return Scope(pattern, focus, f"{scope.others}{scope.focus} ")


_IN_NAMED_GRAPHS = "GRAPH ?graph0 {{ {} }}"


def _targets(targets: tuple[Target, ...], subclasses: Subclasses, begin: str) -> str:
    patterns = [_target(each, subclasses, begin) for each in targets]
    if len(patterns) == 1 and not patterns[0][1]:
        return patterns[0][0]
    union = " UNION ".join(f"{{ {pattern} }}" for pattern, _ in patterns)
    return f"{{ SELECT DISTINCT ?focus0 WHERE {{ {union} }} }}"


def _target(target: Target, subclasses: Subclasses, begin: str) -> tuple[str, bool]:
    """The pattern for a target, and whether it can bind a node more than once."""
    if target.kind == "node":
        return f"VALUES ?focus0 {{ {fixed(target.term)} }}", False
    if target.kind == "subjects-of":
        return begin.format(f"?focus0 {target.term} ?target_value ."), True
    if target.kind == "objects-of":
        return begin.format(f"?target_subject {target.term} ?focus0 ."), True
    members = subclasses.get(target.term)
    if not members:
        return begin.format(f"?focus0 a {target.term} ."), False
    listed = " ".join(sorted(str(each) for each in members))
    return f"VALUES ?target_class {{ {listed} }} {begin.format('?focus0 a ?target_class .')}", True
