"""The validation service for programs: what is sent comes back as a report, and nothing stays."""

from __future__ import annotations

import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from nqfgraph.errors import InputError
from nqfgraph.validation.formats import FORMATS
from nqfgraph_server.validation import views

Make = Callable[..., flask.Flask]

GUARD_SECONDS = 60
HEAD = "@prefix elm: <http://data.europa.eu/snb/model/elm/> .\n"
GOOD = HEAD + '<https://data.example.org/id/n> a elm:Note ; elm:noteLiteral "text"@en .\n'
FAULTY = HEAD + '<https://data.example.org/id/n> a elm:Note ;\n  elm:noteLiteral "" .\n'
TURTLE = "text/turtle"


@pytest.fixture(scope="module")
def jobs_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("validation")


@pytest.fixture(scope="module")
def make(make_app: Make, jobs_home: Path) -> Make:
    """Return a function that makes an application without a release, and without budgets unless told."""
    return lambda **changed: make_app(**{"home": jobs_home, "client_seconds": 0.0, **changed})


@pytest.fixture(scope="module")
def client(make: Make) -> FlaskClient:
    return make().test_client()


def files(**named: str | bytes) -> dict[str, object]:
    """Return the form that sends files, named by keyword: ``a__ttl``."""
    parts = [
        (io.BytesIO(each if isinstance(each, bytes) else each.encode()), name.replace("__", "."))
        for name, each in named.items()
    ]
    return {"file": parts}


def finish(client: FlaskClient, answer: TestResponse) -> str:
    """Wait until the job of an answer is over; return the address of its report."""
    assert answer.status_code == 202
    until = time.monotonic() + GUARD_SECONDS
    while (now := client.get(answer.headers["Location"])).status_code == 200:
        assert now.json["state"] in ("queued", "running")
        assert time.monotonic() < until
        time.sleep(0.05)
    assert now.status_code == 303
    return now.headers["Location"]


