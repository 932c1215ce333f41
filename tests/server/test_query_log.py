"""The query log says what was asked and how it ended, never who asked, and harms no query when it fails."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.errors import InputError
from nqfgraph.settings import Settings
from nqfgraph_server.exchange import Exchange, Outcome
from nqfgraph_server.query_log import QueryLog
from nqfgraph_server.sparql.observed import Observation

QUERY = "SELECT * WHERE { ?level a ?kind } LIMIT 3"
JSON = {"Accept": "application/sparql-results+json", "User-Agent": "Curious/1.0"}
Make = Callable[..., flask.Flask]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queries.jsonl"


@pytest.fixture
def logged(make_app: Make, path: Path) -> FlaskClient:
    return make_app(query_log=str(path)).test_client()


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ask(client: FlaskClient, query: str = QUERY, **headers: str) -> bytes:
    answer = client.get("/sparql", query_string={"query": query}, headers={**JSON, **headers}, buffered=True)
    return answer.data


def exchange(query: str = QUERY, size: int = 10) -> Exchange:
    seen = Observation(query=query, form="SELECT", release="2026-11-23.1")
    return Exchange("sparql-select", 200, Outcome.WHOLE, "text/csv", 0.1, 0.2, size, True, seen)


def test_a_query_is_one_line_with_what_it_asked_and_cost(logged: FlaskClient, path: Path) -> None:
    body = ask(logged)
    [line] = lines(path)
    assert abs(datetime.fromisoformat(line.pop("time")) - datetime.now(UTC)) < timedelta(minutes=1)
    assert 0 < line.pop("seconds") < 60
    assert 0 < line.pop("work_seconds") < 60
    assert line == {
        "release": "2026-11-23.1",
        "form": "SELECT",
        "media_type": "application/sparql-results+json",
        "status": 200,
        "outcome": "whole",
        "bytes": len(body),
        "cached": False,
        "query": hashlib.sha256(QUERY.encode()).hexdigest()[:16],
    }


def test_nothing_in_the_log_tells_who_asked_or_what(logged: FlaskClient, path: Path) -> None:
    ask(logged, "SELECT ?secret { ?secret ?p ?o } LIMIT 1")
    text = path.read_text(encoding="utf-8")
    assert not any(each in text for each in ("127.0.0.1", "Curious", "secret"))
    assert path.stat().st_mode & 0o007 == 0


def test_the_same_query_asked_again_is_logged_as_kept(logged: FlaskClient, path: Path) -> None:
    ask(logged)
    ask(logged)
    first, again = lines(path)
    assert not first["cached"]
    assert again["cached"]
    assert again["work_seconds"] == 0
    assert first["query"] == again["query"]
    assert first["bytes"] == again["bytes"]


@pytest.mark.parametrize(
    ("query", "status", "outcome", "form"),
    [
        ("SELECT * {", 400, "refused", "SELECT"),
        ("INSERT DATA { <a:a> <a:a> <a:a> }", 400, "refused", None),
        ("SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }", 400, "refused", "SELECT"),
    ],
)
def test_what_is_refused_is_logged(
    logged: FlaskClient, path: Path, query: str, status: int, outcome: str, form: str | None
) -> None:
    ask(logged, query)
    [line] = lines(path)
    assert (line["status"], line["outcome"], line["form"]) == (status, outcome, form)


def test_what_cannot_even_be_read_is_logged(logged: FlaskClient, path: Path) -> None:
    logged.post("/sparql", data="x", content_type="text/plain", buffered=True)
    [line] = lines(path)
    assert (line["status"], line["query"], line["release"]) == (415, None, None)


def test_a_spent_budget_is_logged(make_app: Make, path: Path) -> None:
    app = make_app(query_log=str(path), client_seconds=1.0)
    app.extensions["nqfgraph"].budgets.charge("127.0.0.1", 5)
    ask(app.test_client())
    assert [(line["status"], line["outcome"]) for line in lines(path)] == [(429, "spent")]


def test_pages_and_the_description_are_not_in_it(logged: FlaskClient, path: Path) -> None:
    logged.get("/az/", buffered=True)
    logged.get("/sparql", headers={"Accept": "text/turtle"}, buffered=True)
    assert not path.exists()


def test_the_text_is_in_it_only_if_that_is_set(make_app: Make, path: Path) -> None:
    query = 'SELECT * { ?s ?p "Bakı\n" }'
    ask(make_app(query_log=str(path), query_log_text=True).test_client(), query)
    [line] = lines(path)
    assert line["text"] == query


def test_without_a_setting_nothing_is_written(make_app: Make, capfd: pytest.CaptureFixture[str]) -> None:
    ask(make_app().test_client())
    assert "work_seconds" not in capfd.readouterr().err


def test_standard_error_can_be_the_log(make_app: Make, capsys: pytest.CaptureFixture[str]) -> None:
    ask(make_app(query_log="-").test_client())
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["status"] == 200


def test_a_missing_folder_fails_no_query_and_is_said_once(
    make_app: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "missing" / "queries.jsonl"
    client = make_app(query_log=str(path)).test_client()
    with caplog.at_level(logging.WARNING):
        assert ask(client)
        assert ask(client)
        assert [str(path) in each.getMessage() for each in caplog.records] == [True]
        path.parent.mkdir()
        ask(client)
        assert len(lines(path)) == 1
        path.unlink()
        path.parent.rmdir()
        ask(client)
    assert len(caplog.records) == 2


def test_a_full_disk_fails_no_query(caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    log = QueryLog(Settings(query_log="/dev/full"), said.append)
    log.write(exchange())
    log.write(exchange())
    assert len(said) == 1
    assert "No space left" in said[0]


def test_a_line_that_was_cut_off_spoils_no_other(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    log = QueryLog(Settings(query_log=str(path)), said.append)
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda descriptor, content: write(descriptor, content[:7]))
        log.write(exchange())
    log.write(exchange())
    cut, whole = path.read_text(encoding="utf-8").splitlines()
    assert len(cut) == 7
    assert json.loads(whole)["status"] == 200
    assert "only 7 of" in said[0]


def test_a_log_that_was_moved_away_begins_anew(path: Path, tmp_path: Path) -> None:
    log = QueryLog(Settings(query_log=str(path)), pytest.fail)
    log.write(exchange())
    path.rename(tmp_path / "queries.jsonl.1")
    log.write(exchange())
    log.write(exchange())
    assert len(lines(tmp_path / "queries.jsonl.1")) == 1
    assert len(lines(path)) == 2


def test_lines_of_many_threads_do_not_mix(path: Path) -> None:
    logs = [QueryLog(Settings(query_log=str(path), query_log_text=True), pytest.fail) for _ in range(2)]
    threads = [
        threading.Thread(target=lambda log=log: [log.write(exchange("ə" * 20_000)) for _ in range(20)])
        for log in logs * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(line["text"]) for line in lines(path)] == [20_000] * 80


@pytest.mark.parametrize(("text", "truth"), [("true", True), ("1", True), ("Off", False), ("no", False)])
def test_the_setting_is_a_truth_in_words(text: str, truth: bool) -> None:
    assert Settings.from_environment({"NQFGRAPH_QUERY_LOG_TEXT": text}).query_log_text is truth


def test_a_word_that_is_no_truth_is_refused() -> None:
    with pytest.raises(
        InputError, match="NQFGRAPH_QUERY_LOG_TEXT is “maybe”, which is not “true” or “false”"
    ):
        Settings.from_environment({"NQFGRAPH_QUERY_LOG_TEXT": "maybe"})
