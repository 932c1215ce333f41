"""The triple patterns of a SPARQL-based constraint, read with rdflib's parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from nqfgraph.validation.shapes import Path

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

_GROUPS = frozenset({"SelectQuery", "Project", "Distinct", "Reduced", "Extend", "Filter", "BGP"})
"""What a query may be made of if its patterns are all to hold together."""
_PLAIN = frozenset({"BGP", "Join"})
_EXISTS = frozenset({"Builtin_EXISTS", "Builtin_NOTEXISTS"})
_BEYOND = frozenset({"Graph", "ServiceGraphPattern", "TriplesBlock", "GroupGraphPatternSub"})
"""Parts that read other graphs, or that rdflib has not translated."""


class NotLocal(Exception):
    """A check reads more than can be told beforehand. Never leaves this package."""


class Node(Protocol):
    """A node that leads to others."""

    def follow(self, predicate: str) -> Any:
        """Return where a property leads to."""
        ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern with a predicate that is known; variables begin with a question mark."""

    subject: str
    predicate: str
    object: str
    value: str | None
    """The object if it is an IRI."""


def find_patterns(query: str, path: Path | None) -> list[Pattern]:
    """Return all triple patterns of a query. Raises NotLocal if one has no certain predicate or graph."""
    return [pattern for part in _parts(_parse(query, path)) for pattern in _patterns(part)]


Anchor = tuple[str, str]
"""Stands for the nodes with some value: the predicate and the value, both IRIs."""


def follow_patterns(query: str, path: Path | None, start: Node, shared: Callable[[Anchor], Node]) -> None:
    """Follow the patterns of a query from ``$this``, which is ``start``, and from the nodes of anchors.

    Raises NotLocal unless every pattern is about a node that others have led to before, or for which another
    pattern states a value, in a query of which all parts have to hold together.
    """
    _follow(_parse(query, path), {"?this": [start]}, shared)


@lru_cache(maxsize=128)
def _parse(query: str, path: Path | None) -> CompValue:
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    text = re.sub(r"[?$]PATH\b", lambda _: f"({path})", query) if path else query
    try:
        algebra: CompValue = translateQuery(parseQuery(re.sub(r"\$this\b", "?this", text))).algebra
    except ParseBaseException as error:
        raise NotLocal from error
    return algebra


def _parts(part: Any) -> Iterator[CompValue]:
    """Yield a part of a query and all parts of it."""
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(part, CompValue):
        yield part
        # The dictionary has what was parsed, the attribute what was made of it.
        for each in (part.graph,) if part.name in _EXISTS else part.values():
            yield from _parts(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _parts(each)


def _patterns(part: CompValue) -> Iterator[Pattern]:
    from rdflib import URIRef

    if part.name in _BEYOND:
        raise NotLocal
    for subject, predicate, value in _triples(part):
        steps = list(_steps(predicate))
        for step in steps:
            # Of a longer path only the predicates count, so nothing is said of what they lead to.
            told = str(value) if isinstance(value, URIRef) and len(steps) == 1 else None
            yield Pattern(_name(subject), step, _name(value), told)


def _triples(part: CompValue) -> list[Any]:
    # Its `get` gives back the key itself where there is nothing.
    return list(part["triples"]) if "triples" in part else []


def _steps(predicate: Any) -> Iterator[str]:
    from rdflib import URIRef
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    if isinstance(predicate, URIRef):
        yield str(predicate)
    elif isinstance(predicate, InvPath):
        yield from _steps(predicate.arg)
    elif isinstance(predicate, MulPath):
        yield from _steps(predicate.path)
    elif isinstance(predicate, SequencePath | AlternativePath):
        for each in predicate.args:
            yield from _steps(each)
    else:
        raise NotLocal


def _name(term: Any) -> str:
    from rdflib import BNode, Variable

    return f"?{term}" if isinstance(term, Variable | BNode) else str(term)


def _follow(group: CompValue, known: dict[str, list[Node]], shared: Callable[[Anchor], Node]) -> None:
    """Follow the patterns of a group from the variables that are known in it."""
    triples: list[Any] = []
    conditions: list[CompValue] = []
    _gather(group, triples, conditions)
    known = dict(known)
    while triples:
        ready = [each for each in triples if _name(each[0]) in known]
        if not ready:
            subject, anchor = _anchor(triples)
            known[subject] = [shared(anchor)]
        for each in ready:
            triples.remove(each)
            _step(each, known)
    for condition in conditions:
        _follow(condition.graph, known, shared)


def _anchor(triples: Iterable[Any]) -> tuple[str, Anchor]:
    """Return a subject that nothing leads to, and a value that is stated of it."""
    from rdflib import URIRef

    for subject, predicate, value in triples:
        if isinstance(predicate, URIRef) and isinstance(value, URIRef):
            return _name(subject), (str(predicate), str(value))
    raise NotLocal


def _step(triple: Any, known: dict[str, list[Node]]) -> None:
    from rdflib import URIRef
    from rdflib.paths import SequencePath

    subject, predicate, value = triple
    steps = list(predicate.args) if isinstance(predicate, SequencePath) else [predicate]
    nodes = known[_name(subject)]
    for each in steps:
        if not isinstance(each, URIRef):
            raise NotLocal
        nodes = [node.follow(str(each)) for node in nodes]
    known[_name(value)] = [*known.get(_name(value), []), *nodes]


def _gather(part: CompValue, triples: list[Any], conditions: list[CompValue]) -> None:
    """Gather the patterns of a group, and the groups in its conditions."""
    if part.name == "Join":
        for each in (part["p1"], part["p2"]):
            # Conditions inside one side do not see what the other binds.
            if each.name not in _PLAIN:
                raise NotLocal
            _gather(each, triples, conditions)
        return
    if part.name not in _GROUPS:
        raise NotLocal
    triples.extend(_triples(part))
    if "expr" in part:
        conditions.extend(_conditions(part["expr"]))
    if "p" in part:
        _gather(part["p"], triples, conditions)


def _conditions(expression: Any) -> Iterator[CompValue]:
    """Yield the (NOT) EXISTS of an expression, but not those inside them."""
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(expression, CompValue):
        if expression.name in _EXISTS:
            yield expression
            return
        for each in expression.values():
            yield from _conditions(each)
    elif isinstance(expression, Iterable) and not isinstance(expression, str):
        for each in expression:
            yield from _conditions(each)
