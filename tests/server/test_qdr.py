"""The addresses that Europass QDR fetches."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.exports.qdr import DATASETS, LEARNING_OPPORTUNITIES
from nqfgraph.exports.qdr.remarks import REASONS
from nqfgraph.handover import make_file
from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph_server import qdr, qdr_making
from nqfgraph_server.qdr_texts import EFFECTS, NO_FILE, READABLE, TAKEN

REGISTER = Path(__file__).parents[1] / "release" / "register"
MAPPED = '\n[qdr.levels]\n"6" = "http://data.europa.eu/snb/qdr/c_6919ed25"\n'
CURRENT = "/qdr/qualifications.xml"
OPPORTUNITIES = "/qdr/learning-opportunities.xml"
OFFERED = "dataset=learning-opportunities"
TABLE = """[[tables]]
kind = "learning_opportunity"
file = "learning-opportunities.csv"
"""
ROWS = """key,qualification,title_en,provided_by[1],homepage,default_language,content
day,2024/100,Economics by day,ganja,https://ganja.example/day,AZE,official
evening,2024/100,Economics in the evening,ganja,https://ganja.example/evening,AZE,official
mistyped,2024/10,Networks,ganja,https://https://ganja.example/,AZE,official
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with two releases, of which the second has a level that QDR knows, and their files."""
    folder = tmp_path_factory.mktemp("qdr")
    register = Path(shutil.copytree(REGISTER, folder / "register"))
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    build(register, folder / "home", now=now, progress=Silence())
    toml = register / "register.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + MAPPED, encoding="utf-8")
    build(register, folder / "home", now=now, progress=Silence())
    releases = Releases(folder / "home")
    for version in releases.versions():
        make_file(releases.home, releases.get(version), releases.versions())
    return folder / "home"


@pytest.fixture
def two_releases(built: Path, tmp_path: Path) -> Path:
    """Return a copy of that home."""
    return Path(shutil.copytree(built, tmp_path / "home", symlinks=True))


@pytest.fixture
def unmade(two_releases: Path) -> Path:
    """Let the home have no files yet."""
    shutil.rmtree(two_releases / "cache")
    return two_releases


@pytest.fixture
def qdr_client(make_app: Callable[..., flask.Flask], two_releases: Path) -> Iterator[FlaskClient]:
    # The process that makes a file may take long on a busy machine.
    with make_app(home=two_releases, query_wait_seconds=60.0).test_client() as client:
        yield client


@pytest.fixture(scope="module")
def offering_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a release that has learning opportunities, and without files for QDR."""
    folder = tmp_path_factory.mktemp("offering")
    register = Path(shutil.copytree(REGISTER, folder / "register"))
    (register / "learning-opportunities.csv").write_text(ROWS, encoding="utf-8")
    toml = register / "register.toml"
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{TABLE}", encoding="utf-8")
    build(register, folder / "home", now=datetime(2026, 11, 23, 12, tzinfo=UTC), progress=Silence())
    return folder / "home"


@pytest.fixture
def offering_client(make_app: Callable[..., flask.Flask], offering_home: Path) -> Iterator[FlaskClient]:
    with make_app(home=offering_home, query_wait_seconds=60.0).test_client() as client:
        yield client


@pytest.fixture
def current(two_releases: Path) -> Release:
    found = Releases(two_releases).current()
    assert found is not None
    return found


def opportunities_of(version: str) -> str:
    return f"/releases/{version}/qdr-learning-opportunities.xml"


def of_release(version: str) -> str:
    return f"/releases/{version}/qdr-qualifications.xml"


