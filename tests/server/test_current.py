"""Which release is served while the pointer moves, and when the one that it names is damaged."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import flask
import pytest

from nqfgraph.errors import StoreUnavailable
from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph.store.base import QueryEngine
from nqfgraph_server import current as module
from nqfgraph_server import inspection
from nqfgraph_server.current import TRY_SECONDS, Current
from nqfgraph_server.opened import NothingPublished, NotServing, OpenRelease

REGISTER = Path(__file__).parent / "register"
OLD, NEW = "2026-11-23.1", "2026-11-23.2"
PATIENCE = 20


class Engine:
    """An engine that holds what it was told to start, when it is let."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self.started: list[str] = []
        self.may_hold = threading.Event()
        self.may_hold.set()
        self.fault: StoreUnavailable | None = None
        self.faulty = {OLD, NEW}

    def ready(self, folder: Path) -> bool:
        return folder.name in self.held

    def start(self, folder: Path, *, wait: bool = False) -> None:
        self.started.append(folder.name)
        if wait:
            assert self.may_hold.wait(PATIENCE)
            if self.fault and folder.name in self.faulty:
                raise self.fault
            self.held.add(folder.name)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 2.0
        return self.seconds


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with two releases; copy it."""
    home = tmp_path_factory.mktemp("published")
    for _ in (OLD, NEW):
        build(REGISTER, home, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    return home


@pytest.fixture
def releases(published: Path, tmp_path: Path) -> Releases:
    """Return the two releases; the first is current."""
    found = Releases(Path(shutil.copytree(published, tmp_path / "home", symlinks=True)))
    found.switch(OLD)
    return found


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def current(releases: Releases, engine: Engine) -> Iterator[Current]:
    made = Current(releases, cast(QueryEngine, engine), clock=Clock())
    yield made
    engine.may_hold.set()
    settle(made)


def settle(current: Current) -> None:
    """Wait until nothing is being prepared."""
    thread = current._preparing
    if thread is not None:
        thread.join(PATIENCE)
    assert current._preparing is None


def flip(path: Path) -> None:
    """Change a byte in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no search": (lambda folder: (folder / "search.sqlite").unlink(), "search.sqlite cannot be read"),
    "a changed dump": (lambda folder: flip(folder / "dump.nq"), "dump.nq has changed"),
    "a short dump": (lambda folder: (folder / "dump.nq").write_text(""), "dump.nq has 0 bytes"),
    "no store": (lambda folder: shutil.rmtree(folder / "store"), "store/"),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "manifest"),
    "a broken manifest": (lambda folder: (folder / "manifest.json").write_text("{"), "manifest"),
}


def spoil(releases: Releases, damage: str, version: str = NEW) -> Callable[[], None]:
    """Damage a release; return what mends it."""
    folder = releases.folder / version
    sound = Path(shutil.copytree(folder, releases.home / f"sound-{version}"))
    DAMAGES[damage][0](folder)

    def mend() -> None:
        shutil.rmtree(folder)
        shutil.copytree(sound, folder)

    return mend


def point(releases: Releases, target: str) -> None:
    """Move the pointer without a look at what it names."""
    releases.point(target)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("asked", [False, True], ids=["no queries yet", "queries answered"])
