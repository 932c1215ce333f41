"""The measurement of SPARQL asks what it says, compares answers as they mean, and sums up right."""

from __future__ import annotations

import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from random import Random
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from benchmarks.sparql import processes, servers
from benchmarks.sparql.agreement import Disagreement, check_agreement, read_answer
from benchmarks.sparql.client import (
    ACCEPT,
    FORM,
    Load,
    Measured,
    find_wrk,
    read_output,
    run_wrk,
    write_script,
)
from benchmarks.sparql.report import divide, summarise, write_table
from benchmarks.sparql.servers import OURS, OXIGRAPH, RDFLIB, Missing, Running, require
from benchmarks.sparql.workload import HEAVY, HUNGRY, LIGHT, RUNAWAY, TABLE, Subjects, write_mix, write_sample

JSON = "application/sparql-results+json"
SUBJECTS = Subjects(
    qualifications=[f"https://data.example.org/id/qualification/{number}" for number in range(50)],
    levels=[f"https://data.example.org/id/level/{number}" for number in range(1, 9)],
    fields=["http://data.europa.eu/snb/isced-f/0611", "http://data.europa.eu/snb/isced-f/0612"],
    broad_fields=["http://data.europa.eu/snb/isced-f/06"],
)


# -- the queries


@pytest.mark.parametrize("kind", [*LIGHT.items(), *HEAVY.items()], ids=lambda kind: kind[0])
def test_every_kind_of_query_is_valid(kind):
    ox.Store().query(kind[1](SUBJECTS, Random(1)))


@pytest.mark.parametrize("query", [TABLE, RUNAWAY, HUNGRY])
def test_the_other_queries_are_valid(query):
    ox.Store().query(query)


def test_a_mix_is_the_same_for_every_run_and_has_its_shares():
    mix = write_mix(LIGHT, SUBJECTS, 1100, "seed")
    assert mix == write_mix(LIGHT, SUBJECTS, 1100, "seed")
    assert mix != write_mix(LIGHT, SUBJECTS, 1100, "another")
    assert len(mix) == 1100
    assert sum(query.startswith("CONSTRUCT") for query in mix) == 600
    assert sum(" OFFSET " in query for query in mix) == 200
    assert sum(" ASK " in f" {query} ".replace("\n", " ") for query in mix) == 100


def test_a_sample_has_every_kind():
    sample = write_sample(HEAVY, SUBJECTS, 3)
    assert set(sample) == set(HEAVY)
    assert all(len(queries) == 3 for queries in sample.values())


# -- asking


class Recorder:
    """A server that takes note of what it is asked."""

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.headers: list[dict[str, str]] = []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                recorder.note(self, body)

            def do_GET(self) -> None:
                recorder.note(self, self.path.partition("?")[2])

            def log_message(self, *words: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self.server.server_address[1]}/sparql"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def note(self, handler: http.server.BaseHTTPRequestHandler, parameters: str) -> None:
        self.queries.append(parse_qs(parameters)["query"][0])
        self.headers.append(dict(handler.headers))
        handler.send_response(200 if len(self.queries) % 10 else 503)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    made = Recorder()
    yield made
    made.server.shutdown()
    made.server.server_close()


needs_wrk = pytest.mark.skipif(shutil.which("wrk") is None, reason="needs wrk")


@needs_wrk
@pytest.mark.parametrize("posted", [True, False])
def test_wrk_never_sends_a_text_twice(recorder, tmp_path, posted):
    load = Load("new queries", ["ASK { }", "ASK { ?s ?p 'ə+&%' }"], posted=posted)
    first, second = (
        run_wrk(load, recorder.endpoint, turn=turn, seconds=1, folder=tmp_path, connections=2)
        for turn in (0, 1)
    )
    assert len(recorder.queries) == len(set(recorder.queries)) > 20
    assert {query.partition(" #")[0] for query in recorder.queries} == set(load.queries)
    assert all(headers["Accept"] == ACCEPT for headers in recorder.headers)
    assert first.rate > 0
    assert first.refused + second.refused >= len(recorder.queries) // 10 - 4
    ox.Store().query(recorder.queries[-1])


@needs_wrk
def test_wrk_sends_the_same_text_again_if_that_is_asked(recorder, tmp_path):
    load = Load("again", ["ASK {}"], again=True, posted=False, headers={"If-None-Match": '"x"'})
    run_wrk(load, recorder.endpoint, turn=3, seconds=1, folder=tmp_path, connections=1)
    assert set(recorder.queries) == {"ASK {}"}
    assert recorder.headers[0]["If-None-Match"] == '"x"'


@needs_wrk
def test_a_server_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RuntimeError, match=r"127\.0\.0\.1:1"):
        run_wrk(Load("x", ["ASK {}"]), "http://127.0.0.1:1/", turn=0, seconds=1, folder=tmp_path)


def test_turns_send_other_texts(tmp_path):
    load = Load('with "quotes"', ["ASK {}"], headers={"X": 'a "b" \\'})
    assert write_script(load, tmp_path, 0) != write_script(load, tmp_path, 1)
    assert write_script(load, tmp_path, 2) == write_script(load, tmp_path, 2)
    assert 'wrk.headers["X"] = "a \\"b\\" \\\\"' in write_script(load, tmp_path, 0)


def test_the_output_of_wrk_is_read():
    text = (
        "Running 6s test @ http://127.0.0.1:1/\n"
        "measured requests=3000 microseconds=6000000 p50=7500 p95=20100 p99=33000 refused=2 broken=1\n"
    )
    assert read_output(text) == Measured(500.0, 7.5, 20.1, 33.0, 2, 1)
    with pytest.raises(ValueError, match="unable to connect"):
        read_output("unable to connect")


