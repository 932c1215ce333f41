"""The validation service for readers: a form, a page that looks again by itself, the report as a page."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from nqfgraph.submissions.job_folder import JobFolder, Outcome, Request
from nqfgraph_server.validation import jobs_of, views

Make = Callable[..., flask.Flask]

GUARD_SECONDS = 60
HTML = {"Accept": "text/html"}
HEAD = "@prefix elm: <http://data.europa.eu/snb/model/elm/> .\n"
FAULTY = (
    HEAD + '<https://data.example.org/id/n> a elm:Note ;\n  elm:noteLiteral "<script>alert(1)</script>" .\n'
)


@pytest.fixture(scope="module")
def app(make_app: Make) -> flask.Flask:
    return make_app(client_seconds=0.0)


@pytest.fixture
def client(app: flask.Flask) -> FlaskClient:
    return app.test_client()


class Page(HTMLParser):
    """Collects elements with their attributes, and the labels of a form."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def send(client: FlaskClient, content: str, name: str = "a.ttl", language: str = "en") -> TestResponse:
    """Send a file as the form does, and follow to where it leads when it is over."""
    data = {"file": (io.BytesIO(content.encode()), name), "lang": language}
    answer = client.post("/validate", data=data, headers=HTML)
    assert answer.status_code == 303
    until = time.monotonic() + GUARD_SECONDS
    address = answer.headers["Location"]
    while True:
        answer = client.get(address, headers=HTML)
        assert time.monotonic() < until
        if answer.status_code == 303:
            address = answer.headers["Location"]
        elif "/report" in address:
            return answer
        else:
            time.sleep(0.05)


# -- the form


