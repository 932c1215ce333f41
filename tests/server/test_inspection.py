"""A release is looked at before it is served."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from nqfgraph.errors import ReleaseError
from nqfgraph.release import Release
from nqfgraph_server import inspection
from nqfgraph_server.inspection import fingerprint, open_sound, reason


def test_a_release_that_does_not_describe_its_framework_is_not_sound(release: Release) -> None:
    register = replace(release.manifest.register, framework="https://hillside.example/id/framework/other")
    other = Release(release.folder, replace(release.manifest, register=register))
    with pytest.raises(ReleaseError, match="does not describe its framework"):
        open_sound(other, thoroughly=True)


def test_of_a_large_release_only_sizes_are_compared_unless_there_is_time(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(release.folder, tmp_path / release.version))
    content = (folder / "report.json").read_bytes()
    (folder / "report.json").write_bytes(content[::-1])
    monkeypatch.setattr(inspection, "HASHED_AT_ONCE", 1000)
    copy = Release.open(folder)
    assert open_sound(copy, thoroughly=False).version == release.version
    with pytest.raises(ReleaseError, match=r"report\.json has changed"):
        open_sound(copy, thoroughly=True)


def test_a_fingerprint_changes_with_any_file(release: Release, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(release.folder, tmp_path / "copy"))
    before = fingerprint(folder)
    assert fingerprint(folder) == before
    os.chmod(folder / "store" / "CURRENT", 0o400)
    assert fingerprint(folder) != before
    assert fingerprint(tmp_path / "nowhere") == ()


def test_a_file_that_vanishes_while_it_is_looked_at_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert fingerprint(tmp_path) == ()


def test_a_reason_names_no_folders_of_the_machine(release: Release) -> None:
    error = ReleaseError(f"The search file {release.folder.resolve()}/search.sqlite cannot be read.")
    assert reason(error, release.folder) == "The search file search.sqlite cannot be read."
