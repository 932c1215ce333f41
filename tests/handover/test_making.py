"""The file for QDR, kept in the home."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nqfgraph.errors import ReleaseError
from nqfgraph.exports.qdr import LEARNING_OPPORTUNITIES, QUALIFICATIONS
from nqfgraph.handover import Made, datasets_of, find_made, job, make_file, make_files, making
from nqfgraph.release import Release


@pytest.fixture
def own(home: Path, tmp_path: Path) -> tuple[Path, Release]:
    """Return a home without a file, and its release."""
    copy = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))
    shutil.rmtree(copy / "cache", ignore_errors=True)
    return copy, Release.open(copy / "releases" / "2026-11-23.1")


def test_the_numbers_are_those_of_the_file(made: Made) -> None:
    content = made.xml.read_bytes()
    assert content.count(b"<qualification ") == made.written == 2
    assert (made.total, made.size) == (4, len(content))
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    rows = list(made.remarks())
    assert len(rows) == sum(made.refused.values()) + sum(made.parts.values())
    assert {row["code"] for row in rows} == {*made.refused, *made.parts}
    assert list(made.remarks(1, 1)) == rows[1:2]


def test_a_file_is_made_once(own: tuple[Path, Release], monkeypatch: pytest.MonkeyPatch) -> None:
    home, release = own
    assert find_made(home, release.version) is None
    made = make_file(home, release)
    monkeypatch.setattr(making, "_make", None)
    assert make_file(home, release) == made == find_made(home, release.version)


def test_a_release_without_opportunities_has_one_file(own: tuple[Path, Release]) -> None:
    home, release = own
    (made,) = make_files(home, release)
    assert made.dataset is QUALIFICATIONS
    assert find_made(home, release.version, LEARNING_OPPORTUNITIES) is None
    assert len(list((home / "cache" / "qdr").glob("*.xml"))) == 1


def test_learning_opportunities_are_a_file_of_their_own(offering_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(offering_home, tmp_path / "home", symlinks=True))
    release = Release.open(home / "releases" / "2026-11-23.1")
    assert datasets_of(release) == (QUALIFICATIONS, LEARNING_OPPORTUNITIES)
    qualifications, opportunities = make_files(home, release, (release.version,))
    assert qualifications.xml.read_bytes().count(b"<qualification ") == qualifications.written == 2
    assert opportunities.xml.read_bytes().count(b"<learningOpportunity ") == opportunities.written == 2
    assert (opportunities.total, opportunities.refused) == (3, {"wrong-form": 1})
    assert [each["element"] for each in opportunities.remarks()] == ["contentUrl"]
    assert find_made(home, release.version, LEARNING_OPPORTUNITIES) == opportunities
    assert find_made(home, release.version) == qualifications
    assert make_files(home, release) == (qualifications, opportunities)


@pytest.mark.parametrize("damage", ["numbers", "file", "value"])
def test_what_was_damaged_is_made_again(own: tuple[Path, Release], damage: str) -> None:
    home, release = own
    made = make_file(home, release)
    numbers = made.xml.with_suffix(".json")
    if damage == "numbers":
        numbers.write_text("{")
    elif damage == "file":
        made.xml.write_bytes(b"<half")
    else:
        numbers.write_text(json.dumps({"size": made.size}))
    assert find_made(home, release.version) is None
    assert make_file(home, release) == made


def test_files_of_releases_that_are_gone_are_removed(own: tuple[Path, Release]) -> None:
    home, release = own
    folder = home / "cache" / "qdr"
    folder.mkdir(parents=True)
    for name in ("2001-01-01.1-0.0.1.xml", "2002-01-01.1-0.1.0.csv"):
        (folder / name).write_text("old")
    made = make_file(home, release, ("2002-01-01.1",))
    names = {each.name for each in folder.iterdir()}
    assert names == {
        ".lock",
        "2002-01-01.1-0.1.0.csv",
        *(f"{made.stem}.{each}" for each in ("xml", "csv", "json")),
    }


def test_two_at_once_make_it_once(own: tuple[Path, Release], monkeypatch: pytest.MonkeyPatch) -> None:
    home, release = own
    begun: list[object] = []
    original = making._make

    def count(*arguments: object) -> object:
        begun.append(arguments)
        return original(*arguments)

    monkeypatch.setattr(making, "_make", count)
    threads = [threading.Thread(target=make_file, args=(home, release)) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(begun) == 1


def test_a_home_that_cannot_be_written_to_is_explained(own: tuple[Path, Release]) -> None:
    home, release = own
    (home / "cache").write_text("in the way")
    with pytest.raises(ReleaseError, match="cannot be kept"):
        make_file(home, release)
    assert find_made(home, release.version) is None


def test_a_process_of_its_own_makes_the_same(own: tuple[Path, Release], made: Made) -> None:
    home, release = own
    command = [sys.executable, "-P", "-m", "nqfgraph.handover.job", str(home)]
    ended = subprocess.run(
        [*command, release.version, str(os.getpid()), "qualifications"],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    found = find_made(home, release.version)
    assert found is not None
    assert found.sha256 == made.sha256


def test_the_process_says_what_is_wrong(
    own: tuple[Path, Release], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "die_with_parent", lambda parent: None)
    monkeypatch.setattr(os, "nice", lambda by: 0)
    assert job.main([str(own[0]), "2001-01-01.1", "1", "qualifications"]) == 2
    assert "There is no release 2001-01-01.1" in capsys.readouterr().err
    assert job.main([str(own[0]), own[1].version, "1", "qualifications"]) == 0
