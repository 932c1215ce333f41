"""A release that takes over what has not changed is the one that is made from nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.changelog import ChangeLog
from nqfgraph.errors import ReleaseError
from nqfgraph.release import Release, Releases, Silence, build, building, making, since
from nqfgraph.release.fingerprints import FILE as FINGERPRINTS
from nqfgraph.release.takeover import take_over

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REGISTER = Path(__file__).with_name("register")
OUTCOME = "2024/10,2,Ölçür,Measures,Измеряет,knowledge,official,\n"
TAKEN_OVER = {"take_over", "update_on_disk"}
Change = Callable[[Path], None]


@pytest.fixture(autouse=True)
def any_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a register of four qualifications take over what is left when most has changed."""
    monkeypatch.setattr(making, "MOST_CHANGED", 1)
    monkeypatch.setattr(since, "MOST_LINES", 2)


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the names of what was taken over."""
    taken: set[str] = set()
    for module, name in ((making, "take_over"), (building, "update_on_disk")):

        def listen(*given: object, real: Callable[..., object], name: str) -> object:
            done = real(*given)
            if done:
                taken.add(name)
            return done

        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, r=real, n=name: listen(*given, real=r, name=n))
    return taken


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the register and a home with one release of it."""
    folder = tmp_path_factory.mktemp("built")
    with_own_outcomes(folder / "register")
    make(folder / "register", folder / "home")
    return folder


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """Return a home with one release."""
    return Path(shutil.copytree(built / "home", tmp_path / "home", symlinks=True))


@pytest.fixture
def first(home: Path) -> Release:
    """Return that release."""
    release = Releases(home).current()
    assert release is not None
    return release


@pytest.fixture
def register(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the register that a test may change."""
    return Path(shutil.copytree(built / "register", tmp_path / "register"))


def with_own_outcomes(folder: Path) -> Path:
    """Write the small register, with two outcomes of a qualification and a link to a skill."""
    shutil.copytree(REGISTER, folder)
    (folder / "own-outcomes.csv").write_text(
        "qualification,position,title_az,title_en,title_ru,domain,content,skill[1]\n"
        "2024/10,1,Qurur,Builds a network,Строит сеть,skills,official,http://data.europa.eu/esco/skill/weave\n"
        + OUTCOME,
        encoding="utf-8",
    )
    (folder / "skills.csv").write_text(
        "iri,label_en,kind,version\nhttp://data.europa.eu/esco/skill/weave,weave nets,skill,1.2.0\n",
        encoding="utf-8",
    )
    with (folder / "register.toml").open("a", encoding="utf-8") as file:
        for kind, name in (("learning_outcome", "own-outcomes"), ("skill", "skills")):
            file.write(f'\n[[tables]]\nkind = "{kind}"\nfile = "{name}.csv"\n')
    return folder


def make(register: Path, home: Path, *, full: bool = False) -> Release:
    return build(register, home, now=NOW, progress=Silence(), full=full)


def replace(name: str, old: str, new: str) -> Change:
    def change(register: Path) -> None:
        path = register / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what all tables of a search file hold; of its indexes, their words."""
    with closing(sqlite3.connect(path)) as connection:
        for name, kind in (("words", "instance"), ("spelling", "row")):
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.in_{name} USING fts5vocab('main', '{name}', '{kind}')"
            )
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("words", "spelling"))
        ]
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)
            for name in [*tables, "in_words", "in_spelling"]
        }


def log_of(home: Path) -> Iterator[tuple[object, ...]]:
    log = ChangeLog.open(home)
    assert log is not None
    with closing(log):
        for each in log.entries(0):
            yield each.number, each.operation, each.iri, each.kind, each.digest


def assert_same(one: Release, other: Release) -> None:
    """See that two releases hold the same, whatever their files look like."""
    for name in ("dump.nq", "statistics.json", FINGERPRINTS, "changes.json", "report.json", "issues.json"):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes(), name
    stores = [ox.Store.read_only(str(each.store_folder)) for each in (one, other)]
    assert set(stores[0]) == set(stores[1])
    assert len(stores[0]) == len(stores[1]) == one.manifest.counts.quads
    assert rows_of(one.search_path) == rows_of(other.search_path)
    assert (one.manifest.counts, one.manifest.changes) == (other.manifest.counts, other.manifest.changes)
    assert one.verify() == other.verify() == ()