def test_readers_are_sent_to_the_form_in_their_language(client: FlaskClient) -> None:
    answer = client.get("/validate", headers={**HTML, "Accept-Language": "ru"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ru/validate")


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_field_of_the_form_has_a_label(client: FlaskClient, language: str) -> None:
    answer = client.get(f"/{language}/validate", headers=HTML)
    assert answer.status_code == 200
    page = Page(answer.text)
    labelled = {each["for"] for each in page.all("label") if "for" in each}
    fields = [*page.all("input"), *page.all("select"), *page.all("textarea")]
    assert {each["id"] for each in fields if each.get("type") != "checkbox"} == labelled
    assert not page.all("script")
    assert page.all("form")[0]["action"] == "/validate"
    assert 'href="/validate/templates/all.xlsx"' in answer.text
    assert [each.get("value") for each in page.all("option") if "selected" in each] == [language]
    assert "iri" not in labelled


def test_an_address_is_asked_for_only_where_hosts_are_listed(make_app: Make) -> None:
    client = make_app(fetch_hosts="data.example.org").test_client()
    assert 'name="iri"' in client.get("/en/validate", headers=HTML).text


def test_an_empty_form_comes_back_with_what_is_missing(client: FlaskClient) -> None:
    answer = client.post("/validate", data={"lang": "az", "text": " "}, headers=HTML)
    assert answer.status_code == 400
    page = Page(answer.text)
    (summary,) = [each for each in page.all("div") if each.get("role") == "alert"]
    assert {"autofocus", "tabindex"} <= set(summary)
    assert "Yoxlamaq üçün heç nə göndərilməyib." in answer.text
    assert page.all("html")[0]["lang"] == "az"


def test_what_was_filled_in_is_there_again(client: FlaskClient) -> None:
    sent = {"lang": "ru", "profile": ["register", "none"], "text": "</textarea><script>x", "syntax": "trig"}
    answer = client.post("/validate", data=sent, headers=HTML)
    assert answer.status_code == 400
    assert "&lt;/textarea&gt;&lt;script&gt;x" in answer.text
    page = Page(answer.text)
    assert [each["value"] for each in page.all("input") if "checked" in each] == ["register"]
    assert {each["value"] for each in page.all("option") if "selected" in each} == {"ru", "trig"}
    assert not page.all("script")


def test_a_file_that_is_too_large_is_told_in_the_form(make_app: Make) -> None:
    client = make_app(validation_bytes=10).test_client()
    data = {"file": (io.BytesIO(b"x" * 100), "a.ttl")}
    answer = client.post("/validate?lang=ru", data=data, headers=HTML)
    assert answer.status_code == 413
    assert "Прислано больше" in answer.text


# -- the report


def test_the_report_marks_the_line(client: FlaskClient) -> None:
    answer = send(client, FAULTY, language="ru")
    assert answer.status_code == 200
    assert answer.headers["Validation-Outcome"] == "failed"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    page = Page(answer.text)
    assert page.all("html")[0]["lang"] == "ru"
    assert re.search(r"<mark>.*&lt;script&gt;", answer.text)
    assert not page.all("script")
    assert not page.all("style")
    assert all("style" not in attributes for _, attributes in page.elements)
    forms = re.findall(r'href="[^"]*report\?format=(\w+)&amp;lang=ru"', answer.text)
    assert len(forms) == 8


def test_the_report_is_there_in_every_language(client: FlaskClient) -> None:
    answer = send(client, FAULTY)
    links = re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', answer.text)
    titles = {
        language: re.findall("<h1>(.*?)</h1>", client.get(address, headers=HTML).text)[0]
        for language, address in links
    }
    assert titles == {"az": "Yoxlama hesabatı", "en": "Report on a check", "ru": "Отчёт о проверке"}


def test_the_report_can_be_deleted_from_the_page(client: FlaskClient) -> None:
    answer = send(client, FAULTY)
    (action,) = re.findall(r'action="([^"]+/removal[^"]*)"', answer.text)
    assert client.post(action).headers["Location"].endswith("/en/validate")
    assert client.post(action).status_code == 404


def test_a_name_is_never_markup(client: FlaskClient) -> None:
    answer = send(client, FAULTY, name="<img src=x onerror=alert(1)>.ttl")
    assert not Page(answer.text).all("img")


def test_a_file_that_cannot_be_read_is_shown_with_the_way_out(client: FlaskClient) -> None:
    answer = send(client, "<urn:a>\n <urn:b> ] <script> .\n", language="az")
    assert answer.status_code == 422
    assert "<h1>Fayl oxuna bilmədi</h1>" in answer.text
    assert "Fayl düzgün Turtle deyil" in answer.text
    assert "a.ttl, sətir 2" in answer.text
    assert "<mark>" in answer.text
    assert not Page(answer.text).all("script")


def test_a_limit_that_was_met_is_told_on_a_page(make_app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = send(make_app(client_seconds=0.0, validation_seconds=0).test_client(), FAULTY, language="en")
    assert answer.status_code == 504
    assert "longer than its limit of 0 seconds" in answer.text


# -- the wait


@pytest.fixture
def waiting(app: flask.Flask) -> str:
    """The name of a job that waits, as nobody has begun with it."""
    jobs = jobs_of(app)
    with jobs.prepare() as folder:
        request = Request(
            files=("<b>.ttl",), register="", seconds=1, megabytes=1, triples=1, created=time.time() - 40
        )
        folder.write_request(request)
        name = folder.path.name.removeprefix(".new-")
        folder.path.rename(folder.path.with_name(name))
    return name


def test_the_page_of_a_job_looks_again_by_itself(client: FlaskClient, waiting: str, app: flask.Flask) -> None:
    answer = client.get(f"/validate/jobs/{waiting}?lang=az", headers=HTML)
    page = Page(answer.text)
    assert [each["content"] for each in page.all("meta") if each.get("http-equiv") == "refresh"] == ["5"]
    assert [each for each in page.all("div") if each.get("role") == "status"]
    assert "Növbəsini gözləyir" in answer.text
    assert re.search(r"4\d saniyə", answer.text)
    assert "<b>" not in answer.text
    folder = jobs_of(app).find(waiting)
    assert folder is not None
    folder.begin()
    folder.write_stage("placing")
    page = Page(client.get(f"/validate/jobs/{waiting}?lang=az", headers=HTML).text)
    assert len([each for each in page.all("li") if each.get("class") == "done"]) == 3
    _end(folder)


def test_a_job_tells_programs_how_far_it_is(client: FlaskClient, waiting: str, app: flask.Flask) -> None:
    folder = jobs_of(app).find(waiting)
    assert folder is not None
    told = client.get(f"/validate/jobs/{waiting}").json
    assert (told["state"], told["stage"]) == ("queued", "waiting")
    folder.begin()
    told = client.get(f"/validate/jobs/{waiting}").json
    assert (told["state"], told["stage"]) == ("running", "reading")
    _end(folder)


def _end(folder: JobFolder) -> None:
    folder.end(Outcome(state="failed", reason="interrupted", ended=time.time()))


def test_a_reader_is_not_kept_waiting(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE_WAIT_SECONDS", 0.0)
    data = {"file": (io.BytesIO(FAULTY.encode()), "a.ttl"), "lang": "ru"}
    answer = client.post("/validate", data=data, headers=HTML)
    page = client.get(answer.headers["Location"], headers=HTML)
    assert page.status_code == 200
    assert "Ваш файл проверяется" in page.text


def test_the_pages_are_there_before_the_first_release(make_app: Make, tmp_path: Path) -> None:
    client = make_app(home=tmp_path).test_client()
    assert client.get("/en/validate", headers=HTML).status_code == 200