def test_a_report_has_what_a_program_needs(client: FlaskClient, jobs_home: Path) -> None:
    answer = client.post("/validate?lang=en", data=FAULTY, content_type=TURTLE)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    found = answer.json["findings"][0]
    names = {"severity", "focus", "path", "value", "constraint", "message", "location"}
    assert names <= set(found)
    assert (found["location"]["file"], found["location"]["line"]) == ("submission.ttl", 3)
    assert not answer.json["conforms"]
    assert answer.headers["Validation-Outcome"] == "failed"
    assert re.fullmatch(r"violation=[1-9]\d*, warning=\d+, info=\d+", answer.headers["Validation-Counts"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert list((jobs_home / "jobs").iterdir()) == []


def test_several_files_are_checked_together_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("inside.ttl", GOOD)
    sent = files(a__ttl=FAULTY, b__ttl=GOOD, c__zip=archive.getvalue())
    answer = client.post("/validate", data={**sent, "lang": "ru", "fail_on": "warning"})
    assert [each["name"] for each in answer.json["files"]] == ["a.ttl", "b.ttl", "c.zip/inside.ttl"]
    assert answer.json["language"] == "ru"
    assert answer.headers["Content-Language"] == "ru"


def test_a_report_comes_in_every_form(client: FlaskClient) -> None:
    data = files(a__ttl=FAULTY)
    sent = client.post("/validate?lang=az", data=data, headers={"Prefer": "respond-async"})
    assert sent.headers["Preference-Applied"] == "respond-async"
    assert re.fullmatch(r"[\w-]{32}", sent.json["id"])
    report = finish(client, sent).partition("?")[0]
    for form in FORMATS:
        answer = client.get(report, query_string={"format": form, "lang": "az"})
        assert answer.status_code == 200, form
        assert answer.data
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=report.")
    turtle = client.get(report, headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    assert "sh:ValidationReport" in turtle.text
    assert client.get(report, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(report, query_string={"format": "pdf"}).status_code == 400
    assert client.get(report).mimetype == "application/json"
    assert client.get(report, query_string={"fail_on": "never"}).status_code == 400


def test_a_job_can_be_removed(client: FlaskClient, jobs_home: Path) -> None:
    sent = client.post("/validate", data=GOOD, content_type=TURTLE, headers={"Prefer": "wait=0"})
    report = finish(client, sent)
    job = sent.headers["Location"].partition("?")[0]
    assert client.delete(job).status_code == 204
    for address in (job, report):
        assert client.get(address).status_code == 404
    assert client.delete(job).status_code == 404
    assert not (jobs_home / "jobs" / job.rpartition("/")[2]).exists()


@pytest.mark.parametrize("name", ["x", "a" * 32, "..%2f" + "a" * 27, "." * 32])
def test_a_job_that_there_is_not(client: FlaskClient, name: str) -> None:
    assert client.get(f"/validate/jobs/{name}").status_code == 404
    assert client.get(f"/validate/jobs/{name}/report").status_code == 404


def test_the_report_of_a_job_that_is_not_over_leads_to_the_job(client: FlaskClient) -> None:
    sent = client.post("/validate", data=GOOD, content_type=TURTLE, headers={"Prefer": "respond-async"})
    answer = client.get(sent.json["report"])
    assert answer.status_code == 303
    assert answer.headers["Location"] == sent.json["job"]
    finish(client, sent)


def test_a_large_submission_is_answered_with_the_address_of_its_job(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LARGE", 10)
    sent = client.post("/validate?format=csv&fail_on=warning", data=FAULTY, content_type=TURTLE)
    answer = client.get(finish(client, sent))
    assert answer.mimetype == "text/csv"
    assert answer.headers["Validation-Outcome"] == "failed"


def test_a_client_that_has_gone_is_not_worked_for(
    client: FlaskClient, jobs_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_LOOK_SECONDS", 0.0)
    before = set((jobs_home / "jobs").iterdir())
    answer = client.post(
        "/validate",
        data=GOOD,
        content_type=TURTLE,
        environ_overrides={"nqfgraph.client_gone": lambda: True},
    )
    assert answer.status_code == 404
    assert set((jobs_home / "jobs").iterdir()) == before


# -- what is sent


@pytest.mark.parametrize(
    ("address", "headers", "name"),
    [
        ("/validate?name=own.ttl", {}, "own.ttl"),
        ("/validate", {"Content-Disposition": 'attachment; filename="own name.ttl"'}, "own name.ttl"),
        ("/validate?name=../../own", {}, "own.ttl"),
    ],
)
def test_a_body_has_the_name_that_it_is_given(
    client: FlaskClient, address: str, headers: dict[str, str], name: str
) -> None:
    answer = client.post(address, data=GOOD, content_type=TURTLE, headers=headers)
    assert [each["name"] for each in answer.json["files"]] == [name]


def test_a_table_is_a_part_of_the_register(client: FlaskClient) -> None:
    table = "key,name_az,name_en,kind,country\nnew,Yeni,New,x,AZE\n"
    answer = client.post("/validate?name=organisation.csv&lang=az", data=table, content_type="text/csv")
    assert answer.status_code == 200
    assert {each["location"]["row"] for each in answer.json["findings"] if each["location"]} == {2}


def test_a_text_may_be_sent_in_a_form(client: FlaskClient) -> None:
    answer = client.post("/validate", data={"text": GOOD, "syntax": "turtle", "profile": "elm-loq"})
    assert [each["syntax"] for each in answer.json["files"]] == ["Turtle"]
    assert list(answer.json["checked"]) == ["elm-loq"]


def test_shapes_of_ones_own(client: FlaskClient) -> None:
    shapes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix elm: <http://data.europa.eu/snb/model/elm/> .\n"
        "elm:S a sh:NodeShape ; sh:targetClass elm:Note ; sh:nodeKind sh:BlankNode ."
    )
    sent = {**files(a__ttl=GOOD), "shapes": (io.BytesIO(shapes.encode()), "own.ttl")}
    answer = client.post("/validate", data=sent)
    assert answer.json["counts"]["violation"] == 1
    assert list(answer.json["checked"]) == ["shapes-1"]


def test_a_file_that_cannot_be_read_is_422_with_its_place(client: FlaskClient) -> None:
    answer = client.post("/validate?lang=az", data="<urn:a>\n <urn:b .", content_type=TURTLE)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["location"]["file"] == "submission.ttl"
    assert answer.json["location"]["line"] == 2
    assert answer.json["detail"].startswith("Fayl düzgün Turtle deyil.")
    assert answer.json["place"].startswith("submission.ttl, sətir 2")


@pytest.mark.parametrize(
    ("address", "sent", "status", "word"),
    [
        ("/validate", {"data": b"x", "content_type": "image/png"}, 415, "image/png"),
        ("/validate", {}, 400, "Nothing was sent"),
        ("/validate", {"data": b"", "content_type": TURTLE}, 400, "Nothing was sent"),
        ("/validate", {"data": {"text": "  "}}, 400, "Nothing was sent"),
        ("/validate?profile=none", {"data": GOOD, "content_type": TURTLE}, 400, "elm-loq"),
        ("/validate?format=pdf", {"data": GOOD, "content_type": TURTLE}, 400, "junit"),
        ("/validate?fail_on=never", {"data": GOOD, "content_type": TURTLE}, 400, "violation"),
        ("/validate?iri=https://data.example.org/a.ttl", {}, 400, "fetches no files"),
    ],
)
def test_what_is_not_in_order_is_refused(
    client: FlaskClient, jobs_home: Path, address: str, sent: dict[str, object], status: int, word: str
) -> None:
    answer = client.post(address, **sent)
    assert answer.status_code == status
    assert word in answer.json["detail"]
    assert not any(each.name.startswith(".") for each in (jobs_home / "jobs").iterdir())


def test_more_than_may_be_sent_is_413(make: Make) -> None:
    client = make(validation_bytes=100).test_client()
    for sent in ({"data": b"x" * 101, "content_type": TURTLE}, {"data": files(a__ttl="x" * 101)}):
        answer = client.post("/validate", **sent)
        assert answer.status_code == 413
        assert "MiB" in answer.json["detail"]
    text = client.post("/validate", data={"text": "x" * 5_000_000})
    assert text.status_code == 413


def test_a_file_at_an_address_of_a_listed_host(make: Make) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", TURTLE)
            self.send_header("Content-Length", str(len(GOOD)))
            self.end_headers()
            self.wfile.write(GOOD.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        host = f"http://127.0.0.1:{server.server_address[1]}"
        client = make(fetch_hosts=host).test_client()
        answer = client.post("/validate", query_string={"iri": f"{host}/data/q"})
        thread.join(GUARD_SECONDS)
    assert [each["name"] for each in answer.json["files"]] == ["q.ttl"]
    refused = client.post("/validate", data={"iri": "https://other.example/"})
    assert refused.status_code == 400


@pytest.mark.parametrize(
    "changed", [{"fetch_hosts": "ftp://a"}, {"validation_register": "atlantis"}], ids=["host", "register"]
)
def test_a_setting_that_cannot_be_used_is_told_at_the_start(make: Make, changed: dict[str, str]) -> None:
    with pytest.raises(InputError):
        make(**changed)


# -- limits


@pytest.fixture
def limited(make: Make) -> Callable[..., TestResponse]:
    def post(**limits: object) -> TestResponse:
        triples = "".join(f'<urn:s{each}> <urn:p> "{each}" .\n' for each in range(60_000))
        return (
            make(**limits)
            .test_client()
            .post("/validate?lang=az", data=triples, content_type="application/n-triples")
        )

    return post


@pytest.mark.parametrize(
    ("limits", "status", "words"),
    [
        ({"validation_seconds": 0}, 504, "0 saniyəlik həddən uzun"),
        ({"validation_megabytes": 8}, 507, "8 MiB həddindən çox yaddaş"),
        ({"validation_triples": 10}, 413, "10 ifadədən çox"),
    ],
    ids=["time", "memory", "statements"],
)
def test_a_limit_that_was_met_is_named(
    limited: Callable[..., TestResponse], limits: dict[str, int], status: int, words: str
) -> None:
    answer = limited(**limits)
    assert answer.status_code == status
    assert words in answer.json["detail"]
    assert "nqfgraph validate" in answer.json["detail"]


def test_a_full_queue_is_503(make: Make) -> None:
    answer = make(validation_queue=0).test_client().post("/validate", data=GOOD, content_type=TURTLE)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_where_no_more_can_be_received_it_is_503(client: FlaskClient) -> None:
    answer = client.post(
        "/validate", data=GOOD, content_type=TURTLE, environ_overrides={"nqfgraph.no_room": True}
    )
    assert answer.status_code == 503


def test_checking_is_paid_for_like_queries(make: Make) -> None:
    client = make(client_seconds=0.01, client_window_seconds=600.0).test_client()
    assert client.post("/validate", data=GOOD, content_type=TURTLE).status_code == 200
    answer = client.post("/validate", data=GOOD, content_type=TURTLE)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 1


# -- the rest


def test_the_service_describes_itself_to_programs(client: FlaskClient) -> None:
    told = client.get("/validate", headers={"Accept": "application/json"})
    assert {each["name"] for each in told.json["profiles"]} >= {"elm-loq", "register"}
    assert told.json["formats"] == list(FORMATS)
    tag = told.headers["ETag"]
    again = client.get("/validate", headers={"Accept": "application/json", "If-None-Match": tag})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["all.xlsx", "qualification.xlsx", "learning_outcome.csv"])
def test_templates_can_be_downloaded(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/validate/templates/{name}")
    assert answer.status_code == 200
    assert name.rpartition(".")[2] in answer.headers["Content-Disposition"]
    assert answer.data


@pytest.mark.parametrize("name", ["all.csv", "nothing.csv", "all.ods"])
def test_a_template_that_there_is_not(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/validate/templates/{name}")
    assert answer.status_code == 404
    assert "qualification" in json.loads(answer.data)["detail"]
