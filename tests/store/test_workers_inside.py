"""What happens inside a worker, seen from the other end of its connection (the processes: tests/server)."""

from __future__ import annotations

import gc
import os
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from nqfgraph import errors
from nqfgraph.places import Place
from nqfgraph.store.workers import framing, limits, wall, worker

CSV = "text/csv"
HEAD = 5
"""Bytes before the content of a frame."""


@pytest.fixture
def connection() -> Iterator[socket.socket]:
    """The server's end; a thread serves the other one until this one is closed."""
    store = ox.Store()
    p = ox.NamedNode("http://example.org/p")
    store.extend(ox.Quad(p, p, ox.Literal("x" * 1000 + str(each)), p) for each in range(400))
    mine, other = socket.socketpair()

    def serve() -> None:
        worker.serve(other, store)
        # A worker that breaks off leaves results in a cycle, and only its own thread may free them.
        gc.collect()

    thread = threading.Thread(target=serve)
    thread.start()
    yield mine
    mine.close()
    thread.join()
    other.close()


def order(query: str, media_type: str = CSV) -> dict[str, object]:
    return {
        "query": query,
        "media_type": media_type,
        "default_graphs": None,
        "named_graphs": None,
        "base": None,
    }


def answer(connection: socket.socket, query: str, media_type: str = CSV) -> list[tuple[bytes, bytes]]:
    connection.sendall(framing.write_value(framing.ORDER, order(query, media_type)))
    answers = framing.Frames(connection)
    frames = [answers.next()]
    while frames[-1][0] == framing.PIECE:
        frames.append(answers.next())
    assert not answers.arrived
    return frames


def test_an_answer_is_its_pieces_and_an_end(connection):
    assert answer(connection, "SELECT (1 AS ?x) WHERE {}") == [
        (framing.PIECE, b"x\r\n1\r\n"),
        (framing.END, b""),
    ]


def test_the_first_piece_is_small_and_the_others_large(connection):
    frames = answer(connection, "SELECT ?o WHERE { ?s ?p ?o }")
    sizes = [len(content) for kind, content in frames if kind == framing.PIECE]
    assert sum(sizes) > 400_000
    assert sizes[0] <= 8192
    assert all(size > 60_000 for size in sizes[1:-1])


@pytest.mark.parametrize(
    ("query", "media_type", "kind", "message"),
    [
        ("SELECT", CSV, "QueryError", "not valid SPARQL"),
        ("SELECT * { SERVICE ?x { ?s ?p ?o } }", CSV, "QueryRefused", "SERVICE"),
        ("CLEAR ALL", CSV, "QueryRefused", "update"),
        ("ASK {}", "text/turtle", "QueryError", "cannot be written as"),
    ],
)
def test_a_failure_takes_the_place_of_the_answer(connection, query, media_type, kind, message):
    ((frame, content),) = answer(connection, query, media_type)
    assert frame == framing.FAILURE
    assert type(framing.read_error(content)).__name__ == kind
    assert message in str(framing.read_error(content))
    assert answer(connection, "ASK {}")[-1] == (framing.END, b"")


def test_a_worker_that_has_grown_says_that_it_ends(connection, monkeypatch):
    monkeypatch.setattr(limits, "peak_memory", lambda: sys.maxsize)
    assert answer(connection, "ASK {}")[-1] == (framing.END, framing.RETIRE)


def test_memory_that_is_refused_is_told(connection, monkeypatch):
    def refuse(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(worker, "write_results", refuse)
    ((frame, content),) = answer(connection, "ASK {}")
    assert frame == framing.FAILURE
    assert "more memory" in framing.read_error(content).message


def test_a_reader_that_leaves_ends_the_worker(connection):
    query = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    connection.sendall(framing.write_value(framing.ORDER, order(query)))
    assert framing.Frames(connection).next()[0] == framing.PIECE
    # The fixture closes this end and waits for the worker.


def test_errors_survive_the_way():
    place = Place(file="query", line=3, column="7")
    for error in (
        errors.QueryError("wrong", place=place, remedy="mend it"),
        errors.QueryRefused("no"),
        errors.QueryMemory("too much"),
        errors.StoreUnavailable("gone"),
        errors.InputError("odd"),
    ):
        again = framing.read_error(framing.write_error(error)[HEAD:])
        assert (again.message, again.place, again.remedy) == (error.message, error.place, error.remedy)
        assert isinstance(again, errors.StoreError)


def test_a_frame_that_is_too_long_is_none_of_ours():
    mine, other = socket.socketpair()
    with mine, other:
        mine.sendall(b"P\xff\xff\xff\xff")
        with pytest.raises(EOFError):
            framing.Frames(other).next()


def test_frames_that_come_in_shreds_are_put_together():
    mine, other = socket.socketpair()
    with mine, other:
        sent = framing.write(framing.PIECE, b"x" * 10) + framing.write(framing.END)
        frames = framing.Frames(other)
        other.setblocking(False)
        for byte in sent[:14]:
            mine.sendall(bytes([byte]))
            with pytest.raises(BlockingIOError):
                frames.next()
        mine.sendall(sent[14:])
        assert frames.next() == (framing.PIECE, b"x" * 10)
        assert frames.arrived
        assert frames.next() == (framing.END, b"")
        assert not frames.arrived


# The limits hold for a whole process, so each is tried in one of its own.


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"from nqfgraph.store.workers import limits, wall\n{program}"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_memory_beyond_the_limit_is_refused():
    assert "MemoryError" in run("limits.use_at_most(50); bytearray(80 << 20)").stderr
    assert run("limits.use_at_most(50); bytearray(20 << 20)").returncode == 0


def test_nothing_more_can_be_opened():
    program = "import socket; wall.open_nothing_more(); socket.socket()"
    assert "Too many open files" in run(program).stderr


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_no_socket_can_be_made_and_files_can_be_opened(family):
    program = f"""
import socket
print(wall.open_no_socket(), open('/proc/self/stat').read(1))
socket.socket(socket.{family})
"""
    ended = run(program)
    assert ended.stdout.startswith("True ")
    assert "PermissionError" in ended.stderr


def test_threads_and_programs_that_come_later_can_make_no_socket_either():
    program = """
import socket, subprocess, sys, threading
wall.open_no_socket()
def work():
    try:
        socket.socket()
    except PermissionError:
        print("refused", flush=True)
thread = threading.Thread(target=work)
thread.start()
thread.join()
subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], stderr=sys.stdout)
"""
    assert run(program).stdout.startswith("refused\nTraceback")


def test_a_machine_without_such_a_wall_is_told(monkeypatch):
    monkeypatch.setattr(wall.platform, "machine", lambda: "sparc")
    assert wall.open_no_socket() is False


def test_a_process_ends_if_its_parent_has_already_gone():
    assert run(f"limits.die_with_parent({os.getpid()}); print('lives')").stdout == "lives\n"
    assert run("limits.die_with_parent(1 << 30); print('lives')").stdout == ""


def test_the_limits_that_are_set(monkeypatch):
    found = {}
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limit: found.setdefault(kind, limit))
    limits.use_at_most(100)
    wall.open_nothing_more()
    assert found[resource.RLIMIT_NOFILE] == (0, 0)
    assert found[resource.RLIMIT_CORE] == (0, 0)
    soft, hard = found[resource.RLIMIT_AS]
    assert soft == hard > 100 << 20
    assert limits.peak_memory() > 10 << 20
