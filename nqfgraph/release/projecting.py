"""Makes what a release serves lists and counts from: the search file and the statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from heapq import merge
from pathlib import Path

from nqfgraph.iris import Iris
from nqfgraph.model.link_figures import LinkFigures
from nqfgraph.model.statistics import ReleaseStatistics, Tally, replace_part
from nqfgraph.release import changes, folder
from nqfgraph.release.dump import read_lines
from nqfgraph.release.since import Since
from nqfgraph.search import Search, build


def project(
    release: Path, iris: Iris, languages: Sequence[str], links: LinkFigures, since: Since | None
) -> Mapping[str, int]:
    """Write ``search.sqlite`` and ``statistics.json`` from the dump in the folder of a release.

    ``languages`` are the register's, its own first; ``links`` goes into the statistics as it is. What has not
    changed ``since`` the release before is not counted again. Returns the number of things by kind. Raises
    ReleaseError if the search file cannot be written.
    """
    counting = _Counting(release / folder.DUMP, iris.base, since)
    build(release / folder.SEARCH, read_lines(counting.dump), iris, languages, counting.entities())
    statistics = replace(counting.statistics(), links=links)
    (release / folder.STATISTICS).write_bytes(statistics.to_json())
    return dict(sorted(counting.kinds.items()))


class _Counting:
    """Counts the lines of a dump while it tells what they are about."""

    def __init__(self, dump: Path, base: str, since: Since | None) -> None:
        self.dump = dump
        self.kinds: Counter[str] = Counter()
        self._base = base
        self._since = since
        self._tally = Tally()

    def entities(self) -> Iterator[tuple[str, str, str]]:
        """Yield the IRI, the kind and the digest of every thing."""
        lines = read_lines(self.dump) if self._since is None else self._since.lines(self.dump)
        made = changes.entities(self._tally.watch(lines), self._base)
        rows: Iterator[tuple[str, str, str]] = ((each.iri, each.kind, each.digest) for each in made)
        if self._since is not None:
            rows = merge(_taken_over(self._since), sorted(rows))
        for row in rows:
            self.kinds[row[1]] += 1
            yield row

    def statistics(self) -> ReleaseStatistics:
        """Return the counts of all lines, when all things have been told."""
        counted = self._tally.statistics()
        if self._since is None:
            return counted
        previous = self._since.previous
        gone = Tally()
        for _ in gone.watch(self._since.lines(previous.dump)):
            pass
        return replace_part(previous.statistics, gone.statistics(), counted)


def _taken_over(since: Since) -> Iterator[tuple[str, str, str]]:
    """Yield the things of the release before that have not changed, by IRI."""
    with closing(Search(since.previous.search_path)) as search:
        for each in search.things():
            if not since.is_changed(each.iri):
                yield each.iri, each.kind, each.digest
