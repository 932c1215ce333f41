"""One release: an immutable folder with its dump, store, search projection, reports, changes and manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqfgraph.errors import ReleaseError
from nqfgraph.files import sha256
from nqfgraph.iris import Iris
from nqfgraph.model.statistics import ReleaseStatistics
from nqfgraph.places import Place
from nqfgraph.release.changes import FILE as CHANGES_FILE
from nqfgraph.release.changes import Changes, read_changes
from nqfgraph.release.manifest import Manifest, read_manifest

if TYPE_CHECKING:
    from nqfgraph.sources.issues import Issue

DUMP = "dump.nq"
STORE = "store"
SEARCH = "search.sqlite"
ISSUES = "issues.json"
REPORT_JSON = "report.json"
REPORT_TURTLE = "report.ttl"
STATISTICS = "statistics.json"


@dataclass(frozen=True)
class Release:
    """A release that has been published; nothing in its folder changes any more."""

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, folder: Path) -> Release:
        """Open the release in ``folder``; ReleaseError if its manifest is missing or damaged."""
        return cls(folder, read_manifest(folder))

    @property
    def version(self) -> str:
        """Return the version, ``2026-11-23.1``: the day and the number of the release on that day."""
        return self.manifest.version

    @property
    def iris(self) -> Iris:
        """Return the IRIs of its register."""
        return Iris(self.manifest.register.base)

    @property
    def dump(self) -> Path:
        """Return the file that holds every quad as sorted N-Quads."""
        return self.folder / DUMP

    @property
    def store_folder(self) -> Path:
        """Return the folder of the Oxigraph store; open it read-only."""
        return self.folder / STORE

    @property
    def search_path(self) -> Path:
        """Return the SQLite file for lists, facets and text search (`nqfgraph.search.Search`)."""
        return self.folder / SEARCH

    @property
    def report_path(self) -> Path:
        """Return the validation report as JSON; beside it stands the same as Turtle."""
        return self.folder / REPORT_JSON

    @cached_property
    def changes(self) -> Changes:
        """Return the changes against the release before; ReleaseError if they cannot be read."""
        return read_changes(self.folder / CHANGES_FILE)

    @cached_property
    def statistics(self) -> ReleaseStatistics:
        """Return the counts of what its graphs hold; ReleaseError if they cannot be read."""
        path = self.folder / STATISTICS
        try:
            return ReleaseStatistics.from_json(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReleaseError(
                f"The counts of the release {path} cannot be read: {error}.",
                remedy="Build the release again.",
            ) from error

    def issues(self) -> tuple[Issue, ...]:
        """Return the issues of the sources; ReleaseError if they cannot be read."""
        path = self.folder / ISSUES
        try:
            return tuple(_issue(value) for value in json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReleaseError(f"The issues {path} cannot be read: {error}.") from error

    def verify(self) -> tuple[str, ...]:
        """Compare every file with its checksum; return what is damaged in words, nothing if all is well."""
        return tuple(
            damage
            for path, entry in self.manifest.files.items()
            if (damage := self._damage(path, entry.sha256))
        )

    def _damage(self, path: str, expected: str) -> str | None:
        try:
            found = sha256(self.folder / path)
        except OSError as error:
            return f"{path} cannot be read: {error.strerror}"
        return None if found == expected else f"{path} has changed: its checksum is {found}, not {expected}"


def issue_value(issue: Issue) -> dict[str, Any]:
    """Return an issue as a JSON object."""
    place = {name: getattr(issue.place, name) for name in ("file", "sheet", "row", "line", "column")}
    return {
        "severity": issue.severity.value,
        "code": issue.code,
        "message": issue.message,
        "remedy": issue.remedy,
        "place": {name: value for name, value in place.items() if value is not None},
    }


def _issue(value: dict[str, Any]) -> Issue:
    # Reading the sources is a large part of the program that most readers of releases never need.
    from nqfgraph.sources.issues import Issue, Severity

    return Issue(
        severity=Severity(value["severity"]),
        code=value["code"],
        message=value["message"],
        remedy=value["remedy"],
        place=Place(**value["place"]),
    )
