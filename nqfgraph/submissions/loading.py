"""Loads large documents straight into a store, where nothing has to be changed before they are checked.

Statement by statement in Python, a document takes several times as long and as much memory. So that is left
to those with blank nodes (a store renames them), terms of ELM 3.3 (which are translated) or named graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from nqfgraph.exports.formats import FORMATS
from nqfgraph.submissions.lines import typed_literals

ELM_33 = "http://data.europa.eu/snb/model/ontology/"
"""The namespace of ELM 3.3, whose terms are translated."""
LARGE = 1_000_000
"""Documents with fewer bytes are not worth the trouble."""
LINES = frozenset({"ntriples", "nquads"})
"""Syntaxes with one statement a line."""

_BEGINNING = 2_000
"""So many statements at the beginning tell most documents that have blank nodes."""
_BLANK = "ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }"


def load_plain(content: bytes, syntax: str, base: str) -> ox.Store | None:
    """Return a document in a store; None if it is small or has to be read statement by statement.

    Errors of the syntax are left to the parser that reads statements: for a document with any, the answer is
    None.
    """
    if len(content) < LARGE:
        return None
    store = ox.Store()
    try:
        if not _begins_plainly(content, syntax, base):
            return None
        # In memory, `load` is faster than `bulk_load`.
        store.load(content, format=FORMATS[syntax], base_iri=base)
    except SyntaxError:
        return None
    return store if _is_plain(store, content, syntax) else None


def _begins_plainly(content: bytes, syntax: str, base: str) -> bool:
    parsed = ox.parse(content, format=FORMATS[syntax], base_iri=base)
    return not any(
        isinstance(term, ox.BlankNode)
        for quad in islice(parsed, _BEGINNING)
        for term in (quad.subject, quad.object)
    )


def _is_plain(store: ox.Store, content: bytes, syntax: str) -> bool:
    if any(True for _ in store.named_graphs()):
        return False
    if syntax in LINES and b"\\u" not in content and b"\\U" not in content:
        return b"_:" not in content and ELM_33.encode() not in content
    starts = " || ".join(f'STRSTARTS(STR(?{each}), "{ELM_33}")' for each in "spo")
    return not (store.query(_BLANK) or store.query(f"ASK {{ ?s ?p ?o FILTER({starts}) }}"))


class PlainDocument:
    """How what a plain document says is written in it; read only when it is asked for."""

    def __init__(self, content: bytes, syntax: str, statements: Callable[[], Iterable[ox.Quad]]) -> None:
        """Take the document and what parses it."""
        self._content = content
        self._syntax = syntax
        self._statements = statements

    def triples(self) -> Iterator[ox.Triple]:
        """Return all triples."""
        return (each.triple for each in self._statements())

    def literals(self) -> Iterable[ox.Literal]:
        """Return the literals that have a datatype."""
        if self._syntax in LINES:
            found = typed_literals(self._content)
            if found is not None:
                return found
        return (each.object for each in self._statements() if isinstance(each.object, ox.Literal))
