"""Building a release: repeatable, all or nothing, and by the register's policy."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError, ReleaseError
from nqfgraph.release import STAGES, Release, ReleaseRefused, Releases, Silence, beside, build, making
from nqfgraph.release import building as building_module
from nqfgraph.release.lock import exclusive
from nqfgraph.search import Search

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
QUALIFICATION = "https://demo.example/id/qualification/2024/100"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return a copy of the small register that a test may change."""
    return Path(shutil.copytree(Path(__file__).parent / "register", tmp_path / "register"))


@pytest.fixture
def make(register: Path, tmp_path: Path) -> Callable[..., Release]:
    """Return a function that builds the register into the home ``tmp_path / "home"``."""

    def make_release(**options: int) -> Release:
        return build(register, tmp_path / "home", now=NOW, progress=Silence(), **options)

    return make_release


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_build_publishes_a_complete_release(make: Callable[..., Release], tmp_path: Path) -> None:
    release = make()
    current = Releases(tmp_path / "home").current()
    assert current is not None
    assert current.version == release.version == "2026-11-23.1"
    assert release.verify() == ()
    assert release.manifest.counts.qualifications == 4
    assert release.manifest.counts.kinds["organisation"] == 3
    assert sum(release.manifest.counts.graphs.values()) == release.manifest.counts.quads
    assert release.issues() == ()
    assert json.loads(release.report_path.read_text())["counts"]["violation"] == 0
    assert sorted(each.name for each in release.folder.iterdir()) == [
        "changes.json", "dump.nq", "fingerprints.json", "issues.json", "manifest.json", "report.json",
        "report.ttl", "search.sqlite", "statistics.json", "store",
    ]  # fmt: skip


def test_store_dump_and_counts_agree(make: Callable[..., Release]) -> None:
    release = make()
    quads = set(ox.parse(path=str(release.dump), format=ox.RdfFormat.N_QUADS))
    assert set(ox.Store.read_only(str(release.store_folder))) == quads
    assert len(quads) == release.manifest.counts.quads


def test_two_builds_in_a_row_give_the_same_bytes_and_no_changes(make: Callable[..., Release]) -> None:
    first, second = make(), make()
    assert second.version == "2026-11-23.2"
    assert second.manifest.previous == first.version
    assert first.dump.read_bytes() == second.dump.read_bytes()
    assert not second.changes
    assert first.changes.counts()["created"] == sum(first.manifest.counts.kinds.values())


def test_changes_name_what_was_created_changed_and_removed(
    make: Callable[..., Release], register: Path
) -> None:
    make()
    table = register / "qualifications.csv"
    edit(table, "Economics", "Economy")
    edit(table, "2024,200,", "2024,201,")
    release = make()
    base = "https://demo.example/id"
    assert list(release.changes.changed) == [f"{base}/qualification/2024/100"]
    assert set(release.changes.created) == {f"{base}/{kind}/2024/201" for kind in ("qualification", "record")}
    assert set(release.changes.removed) == {f"{base}/{kind}/2024/200" for kind in ("qualification", "record")}
    with closing(Search(release.search_path)) as search:
        thing = search.thing(QUALIFICATION)
    assert thing is not None
    assert thing.digest == release.changes.changed[QUALIFICATION]


def test_the_order_of_rows_makes_no_difference(make: Callable[..., Release], register: Path) -> None:
    first = make()
    table = register / "qualifications.csv"
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    assert make().dump.read_bytes() == first.dump.read_bytes()


def test_stages_are_told_in_their_order(register: Path, tmp_path: Path) -> None:
    told: list[str] = []

    class Listening(Silence):
        def stage(self, name: str) -> None:
            told.append(name)

    release = build(register, tmp_path / "home", now=NOW, progress=Listening())
    assert tuple(told) == STAGES
    assert set(release.manifest.seconds) == set(STAGES) - {"publish", "switch"}


def test_only_so_many_releases_are_kept(make: Callable[..., Release], tmp_path: Path) -> None:
    for _ in range(3):
        make(keep=2)
    assert Releases(tmp_path / "home").versions() == ("2026-11-23.2", "2026-11-23.3")


