"""Small pieces of SPARQL that queries and expressions for shapes are put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pyoxigraph as ox

from nqfgraph.errors import NqfgraphError
from nqfgraph.validation.shapes import Path, Term


class NotCovered(NqfgraphError):
    """A shape cannot be written as SPARQL; the message says why. Never leaves this package."""


Subclasses = Mapping[Term, frozenset[ox.NamedNode]]
"""From a class to itself and all its subclasses, for the classes that have any."""


def text(value: str) -> str:
    """Return a string as a SPARQL literal."""
    return str(ox.Literal(value))


def fixed(term: Term) -> str:
    """Return a term of the shapes as SPARQL; NotCovered for a blank node, which no query can name."""
    if isinstance(term, ox.BlankNode):
        raise NotCovered("it refers to a blank node as a value")
    return str(term)


def class_test(term: Term, variable: str, subclasses: Subclasses) -> str:
    """Return an expression that is true for the instances of a class."""
    members = subclasses.get(term)
    if not members:
        return f"EXISTS {{ {variable} a {term} }}"
    listed = " ".join(sorted(str(each) for each in members))
    kind = f"{variable}_type"
    return f"EXISTS {{ {variable} a {kind} FILTER({kind} IN ({listed.replace(' ', ', ')})) }}"


def same_language(one: str, other: str) -> str:
    """Return an expression for two different texts with the same language tag."""
    return f'!sameTerm({one}, {other}) && LCASE(LANG({one})) = LCASE(LANG({other})) && LANG({one}) != ""'


def not_in(variable: str, terms: Iterable[Term]) -> str:
    """Return an expression for “none of these IRIs”; Oxigraph takes NOT IN () for false, so there is none."""
    listed = ", ".join(str(each) for each in terms)
    return f"{variable} NOT IN ({listed})" if listed else "true"


def conjunction(parts: Iterable[str]) -> str:
    """Join expressions by “and”; true if there are none."""
    kept = [each for each in parts if each != "true"]
    return " && ".join(f"({each})" for each in kept) if kept else "true"


def disjunction(parts: Iterable[str]) -> str:
    """Join expressions by “or”; false if there are none."""
    kept = list(parts)
    return " || ".join(f"({each})" for each in kept) if kept else "false"


def exists(path: Path, start: str, end: str, test: str, variable: Callable[[], str]) -> str:
    """Return EXISTS for an ``end`` of ``path`` that passes ``test``, one step inside the other."""
    steps = path.steps
    nodes = [start, *(variable() for _ in steps[:-1]), end]
    for number in range(len(steps) - 1, -1, -1):
        condition = "" if test == "true" else f" FILTER({test})"
        test = f"EXISTS {{ {nodes[number]} {steps[number]} {nodes[number + 1]}{condition} }}"
    return test