def test_the_current_file_is_at_one_address(qdr_client: FlaskClient, current: Release) -> None:
    answer = qdr_client.get(CURRENT, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert answer.data.count(b"<qualification ") == 2
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
    assert answer.last_modified >= current.manifest.created
    assert answer.cache_control.no_cache
    assert answer.cache_control.public
    assert qdr_client.get(CURRENT, buffered=True).data == answer.data


def test_each_release_keeps_its_file_at_an_address_of_its_own(
    qdr_client: FlaskClient, current: Release
) -> None:
    answer = qdr_client.get(of_release(current.version), buffered=True)
    assert answer.data == qdr_client.get(CURRENT, buffered=True).data
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 31_536_000
    assert qdr_client.get(of_release("2001-01-01.1")).status_code == 404


def test_an_unchanged_file_is_not_sent_again(qdr_client: FlaskClient) -> None:
    first = qdr_client.get(CURRENT, buffered=True)
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        answer = qdr_client.get(CURRENT, headers={header: value}, buffered=True)
        assert (answer.status_code, answer.data) == (304, b"")
    head = qdr_client.head(CURRENT, buffered=True)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(first.data))
    part = qdr_client.get(CURRENT, headers={"Range": "bytes=0-9"}, buffered=True)
    assert (part.status_code, part.data) == (206, first.data[:10])


def test_learning_opportunities_that_are_not_there_have_no_file_and_none_is_made(
    qdr_client: FlaskClient, two_releases: Path, current: Release
) -> None:
    before = sorted((two_releases / "cache" / "qdr").iterdir())
    for path in (OPPORTUNITIES, opportunities_of(current.version), f"/qdr/remarks?{OFFERED}&format=json"):
        answer = qdr_client.get(path)
        assert answer.status_code == 404
        assert answer.json is not None
        assert "This release has no learning opportunities." in answer.json["detail"]
    assert qdr_client.get(opportunities_of("2001-01-01.1")).status_code == 404
    assert sorted((two_releases / "cache" / "qdr").iterdir()) == before
    assert OFFERED not in qdr_client.get("/qdr/remarks", headers={"Accept": "text/html"}).text


def test_a_release_of_which_qdr_takes_nothing_has_no_file(
    qdr_client: FlaskClient, two_releases: Path
) -> None:
    for _ in range(2):
        answer = qdr_client.get(of_release("2026-11-23.1"))
        assert answer.status_code == 404
        assert answer.json is not None
        assert "No qualification of this release" in answer.json["detail"]
    Releases(two_releases).switch("2026-11-23.1")
    assert qdr_client.get(CURRENT).status_code == 404


