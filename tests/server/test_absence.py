"""What is not described: 404 for what the register never knew, 410 for what it knew once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nqfgraph.changelog.entries import FILE
from nqfgraph.release import Releases, Silence, build
from nqfgraph.vocab import AS, DCAT, DCTERMS, ELM, PROV

REGISTER = Path(__file__).parents[1] / "release" / "register"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GONE, NEVER = "qualification/2019/100", "qualification/2019/101"


def without(register: Path, code: str) -> None:
    """Take a qualification of 2019 out of the tables of a register."""
    for name in ("qualifications.csv", "learning-outcomes.csv"):
        table = register / name
        rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [each for each in rows if not re.match(f"2019[,/]{code},", each)]
        table.write_text("".join(kept), encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a release with a qualification and two more without it; the register is beside the home."""
    folder = tmp_path_factory.mktemp("absence")
    register = Path(shutil.copytree(REGISTER, folder / "register"))
    build(register, folder / "home", now=NOW, progress=Silence())
    without(register, "100")
    for _ in range(2):
        build(register, folder / "home", now=NOW, progress=Silence())
    return folder / "home"


@pytest.fixture(scope="module")
def first_release(published: Path) -> str:
    return Releases(published).versions()[0]


@pytest.fixture
def own_home(published: Path, tmp_path: Path) -> Path:
    """Return a copy of the home that a test may change."""
    return Path(shutil.copytree(published, tmp_path / "home", symlinks=True))


@pytest.fixture(scope="module")
def app(make_app: Callable[..., flask.Flask], published: Path) -> flask.Flask:
    return make_app(home=published)


@pytest.mark.parametrize("address", [f"/id/{GONE}", f"/data/{GONE}.json", f"/data/{GONE}"])
def test_a_program_is_told_what_is_gone_and_where_it_was(
    client: FlaskClient, first_release: str, address: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    assert answer.json is not None
    assert answer.json["release"] == first_release
    assert "removed" in answer.json["detail"]
    tombstone = answer.json["tombstone"]
    assert tombstone["title"]["en"] == "Law"
    assert tombstone["removed"].endswith("Z")
    assert tombstone["formerType"] == [ELM.Qualification.value]
    number = tombstone["version"].rpartition("/")[2]
    last = client.get(f"/feeds/versions/{number}", headers={"Accept": "application/trig"})
    assert last.status_code == 200
    assert "Law" in last.text


FORMS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}


@pytest.mark.parametrize("extension", FORMS)
def test_a_tombstone_comes_in_every_form_of_rdf(
    client: FlaskClient, first_release: str, extension: str
) -> None:
    media_type, form = FORMS[extension]
    for address in (f"/data/{GONE}.{extension}", f"/id/{GONE}", f"/data/{GONE}", f"/doc/{GONE}"):
        answer = client.get(address, headers={"Accept": media_type})
        assert (answer.status_code, answer.mimetype) == (410, media_type)
        triples = [each.triple for each in ox.parse(answer.data, format=form)]
        (thing,) = {each.subject for each in triples if each.object == AS.Tombstone}
        assert thing.value.endswith(f"/id/{GONE}")
        said = {each.predicate: each.object for each in triples if each.subject == thing}
        assert said[AS.formerType] == ELM.Qualification
        assert said[PROV.invalidatedAtTime] == said[AS.deleted]
        version = said[DCTERMS.hasVersion]
        assert ox.Triple(version, DCAT.version, ox.Literal(first_release)) in triples


def test_the_form_of_the_address_goes_before_accept(client: FlaskClient) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8"}
    assert client.get(f"/data/{GONE}.ttl", headers=browser).mimetype == "text/turtle"
    assert client.get(f"/doc/{GONE}", headers=browser).mimetype == "text/html"
    assert client.get(f"/data/{GONE}.ttl?release=none", headers=browser).status_code == 400


def test_what_belongs_to_what_is_gone_is_gone_too(client: FlaskClient) -> None:
    assert client.get(f"/data/{GONE}/citation").status_code == 410
    assert client.get(f"/data/{GONE}/linkset").status_code == 410
    assert client.get(f"/data/{GONE}/citation?format=nquads").status_code == 200
    assert client.get(f"/data/{GONE}?_profile=alt").status_code == 410


