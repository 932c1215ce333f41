"""Reads what an engine answers and writes it anew in the form that is wanted, piece by piece.

Engines differ in what they can write and how well; the JSON of tables and N-Triples they all can. So every
form is right, and an answer that breaks off is noticed whatever the connection says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from nqfgraph.errors import QueryError, StoreUnavailable
from nqfgraph.files import as_file
from nqfgraph.store.base import Results
from nqfgraph.store.formats import GRAPHS, TABLES, Writer, write_results
from nqfgraph.store.inspection import Form
from nqfgraph.store.views import Replacement

TABLE_ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
GRAPH_ACCEPT = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"


def accept(form: Form | None, media_type: str) -> str:
    """Return what an engine is asked for; QueryError if an answer of ``form`` cannot be ``media_type``."""
    is_graph = form is not None and form.is_graph
    offered: Mapping[str, object] = GRAPHS if is_graph else TABLES
    if media_type not in offered:
        raise QueryError(
            f"The answer is {'a graph' if is_graph else 'a table'}, which cannot be written as {media_type}.",
            remedy=f"Ask for one of: {', '.join(offered)}.",
        )
    return GRAPH_ACCEPT if is_graph else TABLE_ACCEPT


class Answer:
    """An answer as it comes: its pieces, its media type, and the form that it has to have.

    ``repairs`` is what the engine is known to write wrongly in JSON, with what is right.
    """

    def __init__(
        self,
        pieces: Iterator[bytes],
        media_type: str,
        form: Form | None,
        repairs: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        self._pieces = pieces
        self._media_type = media_type
        self._form = form
        self._repair = Replacement(repairs)
        self._waiting = b""
        self._over = False

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, nothing at the end: all that pyoxigraph asks of a file."""
        while not self._waiting and not self._over:
            piece = next(self._pieces, None)
            self._over = piece is None
            self._waiting = self._repair.end() if piece is None else self._repair.feed(piece)
        given = self._waiting if size < 0 else self._waiting[:size]
        self._waiting = self._waiting[len(given) :]
        return given

    def write(self, media_type: str, output: Writer) -> None:
        """Write the answer in another form; StoreUnavailable if it cannot be read to its end."""
        try:
            if self._form is not None and self._form.is_graph:
                quads = ox.parse(as_file(self), format=_known(GRAPHS, self._media_type))
                triples = (quad.triple for quad in quads)
                ox.serialize(triples, output=as_file(output), format=GRAPHS[media_type])
            else:
                write_results(self._table(), media_type, output)
        except (SyntaxError, ValueError) as error:
            raise StoreUnavailable(f"The answer of the engine cannot be read to its end: {error}.") from error

    def _table(self) -> Results:
        results: Results = ox.parse_query_results(as_file(self), format=_known(TABLES, self._media_type))
        if isinstance(results, ox.QueryBoolean) != (self._form is Form.ASK):
            raise StoreUnavailable("The engine answers another question than the one that was asked.")
        return results


def _known(known: Mapping[str, Any], media_type: str) -> Any:
    if media_type not in known:
        raise StoreUnavailable(f"The engine answers in {media_type or 'no form'}, which cannot be read.")
    return known[media_type]
