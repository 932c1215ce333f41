"""Asks the named queries about skills: in a query process with a deadline, and each release once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from nqfgraph.queries import load
from nqfgraph.store.base import EngineAnswer
from nqfgraph_server import caching
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sparql.kept import Kept

SECONDS = 10.0
"""How long a question of a page may take."""
_JSON = "application/sparql-results+json"

Row = Mapping[str, str]
"""Name of a variable to its value: an IRI, or the characters of a literal. What is unbound is missing."""


def fill(name: str, iris: Sequence[str] = ()) -> str:
    """Return a named query with IRIs in the place of ``?thing(s)``; ValueError for what is none."""
    nodes = " ".join(str(ox.NamedNode(each)) for each in iris)
    return load(name).replace("{ ?things }", f"{{ {nodes} }}").replace("{ ?thing }", f"{{ {nodes} }}")


def ask(opened: OpenRelease, name: str, iris: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of a named query; any StoreError where it takes too long or nothing can answer."""
    for row in read(ask_bytes(opened, fill(name, iris))):
        yield {each: term.value for each, term in row.items()}


def ask_bytes(opened: OpenRelease, query: str) -> bytes:
    """Return the answer of a query in the JSON of SPARQL 1.1; kept, so that a second reader pays nothing."""
    service = current_service()

    def compute(abandoned: Callable[[], bool] | None) -> EngineAnswer:
        return service.pool.run(
            opened.release.folder,
            query,
            _JSON,
            seconds=SECONDS,
            base=opened.iris.base,
            abandoned=abandoned,
        )

    answer = service.results.answer(caching.etag(opened, query, _JSON), compute, seconds=SECONDS)
    if isinstance(answer, Kept):
        return answer.content
    try:
        return b"".join(answer)
    finally:
        answer.close()


def ask_once(opened: OpenRelease, name: str) -> bytes:
    """Return the answer of a named query about the whole of a release; it is asked once."""
    key = ("skills", name)
    if key not in opened.written:
        opened.written[key] = ask_bytes(opened, load(name))
    return opened.written[key]


def read(content: bytes) -> Iterator[dict[str, ox.NamedNode | ox.Literal]]:
    """Yield the rows of an answer as terms by variable; what is unbound or a blank node is left out."""
    found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    names = [each.value for each in found.variables]
    for row in found:
        yield {name: row[name] for name in names if isinstance(row[name], (ox.NamedNode, ox.Literal))}
