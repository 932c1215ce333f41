"""What has changed since the release before: the lines, and the things that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nqfgraph.iris import Iris
from nqfgraph.release.fingerprints import Fingerprints, of_program
from nqfgraph.release.folder import Release
from nqfgraph.validation.slices.sorted_dump import SortedDump

MOST_LINES = 0.1
"""Above this share of a dump's lines, making everything anew is no dearer; it also keeps memory small."""


@dataclass(frozen=True, slots=True)
class Since:
    """The difference between a release and a dump; lines are in their order."""

    previous: Release
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]
    documents: frozenset[bytes]
    """IRIs, without fragment, of the things that these lines are about."""

    @classmethod
    def of(cls, previous: Release, dump: Path, iris: Iris) -> Since | None:
        """Compare the dump of an undamaged release with a new one, whose things have IRIs as ``iris`` says.

        None is returned if too much has changed, or what makes releases has.
        """
        earlier = Fingerprints.read(previous.folder)
        if earlier is None or earlier.program != of_program() or previous.iris != iris:
            return None
        removed: list[bytes] = []
        added: list[bytes] = []
        most = MOST_LINES * previous.manifest.counts.quads
        with SortedDump(previous.dump) as old, SortedDump(dump) as new:
            for line, is_new in old.differences(new):
                (added if is_new else removed).append(line)
                if len(removed) + len(added) > most:
                    return None
        documents = frozenset(map(_document, [*removed, *added]))
        return cls(previous, tuple(removed), tuple(added), documents)

    def lines(self, dump: Path) -> Iterator[bytes]:
        """Yield all lines of a dump, in its order, about the things that changed and about their parts."""
        with SortedDump(dump) as opened:
            starts = sorted(b"<" + each + end for each in self.documents for end in (b"#", b">"))
            for start in starts:
                position = opened.find(start)
                while (line := opened.line(position)).startswith(start):
                    yield line
                    position += len(line)

    def is_changed(self, iri: str) -> bool:
        """Say whether a thing has changed, was added or removed."""
        return iri.encode() in self.documents


def _document(line: bytes) -> bytes:
    return line[1 : line.index(b">")].partition(b"#")[0]
