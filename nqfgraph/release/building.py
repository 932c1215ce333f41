"""Builds a release: from a register's folder to an immutable folder of files, then moves the pointer.

Everything is written to ``releases/.building-{version}``; only when all is done, checked and on the disk is
that folder given its name and ``current`` moved. A build that fails or is killed leaves what was served as it
was, and the next build clears its remains away.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event

import pyoxigraph as ox

from nqfgraph import __version__
from nqfgraph.files import sha256
from nqfgraph.iris import GRAPHS, Iris
from nqfgraph.model.graphs import register_quads
from nqfgraph.model.link_figures import LinkFigures, link_figures, specific_outcomes
from nqfgraph.model.records import RegisterDescription
from nqfgraph.model.statistics import Tally
from nqfgraph.ontology import Ontology
from nqfgraph.release import changes, folder
from nqfgraph.release.dump import DumpCounts, read_lines, write_dump
from nqfgraph.release.folder import Release
from nqfgraph.release.loading import load_in_memory, load_on_disk
from nqfgraph.release.lock import disk_errors, exclusive
from nqfgraph.release.logged import logged
from nqfgraph.release.manifest import FILE as MANIFEST
from nqfgraph.release.manifest import Counts, Description, FileEntry, Manifest
from nqfgraph.release.policy import ReleaseRefused, forbidden_findings, forbidden_issues, in_words
from nqfgraph.release.progress import Progress
from nqfgraph.release.releases import UNFINISHED, Releases, sync
from nqfgraph.release.validating import RULES, digest_of_rules, validate
from nqfgraph.release.vocabularies import named_vocabularies, own_statements, with_vocabularies
from nqfgraph.search import Search
from nqfgraph.search import build as build_search
from nqfgraph.sources import Configuration, load_configuration, read_register
from nqfgraph.sources.issues import Issue
from nqfgraph.validation import Report

REPORTS_KEPT = 20


def build_release(
    register_folder: Path,
    home: Path,
    *,
    now: datetime,
    progress: Progress,
    keep: int | None,
    full: bool = False,
) -> Release:
    """Build and publish a release: see `nqfgraph.release.build`."""
    releases = Releases(home)
    with disk_errors(home):
        releases.folder.mkdir(parents=True, exist_ok=True)
        with exclusive(releases.folder):
            releases.remove_unfinished()
            version = releases.next_version(now.astimezone(UTC).date())
            unfinished = releases.folder / f"{UNFINISHED}{version}"
            unfinished.mkdir()
            try:
                _Work(register_folder, releases, unfinished, version, _Stopwatch(progress), full).build()
                release = _publish(releases, unfinished, version, progress)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
            if keep is not None:
                releases.remove_oldest(keep)
            return release


@dataclass(frozen=True)
class _Work:
    """One build: where it reads, where it writes, and the clock of its stages."""

    register_folder: Path
    releases: Releases
    folder: Path
    version: str
    clock: _Stopwatch
    full: bool = False
    """Whether to check what has not changed too."""

    def build(self) -> None:
        """Write all files of the release, the manifest last."""
        ontology = Ontology.load()
        configuration = load_configuration(self.register_folder)
        description, issues, dumped, links = self._dump(ontology, configuration)
        # The disk store takes longest and nothing here needs it, so it is made beside everything else.
        dump = self.folder / folder.DUMP
        with _beside(partial(load_on_disk, dump, self.folder / folder.STORE)):
            report = self._validate(configuration, issues, description)
            iris = Iris(description.base)
            self.clock.stage("index")
            store = load_in_memory(dump)
            counts = self._project(store, iris, description.languages, dumped, links)
            del store
            difference = self._compare()
            self.clock.stage("load")
        manifest = Manifest(
            version=self.version,
            created=datetime.now(UTC).replace(microsecond=0),
            previous=difference.previous,
            nqfgraph=__version__,
            register=_describe(description, iris),
            counts=counts,
            changes=difference.counts(),
            issues=dict(Counter(each.severity.value for each in issues)),
            findings=report.counts(),
            seconds={},
            files=self._checksums(),
        )
        manifest = replace(manifest, seconds=self.clock.finish())
        (self.folder / MANIFEST).write_bytes(manifest.to_json())

    def _dump(
        self, ontology: Ontology, configuration: Configuration
    ) -> tuple[RegisterDescription, tuple[Issue, ...], DumpCounts, LinkFigures]:
        """Read the sources and write the dump; the records are given back when this returns."""
        self.clock.stage("read")
        policy = configuration.policy
        vocabularies = named_vocabularies(self.releases.home, configuration)
        register, issues = read_register(self.register_folder, ontology)
        forbidden = forbidden_issues(issues, policy)
        self._write_issues(issues)
        if forbidden:
            raise ReleaseRefused(
                f"The register's policy does not allow {in_words(forbidden, 'the sources')}.",
                issues=issues,
                report=None,
                folder=self._keep_reports(),
            )
        self.clock.stage("dump")
        iris = Iris(register.description.base)
        quads = with_vocabularies(register_quads(register, ontology), vocabularies, iris)
        dumped = write_dump(quads, self.folder / folder.DUMP, advance=self.clock.advance)
        esco = next((each for each in vocabularies if each.manifest.name == "esco"), None)
        return register.description, issues, dumped, link_figures(specific_outcomes(register), esco)

    def _validate(
        self, configuration: Configuration, issues: Sequence[Issue], description: RegisterDescription
    ) -> Report:
        self.clock.stage("validate")
        policy = configuration.policy
        iris = Iris(description.base)
        previous = None if self.full else self.releases.current()
        with own_statements(self.folder / folder.DUMP, iris, configuration.vocabularies) as own:
            report = validate(own, policy.profiles, iris, previous)
        value = report.to_json() | {RULES: digest_of_rules(policy.profiles, iris)}
        text = json.dumps(value, ensure_ascii=False, indent=1)
        (self.folder / folder.REPORT_JSON).write_text(text, encoding="utf-8")
        (self.folder / folder.REPORT_TURTLE).write_bytes(report.to_turtle())
        forbidden = forbidden_findings(report, policy)
        if forbidden:
            raise ReleaseRefused(
                f"The register's policy does not allow {in_words(forbidden, 'the validation')}.",
                issues=issues,
                report=report,
                folder=self._keep_reports(),
            )
        return report

    def _project(
        self,
        store: ox.Store,
        iris: Iris,
        languages: Sequence[str],
        dumped: DumpCounts,
        links: LinkFigures,
    ) -> Counts:
        self.clock.stage("search")
        kinds: Counter[str] = Counter()
        tally = Tally()

        def counted() -> Iterator[tuple[str, str, str]]:
            lines = tally.watch(read_lines(self.folder / folder.DUMP))
            for entity in changes.entities(lines, iris.base):
                kinds[entity.kind] += 1
                yield entity.iri, entity.kind, entity.digest

        build_search(self.folder / folder.SEARCH, store, iris, languages, counted())
        (self.folder / folder.STATISTICS).write_bytes(replace(tally.statistics(), links=links).to_json())
        written = {iri.removeprefix(f"{iris.base}graph/"): size for iri, size in dumped.graphs.items()}
        graphs = dict.fromkeys(GRAPHS, 0) | written
        return Counts(quads=dumped.quads, graphs=graphs, kinds=dict(sorted(kinds.items())))

    def _compare(self) -> changes.Changes:
        self.clock.stage("changes")
        previous = self.releases.current()
        new = Search(self.folder / folder.SEARCH)
        old = Search(previous.search_path) if previous else None
        try:
            found = changes.compare(
                ((each.iri, each.digest) for each in old.things()) if old else (),
                ((each.iri, each.digest) for each in new.things()),
                previous=previous.version if previous else None,
            )
        finally:
            new.close()
            if old:
                old.close()
        changes.write_changes(found, self.folder / changes.FILE)
        return found

    def _checksums(self) -> dict[str, FileEntry]:
        """Return the checksum of every file but the engine's own logs, which it may write to."""
        self.clock.stage("checksums")
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file() and path.name not in _LOGS)
        return {
            path.relative_to(self.folder).as_posix(): FileEntry(sha256=sha256(path), size=path.stat().st_size)
            for path in paths
        }

    def _write_issues(self, issues: Sequence[Issue]) -> None:
        text = json.dumps([folder.issue_value(each) for each in issues], ensure_ascii=False, indent=1)
        (self.folder / folder.ISSUES).write_text(text, encoding="utf-8")

    def _keep_reports(self) -> Path:
        """Copy issues and report to ``{home}/reports/{time}``, a folder that is returned."""
        reports = self.releases.home / "reports"
        kept = reports / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")
        kept.mkdir(parents=True)
        for name in (folder.ISSUES, folder.REPORT_JSON, folder.REPORT_TURTLE):
            if (self.folder / name).exists():
                shutil.copy(self.folder / name, kept / name)
        for old in sorted(reports.iterdir())[:-REPORTS_KEPT]:
            shutil.rmtree(old)
        return kept


