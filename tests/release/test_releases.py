"""The folder of releases and its pointer."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from nqfgraph.errors import ReleaseError
from nqfgraph.release import Releases
from nqfgraph.release.lock import exclusive

Publish = Callable[[str], Path]


def test_a_home_without_releases_has_none(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "home")
    assert releases.versions() == ()
    assert releases.current() is None
    assert releases.prune(1) == ()
    with pytest.raises(ReleaseError, match="none yet; run `nqfgraph build`"):
        releases.get("2026-11-23.1")


def test_versions_are_in_order_and_other_folders_are_not_among_them(tmp_path: Path, publish: Publish) -> None:
    for version in ("2026-11-23.10", "2026-11-23.2", "2025-01-01.1"):
        publish(version)
    (tmp_path / "releases" / ".building-2026-11-23.11").mkdir()
    (tmp_path / "releases" / "notes").mkdir()
    assert Releases(tmp_path).versions() == ("2025-01-01.1", "2026-11-23.2", "2026-11-23.10")


def test_the_next_version_counts_on_within_the_day(tmp_path: Path, publish: Publish) -> None:
    publish("2026-11-23.9")
    publish("2026-11-23.10")
    assert Releases(tmp_path).next_version(date(2026, 11, 23)) == "2026-11-23.11"
    assert Releases(tmp_path).next_version(date(2026, 11, 24)) == "2026-11-24.1"


def test_switching_moves_the_pointer_and_back(tmp_path: Path, publish: Publish) -> None:
    publish("2026-11-23.1")
    publish("2026-11-23.2")
    releases = Releases(tmp_path)
    for version in ("2026-11-23.2", "2026-11-23.1"):
        assert releases.switch(version).version == version
        current = releases.current()
        assert current is not None
        assert current.version == version
        assert os.readlink(tmp_path / "releases" / "current") == version


def test_switching_to_an_unknown_release_changes_nothing(tmp_path: Path, publish: Publish) -> None:
    publish("2026-11-23.1")
    releases = Releases(tmp_path)
    releases.switch("2026-11-23.1")
    for version in ("2026-11-23.2", "../..", "current"):
        with pytest.raises(ReleaseError, match=r"There are: 2026-11-23\.1"):
            releases.switch(version)
    assert releases.current_version() == "2026-11-23.1"


def test_switching_to_a_damaged_release_changes_nothing(tmp_path: Path, publish: Publish) -> None:
    publish("2026-11-23.1")
    (publish("2026-11-23.2") / "manifest.json").write_text("{")
    releases = Releases(tmp_path)
    releases.switch("2026-11-23.1")
    with pytest.raises(ReleaseError, match="cannot be opened"):
        releases.switch("2026-11-23.2")
    assert releases.current_version() == "2026-11-23.1"


def test_pruning_keeps_the_newest_and_the_current(tmp_path: Path, publish: Publish) -> None:
    for number in range(1, 6):
        publish(f"2026-11-23.{number}")
    releases = Releases(tmp_path)
    releases.switch("2026-11-23.2")
    assert releases.prune(2) == ("2026-11-23.1", "2026-11-23.3", "2026-11-23.4")
    assert releases.versions() == ("2026-11-23.2", "2026-11-23.5")
    assert releases.prune(2) == ()


@pytest.mark.parametrize("target", ["2026-11-23.7", "../elsewhere", "notes"])
def test_a_pointer_to_nowhere_is_an_error(tmp_path: Path, publish: Publish, target: str) -> None:
    publish("2026-11-23.1")
    (tmp_path / "releases" / "notes").mkdir()
    (tmp_path / "releases" / "current").symlink_to(target)
    with pytest.raises(ReleaseError, match=r"which is not a release.*2026-11-23\.1"):
        Releases(tmp_path).current()


def test_a_pointer_that_is_no_link_is_an_error(tmp_path: Path, publish: Publish) -> None:
    publish("2026-11-23.1")
    (tmp_path / "releases" / "current").mkdir()
    with pytest.raises(ReleaseError, match="is not a link to a release"):
        Releases(tmp_path).current()


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("")
    with pytest.raises(ReleaseError, match="cannot be read"):
        Releases(tmp_path).versions()


def test_only_one_at_a_time_changes_the_releases(tmp_path: Path, publish: Publish) -> None:
    publish("2026-11-23.1")
    releases = Releases(tmp_path)
    with (
        exclusive(releases.folder),
        pytest.raises(ReleaseError, match=f"process {os.getpid()}, which began at"),
    ):
        releases.switch("2026-11-23.1")
    assert releases.switch("2026-11-23.1").version == "2026-11-23.1"


def test_verifying_finds_a_changed_and_a_missing_file(tmp_path: Path, publish: Publish) -> None:
    folder = publish("2026-11-23.1")
    release = Releases(tmp_path).get("2026-11-23.1")
    assert release.verify() == ()
    (folder / "dump.nq").write_bytes(b"<a:a> <a:b> <a:d> <a:g> .\n")
    assert [each.partition(":")[0] for each in release.verify()] == ["dump.nq has changed"]
    (folder / "dump.nq").unlink()
    assert release.verify() == ("dump.nq cannot be read: No such file or directory",)


def test_paths_of_a_release_stand_in_its_folder(tmp_path: Path, publish: Publish) -> None:
    folder = publish("2026-11-23.1")
    release = Releases(tmp_path).get("2026-11-23.1")
    assert release.dump == folder / "dump.nq"
    assert {release.store_folder.parent, release.search_path.parent, release.report_path.parent} == {folder}
    assert release.iris.base == "https://demo.example/"


def test_releases_that_cannot_be_changed_are_an_error(tmp_path: Path, publish: Publish) -> None:
    publish("2026-11-23.1")
    publish("2026-11-23.2")
    (tmp_path / "releases" / ".lock").mkdir()
    for change in (lambda: Releases(tmp_path).switch("2026-11-23.1"), lambda: Releases(tmp_path).prune(1)):
        with pytest.raises(ReleaseError, match="cannot be written to: Is a directory"):
            change()


@pytest.mark.parametrize("content", [None, "{", '[{"severity": "odd"}]', "[1]"])
def test_issues_that_cannot_be_read_are_an_error(
    tmp_path: Path, publish: Publish, content: str | None
) -> None:
    folder = publish("2026-11-23.1")
    if content is not None:
        (folder / "issues.json").write_text(content)
    with pytest.raises(ReleaseError, match=r"issues\.json cannot be read"):
        Releases(tmp_path).get("2026-11-23.1").issues()
