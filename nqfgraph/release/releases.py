"""The releases of one home, and the pointer ``current`` to the one that is served.

``releases/current`` is a relative symbolic link to a version's folder. It is moved by renaming a new link
over it, so whoever follows it sees the old release or the new one and nothing in between.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import AbstractContextManager, closing
from datetime import date
from pathlib import Path

from nqfgraph.changelog import ChangeLog, Step
from nqfgraph.errors import ReleaseError
from nqfgraph.release.dump import read_lines
from nqfgraph.release.folder import Release
from nqfgraph.release.lock import disk_errors, exclusive
from nqfgraph.release.logged import logged

CURRENT = "current"
UNFINISHED = ".building-"
_VERSION = re.compile(r"(\d{4}-\d\d-\d\d)\.([1-9]\d*)")


class Releases:
    """The releases below ``{home}/releases``; the folder need not exist yet."""

    def __init__(self, home: Path) -> None:
        """Take the home; nothing is read before it is asked for."""
        self.home = home
        self.folder = home / "releases"

    def versions(self) -> tuple[str, ...]:
        """Return the versions of all releases, the oldest first."""
        try:
            names = [each.name for each in self.folder.iterdir() if each.is_dir() and not each.is_symlink()]
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise ReleaseError(f"The folder {self.folder} cannot be read: {error.strerror}.") from error
        return tuple(sorted(filter(_VERSION.fullmatch, names), key=order))

    def current_version(self) -> str | None:
        """Return the version that is served, None before the first build.

        Raises ReleaseError if the pointer points to something that is not there.
        """
        try:
            version = os.readlink(self.folder / CURRENT)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ReleaseError(
                f"{self.folder / CURRENT} is not a link to a release: {error.strerror}."
            ) from error
        if not _VERSION.fullmatch(version) or not (self.folder / version).is_dir():
            raise ReleaseError(
                f"{self.folder / CURRENT} points to {version}, which is not a release.",
                remedy=f"Choose one with `nqfgraph releases switch`: {_names(self.versions())}.",
            )
        return version

    def current(self) -> Release | None:
        """Return the release that is served, None before the first build; ReleaseError if it is damaged."""
        version = self.current_version()
        return Release.open(self.folder / version) if version else None

    def get(self, version: str) -> Release:
        """Return a release by its version; ReleaseError if there is none or it is damaged."""
        if version not in self.versions():
            raise ReleaseError(
                f"There is no release {version}.", remedy=f"There are: {_names(self.versions())}."
            )
        return Release.open(self.folder / version)

    def switch(self, version: str) -> Release:
        """Serve another release, older or newer; the change log tells what that changes.

        Raises ReleaseError if there is none, it is damaged, the log cannot be written, or the pointer cannot
        be moved.
        """
        release = self.get(version)
        with disk_errors(self.home), exclusive(self.folder), self._logged(release):
            self.point(version)
        return release

    def log_current(self) -> None:
        """Bring the change log to the release that is served, if it is not there; errors as `switch`.

        Costs nothing if it is; a home from before there was a log, or one whose build was killed at its very
        end, is brought up.
        """
        release = self.current()
        if release is None:
            return
        log = ChangeLog.open(self.home)
        if log is not None:
            with closing(log):
                steps = log.steps()
            if steps and steps[-1].release == release.version:
                return
        with disk_errors(self.home), exclusive(self.folder), self._logged(release):
            pass

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove the oldest releases until ``keep`` are left, never the current one; return those removed."""
        if not self.folder.is_dir():
            return ()
        with disk_errors(self.home), exclusive(self.folder):
            return self.remove_oldest(keep)

    def _logged(self, release: Release) -> AbstractContextManager[Step]:
        base = release.manifest.register.base
        return logged(self.home, read_lines(release.dump), base=base, release=release.version)

    def point(self, version: str) -> None:
        """Move the pointer; the caller holds the lock."""
        link = self.folder / f".{CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(version)
        link.replace(self.folder / CURRENT)
        sync(self.folder)

    def remove_oldest(self, keep: int) -> tuple[str, ...]:
        """Remove the oldest releases until ``keep`` are left; the caller holds the lock."""
        current = self.current_version()
        versions = self.versions()
        spare = max(0, len(versions) - max(1, keep))
        removed = tuple([version for version in versions if version != current][:spare])
        for version in removed:
            # Renamed first: a release that is only half removed must not look like one.
            doomed = self.folder / f"{UNFINISHED}{version}"
            (self.folder / version).rename(doomed)
            shutil.rmtree(doomed)
        return removed

    def remove_unfinished(self) -> None:
        """Remove what builds that were killed left behind; the caller holds the lock."""
        for folder in self.folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(folder)

    def next_version(self, day: date) -> str:
        """Return the version of the next release on ``day``."""
        used = [order(version)[1] for version in self.versions() if version.startswith(f"{day.isoformat()}.")]
        return f"{day.isoformat()}.{max(used, default=0) + 1}"


def is_version(text: str) -> bool:
    """Say whether a text is written as versions are; there may be no such release."""
    return _VERSION.fullmatch(text) is not None


def order(version: str) -> tuple[str, int]:
    """Return what versions are sorted by: the day, then the number as a number."""
    day, _, number = version.partition(".")
    return day, int(number)


def sync(path: Path) -> None:
    """Make sure that what a file holds, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _names(versions: tuple[str, ...]) -> str:
    return ", ".join(versions) or "none yet; run `nqfgraph build`"
