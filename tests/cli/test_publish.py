"""``publish``: what is said, and where secrets are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.cli import publish
from nqfgraph.release import Releases
from nqfgraph.store import pointer
from nqfgraph.store.address import Address
from nqfgraph.store.remote import RemoteStore

Run = Callable[..., Any]
SECRET = "very-secret"
NOWHERE = "http://127.0.0.1:9/sparql"


def test_an_engine_has_to_be_named(run: Run, home: Path) -> None:
    answer = run("publish")
    assert answer.status == 2
    assert "--store" in answer.err


def test_no_secret_is_an_option() -> None:
    names = {name for parameter in publish.command.params for name in parameter.opts}
    assert names == {"--store", "--graph-store", "--keep", "--release", "--home"}


def test_a_release_is_published_and_published_again(
    run: Run, home: Path, engine: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NQFGRAPH_STORE_USER", engine.user)
    monkeypatch.setenv("NQFGRAPH_STORE_PASSWORD", engine.password)
    current = Releases(home).current()
    assert current is not None
    for said in ("triples loaded", "triples was there already"):
        answer = run("publish", "--store", engine.query, "--graph-store", engine.graphs)
        assert answer.status == 0, answer.err
        assert f"Release {current.version} is current at {engine.query}" in answer.out
        assert said in answer.out
    store = RemoteStore(engine)
    found = pointer.read(store, current.manifest.register.base)
    assert found is not None
    assert found.current == current.version
    for graph in (*found.view(current.version).stored_graphs(), pointer.iri(found.base)):
        store.drop_graph(graph)
    store.close()


def test_releases_that_are_not_kept_are_waited_for(
    run: Run, home: Path, oxigraph: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(publish.time, "sleep", waited.append)
    monkeypatch.setenv("NQFGRAPH_STORE", oxigraph.query)
    monkeypatch.setenv("NQFGRAPH_STORE_GRAPHS", oxigraph.graphs)
    first, second = Releases(home).versions()[-2:]
    assert run("publish", "--release", first).status == 0
    answer = run("publish", "--keep", 1)
    assert f"Removed: {first}." in answer.out
    assert "Waiting 45 s" in answer.err
    assert 45.0 in waited
    assert run("publish", "--release", second).status == 0


def test_a_wrong_password_is_an_error_that_does_not_show_it(
    run: Run, home: Path, virtuoso: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NQFGRAPH_STORE_USER", "dba")
    monkeypatch.setenv("NQFGRAPH_STORE_PASSWORD", SECRET)
    answer = run("publish", "--store", virtuoso.query, "--graph-store", virtuoso.graphs)
    assert answer.status == 2
    assert "NQFGRAPH_STORE_PASSWORD" in answer.err
    assert SECRET not in f"{answer.out} {answer.err}"


def test_an_engine_that_is_not_there_is_an_error(run: Run, home: Path) -> None:
    answer = run("publish", "--store", NOWHERE)
    assert answer.status == 2
    assert NOWHERE in answer.err
