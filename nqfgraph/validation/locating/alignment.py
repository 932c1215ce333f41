"""Gives the blank nodes of a file the names that another parse of the same file gave them.

pyoxigraph names blank nodes without a label at random. Both readings give statements in one order, so that
going through them side by side tells which node is which; every statement is compared on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from nqfgraph.validation.locating.statements import (
    XML_LITERAL,
    Anonymous,
    Statement,
    Unreadable,
    is_markup,
)

Given = ox.Quad | ox.Triple


def align(statements: Iterable[Statement], given: Iterable[Given]) -> Iterator[Statement]:
    """Yield statements with the blank nodes of ``given``, which may leave out a triple that it has had.

    Raises Unreadable where the two differ; errors of ``statements`` pass through.
    """
    names = _Names()
    said: set[tuple[object, ...]] = set()
    others = iter(given)
    other = next(others, None)
    for statement in statements:
        same = None if other is None else names.agree(statement, other)
        if same is not None:
            said.add(same[:3])
            other = next(others, None)
            yield same
        elif names.translate(statement)[:3] not in said:
            raise Unreadable(f"The statement at {statement.value_at} is another than was read before.")
    if other is not None:
        raise Unreadable("There are fewer statements than were read before.")


class _Names:
    """Which blank node of one reading is which of the other, one to one."""

    def __init__(self) -> None:
        self._given: dict[object, ox.BlankNode] = {}
        self._own: dict[ox.BlankNode, object] = {}

    def agree(self, statement: Statement, other: Given) -> Statement | None:
        """Return a statement in the terms of the other; None if they cannot be the same."""
        if statement.predicate != other.predicate:
            return None
        new: list[object] = []
        for own, given in ((statement.subject, other.subject), (statement.value, other.object)):
            if not self._same(own, given, new):
                for each in new:
                    del self._own[self._given.pop(each)]
                return None
        return self.translate(statement)

    def _same(self, own: object, given: object, new: list[object]) -> bool:
        if not isinstance(own, Anonymous | ox.BlankNode):
            return own == given or (own == XML_LITERAL and is_markup(given))
        if own in self._given:
            return self._given[own] == given
        if not isinstance(given, ox.BlankNode) or given in self._own:
            return False
        self._given[own] = given
        self._own[given] = own
        new.append(own)
        return True

    def translate(self, statement: Statement) -> Statement:
        """Return a statement with the names that are known so far."""
        return statement._replace(
            subject=self._given.get(statement.subject, statement.subject),
            value=self._given.get(statement.value, statement.value),
        )