@pytest.mark.usefixtures("unmade")
def test_a_file_is_made_once_and_outside_of_the_release(
    qdr_client: FlaskClient, two_releases: Path, current: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    qdr_client.get(CURRENT, buffered=True)
    kept = {each.name for each in (two_releases / "cache" / "qdr").iterdir()} - {".lock"}
    assert {each.partition("-0.")[0] for each in kept} == {current.version}
    assert current.verify() == ()
    monkeypatch.setattr(subprocess, "run", None)
    assert qdr_client.get(CURRENT, buffered=True).status_code == 200


@pytest.mark.usefixtures("unmade")
def test_files_of_releases_that_are_gone_are_removed(qdr_client: FlaskClient, two_releases: Path) -> None:
    qdr_client.get(of_release("2026-11-23.1"))
    Releases(two_releases).prune(1)
    qdr_client.get(CURRENT, buffered=True)
    kept = {each.name.partition("-0.")[0] for each in (two_releases / "cache" / "qdr").glob("[0-9]*")}
    assert kept == {"2026-11-23.2"}


@pytest.mark.usefixtures("unmade")
def test_a_file_that_is_being_made_is_asked_for_later(
    make_app: Callable[..., flask.Flask], two_releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, begun = threading.Event(), []

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        begun.append(arguments)
        finish.wait(30)
        make_file(two_releases, Releases(two_releases).get("2026-11-23.2"))
        return subprocess.CompletedProcess([], 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    qdr_client = make_app(home=two_releases, query_wait_seconds=0.01).test_client()
    for _ in range(2):
        answer = qdr_client.get(CURRENT)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert answer.json is not None
        assert "is being made" in answer.json["detail"]
    (running,) = [each for each in threading.enumerate() if each.name == "nqfgraph-qdr-2026-11-23.2"]
    finish.set()
    running.join(30)
    assert len(begun) == 1
    assert qdr_client.get(CURRENT, buffered=True).status_code == 200


@pytest.mark.usefixtures("unmade")
def test_a_home_that_cannot_be_written_to_is_explained_and_not_tried_at_once(
    qdr_client: FlaskClient, two_releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (two_releases / "cache").write_text("in the way")
    for _ in range(2):
        answer = qdr_client.get(CURRENT)
        assert answer.status_code == 503
        assert answer.json is not None
        assert "cannot be kept" in answer.json["detail"]
        monkeypatch.setattr(subprocess, "run", None)
    monkeypatch.undo()
    monkeypatch.setattr(qdr_making, "AGAIN_SECONDS", 0.0)
    (two_releases / "cache").unlink()
    assert qdr_client.get(CURRENT, buffered=True).status_code == 200


@pytest.mark.usefixtures("unmade")
@pytest.mark.parametrize("ending", ["status", "late"])
def test_a_process_that_breaks_off_is_told(
    qdr_client: FlaskClient, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
        if ending == "late":
            raise subprocess.TimeoutExpired("make", 1800)
        return subprocess.CompletedProcess([], -9, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    answer = qdr_client.get(CURRENT)
    assert answer.status_code == 503
    assert answer.json is not None
    assert ("ended with -9" if ending == "status" else "timed out") in answer.json["detail"]


def test_remarks_say_what_cannot_be_handed_over_and_why(qdr_client: FlaskClient) -> None:
    value = qdr_client.get("/qdr/remarks", headers={"Accept": "application/json"}).json
    assert value is not None
    assert (value["written"], value["total"], value["pages"]) == (2, 4, 1)
    assert value["recordsLeftOut"]["no-language"] == 2
    assert value["items"][0]["record"].startswith("https://demo.example/id/qualification/")
    assert set(value["reasons"]) == {each["code"] for each in value["items"]}
    table = qdr_client.get("/qdr/remarks?format=csv")
    assert table.mimetype == "text/csv"
    assert table.text.count("\r\n") == len(value["items"]) + 1
    again = qdr_client.get("/qdr/remarks?format=json", headers={"If-None-Match": "*"})
    assert again.status_code == 304


def test_learning_opportunities_have_addresses_and_remarks_of_their_own(
    offering_client: FlaskClient,
) -> None:
    answer = offering_client.get(OPPORTUNITIES, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert answer.data.count(b"<learningOpportunity ") == 2
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
    assert answer.cache_control.no_cache
    lasting = offering_client.get(opportunities_of("2026-11-23.1"), buffered=True)
    assert lasting.data == answer.data
    assert lasting.cache_control.immutable
    assert "2026-11-23.1-qdr-learning-opportunities.xml" in lasting.headers["Content-Disposition"]

    value = offering_client.get(f"/qdr/remarks?{OFFERED}&format=json").json
    assert value is not None
    assert (value["dataset"], value["written"], value["total"]) == ("learning-opportunities", 2, 3)
    assert [each["record"].rpartition("/")[2] for each in value["items"]] == ["mistyped"]
    other = offering_client.get("/qdr/remarks?format=json").json
    assert other is not None
    assert (other["dataset"], other["written"], other["total"]) == ("qualifications", 0, 4)
    table = offering_client.get(f"/qdr/remarks?{OFFERED}&format=csv")
    assert "2026-11-23.1-learning-opportunities.csv" in table.headers["Content-Disposition"]
    assert offering_client.get("/qdr/remarks?dataset=courses").status_code == 400

    releases = offering_client.get("/releases?format=json").json
    assert releases is not None
    assert releases["items"][0]["qdr_learning_opportunities"].endswith(opportunities_of("2026-11-23.1"))


def test_the_catalogue_tells_of_the_files_when_they_are_made(
    offering_client: FlaskClient, offering_home: Path
) -> None:
    shutil.rmtree(offering_home / "cache", ignore_errors=True)
    address = "https://demo.example/releases/2026-11-23.1/qdr-learning-opportunities.xml"
    assert address not in offering_client.get("/catalogue.nt").text
    checksum = hashlib.sha256(offering_client.get(OPPORTUNITIES, buffered=True).data).hexdigest()
    offering_client.get("/qdr/remarks?format=json")
    catalogue = offering_client.get("/catalogue.nt").text
    assert f"dcat#downloadURL> <{address}>" in catalogue
    assert checksum in catalogue
    assert "conformsTo> <http://data.europa.eu/snb/model/application-profile/loq-constraints/>" in catalogue
    # No qualification can be handed over: their file was made, is empty, and is none.
    assert len(list((offering_home / "cache" / "qdr").glob("*.xml"))) == 2
    assert "qdr-qualifications.xml" not in catalogue
    page = offering_client.get("/catalogue", headers={"Accept": "text/html"})
    assert "qdr-learning-opportunities.xml" in page.text
    links = " ".join(page.headers.getlist("Link"))
    assert 'qdr-learning-opportunities.xml>; rel="item"; type="application/xml"' in links


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("az", "3 təlim imkanından 2-ni qəbul edir"),
        ("en", "takes 2 of the 3 learning opportunities"),
        ("ru", "принимает 2 из 3 возможностей обучения"),
    ],
)
def test_a_page_leads_to_the_remarks_on_the_other_file(
    offering_client: FlaskClient, language: str, words: str
) -> None:
    page = offering_client.get(
        f"/qdr/remarks?lang={language}&{OFFERED}&page=1", headers={"Accept": "text/html"}
    ).text
    assert words in page
    assert f'href="{OPPORTUNITIES}"' in page
    addresses = re.findall(r'href="(/qdr/remarks[^"]*dataset=[^"]*)"( aria-current="page")?', page)
    named = {re.findall(r"dataset=([a-z-]+)", each)[0] for each, _ in addresses}
    assert named >= {"qualifications", "learning-opportunities"}
    assert not [each for each, _ in addresses if "dataset=qualifications" in each and "page=" in each]
    assert any(marked for each, marked in addresses if OFFERED in each)


def test_opportunities_of_which_qdr_takes_none_have_no_file(
    offering_client: FlaskClient, offering_home: Path
) -> None:
    offering_client.get(OPPORTUNITIES, buffered=True)
    release = Releases(offering_home).get("2026-11-23.1")
    numbers = make_file(offering_home, release, dataset=LEARNING_OPPORTUNITIES).xml.with_suffix(".json")
    told = numbers.read_text()
    numbers.write_text(json.dumps(json.loads(told) | {"written": 0}))
    answer = offering_client.get(OPPORTUNITIES)
    numbers.write_text(told)
    assert answer.status_code == 404
    assert answer.json is not None
    assert "No learning opportunity of this release can be handed to QDR." in answer.json["detail"]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("az", "QDR-ə təqdim edilə bilməyənlər"),
        ("en", "What cannot be handed to QDR"),
        ("ru", "Что нельзя передать в QDR"),
    ],
)
def test_remarks_are_a_page(qdr_client: FlaskClient, language: str, title: str) -> None:
    answer = qdr_client.get(f"/qdr/remarks?lang={language}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in answer.text
    assert 'href="/doc/qualification/' in answer.text
    assert "Accept" in answer.headers["Vary"]


def test_many_remarks_come_in_pages(qdr_client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qdr, "PAGE", 1)
    first, second = (qdr_client.get(f"/qdr/remarks?format=json&page={number}").json for number in (1, 2))
    assert first is not None
    assert second is not None
    assert first["pages"] > 1
    assert first["items"] != second["items"]
    page = qdr_client.get("/qdr/remarks?page=2&lang=en", headers={"Accept": "text/html"}).text
    assert re.search(r'rel="prev" href="/qdr/remarks\?[^"]*page=1', page)
    assert qdr_client.get("/qdr/remarks?page=999").status_code == 404
    assert qdr_client.get("/qdr/remarks?page=x").status_code == 400
    assert qdr_client.get("/qdr/remarks?format=pdf").status_code == 400


def test_a_release_that_is_handed_over_whole_has_no_remarks(
    qdr_client: FlaskClient, two_releases: Path, current: Release
) -> None:
    made = make_file(two_releases, current)
    numbers = made.xml.with_suffix(".json")
    told = json.loads(numbers.read_text()) | {"refused": {}, "parts": {}}
    numbers.write_text(json.dumps(told))
    assert (
        "Everything is in the file."
        in qdr_client.get("/qdr/remarks?lang=en", headers={"Accept": "text/html"}).text
    )


def test_every_reason_has_words_for_readers() -> None:
    assert set(READABLE) == set(REASONS)
    assert set(EFFECTS) == {"record left out", "part left out"}
    assert set(TAKEN) == set(NO_FILE) == set(DATASETS)
