"""Compares the answers of the servers: a fast wrong answer is no result."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from benchmarks.sparql.client import FORM
from benchmarks.sparql.servers import Running

RESULTS, TRIPLES = "application/sparql-results+json", "application/n-triples"
_SECONDS = 600
_STRING = "http://www.w3.org/2001/XMLSchema#string"

Comparable = tuple[Any, ...] | bool


class Disagreement(Exception):
    """Two servers answered the same query differently."""


def check_agreement(servers: Sequence[Running], sample: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Ask all servers all queries; return the number of queries compared by kind. Raises Disagreement."""
    counts: dict[str, int] = {}
    for kind, queries in sample.items():
        for query in queries:
            first, *others = [(server.name, read_answer(*ask(server, query))) for server in servers]
            for other in others:
                if other[1] != first[1]:
                    raise Disagreement(_difference(kind, query, first, other))
            counts[kind] = counts.get(kind, 0) + 1
    return counts


def ask(server: Running, query: str, *, posted: bool = True, **headers: str) -> tuple[str, bytes]:
    """Return media type and bytes of one answer; raises RuntimeError for another status than 200."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_SECONDS)
    try:
        body = urlencode({"query": query})
        if posted:
            connection.request("POST", server.path, body, dict(FORM))
        else:
            connection.request("GET", f"{server.path}?{body}", headers={"Accept": FORM["Accept"]})
        response = connection.getresponse()
        content = response.read()
        if response.status != http.client.OK:
            raise RuntimeError(f"{server.name} answers {response.status} to {query}: {content[:300]!r}")
        return (response.getheader("Content-Type") or "").partition(";")[0], content
    finally:
        connection.close()


def read_answer(media_type: str, content: bytes) -> Comparable:
    """Return an answer in a form that is equal for equal answers: a truth, sorted rows or sorted triples."""
    if media_type == TRIPLES:
        return tuple(sorted({str(each) for each in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)}))
    if media_type != RESULTS:
        raise ValueError(f"An answer has the type “{media_type}”; expected {RESULTS} or {TRIPLES}.")
    answer = json.loads(content)
    if "boolean" in answer:
        return bool(answer["boolean"])
    rows = (
        tuple(sorted((name, *_term(value)) for name, value in row.items()))
        for row in answer["results"]["bindings"]
    )
    return tuple(sorted(rows))


def _term(value: Mapping[str, str]) -> tuple[str, ...]:
    """Return a term so that 1 and 01, and a plain literal and an xsd:string, are the same."""
    if value["type"] in ("uri", "bnode"):
        return value["type"], value["value"] if value["type"] == "uri" else ""
    datatype = value.get("datatype", _STRING)
    return "literal", _number(value["value"], datatype), value.get("xml:lang", "").lower(), datatype


def _number(text: str, datatype: str) -> str:
    if not datatype.endswith(("#integer", "#decimal", "#double")):
        return text
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def _difference(kind: str, query: str, first: tuple[str, Comparable], other: tuple[str, Comparable]) -> str:
    sizes = " and ".join(f"{name} {_size(answer)}" for name, answer in (first, other))
    return f"The answers to a query of the kind “{kind}” differ: {sizes}.\n{query}"


def _size(answer: Comparable) -> str:
    return f"says {answer}" if isinstance(answer, bool) else f"has {len(answer)} rows"
