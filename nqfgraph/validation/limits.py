"""Limits of shapes graphs: what goes beyond them would overflow a stack or take without end.

Shapes are programs. These limits stop what is malformed or absurd; a query that is merely slow is only
stopped by whoever runs the check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from nqfgraph.errors import ShapesError
from nqfgraph.validation.shapes import SHACL, Node, Term
from nqfgraph.validation.source import is_regex
from nqfgraph.validation.triples import RDF_FIRST, RDF_REST, TripleIndex

MAX_DEPTH = 50
"""Deepest nesting of shapes and of property paths."""
MAX_VALUES = 5_000
"""Longest list of values, of sh:in and its like."""
MAX_SHAPES = 200
"""Longest list of shapes or of paths."""
MAX_TEXT = 20_000
"""Longest query and longest pattern, in characters."""
MAX_BRACKETS = 100
"""Deepest nesting of brackets in a query or pattern."""

_LONG_LISTS = frozenset(ox.NamedNode(SHACL + each) for each in ("in", "languageIn", "ignoredProperties"))
_TEXTS = tuple(ox.NamedNode(SHACL + each) for each in ("select", "ask", "construct", "pattern"))
_PATTERN = ox.NamedNode(f"{SHACL}pattern")
_FLAGS = ox.NamedNode(f"{SHACL}flags")
_REPEATED_TWICE = re.compile(r"[*+}]\??\)(?:[*+]|\{)")


def check_limits(graph: TripleIndex) -> None:
    """Raise ShapesError for shapes that go beyond the limits of this module."""
    for head in _heads(graph):
        _check_length(graph, *head)
    if _longest_chain(_links(graph)) > MAX_DEPTH:
        raise ShapesError(f"The shapes are nested more than {MAX_DEPTH} deep.")
    for predicate in _TEXTS:
        for subject in graph.subjects(predicate):
            for value in graph.objects(subject, predicate):
                _check_text(value.value if isinstance(value, ox.Literal) else "")
    for subject in graph.subjects(_PATTERN):
        flags = "".join(each.value for each in graph.objects(subject, _FLAGS) if isinstance(each, ox.Literal))
        for value in graph.objects(subject, _PATTERN):
            if isinstance(value, ox.Literal):
                _check_pattern(value.value, flags)


def _heads(graph: TripleIndex) -> list[tuple[Node, int]]:
    """Return where lists begin, and how long each may be."""
    rests = {each for cell in graph.subjects(RDF_REST) for each in graph.objects(cell, RDF_REST)}
    heads = [each for each in graph.subjects(RDF_FIRST) if each not in rests]
    wide = {
        value
        for predicate in _LONG_LISTS
        for subject in graph.subjects(predicate)
        for value in graph.objects(subject, predicate)
    }
    return [(each, MAX_VALUES if each in wide else MAX_SHAPES) for each in heads]


def _check_length(graph: TripleIndex, head: Node, most: int) -> None:
    length = 0
    cell: Term | None = head
    while cell is not None and not isinstance(cell, ox.Literal):
        length += 1
        if length > most + 1:
            raise ShapesError(f"A list has more than {most} members.")
        cell = next(iter(graph.objects(cell, RDF_REST)), None)


def _links(graph: TripleIndex) -> Mapping[Node, Sequence[tuple[Node, int]]]:
    """Return what each node leads to by a term of SHACL or in a list, and how much deeper that is."""
    links: dict[Node, list[tuple[Node, int]]] = {}
    for subject, predicate, value in graph.triples:
        is_structure = predicate.value.startswith(SHACL) or predicate in (RDF_FIRST, RDF_REST)
        if is_structure and isinstance(value, ox.NamedNode | ox.BlankNode):
            links.setdefault(subject, []).append((value, 0 if predicate == RDF_REST else 1))
    return links


def _longest_chain(links: Mapping[Node, Sequence[tuple[Node, int]]]) -> int:
    """Return the greatest depth of a graph; links that lead back to where they come from do not count."""
    depths: dict[Node, int] = {}
    for start in links:
        stack: list[tuple[Node, int]] = [(start, 0)]
        while stack:
            node, position = stack.pop()
            nexts = links.get(node, ())
            if position == 0 and node not in depths:
                depths[node] = -1
            elif position == 0:
                continue
            if position < len(nexts):
                stack += [(node, position + 1), (nexts[position][0], 0)]
            else:
                done = ((depths[each], step) for each, step in nexts)
                depths[node] = max((depth + step for depth, step in done if depth >= 0), default=0)
    return max(depths.values(), default=0)


def _check_text(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise ShapesError(f"A query or pattern has more than {MAX_TEXT:,} characters.")
    depth = 0
    for each in text:
        depth += (each in "([{") - (each in ")]}")
        if depth > MAX_BRACKETS:
            raise ShapesError(f"The brackets of a query or pattern are nested more than {MAX_BRACKETS} deep.")


def _check_pattern(pattern: str, flags: str) -> None:
    """Refuse a pattern that only a backtracking engine knows and that may take it without end."""
    if _REPEATED_TWICE.search(pattern) and not is_regex(pattern, flags):
        raise ShapesError(
            f"The pattern {pattern[:80]} repeats what repeats itself; checking a text with it may never end.",
            remedy="Write it without one of the two repetitions, or without look-ahead.",
        )
