"""Checking in slices, and checking again what has changed, give what checking all at once gives."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from nqfgraph.iris import Iris
from nqfgraph.validation import Report, validate_store
from nqfgraph.validation.dumps import revalidate_dump, validate_dump

PROFILES = ("elm-loq", "framework", "register", "elm-vocabularies")


def copy_of(number: int, quads: list[ox.Quad]) -> list[ox.Quad]:
    """The small release again, under other keys."""
    text = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()
    for kind in ("qualification", "record", "learning-outcome", "organisation"):
        text = text.replace(f"/id/{kind}/", f"/id/{kind}/{number}-")
    return list(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))


def spoil(random: Random, quads: list[ox.Quad], faults: int) -> list[ox.Quad]:
    """Remove statements, and give others the value or the subject of yet others."""
    spoilt = list(quads)
    for _ in range(faults):
        number, other = random.randrange(len(spoilt)), random.choice(spoilt)
        subject, predicate, value, graph = spoilt[number]
        kind = random.randrange(5)
        if kind == 0:
            del spoilt[number]
        elif kind == 1:
            spoilt[number] = ox.Quad(subject, predicate, other.object, graph)
        elif kind == 2:
            spoilt[number] = ox.Quad(other.subject, predicate, value, graph)
        elif kind == 3:
            spoilt.append(ox.Quad(subject, predicate, other.object, graph))
        else:
            spoilt.append(ox.Quad(subject, other.predicate, other.object, graph))
    return spoilt


def write(path: Path, quads: list[ox.Quad]) -> Path:
    """Write a dump as a release has it: sorted, each triple in one graph only, no blank nodes."""
    unique = {quad.triple: quad for quad in quads}.values()
    named = [each for each in unique if not isinstance(each.subject, ox.BlankNode)]
    named = [each for each in named if not isinstance(each.object, ox.BlankNode)]
    lines = (ox.serialize(named, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    path.write_bytes(b"".join(sorted(lines)))
    return path


def check_at_once(dump: Path, iris: Iris | None) -> Report:
    store = ox.Store()
    store.load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    return validate_store(store, PROFILES, iris)


@pytest.fixture(scope="module")
def several(release: list[ox.Quad]) -> list[ox.Quad]:
    """Some copies of the small release, which share levels, skills and all the rest."""
    return [*release, *(quad for number in range(4) for quad in copy_of(number, release))]


@pytest.mark.parametrize("seed", range(25))
def test_slices_find_what_the_whole_has(
    tmp_path: Path, several: list[ox.Quad], base: Iris, seed: int
) -> None:
    random = Random(seed)
    dump = write(tmp_path / "dump.nq", spoil(random, several, random.choice((0, 3, 40))))
    iris = random.choice((base, base, None))
    found = validate_dump(dump, PROFILES, iris, processes=1, size=random.choice((300, 3000, 30_000)))
    assert found == check_at_once(dump, iris)


@pytest.mark.parametrize("seed", range(25))
def test_what_changed_is_checked_again_and_nothing_else_is_lost(
    tmp_path: Path, several: list[ox.Quad], base: Iris, seed: int
) -> None:
    random = Random(seed)
    before = spoil(random, several, random.choice((0, 3, 40)))
    old = write(tmp_path / "old.nq", before)
    new = write(tmp_path / "new.nq", spoil(random, before, random.choice((0, 1, 2))))
    found = revalidate_dump(old, new, PROFILES, base, check_at_once(old, base))
    assert found is None or found == check_at_once(new, base)
