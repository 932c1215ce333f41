"""A check in a process of its own: what it leaves behind, and what it cannot do."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nqfgraph.sources import find_register
from nqfgraph.submissions.job import OUT_OF_MEMORY
from nqfgraph.submissions.job_folder import JobFolder, Outcome, Request
from nqfgraph.submissions.keeping import read_verdict

GUARD_SECONDS = 60
GOOD = """@prefix elm: <http://data.europa.eu/snb/model/elm/> .
<https://data.example.org/id/q> a elm:Note ; elm:noteLiteral "text"@en .
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix elm: <http://data.europa.eu/snb/model/elm/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


@pytest.fixture
def prepare(tmp_path: Path) -> Callable[..., JobFolder]:
    """Return a function that fills the folder of a job; files are named by keyword: ``a__ttl``."""

    def fill(shapes: str = "", limits: dict[str, int] | None = None, **files: str | bytes) -> JobFolder:
        folder = JobFolder(tmp_path / "job")
        folder.files.mkdir(parents=True)
        folder.shapes.mkdir()
        named = {name.replace("__", "."): content for name, content in files.items()}
        for name, content in named.items():
            text = content if isinstance(content, bytes) else content.encode()
            (folder.files / name).write_bytes(text)
        if shapes:
            (folder.shapes / "own.ttl").write_text(SHAPES + shapes)
        bounds = {"seconds": GUARD_SECONDS, "megabytes": 2000, "triples": 1000, **(limits or {})}
        request = Request(
            files=tuple(named),
            shapes=("own.ttl",) if shapes else (),
            register=str(find_register("aznqf")),
            created=time.time(),
            **bounds,
        )
        folder.write_request(request)
        return folder

    return fill


def start(folder: JobFolder) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "nqfgraph.submissions.job", str(folder.path), str(os.getpid())],
        stderr=subprocess.PIPE,
    )


def run(folder: JobFolder) -> int:
    with start(folder) as process:
        said = process.communicate(timeout=GUARD_SECONDS)[1]
    assert b"Traceback" not in said, said.decode()
    return process.returncode


def outcome(folder: JobFolder) -> Outcome:
    found = folder.outcome()
    assert found is not None
    return found


def test_it_leaves_the_report_and_not_the_files(prepare: Callable[..., JobFolder]) -> None:
    folder = prepare(a__ttl=GOOD)
    assert run(folder) == 0
    found = outcome(folder)
    assert found.state == "checked"
    assert found.counts == {"violation": 0, "warning": 0, "info": 0}
    assert not any(each.exists() for each in (folder.files, folder.shapes, folder.temporary))
    assert read_verdict(folder.kept("verdict.json")).report.conforms
    assert b"sh:conforms true" in folder.kept("report.ttl")
    assert all("a.ttl" in folder.kept(f"page.{each}.html").decode() for each in ("az", "en", "ru"))


def test_tables_are_checked_as_a_part_of_the_register(prepare: Callable[..., JobFolder]) -> None:
    folder = prepare(organisation__csv="key,name_az,name_en,kind,country\nnew,Yeni,New,x,AZE\n")
    assert run(folder) == 0
    places = [each.place for each in read_verdict(folder.kept("verdict.json")).report.findings]
    assert {(each.file, each.row) for each in places if each} == {("organisation.csv", 2)}


def test_a_register_may_come_as_loose_files(prepare: Callable[..., JobFolder]) -> None:
    folder = prepare(register__toml="[register]\nname = 3\n", organisation__csv="key\na\n")
    assert run(folder) == 0
    found = outcome(folder)
    assert found.state == "unreadable"
    assert found.place is not None
    assert found.place.file.endswith("register.toml")
    assert str(folder.path) not in found.message


def test_a_file_that_cannot_be_read_is_shown_at_its_place(prepare: Callable[..., JobFolder]) -> None:
    folder = prepare(a__ttl='<urn:a>\n <urn:b>\n "<open .\n')
    assert run(folder) == 0
    found = outcome(folder)
    assert found.state == "unreadable"
    assert found.place is not None
    assert found.place.line == 3
    assert "&quot;&lt;open" in found.excerpt
    assert "<mark>" in found.excerpt


def test_shapes_that_are_broken_are_told(prepare: Callable[..., JobFolder]) -> None:
    folder = prepare("elm:S a sh:NodeShape ; sh:targetClass elm:Note ; sh:minLength 'x' .", a__ttl=GOOD)
    assert run(folder) == 0
    assert outcome(folder).state == "unreadable"


def test_too_many_statements_are_refused(prepare: Callable[..., JobFolder]) -> None:
    folder = prepare(limits={"triples": 1}, a__ttl=GOOD)
    assert run(folder) == 0
    assert (outcome(folder).state, outcome(folder).reason) == ("failed", "triples")


def test_it_ends_where_the_memory_does(prepare: Callable[..., JobFolder]) -> None:
    triples = "".join(f'<urn:s{number}> <urn:p> "{number}" .\n' for number in range(60_000))
    folder = prepare(limits={"megabytes": 8, "triples": 10**6}, a__nt=triples)
    assert run(folder) in (OUT_OF_MEMORY, -signal.SIGABRT)
    assert folder.outcome() is None


