"""Reads a query text without running it: what form its answer has and which graphs it names."""

from __future__ import annotations

from enum import Enum

import pyoxigraph as ox

from nqfgraph.errors import QueryRefused
from nqfgraph.store import tokens

_FORM = tokens.keyword("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATE = tokens.keyword("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_FROM = tokens.keyword("FROM")
_NAMED = tokens.keyword("NAMED")
_NAMES = (
    tokens.IRI,
    tokens.VARIABLE,
    tokens.LANGUAGE,
    tokens.BLANK_NODE,
    tokens.PREFIXED_NAME,
    tokens.WORD,
)


class Form(Enum):
    """What kind of answer a query has."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def is_graph(self) -> bool:
        """True if the answer is a set of triples."""
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


def form_of(sparql: str) -> Form | None:
    """Return the form of a query; None if none can be seen, which the engine will report as a syntax error.

    Raises QueryRefused for an update.
    """
    start = tokens.end_of(tokens.PROLOGUE, sparql, 0)
    if _UPDATE.match(sparql, start):
        raise QueryRefused(
            "Only queries are answered here; this is an update.",
            remedy="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )
    form = _FORM.match(sparql, start)
    return Form(form[0].upper()) if form else None


def dataset_of(sparql: str, base: str | None = None) -> tuple[list[str], list[str]] | None:
    """Return the graphs that FROM and FROM NAMED name; None if there is no such clause.

    The IRIs are absolute and each is there once, because Oxigraph answers a graph that is named twice twice.
    Raises SyntaxError, as pyoxigraph does, for a name that cannot be resolved.
    """
    clauses = _dataset_clauses(sparql) if _FROM.search(sparql) else []
    if not clauses:
        return None
    # The engine resolves prefixes and the base itself, exactly as it will in the query.
    prologue = sparql[: tokens.end_of(tokens.PROLOGUE, sparql, 0)]
    columns = " ".join(f"({name} AS ?g{number})" for number, (_, name) in enumerate(clauses))
    solutions = ox.Store().query(f"{prologue}\nSELECT {columns} {{}}", base_iri=base)
    graphs: tuple[dict[str, None], dict[str, None]] = ({}, {})
    assert isinstance(solutions, ox.QuerySolutions)  # of one row
    for solution in solutions:
        for (named, _), term in zip(clauses, solution, strict=True):
            graphs[named][term.value] = None
    return list(graphs[False]), list(graphs[True])


def _dataset_clauses(text: str) -> list[tuple[bool, str]]:
    """Return (is it FROM NAMED, the IRI as written) for each dataset clause (§ 13.2)."""
    clauses = []
    position = 0
    while position < len(text):
        word = _FROM.match(text, position)
        clause = _clause_at(text, word.end()) if word else None
        if clause:
            clauses.append(clause)
        position = _token_end(text, position)
    return clauses


def _clause_at(text: str, position: int) -> tuple[bool, str] | None:
    position = tokens.end_of(tokens.SPACE, text, position)
    named = _NAMED.match(text, position)
    if named:
        position = tokens.end_of(tokens.SPACE, text, named.end())
    name = tokens.IRI.match(text, position) or tokens.PREFIXED_NAME.match(text, position)
    return (named is not None, name[0].rstrip(".")) if name else None


def _token_end(text: str, position: int) -> int:
    """Return where the longest token at ``position`` ends; white space and comments count as tokens."""
    space = tokens.end_of(tokens.SPACE, text, position)
    if space > position:
        return space
    quote = text[position]
    strings = (tokens.LONG_STRING[quote], tokens.SHORT_STRING[quote]) if quote in tokens.LONG_STRING else ()
    for pattern in strings or _NAMES:
        found = pattern.match(text, position)
        if found:
            return found.end()
    return position + 1
