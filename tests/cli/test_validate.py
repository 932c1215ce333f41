"""``nqfgraph validate`` as a clerk meets it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest

Run = Callable[..., Any]

PREFIXES = """@prefix elm: <http://data.europa.eu/snb/model/elm/> .
@prefix : <https://data.example.org/id/> .
"""
GOOD = PREFIXES + ':n a elm:Note ; elm:noteLiteral "Qeyd"@az .\n'
BAD = PREFIXES + ':n a elm:Note ;\n  elm:noteLiteral "Qeyd" .\n'


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.ttl"
    path.write_text(BAD, encoding="utf-8")
    return path


def test_what_is_right_conforms(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "good.ttl"
    path.write_text(GOOD, encoding="utf-8")
    answer = run("validate", path)
    assert (answer.status, answer.err) == (0, "")
    assert "All in order: it can be sent." in answer.out


def test_what_is_wrong_is_said_with_place_fact_and_remedy_in_the_language_of_the_reader(
    run: Run, bad: Path
) -> None:
    answer = run("validate", bad, "--lang", "az")
    assert answer.status == 1
    assert f"{bad}, sətir 4, sütun 19" in answer.out
    assert "“Qeyd” – xsd:string; rdf:langString növündə düzgün qiymət lazımdır." in answer.out
    assert "Necə düzəltməli:" in answer.out


@pytest.mark.parametrize("form", ["text", "json", "html", "csv", "turtle", "sarif", "junit"])
def test_a_report_goes_into_a_file(run: Run, bad: Path, tmp_path: Path, form: str) -> None:
    written = tmp_path / f"report.{form}"
    answer = run("validate", bad, "--format", form, "--output", written)
    assert (answer.status, answer.out) == (1, "")
    assert "Qeyd" in written.read_text(encoding="utf-8-sig")


def test_a_report_is_a_workbook_too(run: Run, bad: Path, tmp_path: Path) -> None:
    written = tmp_path / "report.xlsx"
    assert run("validate", bad, "--format", "xlsx", "--output", written).status == 1
    findings = openpyxl.load_workbook(written)["Findings"]
    assert any("Qeyd" in str(cell) for row in findings.iter_rows(values_only=True) for cell in row)


def test_warnings_fail_only_if_asked(run: Run, register: Path) -> None:
    assert run("validate", register).status == 0
    answer = run("validate", register, "--fail-on", "warning")
    assert answer.status == 1
    assert "qualifications.csv, row 2" in answer.out


def test_an_earlier_report_is_compared_with(run: Run, bad: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    assert run("validate", bad, "--format", "json", "--output", earlier).status == 1
    bad.write_text(BAD.replace('"Qeyd"', '"Qeyd", "b"'), encoding="utf-8")
    answer = run("validate", bad, "--baseline", earlier)
    assert "1 new, 1 still open, 0 fixed" in answer.out
    bad.write_text(GOOD, encoding="utf-8")
    mended = run("validate", bad, "--baseline", earlier)
    assert mended.status == 0
    assert "0 new, 0 still open, 1 fixed" in mended.out


@pytest.mark.parametrize("content", ["", "nonsense", "[" * 100_000, "{}", "[]"])
def test_an_earlier_report_that_is_none_is_explained(
    run: Run, bad: Path, tmp_path: Path, content: str
) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text(content)
    answer = run("validate", bad, "--baseline", earlier)
    assert answer.status == 2
    assert "earlier report" in answer.err


def test_own_shapes_are_used_and_broken_ones_are_one_message(run: Run, bad: Path, tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    head = PREFIXES + "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    shapes.write_text(head + ":S sh:targetClass elm:Note ; sh:nodeKind sh:BlankNode .")
    answer = run("validate", bad, "--shapes", shapes)
    assert answer.status == 1
    assert "NodeKind" in answer.out
    assert "Datatype" not in answer.out
    assert "Datatype" in run("validate", bad, "--shapes", shapes, "--profile", "elm-loq").out
    shapes.write_text(head + ":S a sh:NodeShape ; sh:property [ sh:minCount 1 ] .")
    broken = run("validate", bad, "--shapes", shapes)
    assert (broken.status, broken.out) == (2, "")
    assert "shape" in broken.err
    shapes.write_text("no turtle")
    assert run("validate", bad, "--shapes", shapes).status == 2


def test_nothing_that_was_not_checked_conforms(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_text(BAD.replace("/snb/model/elm/", "/snb/model#"))
    answer = run("validate", path)
    assert answer.status == 1
    assert "The namespace is http://data.europa.eu/snb/model#" in answer.out
    path.write_text("")
    assert run("validate", path).status == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", ':n a "'),
        ("a.ttl", b"\xff\xfe\x00"),
        ("a.jsonld", '{"@context": "https://x.example/", "a": 1}'),
        ("a.jsonld", '{"a":' * 100_000),
        ("a.rdf", "<a><b>"),
        ("a.rdf", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        ("a.zip", b"PK\x03\x04 no archive"),
        ("a.csv", "a,b\n1,2\n"),
        ("a.bin", b"\x00\x01"),
    ],
)
def test_what_cannot_be_checked_is_one_message(
    run: Run, tmp_path: Path, name: str, content: str | bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    answer = run("validate", path)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("Error: ")
    assert str(path) in answer.err


def test_missing_files_and_unknown_profiles_are_explained(run: Run, bad: Path, tmp_path: Path) -> None:
    assert "There is no file" in run("validate", tmp_path / "nothing.ttl").err
    assert run("validate", bad, "--profile", "elm").status == 2
    assert run("validate").status == 2


def test_the_program_itself(bad: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nqfgraph.cli", "validate", str(bad), "--format", "json", "--lang", "ru"],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["location"] == {"file": str(bad), "line": 4, "column": "19"}
    assert finding["message"].startswith("текст примечания")


@pytest.fixture
def endpoint() -> Iterator[str]:
    """Return the address of an endpoint that answers every query with one faulty node."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = b"".join(
                str(each.triple).encode() + b" .\n" for each in ox.parse(BAD, format=ox.RdfFormat.TURTLE)
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/n-triples")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_is_checked_and_named_as_the_place(run: Run, endpoint: str, tmp_path: Path) -> None:
    query = tmp_path / "all.rq"
    query.write_text("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", encoding="utf-8")
    for more in ((), ("--query", query)):
        answer = run("validate", "--endpoint", endpoint, *more)
        assert answer.status == 1
        assert f"   - {endpoint}\n" in answer.out
        assert "https://data.example.org/id/n" in answer.out


