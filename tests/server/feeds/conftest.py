"""A register that changes from release to release, and a client that knows only the standards."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph_server import atom
from nqfgraph_server.feeds import tree

REGISTER = Path(__file__).parents[1] / "register"
ORIGIN = "https://elsewhere.example"
TREE = "https://w3id.org/tree#"
LDES = "https://w3id.org/ldes#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

Row = dict[str, str]
Quads = list[ox.Quad]


@dataclass
class History:
    """A home, and the tables that its releases are built from."""

    register: Path
    home: Path
    released: list[Release] = field(default_factory=list)

    def publish(self, change: Callable[[list[Row]], None] = lambda rows: None) -> Release:
        """Change the rows of the qualifications and publish a release."""
        path = self.register / "qualifications.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=columns)
            writer.writeheader()
            writer.writerows(rows)
        self.released.append(build(self.register, self.home, now=datetime.now(UTC), progress=Silence()))
        return self.released[-1]

    def served(self) -> set[str]:
        """Return the triples of the release that is served, as N-Triples."""
        release = Releases(self.home).current()
        assert release is not None
        return {str(quad.triple) for quad in ox.parse(path=release.dump, format=ox.RdfFormat.N_QUADS)}

    def switch(self, version: str) -> None:
        """Serve another release."""
        Releases(self.home).switch(version)


@dataclass
class Replica:
    """Follows an event stream as LDES 1.0 and TREE have it: from the root, by relations, each member once.

    It keeps the addresses of pages that called themselves immutable and never asks for them again.
    """

    client: FlaskClient
    root: str
    accept: str = "application/trig"
    fetched: list[str] = field(default_factory=list)
    """Addresses in the order of their requests."""
    _final: dict[str, list[str]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _things: dict[str, tuple[tuple[str, int], set[str]]] = field(default_factory=dict)

    @property
    def triples(self) -> set[str]:
        """Everything that is said of the things that are."""
        return {line for _, lines in self._things.values() for line in lines}

    @property
    def things(self) -> set[str]:
        """The things that something is said of."""
        return {iri for iri, (_, lines) in self._things.items() if lines}

    def follow(self, most: int = 10_000) -> Replica:
        """Visit what is new, ``most`` pages at most, the root included."""
        context = self._read(self.root)
        waiting, visited = [f"{ORIGIN}{self.root}"], set()
        while waiting and len(visited) < most:
            address = waiting.pop(0)
            if address in visited:
                continue
            visited.add(address)
            waiting += self._final[address] if address in self._final else self._visit(address, context)
        return self

    def _visit(self, address: str, context: Quads) -> list[str]:
        quads = self._read(urlsplit(address).path)
        page = ox.NamedNode(address)
        relations = values(quads, page, f"{TREE}relation")
        nodes = list(
            dict.fromkeys(each.value for one in relations for each in values(quads, one, f"{TREE}node"))
        )
        for member in [each.object for each in quads if each.predicate.value == f"{TREE}member"]:
            self._take(member, quads, context)
        if any(each.value == "true" for each in values(quads, page, f"{LDES}immutable")):
            self._final[address] = nodes
        return nodes

    def _take(self, member: ox.NamedNode, quads: Quads, context: Quads) -> None:
        if member.value in self._seen:
            return
        self._seen.add(member.value)

        def path(name: str) -> ox.NamedNode:
            (found,) = [each.object for each in context if each.predicate.value == LDES + name]
            return found

        (thing,) = values(quads, member, path("versionOfPath").value)
        (time,) = values(quads, member, path("timestampPath").value)
        gone = path("versionDeleteObject") in values(quads, member, path("versionDeletePath").value)
        said = {str(each.triple) for each in quads if each.graph_name == member}
        assert gone != bool(said), member
        # A client that is told of no numbers goes by the time alone, and by the order of the pages.
        numbered = [each.object for each in context if each.predicate.value == f"{LDES}sequencePath"]
        number = int(values(quads, member, numbered[0].value)[0].value) if numbered else len(self._seen)
        order = (time.value, number)
        if thing.value not in self._things or self._things[thing.value][0] < order:
            self._things[thing.value] = (order, said)

    def _read(self, path: str) -> Quads:
        self.fetched.append(path)
        answer = self.client.get(path, headers={"Accept": self.accept})
        assert (answer.status_code, answer.mimetype) == (200, self.accept), path
        form = ox.RdfFormat.from_media_type(self.accept)
        return list(ox.parse(answer.data, format=form, base_iri=f"{ORIGIN}{path}"))


def values(quads: Quads, subject: ox.NamedNode | ox.BlankNode, predicate: str) -> list[ox.NamedNode]:
    return [each.object for each in quads if each.subject == subject and each.predicate.value == predicate]


@pytest.fixture
def history(tmp_path: Path) -> History:
    register = tmp_path / "register"
    shutil.copytree(REGISTER, register)
    return History(register, tmp_path / "home")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few entries on a page and few pages below a node, so that a small register has all there can be."""
    monkeypatch.setattr(tree, "PAGE", 7)
    monkeypatch.setattr(tree, "FAN", 3)
    monkeypatch.setattr(atom, "PAGE", 10)


@pytest.fixture
def follower(history: History, make_app: Callable[..., flask.Flask]) -> Callable[..., Replica]:
    """Return a function that makes a client of a stream; its application is made at the first call."""
    clients: list[FlaskClient] = []

    def make(root: str = "/feeds/ldes", accept: str = "application/trig") -> Replica:
        if not clients:
            clients.append(make_app(home=history.home).test_client())
        return Replica(clients[0], root, accept)

    return make
