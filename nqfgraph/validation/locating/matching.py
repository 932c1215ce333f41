"""Finds, among the statements of a file, those that findings are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from nqfgraph.validation.locating.statements import XML_LITERAL, Node, Statement, Value, is_markup


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a finding is about, as far as the data has it."""

    subject: str
    """An IRI, or a blank node as ``_:label``."""
    predicate: str | None
    """An IRI; a path of several steps cannot be looked up and counts as None."""
    value: str | None
    """The value in N-Triples form; None if it is missing or does not matter."""


_Said = tuple[ox.NamedNode, Value]
"""What is said of a subject: predicate and value."""


class Search:
    """Goes through statements and keeps where those begin that are wanted."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        self._sought: dict[Node, dict[_Said, list[Wanted]]] = {}
        self._unseen: set[Value] = set()
        self._nodes: dict[Wanted, Node] = {}
        self._exact: dict[Wanted, int] = {}
        self._subjects: dict[Node, int] = {}
        self._mentions: dict[Value, int] = {}
        for each in wanted:
            node = _node(each.subject)
            if node is None or each in self._nodes:
                continue
            self._nodes[each] = node
            self._unseen.add(node)
            sought = self._sought.setdefault(node, {})
            for said in _said(each):
                sought.setdefault(said, []).append(each)

    @property
    def has_blank_nodes(self) -> bool:
        """Whether anything that is wanted has a blank node in it."""
        values = (value for sought in self._sought.values() for _, value in sought)
        return any(isinstance(term, ox.BlankNode) for terms in (self._sought, values) for term in terms)

    def run(self, statements: Iterable[Statement]) -> None:
        """Look through statements, no further than needed. Errors are those of the statements."""
        sought, unseen = self._sought, self._unseen
        missing = sum(map(len, sought.values()))
        for statement in statements:
            if statement.subject in sought:
                missing -= self._keep(statement)
            if statement.value in unseen:
                self._mentions.setdefault(statement.value, statement.value_at)
            if not missing and not unseen:
                break

    def _keep(self, statement: Statement) -> int:
        """Keep what a statement tells of a wanted subject; return 1 if it is itself wanted."""
        if statement.subject in self._unseen:
            self._unseen.discard(statement.subject)
            self._subjects[statement.subject] = statement.subject_at
        found = self._sought[statement.subject].pop((statement.predicate, statement.value), [])
        for wanted in found:
            self._exact[wanted] = statement.value_at
        return 1 if found else 0

    def offsets(self) -> dict[Wanted, int]:
        """Return where each wanted triple begins: its value, else its subject, else a mention."""
        found: dict[Wanted, int] = {}
        for wanted, node in self._nodes.items():
            for offset in (self._exact.get(wanted), self._subjects.get(node), self._mentions.get(node)):
                if offset is not None:
                    found[wanted] = offset
                    break
        return found


def _node(subject: str) -> ox.NamedNode | ox.BlankNode | None:
    """The node that a subject names; None if it is neither an IRI nor a blank node: a literal, say."""
    try:
        return ox.BlankNode(subject[2:]) if subject.startswith("_:") else ox.NamedNode(subject)
    except ValueError:
        return None


def _said(wanted: Wanted) -> Iterator[_Said]:
    """Predicate and value as terms, in each form they may have; nothing where they do not name one triple."""
    if wanted.predicate is None or wanted.value is None:
        return
    text = f"_:s <{wanted.predicate}> {wanted.value} ."
    try:
        quads = list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return
    if len(quads) == 1 and not isinstance(quads[0].object, ox.Triple):
        yield quads[0].predicate, quads[0].object
        if is_markup(quads[0].object):
            yield quads[0].predicate, XML_LITERAL
