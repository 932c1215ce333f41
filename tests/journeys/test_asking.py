"""A researcher starts the server with one command and asks it with SPARQLWrapper."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest
from SPARQLWrapper import CSV, GET, JSON, POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

LEVELS = """
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
SELECT ?level (COUNT(?qualification) AS ?count)
WHERE { ?qualification a elm:Qualification ; elm:NQFLevel ?level }
GROUP BY ?level ORDER BY ?level
"""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory, plain_environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the shipped register on a free port and give the address of its endpoint."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "nqfgraph.cli", "serve", "--port", "0", "--workers", "1"],
        cwd=tmp_path_factory.mktemp("researcher"),
        env=plain_environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        found = (re.search(r"http://127\.0\.0\.1:\d+/", line) for line in server.stdout)
        address = next(match[0] for match in found if match)
        try:
            yield f"{address}sparql"
        finally:
            server.send_signal(signal.SIGTERM)


def ask(endpoint: str, query: str, form: str, method: str = GET) -> object:
    client = SPARQLWrapper(endpoint)
    client.setReturnFormat(form)
    client.setMethod(method)
    client.setQuery(query)
    return client.query().convert()


@pytest.mark.parametrize("method", [GET, POST])
def test_rows_arrive_as_json(endpoint: str, method: str) -> None:
    answer = ask(endpoint, LEVELS, JSON, method)
    assert isinstance(answer, dict)
    rows = answer["results"]["bindings"]
    assert [row["level"]["value"].rpartition("/")[2] for row in rows] == list("12345678")
    assert sum(int(row["count"]["value"]) for row in rows) >= 100


def test_the_other_forms_say_the_same(endpoint: str) -> None:
    table = ask(endpoint, LEVELS, CSV)
    assert isinstance(table, bytes)
    assert len(table.split()) == 1 + 8
    document = ask(endpoint, LEVELS, XML)
    assert len(document.getElementsByTagName("result")) == 8


def test_a_thing_arrives_as_turtle(endpoint: str) -> None:
    level = ask(endpoint, "DESCRIBE <https://data.aznqf.example/id/level/6>", TURTLE)
    assert isinstance(level, bytes)
    assert "6-cı səviyyə" in level.decode()


def test_a_mistake_is_said_with_its_place(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column 20"):
        ask(endpoint, "SELECT ?level WHERE", JSON)
