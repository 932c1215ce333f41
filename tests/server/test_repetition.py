"""Requests that come again: answered as before without the application, but not when something changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import flask
import pytest
from werkzeug import Response

from nqfgraph_server.exchange import Exchange, Outcome
from nqfgraph_server.repetition import Repetition
from nqfgraph_server.service import NothingPublished
from nqfgraph_server.sparql.cache import ResultCache
from nqfgraph_server.sparql.kept import Kept
from nqfgraph_server.sparql.observed import Observation
from nqfgraph_server.sparql.repeatable import REPEATABLE, Repeatable

FORM = "application/x-www-form-urlencoded"


class Whole(Iterator[bytes]):
    """An engine's answer in one piece that is there at once."""

    whole = True

    def __init__(self, content: bytes) -> None:
        self._pieces = iter([content])

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        pass


class Site:
    """An application that counts what it is asked, behind what is tested; what it answers can be changed."""

    def __init__(self) -> None:
        self.asked = 0
        self.bodies: list[bytes] = []
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/csv")]
        self.version = "1"
        self.served: str | None = "1"
        self.key: str | None = "key"
        self.repeatable = True
        self.told: list[Exchange] = []
        self.results = ResultCache(1)
        self.results.answer("key", lambda abandoned: Whole(b"answer"), seconds=1)
        service: Any = SimpleNamespace(current=self._current, results=self.results)
        self._tested = Repetition(self._answer, service, [self.told.append])

    def get(self, query: str = "query=ASK", **environ: object) -> tuple[str, list[tuple[str, str]], bytes]:
        started: list[Any] = []
        given = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/sparql",
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "HTTP_HOST": "a.example",
            **environ,
        }
        body = b"".join(
            self._tested(given, lambda status, headers, *error: started.extend((status, headers)))
        )
        return started[0], started[1], body

    def post(self, body: bytes, **environ: object) -> tuple[str, list[tuple[str, str]], bytes]:
        sent = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": FORM,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        return self.get("", **(sent | environ))

    def _current(self) -> SimpleNamespace:
        if self.served is None:
            raise NothingPublished
        return SimpleNamespace(version=self.served)

    def _answer(self, environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        self.asked += 1
        self.bodies.append(environ["wsgi.input"].read())
        if self.repeatable:
            seen = Observation("ASK", "ASK", self.version, "text/csv", cached=True)
            environ[REPEATABLE] = Repeatable(self.version, self.key, "identity", seen)
        start(self.status, self.headers)
        return [b"answer"] if self.key else []


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_request_that_comes_again_gets_the_same_answer_without_the_application(site):
    assert site.get() == site.get() == site.get() == ("200 OK", [("Content-Type", "text/csv")], b"answer")
    assert site.asked == 1
    assert site.results.statistics().hits == 2


def test_so_does_one_with_a_body_which_the_application_gets_to_read(site):
    assert site.post(b"query=ASK") == site.post(b"query=ASK")
    assert site.bodies == [b"query=ASK"]


def test_so_does_one_whose_answer_the_client_has(site):
    site.status, site.key = "304 NOT MODIFIED", None
    assert site.get(HTTP_IF_NONE_MATCH='"a"') == site.get(HTTP_IF_NONE_MATCH='"a"')
    assert site.asked == 1
    assert [each.outcome for each in site.told] == [Outcome.UNCHANGED]


def test_who_counts_hears_of_it(site):
    site.get()
    assert site.told == []
    site.get()
    (told,) = site.told
    assert (told.kind, told.status, told.outcome) == ("sparql-ask", 200, Outcome.WHOLE)
    assert (told.media_type, told.size, told.is_query) == ("text/csv", 6, True)
    assert told.observation.cached
    assert 0 < told.first_byte_seconds <= told.seconds


@pytest.mark.parametrize(
    "changed",
    [
        {"query": "query=ASK&format=csv"},
        {"HTTP_ACCEPT": "text/csv"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"HTTP_ACCEPT_DATETIME": "Mon, 23 Nov 2026 12:00:00 GMT"},
        {"HTTP_IF_NONE_MATCH": '"a"'},
        {"HTTP_SOMETHING_NEW": "1"},
        {"HTTP_HOST": "b.example"},
        {"SCRIPT_NAME": "/nqf"},
        {"wsgi.url_scheme": "https"},
        {"REQUEST_METHOD": "HEAD"},
        {"PATH_INFO": "/sparql/"},
    ],
)
def test_a_request_that_differs_goes_to_the_application(site, changed):
    site.get()
    site.get(**changed)
    assert site.asked == 2


def test_a_body_or_a_type_that_differs_goes_to_the_application(site):
    site.post(b"query=ASK")
    site.post(b"query=ASk")
    site.post(b"query=ASK", CONTENT_TYPE="application/sparql-query")
    site.post(b"query=ASK", REQUEST_METHOD="QUERY")
    assert site.asked == 4


def test_what_differs_from_client_to_client_is_no_difference(site):
    site.get(HTTP_USER_AGENT="a", HTTP_REFERER="a", HTTP_ORIGIN="a", HTTP_X_FORWARDED_FOR="192.0.2.1")
    site.get(HTTP_USER_AGENT="b", HTTP_ACCEPT_LANGUAGE="az")
    assert site.asked == 1


def test_another_release_is_asked_anew(site):
    site.get()
    site.served = "2"
    site.get()
    assert site.asked == 2


def test_without_a_release_the_application_says_so(site):
    site.get()
    site.served = None
    site.get()
    assert site.asked == 2


def test_an_answer_that_was_given_up_is_asked_for_anew(site):
    site.get()
    for number in range(30):
        site.results.answer(str(number), lambda abandoned: Whole(bytes(50_000)), seconds=1)
    assert site.results.find("key") is None
    site.get()
    assert site.asked == 2


def test_a_coding_that_was_given_up_is_asked_for_anew(site):
    site.get()
    kept = site.results.find("key")
    assert isinstance(kept, Kept)
    kept.codings.clear()
    site.get()
    assert site.asked == 2


@pytest.mark.parametrize(
    "change",
    [{"repeatable": False}, {"status": "500 INTERNAL SERVER ERROR"}, {"status": "304 NOT MODIFIED"}],
)
def test_what_cannot_be_repeated_is_not(site, change):
    for name, value in change.items():
        setattr(site, name, value)
    site.get()
    site.get()
    assert site.asked == 2


@pytest.mark.parametrize(
    "environ",
    [
        {"CONTENT_LENGTH": "5000", "wsgi.input": io.BytesIO(bytes(5000))},
        {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "9" * 5000},
        {f"HTTP_X_{number}": "1" for number in range(30)},
    ],
)
def test_what_is_large_or_strange_goes_to_the_application_as_it_is(site, environ):
    site.post(b"query=ASK", **environ)
    site.post(b"query=ASK", **environ)
    assert site.asked == 2
    assert site.bodies[0] in (b"query=ASK", bytes(5000))


def test_what_is_remembered_is_bounded(site):
    for number in range(3000):
        site.get(f"query={number}")
    assert site.asked == 3000
    site.get("query=2999")
    assert site.asked == 3000
    assert len(site._tested._heads) <= 1024


# -- with the application


def lasting(response: Response) -> frozenset[tuple[str, str]]:
    return frozenset(each for each in response.headers if each[0] != "Date")


def test_the_answers_of_the_endpoint_stay_the_same(make_app):
    app = make_app()
    client = app.test_client()
    query = {"query": "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }", "lang": "en"}
    for headers in (
        {},
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "zstd"},
        {"Accept": "text/csv, */*"},
    ):
        answers = [client.get("/sparql", query_string=query, headers=headers) for _ in range(4)]
        tag = answers[0].headers["ETag"]
        answers.append(
            client.get("/sparql", query_string=query, headers={**headers, "If-None-Match": '"other"'})
        )
        assert {each.status_code for each in answers} == {200}
        assert {each.data for each in answers} == {answers[0].data}
        assert len({lasting(each) for each in answers[1:]}) == 1
        known = [
            client.get("/sparql", query_string=query, headers={**headers, "If-None-Match": tag})
            for _ in range(3)
        ]
        assert {each.status_code for each in known} == {304}
        assert len({lasting(each) for each in known}) == 1
        assert ["Date" in each.headers for each in known] == [True, False, False]


def test_the_application_is_left_alone(make_app):
    app: flask.Flask = make_app()
    client = app.test_client()
    asked: list[str] = []
    app.before_request_funcs[None].append(lambda: asked.append(flask.request.method))
    for _ in range(4):
        assert client.post("/sparql", data={"query": "ASK {}"}).json["boolean"] is True
    # Once to have it computed, once to have it from the cache.
    assert len(asked) == 2


@pytest.mark.parametrize("address", ["/sparql?query=ASK%7B%7D&release={}", "/sparql?query=SELECT", "/sparql"])
def test_what_is_not_the_current_answer_to_a_query_is_not_repeated(make_app, release, address):
    app: flask.Flask = make_app()
    client = app.test_client()
    asked: list[str] = []
    app.before_request_funcs[None].append(lambda: asked.append(flask.request.method))
    for _ in range(4):
        client.get(address.format(release.version))
    assert len(asked) == 4
