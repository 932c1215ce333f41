"""Makes the dump of a release from the records of its register: in several processes, and only what is new.

What is said of a qualification depends on it and on what qualifications share. So they are made in parts,
each by a process of its own, and those that are as they were in the release before are taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.model.graphs import RegisterGraphs
from nqfgraph.model.records import Qualification, Register
from nqfgraph.ontology import Ontology
from nqfgraph.release import folder
from nqfgraph.release.dump import DumpCounts, serialise, write_lines
from nqfgraph.release.fingerprints import Fingerprints
from nqfgraph.release.folder import Release
from nqfgraph.release.takeover import is_mixed, take_over
from nqfgraph.release.vocabularies import with_vocabularies
from nqfgraph.sorting import merge_runs
from nqfgraph.validation.parallel import cores, spread
from nqfgraph.vocabularies import Kept

MOST_CHANGED = 0.2
"""Above this share of the qualifications, making all of them is no dearer."""
_PART = 5_000
"""Qualifications that a process makes the lines of and sorts at a time."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a release is made from."""

    register: Register
    ontology: Ontology
    vocabularies: Sequence[Kept]
    """Published vocabularies that are taken up."""


def make_dump(
    sources: Sources,
    release: Path,
    previous: Release | None,
    advance: Callable[[int, int | None], None],
) -> DumpCounts:
    """Write the dump of a release, and the fingerprints of what it is made from, into the folder ``release``.

    Nothing is taken over without a ``previous`` release, which has to be undamaged. ``advance`` is told of
    the quads that are shared. Raises ReleaseError as `write_dump`, InputError as `register_quads`, and
    ProcessEnded.
    """
    prints = Fingerprints.of(sources.register)
    prints.write(release)
    path = release / folder.DUMP
    qualifications = sources.register.qualifications
    changed = _changed(prints, previous) if previous else None
    if previous and changed is not None:
        keyed = list(zip(prints.qualifications, qualifications, strict=True))
        new = [each for key, each in keyed if key in changed]
        same = [each for key, each in keyed if key not in changed]
        with ExitStack() as stack:
            lines = _lines(sources, release, stack, advance, (new, same))
            dumped = take_over(previous, changed, lines, path)
        if dumped:
            return dumped
    with ExitStack() as stack:
        return write_lines(_lines(sources, release, stack, advance, (qualifications, ())), path)


def _changed(prints: Fingerprints, previous: Release) -> set[str] | None:
    """Return the keys of the qualifications that are not taken over; None if nothing can be."""
    earlier = Fingerprints.read(previous.folder)
    if earlier is None or not earlier.fits(prints):
        return None
    changed = prints.changed(earlier)
    changed.update(filter(is_mixed, {*prints.qualifications, *earlier.qualifications}))
    return changed if len(changed) <= MOST_CHANGED * len(prints.qualifications) else None


def _lines(
    sources: Sources,
    release: Path,
    stack: ExitStack,
    advance: Callable[[int, int | None], None],
    qualifications: tuple[Sequence[Qualification], Iterable[Qualification]],
) -> Iterator[bytes]:
    """Return the lines of some qualifications and of all that is shared by these and by others, sorted.

    Scratch files are there until the stack is closed.
    """
    said, mentioned = qualifications
    scratch = Path(stack.enter_context(TemporaryDirectory(prefix=".runs-", dir=release)))
    starts = range(0, len(said), _PART)
    parts = [(scratch / str(start), said[start : start + _PART]) for start in starts]
    concepts = spread(partial(_write_part, sources), parts, cores())
    shared = _shared_quads(sources, mentioned, chain.from_iterable(concepts))
    _write_run(scratch / "shared", serialise(shared, advance))
    files = [stack.enter_context(each.open("rb")) for each in sorted(scratch.iterdir())]
    return merge_runs(files)


def _write_part(sources: Sources, part: tuple[Path, Sequence[Qualification]]) -> tuple[str, ...]:
    """Write the lines of some qualifications, sorted, and return the concepts that they mention."""
    path, qualifications = part
    graphs = RegisterGraphs(sources.register, sources.ontology)
    _write_run(path, serialise(graphs.qualification_quads(qualifications), lambda done, total: None))
    return graphs.concepts()


def _write_run(path: Path, chunks: Iterable[list[bytes]]) -> None:
    lines = list(chain.from_iterable(chunks))
    lines.sort()
    with path.open("wb") as file:
        file.writelines(lines)


def _shared_quads(
    sources: Sources, mentioned: Iterable[Qualification], concepts: Iterable[str]
) -> Iterator[ox.Quad]:
    graphs = RegisterGraphs(sources.register, sources.ontology)
    quads = chain(graphs.shared_quads(), graphs.mentioned_quads(mentioned), graphs.vocabulary_quads(concepts))
    return with_vocabularies(quads, sources.vocabularies, Iris(sources.register.description.base))