def test_it_ends_when_the_processor_time_is_used_up(prepare: Callable[..., JobFolder]) -> None:
    folder = prepare(limits={"seconds": 0}, a__ttl=GOOD)
    assert run(folder) in (-signal.SIGXCPU, -signal.SIGKILL)


def test_it_waits_for_another_that_checks_the_same_and_leaves_its_outcome(
    prepare: Callable[..., JobFolder],
) -> None:
    folder = prepare(a__ttl=GOOD)
    other = Outcome(state="checked", ended=1.0)
    with folder.lock.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = start(folder)
        folder.end(other)
    assert process.communicate(timeout=GUARD_SECONDS) == (None, b"")
    assert outcome(folder) == other


def test_it_does_not_outlive_its_server(prepare: Callable[..., JobFolder]) -> None:
    folder = prepare(a__ttl=GOOD)
    code = (
        "import subprocess, sys, os, time\n"
        f"p = subprocess.Popen([sys.executable, '-m', 'nqfgraph.submissions.job', {str(folder.path)!r},"
        " str(os.getpid())])\n"
        "print(p.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with folder.lock.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        job = int(server.stdout.readline())
        wait_until(lambda: "nqfgraph.submissions.job" in command(job))
        time.sleep(0.5)  # till it has asked to die with the server
        server.kill()
        server.communicate()
        wait_until(lambda: not command(job))


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + GUARD_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


# -- nothing is fetched


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """Give the address of a server on this machine, and what has been asked of it."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(1000))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x", asked
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(GUARD_SECONDS)


ENTITY = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY e SYSTEM "{iri}">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:elm="http://data.europa.eu/snb/model/elm/">
<elm:Note rdf:about="urn:a"><elm:noteLiteral>&e;</elm:noteLiteral></elm:Note></rdf:RDF>
"""
CONTEXT = '{{"@context": "{iri}", "@id": "urn:a", "title": "x"}}'
IMPORT = GOOD + "<urn:o> a <http://www.w3.org/2002/07/owl#Ontology> ;"
IMPORT += " <http://www.w3.org/2002/07/owl#imports> <{iri}> ."
IMPORTING_SHAPES = "<urn:o> a owl:Ontology ; owl:imports <{iri}> ."
IMPORTING_SHAPES += " elm:S a sh:NodeShape ; sh:targetClass elm:Note ; sh:nodeKind sh:IRI ."


@pytest.mark.parametrize(
    ("name", "content", "shapes", "state"),
    [
        ("a__rdf", ENTITY, "", "unreadable"),
        ("a__jsonld", CONTEXT, "", "unreadable"),
        ("a__ttl", IMPORT, IMPORTING_SHAPES, "checked"),
    ],
    ids=["entity", "context", "imports"],
)
def test_no_file_makes_it_ask_anybody(
    prepare: Callable[..., JobFolder],
    listener: tuple[str, list[bytes]],
    name: str,
    content: str,
    shapes: str,
    state: str,
) -> None:
    iri, asked = listener
    folder = prepare(shapes.format(iri=iri), **{name: content.format(iri=iri)})
    assert run(folder) == 0
    assert outcome(folder).state == state
    assert asked == []


@pytest.mark.parametrize(
    "shapes",
    [
        'elm:S a sh:NodeShape ; sh:targetClass elm:Note ; sh:sparql [ sh:select "SELECT $this WHERE'
        ' {{ SERVICE <{iri}> {{ $this ?p ?o }} }}" ] .',
        'elm:K a sh:ConstraintComponent ; sh:parameter [ sh:path elm:k ] ; sh:validator [ sh:ask "ASK'
        ' {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}" ] . elm:S a sh:NodeShape ; sh:targetClass elm:Note ;'
        " elm:k 1 .",
    ],
    ids=["select", "component"],
)
def test_no_shapes_make_it_ask_anybody(
    prepare: Callable[..., JobFolder], listener: tuple[str, list[bytes]], shapes: str
) -> None:
    iri, asked = listener
    folder = prepare(shapes.format(iri=iri), a__ttl=GOOD)
    assert run(folder) == 0
    assert outcome(folder).state == "unreadable"
    assert "SERVICE" in outcome(folder).message
    assert asked == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this filter")
def test_even_a_hole_in_a_parser_would_not_reach_a_network(listener: tuple[str, list[bytes]]) -> None:
    iri, asked = listener
    code = (
        "import socket, pyoxigraph\n"
        "from nqfgraph.submissions.confinement import confine\n"
        "confine(60, 2000)\n"
        "for family in (socket.AF_INET, socket.AF_INET6):\n"
        "    try:\n"
        "        socket.socket(family)\n"
        "    except PermissionError:\n"
        "        print('refused')\n"
        "try:\n"
        f"    list(pyoxigraph.Store().query('SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}'))\n"
        "except OSError as error:\n"
        "    print(error)\n"
        "import os, resource\n"
        "print(os.nice(0), resource.getrlimit(resource.RLIMIT_CORE)[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=GUARD_SECONDS, check=True
    )
    lines = done.stdout.splitlines()
    assert lines[:2] == ["refused", "refused"]
    assert "denied" in lines[2]
    assert lines[3] == f"{min(os.nice(0) + 10, 19)} 0"
    assert asked == []
