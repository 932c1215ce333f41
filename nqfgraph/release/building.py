"""Builds a release: from a register's folder to an immutable folder of files, then moves the pointer.

Everything is written to ``releases/.building-{version}``; only when all is done, checked and on the disk is
that folder given its name and ``current`` moved. A build that fails or is killed leaves what was served as it
was, and the next build clears its remains away.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Event

from nqfgraph import __version__
from nqfgraph.changelog import Known, Step
from nqfgraph.files import sha256
from nqfgraph.iris import GRAPHS, Iris
from nqfgraph.model.link_figures import LinkFigures, link_figures, specific_outcomes
from nqfgraph.model.records import RegisterDescription
from nqfgraph.ontology import Ontology
from nqfgraph.release import changes, folder
from nqfgraph.release.beside import in_process, in_thread
from nqfgraph.release.dump import DumpCounts, read_lines
from nqfgraph.release.folder import Release
from nqfgraph.release.loading import ENGINE_LOGS, load_on_disk, update_on_disk
from nqfgraph.release.lock import disk_errors, exclusive
from nqfgraph.release.logged import logged
from nqfgraph.release.making import Sources, make_dump
from nqfgraph.release.manifest import FILE as MANIFEST
from nqfgraph.release.manifest import Counts, Description, FileEntry, Manifest
from nqfgraph.release.policy import ReleaseRefused, forbidden_findings, forbidden_issues, in_words
from nqfgraph.release.progress import Progress
from nqfgraph.release.projecting import project
from nqfgraph.release.releases import UNFINISHED, Releases, sync
from nqfgraph.release.since import Since
from nqfgraph.release.stopwatch import Stopwatch
from nqfgraph.release.validating import RULES, SMALL, digest_of_rules, validate
from nqfgraph.release.vocabularies import named_vocabularies, own_statements
from nqfgraph.search import Search
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
                with ExitStack() as logging:
                    work = _Work(register_folder, releases, unfinished, version, Stopwatch(progress), full)
                    work.build(logging)
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
    clock: Stopwatch
    full: bool = False
    """Whether to make and check what has not changed too."""

    def build(self, logging: ExitStack) -> None:
        """Write all files of the release, the manifest last.

        The change log is brought to the release too; that counts when ``logging`` ends well.
        """
        ontology = Ontology.load()
        configuration = load_configuration(self.register_folder)
        description, issues, dumped, links = self._dump(ontology, configuration)
        iris = Iris(description.base)
        # Nothing that follows needs the search file or the store on disk, so both are made beside it.
        since = Since.of(self._previous, self.dump, iris) if self._previous else None
        project_it = partial(project, self.folder, iris, description.languages, links, since)
        with (
            self._projecting(project_it) as projected,
            in_thread(partial(self._load, since, dumped.quads)),
        ):
            report = self._validate(configuration, issues, description)
            self.clock.stage("log")
            logging.enter_context(self._logged(iris, since))
            self.clock.stage("search")
            counts = self._count(projected(), dumped, iris)
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

    @cached_property
    def _previous(self) -> Release | None:
        """Return the release from which is taken over what has not changed; a damaged one is of no use."""
        release = None if self.full else self.releases.current()
        return None if release is None or release.verify() else release

    def _load(self, since: Since | None, quads: int, stopped: Event) -> None:
        """Make the store on disk, from that of the release before where that is known to be right."""
        store = self.folder / folder.STORE
        if since is not None and not update_on_disk(since, store, quads, stopped):
            shutil.rmtree(store)
            since = None
        if since is None and not stopped.is_set():
            load_on_disk(self.dump, store, stopped)

    @property
    def dump(self) -> Path:
        """Return the file of the dump."""
        return self.folder / folder.DUMP

    def _projecting(
        self, work: Callable[[], Mapping[str, int]]
    ) -> AbstractContextManager[Callable[[], Mapping[str, int]]]:
        if self.dump.stat().st_size < SMALL:
            return nullcontext(work)
        return in_process(work, "made the search file")

    def _logged(self, iris: Iris, since: Since | None) -> AbstractContextManager[Step]:
        whole = read_lines(self.dump)
        lines: Iterable[bytes] | Known = whole
        if since is not None:
            lines = Known(whole, since.previous.version, since.documents, since.lines(self.dump))
        advance = self.clock.advance
        return logged(self.releases.home, lines, base=iris.base, release=self.version, advance=advance)

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
        sources = Sources(register, ontology, vocabularies)
        dumped = make_dump(sources, self.folder, self._previous, self.clock.advance)
        esco = next((each for each in vocabularies if each.manifest.name == "esco"), None)
        return register.description, issues, dumped, link_figures(specific_outcomes(register), esco)

    def _validate(
        self, configuration: Configuration, issues: Sequence[Issue], description: RegisterDescription
    ) -> Report:
        self.clock.stage("validate")
        policy = configuration.policy
        iris = Iris(description.base)
        with own_statements(self.dump, iris, configuration.vocabularies) as own:
            report = validate(own, policy.profiles, iris, self._previous)
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

    def _count(self, kinds: Mapping[str, int], dumped: DumpCounts, iris: Iris) -> Counts:
        written = {iri.removeprefix(f"{iris.base}graph/"): size for iri, size in dumped.graphs.items()}
        return Counts(quads=dumped.quads, graphs=dict.fromkeys(GRAPHS, 0) | written, kinds=kinds)

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
        paths = sorted(
            path for path in self.folder.rglob("*") if path.is_file() and path.name not in ENGINE_LOGS
        )
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


def _publish(releases: Releases, unfinished: Path, version: str, progress: Progress) -> Release:
    """Make sure that all is on the disk, name the folder, and move the pointer."""
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