def test_a_damaged_release_is_not_switched_to_until_it_is_mended(
    current: Current,
    releases: Releases,
    engine: Engine,
    damage: str,
    asked: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert current.get().version == OLD
    if asked:
        engine.held.add(OLD)
    mend = spoil(releases, damage)
    point(releases, NEW)
    for _ in range(3):
        assert current.get().version == OLD
        settle(current)
    assert list(current.refused) == [NEW]
    assert DAMAGES[damage][1] in current.refused[NEW]
    assert str(releases.home) not in current.refused[NEW]
    assert [NEW in each.message and OLD in each.message for each in caplog.records] == [True]
    mend()
    current.get()
    settle(current)
    assert current.get().version == NEW
    assert current.refused == {}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_server_that_starts_with_a_damaged_release_serves_the_one_before(
    current: Current, releases: Releases, damage: str
) -> None:
    mend = spoil(releases, damage)
    point(releases, NEW)
    assert current.get().version == OLD
    assert list(current.refused) == [NEW]
    mend()
    assert current.get().version == NEW
    assert current.refused == {}


def test_a_pointer_to_nothing_leaves_the_release_that_is_served(current: Current, releases: Releases) -> None:
    assert current.get().version == OLD
    for target in ("2026-11-23.9", "elsewhere"):
        point(releases, target)
        assert current.get().version == OLD
        assert list(current.refused) == [target]
    point(releases, NEW)
    assert current.get().version == NEW
    assert current.refused == {}


@pytest.mark.parametrize(("target", "served"), [("2026-11-23.9", NEW), (f"{OLD}0", NEW), ("elsewhere", NEW)])
def test_a_server_that_starts_with_a_pointer_to_nothing_serves_the_newest_before_it(
    current: Current, releases: Releases, target: str, served: str
) -> None:
    point(releases, target)
    assert current.get().version == served


def test_where_nothing_can_be_opened_the_fault_is_told(current: Current, releases: Releases) -> None:
    for version in (OLD, NEW):
        spoil(releases, "no search", version)
    point(releases, NEW)
    for _ in range(2):
        with pytest.raises(NotServing, match=r"search\.sqlite cannot be read"):
            current.get()
    assert list(current.refused) == [NEW, OLD]


def test_the_only_release_is_served_as_far_as_it_can_be_read(current: Current, releases: Releases) -> None:
    point(releases, NEW)
    releases.prune(1)
    mend = spoil(releases, "a changed dump")
    for _ in range(3):
        assert current.get().version == NEW
        assert list(current.refused) == [NEW]
    mend()
    assert current.get().version == NEW
    assert current.refused == {}


def test_without_a_pointer_nothing_is_published(current: Current, releases: Releases) -> None:
    assert current.get().version == OLD
    (releases.folder / "current").unlink()
    with pytest.raises(NothingPublished):
        current.get()
    point(releases, OLD)
    assert current.get().version == OLD


def test_a_damaged_release_is_looked_at_again_only_when_something_has_changed(
    releases: Releases, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    open_sound = module.open_sound

    def note(release: Release, **how: Any) -> OpenRelease:
        tried.append(release.version)
        return open_sound(release, **how)

    monkeypatch.setattr(module, "open_sound", note)
    clock = Clock()
    current = Current(releases, cast(QueryEngine, engine), clock=clock)
    current.get()
    mend = spoil(releases, "a changed dump")
    point(releases, NEW)
    for _ in range(5):
        current.get()
    assert tried == [OLD, NEW]
    clock.seconds += TRY_SECONDS
    current.get()
    assert tried == [OLD, NEW, NEW]
    mend()
    assert current.get().version == NEW


# -- the switch itself


def test_the_old_release_answers_until_the_engine_holds_the_new_one(
    current: Current, releases: Releases, engine: Engine
) -> None:
    assert current.get().version == OLD
    engine.held.add(OLD)
    engine.may_hold.clear()
    point(releases, NEW)
    for _ in range(5):
        assert current.get().version == OLD
    engine.may_hold.set()
    settle(current)
    assert current.get().version == NEW
    assert engine.started == [NEW, NEW]


def test_a_switch_that_is_taken_back_meanwhile_changes_nothing(
    current: Current, releases: Releases, engine: Engine
) -> None:
    assert current.get().version == OLD
    engine.held.add(OLD)
    engine.may_hold.clear()
    point(releases, NEW)
    assert current.get().version == OLD
    point(releases, OLD)
    engine.may_hold.set()
    settle(current)
    assert current.get().version == OLD
    assert current.refused == {}
    assert engine.started[-1] == OLD


def test_checksums_are_compared_once_where_nothing_was_touched(
    current: Current, releases: Releases, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, bool]] = []
    open_sound = module.open_sound

    def note(release: Release, **how: Any) -> OpenRelease:
        compared.append((release.version, how["thoroughly"]))
        return open_sound(release, **how)

    monkeypatch.setattr(module, "open_sound", note)
    assert current.get().version == OLD
    engine.held.update((OLD, NEW))
    for version in (NEW, OLD, NEW):
        point(releases, version)
        current.get()
        settle(current)
        assert current.get().version == version
    flip(releases.folder / OLD / "report.json")
    point(releases, OLD)
    current.get()
    settle(current)
    assert current.get().version == NEW
    assert compared == [(OLD, False), (NEW, True), (OLD, True), (NEW, False), (OLD, True)]


def test_a_release_that_the_engine_cannot_hold_is_refused_and_tried_again(
    releases: Releases, engine: Engine
) -> None:
    clock = Clock()
    current = Current(releases, cast(QueryEngine, engine), clock=clock)
    assert current.get().version == OLD
    engine.held.add(OLD)
    engine.fault = StoreUnavailable("No process can be started.")
    point(releases, NEW)
    current.get()
    settle(current)
    assert current.get().version == OLD
    assert current.refused == {NEW: "No process can be started."}
    assert engine.started[-1] == OLD
    engine.fault = None
    clock.seconds += TRY_SECONDS
    current.get()
    settle(current)
    assert current.get().version == NEW


def test_a_release_is_opened_once_however_many_ask_first(
    current: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    open_release = inspection.open_release

    def note(release: Release, *how: Any) -> OpenRelease:
        opened.append(release.version)
        return open_release(release, *how)

    monkeypatch.setattr(inspection, "open_release", note)
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: id(current.get()), range(32)))
    assert len(found) == len(opened) == 1