_LOGS = frozenset({"LOCK", "LOG"})


@contextmanager
def _beside(work: Callable[[Event], None]) -> Iterator[None]:
    """Do ``work`` in a thread of its own while the block runs; wait for it and raise what it raised.

    It is given an event that is set when the block fails, so that it gives up.
    """
    stopped = Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(work, stopped)
        try:
            yield
        except BaseException:
            stopped.set()
            raise
        running.result()


class _Stopwatch:
    """Passes progress on and measures the stages."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._seconds: dict[str, float] = {}
        self._running = ""
        self._since = time.monotonic()

    def stage(self, name: str) -> None:
        self._stop()
        self._running = name
        self._progress.stage(name)

    def advance(self, done: int, total: int | None) -> None:
        self._progress.advance(done, total)

    def finish(self) -> dict[str, float]:
        """End the running stage and return the seconds of all."""
        self._stop()
        return self._seconds

    def _stop(self) -> None:
        now = time.monotonic()
        if self._running:
            self._seconds[self._running] = round(now - self._since, 3)
        self._since = now


def _publish(releases: Releases, unfinished: Path, version: str, progress: Progress) -> Release:
    """Append to the log, make sure that all is on the disk, name the folder, and move the pointer."""
    progress.stage("log")
    base = Manifest.from_json((unfinished / MANIFEST).read_bytes()).register.base
    dump = unfinished / folder.DUMP
    with logged(releases.home, dump, base=base, release=version, advance=progress.advance):
        progress.stage("publish")
        for path in sorted(unfinished.rglob("*")):
            sync(path)
        sync(unfinished)
        unfinished.rename(releases.folder / version)
        sync(releases.folder)
        progress.stage("switch")
        releases.point(version)
    return releases.get(version)


def _describe(description: RegisterDescription, iris: Iris) -> Description:
    return Description(
        name=description.name,
        base=description.base,
        title=dict(description.title),
        description=dict(description.description),
        publisher=iris.thing("organisation", *description.publisher),
        publisher_name=dict(description.publisher_name),
        licence=description.licence,
        languages=description.languages,
        country=description.country,
        framework=iris.thing("framework", *description.framework),
        modified=description.modified.isoformat(),
        contact=description.contact,
        qdr_levels=dict(description.qdr_levels),
    )