CHANGES = {
    "nothing": replace("register.toml", "modified = 2026-11-01", "modified = 2026-11-01"),
    "a title": replace("qualifications.csv", "Economics", "Applied Economics"),
    "a key": replace("qualifications.csv", "2024,200,", "2024,201,"),
    "a key that begins with another": replace("qualifications.csv", "2024,200,", "2024,1000,"),
    "an outcome": replace("own-outcomes.csv", "Measures", "Measures signals"),
    "an outcome that goes": replace("own-outcomes.csv", OUTCOME, ""),
    "outcomes that come": replace("own-outcomes.csv", "2024/10,2,", "2024/100,1,"),
    "a link": replace("own-outcomes.csv", "http://data.europa.eu/esco/skill/weave", ""),
    "a field": replace("qualifications.csv", "0612,0714", "0613,"),
    "an organisation": replace("organisations.csv", "University of Ganja", "Ganja University"),
    "the register": replace("register.toml", "Register office", "Office of the register"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_the_second_release_is_that_made_from_nothing(
    register: Path, home: Path, first: Release, tmp_path: Path, ways: set[str], name: str
) -> None:
    other = Path(shutil.copytree(home, tmp_path / "other", symlinks=True))
    CHANGES[name](register)
    second = make(register, home)
    assert ways == TAKEN_OVER
    assert_same(second, make(register, other, full=True))
    assert list(log_of(home)) == list(log_of(other))
    assert first.verify() == ()


@pytest.mark.parametrize(
    "change",
    [
        replace("award-types.csv", "Bachelor", "Bachelor’s"),
        replace("register.toml", "Demonstration register", "Register for showing"),
    ],
    ids=["an award type", "the title of the register"],
)
def test_what_all_qualifications_share_is_made_anew(
    register: Path, home: Path, tmp_path: Path, ways: set[str], change: Change
) -> None:
    shutil.copytree(home, tmp_path / "other", symlinks=True)
    change(register)
    second = make(register, home)
    assert ways == {"update_on_disk"}
    assert_same(second, make(register, tmp_path / "other", full=True))


def spoil_byte(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


@pytest.mark.parametrize("name", ["dump.nq", "search.sqlite", FINGERPRINTS])
def test_nothing_is_taken_over_from_a_damaged_release(
    register: Path, home: Path, first: Release, ways: set[str], name: str
) -> None:
    before = first.dump.read_bytes()
    spoil_byte(first.folder / name)
    second = make(register, home)
    assert not ways
    assert second.verify() == ()
    assert second.dump.read_bytes() == before


def test_nothing_is_taken_over_by_another_program(
    register: Path, home: Path, ways: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nqfgraph.release.fingerprints.__version__", "another")
    make(register, home)
    assert not ways


def test_where_too_much_has_changed_nothing_is_taken_over(
    register: Path, home: Path, ways: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_CHANGED", 0)
    monkeypatch.setattr(since, "MOST_LINES", 0)
    CHANGES["a title"](register)
    make(register, home)
    assert not ways


def test_a_store_outlives_the_release_that_it_was_taken_from(register: Path, home: Path) -> None:
    CHANGES["a title"](register)
    second = make(register, home)
    Releases(home).prune(1)
    assert Releases(home).versions() == (second.version,)
    quads = set(ox.parse(path=str(second.dump), format=ox.RdfFormat.N_QUADS))
    assert set(ox.Store.read_only(str(second.store_folder))) == quads


def test_a_disk_without_links_gets_copies(
    register: Path, home: Path, first: Release, monkeypatch: pytest.MonkeyPatch, ways: set[str]
) -> None:
    def refuse(*given: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    CHANGES["a title"](register)
    second = make(register, home)
    assert ways == TAKEN_OVER
    assert first.verify() == second.verify() == ()


def test_a_store_that_does_not_hold_what_the_dump_holds_is_made_anew(
    register: Path, home: Path, first: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = building.update_on_disk
    monkeypatch.setattr(
        building,
        "update_on_disk",
        lambda since, store, quads, stopped: real(since, store, quads + 1, stopped),
    )
    second = make(register, home)
    assert set(ox.Store.read_only(str(second.store_folder))) == set(
        ox.Store.read_only(str(first.store_folder))
    )


def test_a_line_about_what_is_taken_over_is_noticed(first: Release, tmp_path: Path) -> None:
    for subject in (
        b"<https://demo.example/id/qualification/2024/100>",
        b"<https://demo.example/id/record/2019/100>",
    ):
        for predicate in (b"<a:first>", b"<zz:last>"):
            lines = [subject + b" " + predicate + b" <a:c> <a:g> .\n"]
            assert take_over(first, set(), lines, tmp_path / "dump.nq") is None


def test_a_triple_in_two_graphs_is_refused(first: Release, tmp_path: Path) -> None:
    lines = [b"<a:a> <a:b> <a:c> <a:g> .\n", b"<a:a> <a:b> <a:c> <a:h> .\n"]
    with pytest.raises(ReleaseError, match="stands in two graphs"):
        take_over(first, set(), lines, tmp_path / "dump.nq")
