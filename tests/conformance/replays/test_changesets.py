"""Change sets, applied to a triple store one after the other; what it has is compared with the dump."""

from __future__ import annotations

import hashlib
import io
import json
import urllib.request
import zipfile
from typing import Any

import pyoxigraph as ox
import pytest

pytestmark = pytest.mark.conformance


class Replica:
    """A store that is brought in step by change sets; it knows nothing but what they say."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.store = ox.Store()
        self.applied = 0

    def follow(self, most: int = 1000) -> None:
        """Apply the change sets that are new, the oldest first, ``most`` at most."""
        listed = json.loads(fetch(f"{self.base}feeds/changesets"))["changesets"]
        for told in listed[self.applied :][:most]:
            with zipfile.ZipFile(io.BytesIO(fetch(told["address"]))) as archive:
                self._apply(archive)
            self.applied += 1

    def _apply(self, archive: zipfile.ZipFile) -> None:
        for name, about in json.loads(archive.read("manifest.json"))["files"].items():
            content = archive.read(name)
            assert (len(content), hashlib.sha256(content).hexdigest()) == (about["size"], about["sha256"])
        removed = {*ox.parse(archive.read("removed.nq"), format=ox.RdfFormat.N_QUADS)}
        last: set[ox.Quad] = set()
        for line in archive.read("entries.jsonl").splitlines():
            entry = json.loads(line)
            said = self._said(entry["iri"])
            assert bool(said) != (entry["operation"] == "created"), entry
            if entry["operation"] == "removed":
                last |= said
            for quad in said:
                self.store.remove(quad)
        assert removed == last, "the full records as they were before their end"
        self.store.load(archive.read("changed.nq"), format=ox.RdfFormat.N_QUADS)

    def _said(self, iri: str) -> set[ox.Quad]:
        """Return the statements of a thing: about it, and about its fragments."""
        subjects = {each.subject for each in self.store if each.subject.value.partition("#")[0] == iri}
        return {quad for each in subjects for quad in self.store.quads_for_pattern(each, None, None)}


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return bytes(answer.read())


def check(replica: Replica, register: Any) -> None:
    served = ox.parse(path=register.release.dump, format=ox.RdfFormat.N_QUADS)
    assert {*replica.store} == {*served}


def test_everything_once_and_then_only_changes(register: Any) -> None:
    replica = Replica(register.base)
    replica.follow()
    check(replica, register)
    for number, _ in enumerate(register.happenings(), 2):
        replica.follow()
        assert replica.applied == number
        check(replica, register)


def test_whoever_stops_half_way_and_comes_back_later_misses_nothing(register: Any) -> None:
    replica, happenings = Replica(register.base), register.happenings()
    next(happenings)
    replica.follow(most=1)
    for _ in happenings:
        pass
    replica.follow(most=3)
    replica.follow()
    check(replica, register)
