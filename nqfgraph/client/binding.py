"""Puts values in the place of variables: ``?level`` becomes ``<…/level/6>`` wherever the query has it.

A value is written as a whole term (`nqfgraph.client.writing`) in the place of a whole token
(`nqfgraph.client.scanning`), so that no value can change what a query asks. Where SPARQL wants a variable
and not a value, the query is refused, not guessed at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nqfgraph.client.scanning import Token, scan
from nqfgraph.client.writing import write
from nqfgraph.errors import InputError

_CLAUSES = {"SELECT", "GROUP", "ORDER", "VALUES"}
_ENDS = {"WHERE", "FROM", "HAVING", "LIMIT", "OFFSET"}


def bind(query: str, values: Mapping[str, object]) -> str:
    """Return the query with a value in the place of each variable that ``values`` names (without ``?``).

    A bound variable of the outermost SELECT stays a column of the answer. With ``SELECT *`` it is none.
    Raises InputError for a value that cannot be written, a name that the query does not have, and a variable
    that the query itself gives values to.
    """
    if not values:
        return query
    terms = {name: write(value) for name, value in values.items()}
    found = scan(query)
    _check_names(terms, found)
    pieces, position = [], 0
    for token, instead in _replaced(found, terms):
        pieces += [query[position : token.start], instead]
        position = token.end
    return "".join([*pieces, query[position:]])


def _check_names(terms: Mapping[str, str], found: Sequence[Token]) -> None:
    known = dict.fromkeys(token.variable for token in found if token.variable)
    for name in terms:
        if name not in known:
            raise InputError(
                f"The query has no variable ?{name} that a value could be given to.",
                remedy=f"It has: {', '.join(f'?{each}' for each in known) or 'none'}.",
            )


def _replaced(found: Sequence[Token], terms: Mapping[str, str]) -> list[tuple[Token, str]]:
    replaced = []
    clauses, minus = [""], [False]
    for number, token in enumerate(found):
        if token.word in _CLAUSES or token.word in _ENDS:
            clauses[-1] = token.word if token.word in _CLAUSES else ""
        elif token.text == "{":
            clauses[-1] = ""
            clauses.append("")
            minus.append(minus[-1] or _word(found, number - 1) == "MINUS")
        elif token.text == "}" and len(clauses) > 1:
            clauses.pop()
            minus.pop()
        elif token.variable in terms:
            _check_use(found, number, clauses[-1], minus[-1])
            replaced.append((token, _written(token, terms[token.variable], clauses)))
    return replaced


def _written(token: Token, term: str, clauses: Sequence[str]) -> str:
    """Return what stands instead of a variable, by the clause it stands in (SPARQL 1.1 § 19.8)."""
    if token.brackets or not clauses[-1]:
        return term
    if clauses[-1] == "SELECT":
        # A column of a subquery is seen outside, where the same value stands anyway.
        return f"({term} AS ?{token.variable})" if len(clauses) == 1 else ""
    return f"({term})"


def _check_use(found: Sequence[Token], number: int, clause: str, minus: bool) -> None:
    """Refuse a variable where SPARQL wants nothing else, or where a value would mean something else."""
    reason = None
    if _word(found, number - 1) == "AS":
        reason = "the query computes it with AS"
    elif clause == "VALUES":
        reason = "the query lists its values with VALUES"
    elif _word(found, number - 2) == "BOUND" and found[number - 1].text == "(":
        reason = "the query asks with BOUND whether it has one"
    elif minus:
        reason = "it stands in MINUS, which would then take nothing away; write FILTER NOT EXISTS"
    if reason:
        name = found[number].variable
        raise InputError(
            f"The variable ?{name} cannot be given a value: {reason}.", remedy="Change the query."
        )


def _word(found: Sequence[Token], number: int) -> str:
    return found[number].word if number >= 0 else ""
