"""Cuts a query into pages by LIMIT and OFFSET, such that no row is missed and none comes twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nqfgraph.client.scanning import Kind, Token, scan
from nqfgraph.errors import InputError, QueryError

_SLICES = ("LIMIT", "OFFSET")
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Paged:
    """A query whose rows are in an order without ties, to be asked page by page."""

    ordered: str
    """The query up to its LIMIT, OFFSET and VALUES."""
    values: str
    """Its VALUES clause, which stands behind LIMIT (SPARQL 1.1 § 19.8, rule 28)."""
    offset: int
    limit: int | None
    """Rows that the query itself leaves out at its start, and the most that it asks for."""

    def page(self, start: int, size: int) -> str | None:
        """Return the query for ``size`` rows from row ``start``; None if the query has its own end before."""
        if self.limit is not None:
            size = min(size, self.limit - start)
        if size <= 0 < start:
            return None
        return f"{self.ordered}\nLIMIT {size} OFFSET {self.offset + start}\n{self.values}"


def read_pages(query: str) -> Paged:
    """Return a SELECT query as one that is asked in pages.

    Rows that ORDER BY leaves equal may come in another order each time, so the columns of the answer are
    added to it. Raises InputError for a query without ORDER BY, QueryError for one that cannot be read.
    """
    found = scan(query)
    outer = _solution_modifiers(found)
    slices = {each: number for number, each in enumerate(outer) if each.word in _SLICES}
    rest = next((each for each in outer if each.word in (*_SLICES, "VALUES")), None)
    order = next((each for each in outer if each.word == "ORDER"), None)
    if order is None:
        raise InputError(
            "A query that is asked in pages needs ORDER BY: without it, rows may be missed or come twice.",
            remedy="Add, for example, ORDER BY ?s.",
        )
    end = found[found.index(rest) - 1].end if rest else found[-1].end
    values = next((each for each in outer if each.word == "VALUES"), None)
    ties = " ".join(f"?{name}" for name in _columns(found))
    numbers = {token.word: _number(outer, number) for token, number in slices.items()}
    return Paged(
        ordered=f"{query[:end]} {ties}",
        values=query[values.start :] if values else "",
        offset=numbers.get("OFFSET", 0),
        limit=numbers.get("LIMIT"),
    )


def _solution_modifiers(found: Sequence[Token]) -> list[Token]:
    """Return the tokens outside of groups and brackets that follow the WHERE clause."""
    closing = next((n for n, each in enumerate(found) if each.text == "}" and each.outermost), None)
    if closing is None:
        raise QueryError("The query has no WHERE clause that ends, so it cannot be asked in pages.")
    return [each for each in found[closing + 1 :] if each.outermost]


def _columns(found: Sequence[Token]) -> list[str]:
    """Return the names of the columns of the answer; of ``SELECT *``, of all variables of the query."""
    names: dict[str, None] = {}
    projection = False
    for number, token in enumerate(found):
        if token.word == "SELECT" and token.outermost:
            projection = True
        elif token.outermost and (token.text == "{" or token.word in ("WHERE", "FROM")):
            break
        elif projection and token.outermost and token.text == "*":
            return list(dict.fromkeys(each.variable for each in found if each.variable))
        elif projection and token.variable and _names_column(found, number):
            names[token.variable] = None
    return list(names)


def _names_column(found: Sequence[Token], number: int) -> bool:
    token = found[number]
    computed = token.brackets == 1 and found[number - 1].word == "AS"
    return not token.braces and (not token.brackets or computed)


def _number(outer: Sequence[Token], number: int) -> int:
    following = outer[number + 1] if number + 1 < len(outer) else None
    if following is None or following.kind is not Kind.NUMBER or len(following.text) > _MOST_DIGITS:
        raise QueryError(f"{outer[number].word} needs a number behind it for the query to be asked in pages.")
    return int(following.text)