def test_a_release_is_checked_again(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("validate", "--release", "current").status == 0
    shapes = tmp_path / "s.ttl"
    shapes.write_text(
        f"{PREFIXES}@prefix sh: <http://www.w3.org/ns/shacl#> .\n:s sh:targetClass elm:Qualification ;"
        " sh:property [ sh:path elm:nothing ; sh:minCount 1 ] .",
        encoding="utf-8",
    )
    answer = run("validate", "--release", "2026-11-23.1", "--shapes", shapes)
    assert answer.status == 1
    assert re.search(r"   - 2026-11-23\.1/dump\.nq, line \d+\n", answer.out)
    assert run("validate", "--release", "2020-01-01.1").status == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a.ttl", "--release", "current"),
        ("--endpoint", "http://a.example/", "--release", "current"),
        ("a.ttl", "--query", "ASK {}"),
        ("--release", "current", "--schema", "a.xsd"),
        ("--endpoint", "a folder"),
    ],
)
def test_only_one_thing_is_checked_at_a_time(run: Run, arguments: tuple[str, ...]) -> None:
    answer = run("validate", *arguments)
    assert answer.status == 2
    assert (
        "one of the three" in answer.err or "goes together" in answer.err or "not the address" in answer.err
    )


def test_a_schema_goes_with_qdr_xml(run: Run, bad: Path, tmp_path: Path) -> None:
    schema = tmp_path / "a.xsd"
    schema.write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>', encoding="utf-8")
    answer = run("validate", bad, "--schema", schema)
    assert answer.status == 2
    assert "is not QDR XML" in answer.err
