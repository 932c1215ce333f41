"""Records are cited in the forms that people and issuers need, and their digests can be checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.changelog.entries import FILE

THING = "qualification/2024/6006022"
ADDRESS = f"/data/{THING}/citation"


def test_programs_get_every_form_at_once(client: FlaskClient) -> None:
    value = client.get(ADDRESS).json
    assert value["iri"] == f"https://hillside.example/id/{THING}"
    assert value["versionIri"] == f"https://hillside.example/feeds/versions/{value['version']}"
    assert {"text", "bibtex", "ris", "csl", "elm", "openbadges", "eudi"} <= set(value)
    assert value["elm"]["specifiedBy"]["id"] == value["iri"]
    assert value["release"] in value["text"]


def test_the_digest_is_of_the_bytes_that_are_named(client: FlaskClient) -> None:
    value = client.get(ADDRESS).json
    answer = client.get(value["content"].replace("https://hillside.example", ""))
    assert answer.mimetype == "application/n-quads"
    assert f"sha-256:{hashlib.sha256(answer.data).hexdigest()}" == value["digest"]
    assert "immutable" in answer.headers["Cache-Control"]
    newest = client.get(f"{ADDRESS}?format=nquads")
    assert newest.data == answer.data
    assert "immutable" not in newest.headers["Cache-Control"]
    again = client.get(f"{ADDRESS}?format=nquads", headers={"If-None-Match": newest.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("text", "text/plain"),
        ("bibtex", "application/x-bibtex"),
        ("ris", "application/x-research-info-systems"),
        ("csl", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_a_form_is_asked_by_name_or_by_media_type(client: FlaskClient, name: str, media_type: str) -> None:
    named = client.get(f"{ADDRESS}?format={name}&lang=en")
    negotiated = client.get(f"{ADDRESS}?lang=en", headers={"Accept": media_type})
    assert named.mimetype == negotiated.mimetype == media_type
    assert named.data == negotiated.data
    assert "Computer engineering" in named.text


@pytest.mark.parametrize("name", ["elm", "openbadges", "eudi"])
def test_issuers_get_one_fragment(client: FlaskClient, name: str) -> None:
    answer = client.get(f"{ADDRESS}?format={name}")
    assert answer.json == client.get(ADDRESS).json[name]
    assert client.get(f"/data/level/6/citation?format={name}").status_code == 400


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_readers_get_a_page_in_their_language(client: FlaskClient, language: str) -> None:
    answer = client.get(f"{ADDRESS}?format=html&lang={language}")
    page = html.fromstring(answer.text)
    assert page.get("lang") == language
    assert len(page.xpath("//main//pre")) == 7
    for address in page.xpath("//main//section//a/@href"):
        assert client.get(address).status_code == 200


def test_a_browser_gets_the_page(client: FlaskClient) -> None:
    assert client.get(ADDRESS, headers={"Accept": "text/html,*/*;q=0.8"}).mimetype == "text/html"


def test_hostile_titles_stay_text_on_the_page(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/data/qualification/x/hostile/citation?format=html").text)
    assert not page.xpath("//script | //main//img | //main//b")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("format=docx", 400),
        ("format=nquads&version=x", 400),
        ("format=nquads&version=" + "9" * 30, 400),
        ("format=nquads&version=999999", 404),
        ("format=nquads&version=1", 404),
    ],
)
def test_what_cannot_be_given_is_said(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"{ADDRESS}?{query}").status_code == status


def test_unknown_things_and_forms_are_refused(client: FlaskClient) -> None:
    assert client.get("/data/qualification/none/citation").status_code == 404
    assert client.get(ADDRESS, headers={"Accept": "image/png"}).status_code == 406


def test_the_page_of_a_thing_leads_to_its_citation(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"/doc/{THING}").text)
    assert ADDRESS in page.xpath("//main//a/@href")


def test_a_home_without_a_log_has_no_versions(
    make_app: Callable[..., flask.Flask], home: Path, tmp_path: Path
) -> None:
    for each in home.iterdir():
        if not each.name.startswith(FILE):
            (tmp_path / each.name).symlink_to(each)
    with make_app(home=tmp_path).test_client() as client:
        value = client.get(ADDRESS).json
        assert (value["version"], value["digest"], value["content"]) == (None, None, None)
        assert client.get(f"{ADDRESS}?format=nquads").status_code == 404
        assert client.get(f"{ADDRESS}?format=html").status_code == 200
        assert client.get("/id/qualification/none").status_code == 404
