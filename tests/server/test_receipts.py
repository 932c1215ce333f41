"""Who takes the register is noted: by which name, over which interface, and whether it arrived."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.harvests import PAUSE, Harvest, read_harvests
from nqfgraph_server import receipts
from nqfgraph_server.exchange import Exchange, Outcome
from nqfgraph_server.receipts import Receipts, receipts_of
from nqfgraph_server.takers import INTERFACES, Taker, interface_of

Make = Callable[..., flask.Flask]
AGENT = {"User-Agent": "harvester/1.0 (+https://h.example)", "From": "people@h.example"}


@pytest.fixture
def own(make_app: Make, home: Path, tmp_path: Path) -> flask.Flask:
    """Return an application over a home of its own."""
    copy = Path(shutil.copytree(home, tmp_path / "home", symlinks=True))
    (copy / "harvests.sqlite").unlink(missing_ok=True)
    return make_app(home=copy)


@pytest.fixture
def taker(own: flask.Flask) -> Iterator[FlaskClient]:
    with own.test_client() as client:
        yield client


def written(app: flask.Flask) -> dict[str, Harvest]:
    receipts_of(app).write()
    return {each.interface: each for each in read_harvests(app.extensions["nqfgraph"].releases.home)}


@pytest.mark.parametrize(
    ("path", "interface"),
    [
        ("/feeds/ldes", "ldes"),
        ("/feeds/ldes/3", "ldes"),
        ("/feeds/versions/9", "ldes"),
        ("/feeds/activities", "activities"),
        ("/feeds/atom/2026-11-23.1/1", "atom"),
        ("/feeds/changesets", "changesets"),
        ("/feeds/changesets/2026-11-23.1.zip", "changesets"),
        ("/feeds/unheard", "feeds"),
        ("/oai", "oai"),
        ("/catalogue.ttl", "catalogue"),
        ("/qdr/qualifications.xml", "qdr"),
        ("/qdr/learning-opportunities.xml", "qdr"),
        ("/qdr/remarks", None),
        ("/releases/2026-11-23.1/qdr-qualifications.xml", "qdr"),
        ("/releases/2026-11-23.1/dump.nq", "dump"),
        ("/releases/2026-11-23.1/report.json", "files"),
        ("/.well-known/resourcesync", "resourcesync"),
        ("/sparql", None),
        ("/oaix", None),
        ("/releases", None),
    ],
)
def test_interfaces_are_told_by_their_addresses(path: str, interface: str | None) -> None:
    assert interface_of(path) == interface
    assert interface is None or interface in INTERFACES


def test_a_harvest_is_what_one_program_asks_of_one_interface(
    own: flask.Flask, taker: FlaskClient, release: object
) -> None:
    version = release.version
    first = taker.get(buffered=True, path=f"/releases/{version}/dump.nq", headers=AGENT)
    taker.get(
        buffered=True,
        path=f"/releases/{version}/dump.nq",
        headers={**AGENT, "If-None-Match": first.headers["ETag"]},
    )
    taker.get(buffered=True, path="/feeds/atom", headers={"User-Agent": ""})
    taker.get(buffered=True, path="/catalogue", headers={"Accept": "text/html"})
    taker.options(buffered=True, path="/feeds/atom")
    found = written(own)
    assert set(found) == {"dump", "atom"}
    dump = found["dump"]
    assert (dump.agent, dump.contact) == (AGENT["User-Agent"], AGENT["From"])
    assert (dump.release, dump.requests, dump.unchanged, dump.size) == (version, 2, 1, len(first.data))
    assert (dump.whole, dump.failures, dump.error) == (True, 0, "")
    assert (found["atom"].agent, found["atom"].release) == ("", version)


def test_errors_and_answers_that_were_broken_off_are_noted(own: flask.Flask, taker: FlaskClient) -> None:
    taker.get(buffered=True, path="/releases/2001-01-01.1/dump.nq", headers=AGENT)
    found = written(own)["dump"]
    assert (found.whole, found.failures, found.release) == (False, 1, "")
    assert found.error == "404 refused, /releases/2001-01-01.1/dump.nq"


def test_an_error_that_a_protocol_tells_with_status_200_is_noted(
    own: flask.Flask, taker: FlaskClient
) -> None:
    assert taker.get(buffered=True, path="/oai?verb=Nonsense", headers=AGENT).status_code == 200
    found = written(own)["oai"]
    assert (found.whole, found.failures, found.error) == (False, 1, "200 badVerb, /oai")
    nothing_new = "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&until=1990-01-01"
    assert "noRecordsMatch" in taker.get(buffered=True, path=nothing_new, headers=AGENT).text
    found = written(own)["oai"]
    assert (found.requests, found.whole, found.failures) == (2, True, 1)
    text = taker.get(buffered=True, path="/metrics").text
    assert 'nqfgraph_harvest_requests_total{interface="oai",outcome="refused"} 1.0' in text


def test_no_address_of_a_network_is_kept(own: flask.Flask, taker: FlaskClient) -> None:
    taker.get(buffered=True, path="/feeds/atom", headers=AGENT, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    written(own)
    home = own.extensions["nqfgraph"].releases.home
    assert b"203.0.113" not in (home / "harvests.sqlite").read_bytes()


def exchange(taker: Taker | None, outcome: Outcome = Outcome.WHOLE, size: int = 10) -> Exchange:
    return Exchange(
        kind="feed", status=200, outcome=outcome, media_type="", first_byte_seconds=0, size=size, taker=taker
    )


TAKER = Taker("a/1", "", "ldes", "2026-11-23.1", "/feeds/ldes")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def noted(tmp_path: Path, said: list[str]) -> Receipts:
    return Receipts(tmp_path, said.append, write_seconds=3600)


def test_other_requests_are_not_noted(noted: Receipts, tmp_path: Path) -> None:
    noted.note(exchange(None))
    noted.close()
    noted.stop()
    noted.note(exchange(TAKER))
    noted.close()
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_was_left_says_how_far_it_came(noted: Receipts, tmp_path: Path) -> None:
    noted.note(exchange(TAKER, Outcome.ABANDONED, 4321))
    noted.close()
    (found,) = read_harvests(tmp_path)
    assert (found.error, found.whole) == ("abandoned after 4,321 bytes, /feeds/ldes", False)


def test_a_long_silence_begins_another_harvest(
    noted: Receipts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        moment = datetime(2026, 11, 23, 12, tzinfo=UTC)

        @classmethod
        def now(cls, zone: object = None) -> datetime:
            return cls.moment

    monkeypatch.setattr(receipts, "datetime", Clock)
    noted.note(exchange(TAKER))
    Clock.moment += PAUSE / 2
    noted.note(exchange(TAKER))
    Clock.moment += PAUSE
    noted.note(exchange(TAKER))
    noted.close()
    assert [each.requests for each in read_harvests(tmp_path)] == [1, 2]


def test_it_is_written_by_itself_in_a_moment(tmp_path: Path, said: list[str]) -> None:
    noted = Receipts(tmp_path, said.append, write_seconds=0.01)
    noted.note(exchange(TAKER))
    until = time.monotonic() + 30
    while not read_harvests(tmp_path) and time.monotonic() < until:
        time.sleep(0.01)
    assert len(read_harvests(tmp_path)) == 1
    assert said == []


def test_a_disk_that_is_full_is_said_once_and_costs_no_answer(
    own: flask.Flask, taker: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    book = own.extensions["nqfgraph"].releases.home / "harvests.sqlite"
    book.mkdir()
    for _ in range(2):
        assert taker.get(buffered=True, path="/feeds/atom", headers=AGENT).status_code == 200
        receipts_of(own).write()
    assert caplog.text.count("cannot be used") == 1
    book.rmdir()
    assert written(own)["atom"].requests == 2


def test_memory_is_bounded_and_what_is_lost_is_counted(
    noted: Receipts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "MOST_OPEN", 3)
    (tmp_path / "harvests.sqlite").mkdir()
    for number in range(12):
        noted.note(exchange(replace(TAKER, agent=str(number))))
    noted.write()
    assert noted.lost == 6
    (tmp_path / "harvests.sqlite").rmdir()
    noted.close()
    kept = {each.agent for each in read_harvests(tmp_path)}
    assert len(kept) == 6
    assert {"9", "10", "11"} <= kept
    numbers = {each.name: sum(sample.value for sample in each.samples) for each in noted.collect()}
    assert numbers["nqfgraph_harvest_receipts_lost"] == 6
    assert numbers["nqfgraph_harvest_sent_bytes"] == 120
    assert noted.describe() == []


def test_what_cannot_be_put_back_is_counted_too(
    noted: Receipts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "MOST_OPEN", 1)
    for number in range(2):
        noted.note(exchange(replace(TAKER, agent=str(number))))
    original = receipts.keep

    def fail(*arguments: object) -> None:
        for number in range(2, 4):
            noted.note(exchange(replace(TAKER, agent=str(number))))
        (tmp_path / "harvests.sqlite").mkdir(exist_ok=True)
        original(*arguments)

    monkeypatch.setattr(receipts, "keep", fail)
    noted.write()
    assert noted.lost >= 1
    noted.close()


def test_many_threads_lose_nothing(noted: Receipts, tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=lambda: [noted.note(exchange(TAKER)) for _ in range(50)]) for _ in range(4)
    ]
    for each in threads:
        each.start()
    for _ in range(5):
        noted.write()
    for each in threads:
        each.join(30)
    noted.close()
    assert sum(each.requests for each in read_harvests(tmp_path)) == 200


def test_the_numbers_are_in_the_metrics(own: flask.Flask, taker: FlaskClient) -> None:
    taker.get(buffered=True, path="/feeds/atom", headers=AGENT)
    text = taker.get(buffered=True, path="/metrics").text
    assert 'nqfgraph_harvest_requests_total{interface="atom",outcome="whole"} 1.0' in text
    assert 'nqfgraph_harvest_last_whole_timestamp_seconds{interface="atom"}' in text
    assert "harvester/1.0" not in text


def test_the_page_is_for_operators(own: flask.Flask, taker: FlaskClient) -> None:
    taker.get(buffered=True, path="/feeds/atom", headers={"User-Agent": "<script>x</script>"})
    answer = taker.get(buffered=True, path="/harvests", headers={"Accept": "application/json"})
    assert answer.json is not None
    assert answer.json["items"][0]["agent"] == "<script>x</script>"
    assert answer.headers["Cache-Control"] == "no-store"
    for language, title in (("az", "Toplamalar"), ("en", "Harvests"), ("ru", "Сборы данных")):
        page = taker.get(
            buffered=True, path=f"/harvests?lang={language}&interface=atom", headers={"Accept": "text/html"}
        ).text
        assert f"<h1>{title}</h1>" in page
        assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert taker.get(buffered=True, path="/harvests?interface=nothing").status_code == 400
    empty = taker.get(
        buffered=True, path="/harvests?interface=oai&lang=en", headers={"Accept": "text/html"}
    ).text
    assert "Nobody has taken anything yet." in empty
    stranger = {"REMOTE_ADDR": "203.0.113.77"}
    assert taker.get(buffered=True, path="/harvests", environ_base=stranger).status_code == 403
    behind = {"X-Forwarded-For": "203.0.113.77"}
    assert taker.get(buffered=True, path="/harvests", headers=behind).status_code == 403


def test_a_home_without_a_release_notes_no_version(make_app: Make, tmp_path: Path) -> None:
    app = make_app(home=tmp_path)
    app.test_client().get("/feeds/atom", buffered=True)
    assert written(app)["atom"].release == ""