def test_before_requests_come_the_engine_holds_what_is_served(
    current: Current, releases: Releases, engine: Engine
) -> None:
    point(releases, NEW)
    current.start()
    assert engine.held == {NEW}


def test_a_server_does_not_start_with_a_release_that_the_engine_cannot_hold(
    current: Current, releases: Releases, engine: Engine
) -> None:
    engine.fault = StoreUnavailable("The dump cannot be read.")
    engine.faulty = {NEW}
    point(releases, NEW)
    current.start()
    assert current.get().version == OLD
    assert current.refused == {NEW: "The dump cannot be read."}
    assert engine.held == {OLD}


def test_a_server_starts_with_pages_where_the_engine_can_hold_nothing(
    current: Current, releases: Releases, engine: Engine
) -> None:
    engine.fault = StoreUnavailable("No process can be started.")
    current.start()
    assert current.get().version == OLD
    assert list(current.refused) == [OLD]


def test_a_server_cannot_start_with_what_is_not_there(current: Current, releases: Releases) -> None:
    (releases.folder / "current").unlink()
    with pytest.raises(NothingPublished):
        current.start()


# -- what the operator sees


def test_the_server_is_ready_and_says_what_it_refuses(
    make_app: Callable[..., flask.Flask], releases: Releases
) -> None:
    client = make_app(home=releases.home).test_client()
    assert client.get("/readyz").json == {"status": "ready", "release": OLD}
    spoil(releases, "no search")
    point(releases, NEW)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ready",
        "release": OLD,
        "refused": {
            NEW: f"The release {NEW} is damaged: search.sqlite cannot be read: No such file or directory."
        },
    }
    assert client.get("/en/levels").status_code == 200
    assert client.get("/catalogue.ttl").status_code == 200
    asked = client.get(f"/en/levels?release={NEW}")
    assert asked.status_code == 503
    assert "search.sqlite" in asked.get_json(force=True)["detail"]


def test_a_damaged_manifest_does_not_hide_the_other_releases(
    make_app: Callable[..., flask.Flask], releases: Releases
) -> None:
    client = make_app(home=releases.home).test_client()
    spoil(releases, "a broken manifest")
    listed = client.get("/releases?format=json")
    assert listed.json is not None
    assert [each["version"] for each in listed.json["items"]] == [OLD]
    assert client.get("/catalogue.ttl").status_code == 200