def test_an_older_release_still_describes_it(client: FlaskClient, first_release: str) -> None:
    assert client.get(f"/data/{GONE}.ttl?release={first_release}").status_code == 200


def test_a_release_from_before_something_never_knew_it(
    make_app: Callable[..., flask.Flask], published: Path, own_home: Path, first_release: str, tmp_path: Path
) -> None:
    register = Path(shutil.copytree(published.parent / "register", tmp_path / "register"))
    table = register / "qualifications.csv"
    before = table.read_text(encoding="utf-8")
    added = "2024,900,Yeni,New,Новая,bachelor-diploma,0311,,240,P4Y,AZE,ganja,official,valid\n"
    for day, text in ((24, before + added), (25, before)):
        table.write_text(text, encoding="utf-8")
        build(register, own_home, now=NOW.replace(day=day), progress=Silence())
    with make_app(home=own_home).test_client() as client:
        assert client.get("/id/qualification/2024/900").status_code == 410
        assert client.get(f"/id/qualification/2024/900?release={first_release}").status_code == 404


def test_without_a_log_the_releases_are_searched(
    make_app: Callable[..., flask.Flask], own_home: Path, first_release: str
) -> None:
    for each in own_home.glob(f"{FILE}*"):
        each.unlink()
    with make_app(home=own_home).test_client() as client:
        answer = client.get(f"/data/{GONE}.ttl")
        assert (answer.status_code, answer.json["release"]) == (410, first_release)
        assert "tombstone" not in answer.json
        assert client.get(f"/doc/{GONE}", headers={"Accept": "text/html"}).status_code == 410
        assert client.get(f"/data/{NEVER}.ttl").status_code == 404


def test_a_reader_is_told_in_their_language(client: FlaskClient, first_release: str) -> None:
    answer = client.get(f"/doc/{GONE}?lang=az", headers={"Accept": "text/html"})
    assert answer.status_code == 410
    assert "Bu məlumat silinib" in answer.text
    assert f">{first_release}</a>" in answer.text
    assert "Son versiyası" in answer.text
    assert "/feeds/versions/" in answer.text


@pytest.mark.parametrize("address", [f"/id/{NEVER}", f"/data/{NEVER}.ttl", f"/data/{NEVER}", f"/doc/{NEVER}"])
def test_what_was_never_there_is_not_found(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "release" not in (answer.json or {})


def test_what_comes_back_is_there_again(
    make_app: Callable[..., flask.Flask], own_home: Path, first_release: str
) -> None:
    Releases(own_home).switch(first_release)
    with make_app(home=own_home).test_client() as client:
        assert client.get(f"/id/{GONE}").status_code == 303


def test_a_tombstone_names_the_successor_that_the_last_version_named(
    make_app: Callable[..., flask.Flask], tmp_path: Path
) -> None:
    register = Path(shutil.copytree(REGISTER, tmp_path / "register"))
    table = register / "qualifications.csv"
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    named = [f"{row},2024/100" if row.startswith("2019,100,") else f"{row}," for row in rows]
    table.write_text("\n".join([f"{head},successor", *named]) + "\n", encoding="utf-8")
    build(register, tmp_path / "home", now=NOW, progress=Silence())
    without(register, "100")
    build(register, tmp_path / "home", now=NOW, progress=Silence())
    with make_app(home=tmp_path / "home").test_client() as client:
        (successor,) = client.get(f"/data/{GONE}.json").json["tombstone"]["successors"]
        assert successor.endswith("/id/qualification/2024/100")
        triples = ox.parse(client.get(f"/data/{GONE}.nt").data, format=ox.RdfFormat.N_TRIPLES)
        assert (DCTERMS.isReplacedBy, ox.NamedNode(successor)) in {
            (each.predicate, each.object) for each in triples
        }
        page = client.get(f"/doc/{GONE}?lang=en", headers={"Accept": "text/html"}).text
        assert "/doc/qualification/2024/100?lang=en" in page
