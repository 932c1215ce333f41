"""The served release changes under the server's hands, and no request notices."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest

from nqfgraph.release import Releases, Silence, build
from nqfgraph.search import Search
from nqfgraph.settings import Settings
from nqfgraph.store import EmbeddedStore
from nqfgraph_server import create_app
from nqfgraph_server.service import TONES, Service, tone

REGISTER = Path(__file__).parent / "register"


@pytest.fixture
def served(tmp_path: Path) -> tuple[flask.Flask, Releases]:
    settings = Settings(home=tmp_path, workers=1)
    _publish(tmp_path)
    return create_app(settings), Releases(tmp_path)


def _publish(home: Path) -> str:
    return build(REGISTER, home, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence()).version


def test_a_new_release_is_served_without_a_restart(served: tuple[flask.Flask, Releases]) -> None:
    app, releases = served
    client = app.test_client()
    before = client.get("/data/level/6.ttl").headers["ETag"]
    version = _publish(releases.home)
    assert client.get("/readyz").json == {"status": "ready", "release": version}
    assert client.get("/data/level/6.ttl").headers["ETag"] != before
    releases.switch("2026-11-23.1")
    assert client.get("/data/level/6.ttl").headers["ETag"] == before


def test_a_request_sees_one_release_from_beginning_to_end(served: tuple[flask.Flask, Releases]) -> None:
    app, releases = served
    service: Service = app.extensions["nqfgraph"]
    with app.test_request_context():
        opened = service.release()
        _publish(releases.home)
        assert service.release() is opened
        assert list(opened.store.query("SELECT * { ?s ?p ?o } LIMIT 1"))
        assert opened.search.counts()["level"] == 3
    assert service.release().version == "2026-11-23.2"


def test_a_release_is_closed_when_nothing_holds_it_any_more(
    served: tuple[flask.Flask, Releases], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, releases = served
    service: Service = app.extensions["nqfgraph"]
    closed: list[Search] = []
    close = Search.close

    def note(search: Search) -> None:
        closed.append(search)
        close(search)

    monkeypatch.setattr(Search, "close", note)
    held = service.release()
    search = held.search
    _publish(releases.home)
    service.release()
    gc.collect()
    assert search not in closed
    del held
    gc.collect()
    assert search in closed


@pytest.mark.parametrize("number", [1, 2, 3, 7, 8, 10, 12])
def test_any_number_of_levels_is_coloured_from_light_to_dark(number: int) -> None:
    found = [tone(order, number) for order in range(1, number + 1)]
    assert found == sorted(found)
    assert found[-1] == TONES
    assert len(set(found)) == min(number, TONES)
    assert number == 1 or found[0] == 1


def test_a_release_without_its_framework_is_not_ready(
    served: tuple[flask.Flask, Releases], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = served
    opened = app.extensions["nqfgraph"].release()
    monkeypatch.setattr(opened, "store", EmbeddedStore.in_memory())
    client = app.test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/en/levels").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_an_older_release_answers_also_where_none_is_current(
    served: tuple[flask.Flask, Releases],
) -> None:
    app, releases = served
    (releases.folder / "current").unlink()
    client = app.test_client()
    assert client.get("/data/level/6.ttl").status_code == 503
    assert client.get("/data/level/6.ttl?release=2026-11-23.1").status_code == 200


def test_a_time_cannot_be_looked_up_past_a_damaged_release(served: tuple[flask.Flask, Releases]) -> None:
    app, releases = served
    _publish(releases.home)
    (releases.folder / "2026-11-23.1" / "manifest.json").write_text("{")
    client = app.test_client()
    answer = client.get("/data/level/6.ttl", headers={"Accept-Datetime": "Sat, 01 Jan 2000 00:00:00 GMT"})
    assert answer.status_code == 503
    assert "2026-11-23.1" in answer.get_json(force=True)["detail"]
    pinned = client.get("/data/level/6.ttl?release=2026-11-23.2")
    assert pinned.status_code == 200
    assert "Memento-Datetime" in pinned.headers


def test_outside_of_requests_the_current_release_is_meant(served: tuple[flask.Flask, Releases]) -> None:
    app, releases = served
    service: Service = app.extensions["nqfgraph"]
    version = _publish(releases.home)
    with app.test_request_context("/?release=2026-11-23.1"):
        assert service.release().version == "2026-11-23.1"
        assert service.current().version == version
    assert service.release().version == version
