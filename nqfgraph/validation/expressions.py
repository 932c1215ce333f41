"""Turns a shape into a SPARQL expression that says whether a node conforms to it.

The expressions are never an error: they are true or false for every node. A shape inside a shape becomes
(NOT) EXISTS. Oxigraph plans the inside of EXISTS without knowing which variable is bound outside, and can
begin a sequence path at its far end, for every row; so a sequence is written as one EXISTS a step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, count

import pyoxigraph as ox

from nqfgraph.validation.literals import has_datatype, is_derived_integer
from nqfgraph.validation.shapes import Constraint, Node, Path, Shape, Shapes, Term
from nqfgraph.validation.syntax import (
    NotCovered,
    Subclasses,
    class_test,
    conjunction,
    disjunction,
    exists,
    fixed,
    not_in,
    same_language,
    text,
)

_MOST_VALUES_IN_A_CONDITION = 6
"""Counts inside an expression are told by that many different values; the pairs grow with its square."""

_KIND_TESTS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBlank({0})",
    "Literal": "isLiteral({0})",
    "BlankNodeOrIRI": "!isLiteral({0})",
    "BlankNodeOrLiteral": "!isIRI({0})",
    "IRIOrLiteral": "!isBlank({0})",
}
_COMPARISONS = {"MinInclusive": ">=", "MinExclusive": ">", "MaxInclusive": "<=", "MaxExclusive": "<"}
_PAIRS = {"LessThan": "<", "LessThanOrEquals": "<="}


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a compiler must know of the data and the query engine."""

    subclasses: Subclasses
    is_regex: Callable[[str, str], bool]
    """Tells whether the engine knows a pattern with flags."""
    exact_integers: bool
    """True if the data keep derived integer datatypes (xsd:byte …), which the engine's store does not."""
    in_named_graphs: bool = False
    """True if focus nodes are only those that the named graphs of the dataset tell."""