# -- comparing


def results(*rows: str) -> bytes:
    return f'{{"head":{{"vars":["a","b"]}},"results":{{"bindings":[{",".join(rows)}]}}}}'.encode()


def literal(value: str, datatype: str | None = None) -> str:
    typed = f',"datatype":"http://www.w3.org/2001/XMLSchema#{datatype}"' if datatype else ""
    return f'{{"type":"literal","value":"{value}"{typed}}}'


def test_answers_are_equal_whatever_their_order_and_writing():
    one = results(f'{{"a":{literal("x")},"b":{literal("1", "integer")}}}', f'{{"a":{literal("y")}}}')
    other = results(
        f'{{"a":{literal("y", "string")}}}', f'{{"b":{literal("01", "integer")},"a":{literal("x")}}}'
    )
    assert read_answer(JSON, one) == read_answer(JSON, other)
    turned = (b"<a:b> <a:c> <a:d> .\n<a:b> <a:c> 'e'@en .", b"<a:b> <a:c> 'e'@en .\n<a:b> <a:c> <a:d> .")
    triples = [each.replace(b"'", b'"') for each in turned]
    assert read_answer("application/n-triples", triples[0]) == read_answer(
        "application/n-triples", triples[1]
    )
    assert read_answer(JSON, b'{"head":{},"boolean":true}') is True


@pytest.mark.parametrize(
    "other",
    [
        literal("2", "integer"),
        literal("1"),
        literal("1", "decimal"),
        '{"type":"literal","value":"1","xml:lang":"en"}',
        '{"type":"uri","value":"1"}',
    ],
)
def test_terms_that_differ_make_answers_differ(other):
    same = f'{{"a":{literal("1", "integer")}}}'
    assert read_answer(JSON, results(same)) != read_answer(JSON, results(f'{{"a":{other}}}'))
    assert read_answer(JSON, results(same)) != read_answer(JSON, results(same, same))
    assert read_answer(JSON, results(same)) != read_answer(JSON, results(same.replace('"a"', '"b"')))


def test_a_form_that_was_not_asked_for_is_no_answer():
    with pytest.raises(ValueError, match="text/html"):
        read_answer("text/html", b"<p>")


def test_servers_that_answer_differently_are_told(monkeypatch):
    answers = {"one": b'{"head":{},"boolean":true}', "two": b'{"head":{},"boolean":false}'}
    monkeypatch.setattr("benchmarks.sparql.agreement.ask", lambda server, query: (JSON, answers[server.name]))
    asked = [Running(name, 1, 1, "/") for name in ("one", "one", "two")]
    assert check_agreement(asked[:2], {"kind": ["ASK {}", "ASK { }"]}) == {"kind": 2}
    with pytest.raises(Disagreement, match="one says True and two says False"):
        check_agreement(asked, {"kind": ["ASK {}"]})


# -- summing up


def test_rounds_are_summed_up_with_ratios_of_medians():
    def rounds(*rates: float) -> list[Measured]:
        return [Measured(rate, 1.0, 2.0, 3.0, 1, 0) for rate in rates]

    found = summarise({OURS: rounds(30, 10, 20), OXIGRAPH: rounds(8, 5, 11)})
    assert found[OURS]["rate"] == {"median": 20, "least": 10, "most": 30}
    assert found[OURS]["ratio_to_oxigraph"] == 2.5
    assert found[OXIGRAPH]["refused"] == 3
    assert "ratio_to_oxigraph" not in summarise({OURS: rounds(1)})[OURS]
    assert divide(1, 0) is None


def test_the_table_tells_what_failed_and_what_is_missing():
    measured = {"median": 20.0, "least": 1.0, "most": 30.0}
    runaway = {
        "idle": {"rate": 9.0, "p95": 2.0},
        "beside": {"rate": 9.0, "p95": 3.0},
        "answers": ["504"],
        "seconds_until_answer": [12.1],
    }
    silent = runaway | {
        "beside": {"rate": 0.0, "p95": 0.0},
        "answers": ["none"],
        "seconds_until_answer": [17.0],
    }
    memory = {each: {"pss": 100.0 * number} for number, each in enumerate(("before", "most", "after"))}
    table = write_table(
        {
            "servers": [OURS, OXIGRAPH],
            "loads": {
                "light": {
                    OURS: {"rate": measured, "refused": 3, "broken": 0, "ratio_to_oxigraph": 1.1},
                }
            },
            "transfer": {OURS: {"first_byte": measured, "total": measured}},
            "runaways": {OURS: {"1": runaway, "2": silent, "4": runaway, "memory": memory}},
        }
    )
    assert "| light, requests/s | 20 (1.1 ×, 3 failed) | – |" in table
    assert "3.0, 1.5 × idle (12.1)" in table
    assert "nobody answered (not within 17)" in table
    assert "0, 100, 200" in table


# -- what is needed


def test_what_is_not_installed_is_named_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Missing, match="apt-get install wrk"):
        find_wrk()
    monkeypatch.setattr(servers, "find_spec", lambda name: None)
    monkeypatch.setattr(servers, "_oxigraph", lambda: None)
    for name in (OXIGRAPH, RDFLIB):
        with pytest.raises(Missing, match=f"--group bench.*--without {name}"):
            require(name)
    require(OURS)


def test_memory_and_work_of_a_family_are_read():
    process = os.getpid()
    assert process in processes.family(process)
    used = processes.memory(process)
    assert used["rss"] >= used["pss"] > 1
    assert processes.seconds_of_work(process) > 0
    assert processes.wait_for_quiet(2**22 + 1, 1) < 1
    assert FORM["Accept"] == ACCEPT