def test_an_issue_that_the_policy_forbids_stops_the_build_and_is_kept(
    make: Callable[..., Release], register: Path, tmp_path: Path
) -> None:
    served = make()
    edit(register / "qualifications.csv", "P4Y", "four years")
    with pytest.raises(ReleaseRefused, match="2 errors of the sources") as caught:
        make()
    assert {issue.place.row for issue in caught.value.issues} == {2, 3}
    kept = json.loads((caught.value.folder / "issues.json").read_text(encoding="utf-8"))
    assert [each["place"]["column"] for each in kept] == ["duration", "duration"]
    assert caught.value.folder.parent == tmp_path / "home" / "reports"
    assert Releases(tmp_path / "home").versions() == (served.version,)


def test_an_issue_that_the_policy_lets_through_stands_in_the_release(
    make: Callable[..., Release], register: Path
) -> None:
    edit(register / "qualifications.csv", "P4Y", "four years")
    with (register / "register.toml").open("a", encoding="utf-8") as file:
        file.write("\n[policy]\nstop_on = []\n")
    release = make()
    assert len(release.issues()) == 2
    assert release.manifest.issues == {"error": 2}


def test_a_finding_that_the_policy_forbids_stops_the_build_and_is_kept(
    make: Callable[..., Release], register: Path, tmp_path: Path
) -> None:
    edit(register / "qualifications.csv", "Сетевая инженерия", "")
    with pytest.raises(ReleaseRefused, match="1 violation of the validation") as caught:
        make()
    assert caught.value.report is not None
    assert sorted(each.name for each in caught.value.folder.iterdir()) == [
        "issues.json", "report.json", "report.ttl",
    ]  # fmt: skip
    assert Releases(tmp_path / "home").current() is None


def test_only_the_newest_reports_are_kept(
    make: Callable[..., Release], register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building_module, "REPORTS_KEPT", 2)
    edit(register / "qualifications.csv", "P4Y", "four years")
    for _ in range(4):
        with pytest.raises(ReleaseRefused):
            make()
    assert len(list((tmp_path / "home" / "reports").iterdir())) == 2


def test_a_register_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        build(tmp_path / "nowhere", tmp_path / "home", now=NOW, progress=Silence())
    assert [each.name for each in (tmp_path / "home" / "releases").iterdir()] == [".lock"]


def test_a_second_build_is_told_who_is_building(make: Callable[..., Release], tmp_path: Path) -> None:
    folder = tmp_path / "home" / "releases"
    folder.mkdir(parents=True)
    with exclusive(folder), pytest.raises(ReleaseError, match=f"process {os.getpid()}"):
        make()


def test_a_home_that_is_a_file_is_an_error(register: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ReleaseError, match=r"cannot be written to: .*--home"):
        build(register, tmp_path / "home", now=NOW, progress=Silence())


def test_a_full_disk_is_said_in_words_and_leaves_the_old_release(
    make: Callable[..., Release], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make()

    def full(*given: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(building_module, "load_on_disk", full)
    with pytest.raises(ReleaseError, match="No space left on device"):
        make(full=True)
    releases = Releases(tmp_path / "home")
    assert releases.versions() == ("2026-11-23.1",)
    assert not list(releases.folder.glob(".building-*"))


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from nqfgraph.release import Silence, build

class Killing(Silence):
    def stage(self, name):
        if name == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)

build(Path(sys.argv[1]), Path(sys.argv[2]), now=datetime(2026, 11, 23, tzinfo=UTC), progress=Killing())
"""


@pytest.mark.parametrize("stage", ["dump", "validate", "changes", "publish", "switch"])
def test_a_killed_build_leaves_the_old_release_served(
    make: Callable[..., Release], register: Path, tmp_path: Path, stage: str
) -> None:
    served = make()
    home = tmp_path / "home"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(register), str(home), stage], check=False)
    assert killed.returncode == -signal.SIGKILL
    current = Releases(home).current()
    assert current is not None
    assert current.version == served.version
    assert current.verify() == ()
    assert len(ox.Store.read_only(str(current.store_folder))) == current.manifest.counts.quads
    again = make()
    assert Releases(home).current_version() == again.version
    assert again.dump.read_bytes() == served.dump.read_bytes()
    assert not list(Releases(home).folder.glob(".building-*"))


def test_what_several_processes_make_is_what_one_makes(
    make: Callable[..., Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = make()
    monkeypatch.setattr(building_module, "SMALL", 0)
    monkeypatch.setattr(making, "_PART", 1)
    for module in (beside, making):
        monkeypatch.setattr(module, "cores", lambda: 2)
    several = make(full=True)
    for name in ("dump.nq", "statistics.json", "search.sqlite"):
        assert (several.folder / name).read_bytes() == (alone.folder / name).read_bytes()
    assert several.manifest.counts == alone.manifest.counts