class Expressions:
    """Writes expressions for the shapes of one shapes graph."""

    def __init__(self, shapes: Shapes, dialect: Dialect) -> None:
        self._shapes = shapes
        self._dialect = dialect
        self._numbers = count(1)
        self._open: list[Node] = []

    def variable(self) -> str:
        """Return a variable that no other part of the query uses."""
        return f"?v{next(self._numbers)}"

    def conforms(self, node: Node, variable: str) -> str:
        """Return an expression that is true when the node in ``variable`` conforms to the shape.

        Raises NotCovered for what SPARQL cannot say here.
        """
        shape = self._shapes[node]
        if shape.deactivated:
            return "true"
        if shape.uncovered:
            raise NotCovered(shape.uncovered)
        if node in self._open:
            raise NotCovered("it refers to itself")
        self._open.append(node)
        try:
            return self._property(shape, variable) if shape.path else self._node(shape, variable)
        finally:
            self._open.pop()

    def _node(self, shape: Shape, variable: str) -> str:
        return conjunction(self.value(each, variable) for each in shape.constraints)

    def _property(self, shape: Shape, variable: str) -> str:
        assert shape.path is not None
        tests: list[str] = []
        per_value: list[Constraint] = []
        for constraint in shape.constraints:
            test = self.of_values(constraint, shape.path, variable)
            if test is None:
                per_value.append(constraint)
            else:
                tests.append(test)
        if per_value:
            value = self.variable()
            fails = f"!({conjunction(self.value(each, value) for each in per_value)})"
            tests.append(f"NOT {exists(shape.path, variable, value, fails, self.variable)}")
        return conjunction(tests)

    def value(self, constraint: Constraint, variable: str) -> str:
        """Return an expression for “the value in ``variable`` meets this constraint on single values”."""
        write = _VALUE_TESTS.get(constraint.component)
        if write is None:
            raise NotCovered(f"it uses the constraint {constraint.component} inside another shape")
        return write(self, constraint, variable)

    def of_values(self, constraint: Constraint, path: Path, variable: str) -> str | None:
        """The same for a constraint on all values of a path together; None if it is not of that kind."""
        component = constraint.component
        if component == "MinCount":
            return self._at_least(constraint.number, path, variable, "")
        if component == "MaxCount":
            return f"!({self._at_least(constraint.number + 1, path, variable, '')})"
        if component == "QualifiedMinCount":
            return self._at_least(constraint.number, path, variable, constraint)
        if component == "QualifiedMaxCount":
            return f"!({self._at_least(constraint.number + 1, path, variable, constraint)})"
        if component == "HasValue":
            value = self.variable()
            same = f"sameTerm({value}, {fixed(constraint.terms[0])})"
            return exists(path, variable, value, same, self.variable)
        if component == "UniqueLang":
            return self._unique_language(path, variable) if constraint.number else "true"
        if component == "Equals":
            return self._equals(path, constraint.terms[0], variable)
        if component in _PAIRS:
            return self._in_order(constraint, path, variable)
        if component == "Disjoint":
            value = self.variable()
            return (
                f"NOT {exists(path, variable, value, self._also(constraint, variable, value), self.variable)}"
            )
        return None

    def qualifies(self, constraint: Constraint, variable: str) -> str:
        """Return an expression for “counts as a value of the qualified value shape” (SHACL § 4.7.3)."""
        tests = [self.conforms(constraint.shapes[0], variable)]
        tests += [f"!({self.conforms(each, variable)})" for each in constraint.siblings]
        return conjunction(tests)

    def _at_least(self, number: int, path: Path, variable: str, which: Constraint | str) -> str:
        """An expression for “the path has at least ``number`` different values (that qualify)”."""
        if number == 0:
            return "true"
        if number > _MOST_VALUES_IN_A_CONDITION:
            raise NotCovered(f"it counts {number} values inside another shape")
        values = [self.variable() for _ in range(number)]
        expression = "true"
        for place in range(number - 1, -1, -1):
            tests = [self.qualifies(which, values[place])] if isinstance(which, Constraint) else []
            tests += [f"!sameTerm({one}, {values[place]})" for one in values[:place]]
            tests += [] if expression == "true" else [expression]
            expression = exists(path, variable, values[place], conjunction(tests), self.variable)
        return expression

    def _unique_language(self, path: Path, variable: str) -> str:
        one, other = self.variable(), self.variable()
        inner = exists(path, variable, other, same_language(one, other), self.variable)
        return f"NOT {exists(path, variable, one, inner, self.variable)}"

    def _in_order(self, constraint: Constraint, path: Path, variable: str) -> str:
        one, other, predicate = self.variable(), self.variable(), constraint.terms[0]
        assert isinstance(predicate, ox.NamedNode)  # else it was not read
        wrong = f"!COALESCE({one} {_PAIRS[constraint.component]} {other}, false)"
        inner = exists(Path("", predicate), variable, other, wrong, self.variable)
        return f"NOT {exists(path, variable, one, inner, self.variable)}"

    def _equals(self, path: Path, predicate: Term, variable: str) -> str:
        one, other = self.variable(), self.variable()
        missing = f"NOT {exists(path, variable, other, f'sameTerm({one}, {other})', self.variable)}"
        unknown = f"NOT EXISTS {{ {variable} {predicate} {one} }}"
        return (
            f"NOT EXISTS {{ {variable} {predicate} {one} FILTER({missing}) }} && "
            f"NOT {exists(path, variable, one, unknown, self.variable)}"
        )

    def _also(self, constraint: Constraint, variable: str, value: str) -> str:
        return f"EXISTS {{ {variable} {constraint.terms[0]} {value} }}"

    def _class(self, constraint: Constraint, variable: str) -> str:
        return class_test(constraint.terms[0], variable, self._dialect.subclasses)

    def _datatype(self, constraint: Constraint, variable: str) -> str:
        datatype = constraint.terms[0]
        assert isinstance(datatype, ox.NamedNode)
        if self._dialect.exact_integers and is_derived_integer(datatype):
            raise NotCovered("its sh:datatype is not kept by the query engine")
        return has_datatype(variable, datatype)

    def _node_kind(self, constraint: Constraint, variable: str) -> str:
        return _KIND_TESTS[constraint.text].format(variable)

    def _in(self, constraint: Constraint, variable: str) -> str:
        terms = [fixed(each) for each in constraint.terms]
        if all(isinstance(each, ox.NamedNode) for each in constraint.terms):
            return f"{variable} IN ({', '.join(terms)})"
        return disjunction(f"sameTerm({variable}, {each})" for each in terms)

    def _pattern(self, constraint: Constraint, variable: str) -> str:
        if not self._dialect.is_regex(constraint.text, constraint.flags):
            raise NotCovered("its sh:pattern is not in the dialect of the query engine")
        flags = f", {text(constraint.flags)}" if constraint.flags else ""
        return f"!isBlank({variable}) && REGEX(STR({variable}), {text(constraint.text)}{flags})"

    def _min_length(self, constraint: Constraint, variable: str) -> str:
        return f"!isBlank({variable}) && STRLEN(STR({variable})) >= {constraint.number}"

    def _max_length(self, constraint: Constraint, variable: str) -> str:
        return f"!isBlank({variable}) && STRLEN(STR({variable})) <= {constraint.number}"

    def _language_in(self, constraint: Constraint, variable: str) -> str:
        tests = disjunction(f"LANGMATCHES(LANG({variable}), {fixed(each)})" for each in constraint.terms)
        return f"COALESCE({tests}, false)"

    def _comparison(self, constraint: Constraint, variable: str) -> str:
        operator = _COMPARISONS[constraint.component]
        return f"COALESCE({variable} {operator} {fixed(constraint.terms[0])}, false)"

    def _has_value(self, constraint: Constraint, variable: str) -> str:
        return f"sameTerm({variable}, {fixed(constraint.terms[0])})"

    def _is_disjoint(self, constraint: Constraint, variable: str) -> str:
        return f"!({self._also(constraint, variable, variable)})"

    def _equals_itself(self, constraint: Constraint, variable: str) -> str:
        other, predicate = self.variable(), constraint.terms[0]
        return (
            f"EXISTS {{ {variable} {predicate} {variable} }} && "
            f"NOT EXISTS {{ {variable} {predicate} {other} FILTER(!sameTerm({other}, {variable})) }}"
        )

    def _closed(self, constraint: Constraint, variable: str) -> str:
        predicate, value = self.variable(), self.variable()
        return (
            f"NOT EXISTS {{ {variable} {predicate} {value} FILTER({not_in(predicate, constraint.terms)}) }}"
        )

    def _and(self, constraint: Constraint, variable: str) -> str:
        return conjunction(self.conforms(each, variable) for each in constraint.shapes)

    def _or(self, constraint: Constraint, variable: str) -> str:
        return disjunction(self.conforms(each, variable) for each in constraint.shapes)

    def _not(self, constraint: Constraint, variable: str) -> str:
        return f"!({self.conforms(constraint.shapes[0], variable)})"

    def _xone(self, constraint: Constraint, variable: str) -> str:
        parts = [self.conforms(each, variable) for each in constraint.shapes]
        both = [f"(({one}) && ({other}))" for one, other in combinations(parts, 2)]
        return f"({disjunction(parts)})" + (f" && !({' || '.join(both)})" if both else "")


_VALUE_TESTS: dict[str, Callable[[Expressions, Constraint, str], str]] = {
    "Class": Expressions._class,
    "Datatype": Expressions._datatype,
    "NodeKind": Expressions._node_kind,
    "In": Expressions._in,
    "Pattern": Expressions._pattern,
    "MinLength": Expressions._min_length,
    "MaxLength": Expressions._max_length,
    "LanguageIn": Expressions._language_in,
    "HasValue": Expressions._has_value,
    "Disjoint": Expressions._is_disjoint,
    "Equals": Expressions._equals_itself,
    "Closed": Expressions._closed,
    "And": Expressions._and,
    "Or": Expressions._or,
    "Not": Expressions._not,
    "Xone": Expressions._xone,
    "Node": Expressions._and,
    "Property": Expressions._and,
    **dict.fromkeys(_COMPARISONS, Expressions._comparison),
}
