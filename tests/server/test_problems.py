"""Errors are answered to programs as problem documents and to people as pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph import errors
from nqfgraph.places import Place
from nqfgraph_server.problems import STATUSES, status_of

HTML = {"Accept": "text/html"}


def test_every_error_of_the_tree_has_a_status_of_its_own() -> None:
    tree = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)}
    assert tree <= STATUSES.keys()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InputError("x"), 400),
        (errors.QueryTimeout(2), 504),
        (errors.StoreBusy("x"), 503),
        (errors.StoreUnavailable("x"), 503),
        (errors.ReleaseError("x"), 404),
        (errors.StoreError("x"), 500),
    ],
)
def test_the_status_follows_from_the_class(error: errors.NqfgraphError, status: int) -> None:
    assert status_of(error) == status


def test_a_program_gets_a_problem_document(client: FlaskClient) -> None:
    answer = client.get("/data/level/7.ttl")
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == 404
    assert answer.json["title"] == "Not Found"
    assert "does not know" in answer.json["detail"]
    assert answer.json["instance"] == "/data/level/7.ttl"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0"])
def test_a_problem_is_told_even_in_a_form_that_was_not_asked_for(client: FlaskClient, accept: str) -> None:
    assert client.get("/nothing", headers={"Accept": accept}).mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/az/nothing", "Belə səhifə yoxdur"),
        ("/nothing?lang=ru", "Такой страницы нет"),
        ("/doc/level/7?lang=ru", "В реестре нет такой записи"),
    ],
)
def test_a_person_gets_a_page_in_their_language(client: FlaskClient, address: str, words: str) -> None:
    answer = client.get(address, headers={**HTML, "Accept-Language": "az"})
    assert answer.status_code == 404
    assert words in answer.text


def test_a_message_that_is_not_translated_is_marked_as_english(client: FlaskClient) -> None:
    answer = client.get("/az/qualifications?page=x", headers=HTML)
    assert answer.status_code == 400
    assert '<span lang="en">The value of page is “x”, which is not a whole number.</span>' in answer.text


def test_a_method_that_is_not_there_is_told_on_a_page(client: FlaskClient) -> None:
    answer = client.post("/en/levels", headers=HTML)
    assert answer.status_code == 405
    assert "This address does not do that" in answer.text


def test_before_the_first_release_every_page_says_what_to_do(
    make_app: Callable[..., flask.Flask], tmp_path: Path
) -> None:
    client = make_app(home=tmp_path).test_client()
    for address in ("/", "/az/", "/data/level/6.ttl", "/qualifications", "/readyz"):
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 503, address
        assert "nqfgraph build" in answer.json["detail"]
        assert answer.headers["Retry-After"]
    assert "nqfgraph build" in client.get("/ru/", headers=HTML).text
    assert client.get("/healthz").status_code == 200


def test_a_damaged_release_is_the_servers_fault_and_not_a_missing_page(
    make_app: Callable[..., flask.Flask], tmp_path: Path
) -> None:
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "current").symlink_to("2026-01-01.1")
    assert make_app(home=tmp_path).test_client().get("/az/").status_code == 503


def test_the_place_of_a_fault_is_told(make_app: Callable[..., flask.Flask]) -> None:
    app = make_app()

    @app.get("/broken")
    def broken() -> str:
        raise errors.QueryError("Something is wrong.", place=Place(file="query", line=3), remedy="Mend it.")

    client = app.test_client()
    answer = client.get("/broken")
    assert answer.json is not None
    assert answer.json["place"] == "query, line 3"
    assert answer.json["detail"] == "Something is wrong. Mend it."
    page = client.get("/broken", headers=HTML).text
    assert "query, line 3" in page
    assert "Mend it." in page


def test_an_unexpected_fault_tells_nothing_of_itself(make_app: Callable[..., flask.Flask]) -> None:
    app = make_app()

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("the password is swordfish")

    answer = app.test_client().get("/broken", headers=HTML)
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert "Serverin" not in answer.text
    assert answer.headers["Content-Security-Policy"]
