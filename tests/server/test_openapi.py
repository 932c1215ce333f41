"""The description of the interface is whole and true: it names every address, and answers are as it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import flask
import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

Json = dict[str, Any]
Make = Callable[..., flask.Flask]


@pytest.fixture
def document(client: FlaskClient) -> Json:
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert isinstance(answer.json, dict)
    return answer.json


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_valid(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_address_of_the_application_is_described_and_no_other(app: flask.Flask, document: Json) -> None:
    served = {
        (re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.endswith(".refuse")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS", "QUERY"}
    }
    assert {(path, method) for path, method, _ in operations(document)} == served


def test_every_operation_says_what_it_does_under_a_name_of_its_own(document: Json) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    for path, method, operation in operations(document):
        assert operation["summary"].endswith("."), (path, method)
        assert operation["responses"], (path, method)
        assert {each["name"] for each in document["tags"]} >= set(operation["tags"])


def test_every_part_that_is_defined_is_used(document: Json) -> None:
    text = flask.json.dumps(document)
    for kind, parts in document["components"].items():
        for name in parts:
            assert f"#/components/{kind}/{name}" in text, name


def test_the_document_names_where_it_is_mounted(app: flask.Flask) -> None:
    described = app.test_client().get("/openapi.json", environ_overrides={"SCRIPT_NAME": "/register"}).json
    assert described["servers"] == [{"url": "/register"}]


def test_the_document_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/openapi.json").headers["ETag"]
    assert client.get("/openapi.json", headers={"If-None-Match": tag}).status_code == 304


def test_it_is_there_before_the_first_release(make_app: Make, tmp_path: Path) -> None:
    assert make_app(home=tmp_path).test_client().get("/openapi.json").status_code == 200


# -- answers are as they are described

CHECKS = [
    # No description has a 500, so this finds every fault of the server.
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]

EXAMPLES = {
    "state": "1.1",
    "kind": "level",
    "path": "6.ttl",
    "key": "2024/6006022",
    "language": "az",
    "extension": "ttl",
    "term": "nqfgraph.ttl",
    "name": "dump.nq",
    "number": 1,
    "height": 1,
    "version": "2026-11-23.1",
    "filename": "style.css",
}
"""What the register of the tests has, by the name of the path parameter."""

SPECIAL = {
    "/doc/{kind}/{path}": {"path": "6"},
    "/api/v1/records/{kind}/{path}": {"path": "6"},
    "/id/{kind}/{path}": {"path": "6"},
    "/graph/{name}": {"name": "framework"},
    "/{language}/skills/{name}": {"name": "ccd0a1d9-afda-43d9-b901-96344886e14d"},
    "/sparql/examples/{name}": {"name": "award-types.ttl"},
    "/def/vocabularies/{name}": {"name": "eqf"},
    "/def/shapes/{name}": {"name": "framework.ttl"},
    "/validate/templates/{name}.{extension}": {"name": "all", "extension": "xlsx"},
    "/data/{kind}/{path}/citation": {"kind": "qualification", "path": "2024/6006022"},
    "/data/{kind}/{path}/linkset": {"kind": "qualification", "path": "2024/6006022"},
    "/feeds/changesets/{name}.zip": {"name": "2026-11-23.1"},
    "/resourcesync/{name}.xml": {"name": "resources"},
    "/resourcesync/{name}-{state}-{number}.xml": {"name": "resources"},
}
NOT_HERE = {
    "/api/v1/compare": 400,
    "/feeds/activities/tree/{height}/{number}": 404,
    "/feeds/atom/{number}": 404,
    "/feeds/ldes/tree/{height}/{number}": 404,
    "/harvests": 403,
    "/metrics": 403,
    "/qdr/qualifications.xml": 404,
    "/releases/{version}/qdr-qualifications.xml": 404,
    "/resourcesync/{name}-{state}-{number}.xml": 404,
    "/sparql/graphs": 400,
    "/validate/jobs/{name}": 404,
    "/{language}/occupations/{name}": 404,
    "/validate/jobs/{name}/report": 404,
}
"""What a bare GET does not get: pages of a longer log, numbers without an address, QDR without a mapping, a
graph without a name, a job that nobody has asked for, an occupation without a vocabulary."""

QUERIES = [
    "ASK {}",
    "SELECT * WHERE { ?s ?p ?o } LIMIT 2",
    "SELECT (RAND() AS ?n) {}",
    "DESCRIBE <https://hillside.example/id/level/6>",
    "CONSTRUCT WHERE { ?s a ?o }",
    "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1",
    "INSERT DATA {}",
    "ASK { SERVICE <http://127.0.0.1:1/> {} }",
    "",
]


@pytest.fixture(scope="module")
def schema(make_app: Make) -> Any:
    # What is generated asks thousands of times more than a person: no budget, and little time for each.
    app = make_app(client_seconds=0.0, query_seconds=5.0)
    schemathesis.serializer("application/sparql-query")(lambda context, value: str(value).encode())

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        """Read and close every answer, as a server does; else files would stay open."""
        with closing(app(environ, start_response)) as pieces:
            return list(pieces)

    return schemathesis.openapi.from_wsgi("/openapi.json", answer)


def media_types(operation: Any) -> list[str]:
    """Return what may stand in ``Accept``: what is described, and what is not."""
    described = operation.definition.raw["responses"].get("200", {}).get("content", {})
    return [*described, "*/*", "text/html", "image/png", "application/json;q=0.5, */*;q=0.1", "nonsense"]


def fuzz(operation: Any, mode: GenerationMode) -> None:
    """Ask one operation what comes to mind, the same every time; raise what is not as described."""

    @settings(
        max_examples=6,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(mode),
        accept=st.sampled_from(media_types(operation)),
        known=st.booleans(),
        query=st.sampled_from(QUERIES),
    )
    def ask(case: Any, accept: str, known: bool, query: str) -> None:
        if known:  # else next to nothing would be found, and most of the views never be entered
            case.path_parameters.update(example(operation.path))
            case.query.pop("release", None)
            case.headers.pop("Accept-Datetime", None)
            if "query" in case.query:
                case.query["query"] = query
        # Nothing unpacks what comes from a WSGI application.
        answer = case.call(headers={"Accept-Encoding": "identity", "Accept": accept})
        case.validate_response(answer, checks=CHECKS)

    ask()


def example(path: str) -> Json:
    """Return values for the parameters of a path that lead to something."""
    names = re.findall(r"{(\w+)}", path)
    return {name: SPECIAL.get(path, {}).get(name, EXAMPLES[name]) for name in names}


def can_be_wrong(operation: Any, document: Json) -> bool:
    """Say whether a parameter or a body allows less than any text."""
    raw = operation.definition.raw
    known = document["components"]["parameters"]
    given = [known[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in raw["parameters"]]
    text = {"type": "string"}
    free = (text, {"type": "array", "items": text})
    return "requestBody" in raw or any(each["schema"] not in free for each in given)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_is_answered_otherwise_than_described(
    schema: Any, document: Json, mode: GenerationMode
) -> None:
    operations = [each.ok() for each in schema.get_all_operations()]
    for operation in operations:
        if mode is GenerationMode.POSITIVE or can_be_wrong(operation, document):
            try:
                fuzz(operation, mode)
            except BaseExceptionGroup as group:
                raise AssertionError("\n".join([operation.label, *map(str, group.exceptions)])) from group


def test_every_address_answers_something_as_described(schema: Any) -> None:
    statuses = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.method == "get":
            case = operation.Case(path_parameters=example(operation.path))
            answer = case.call(headers={"Accept-Encoding": "identity"})
            case.validate_response(answer, checks=CHECKS)
            statuses[operation.path] = answer.status_code
    assert {path: status for path, status in statuses.items() if status >= 400} == NOT_HERE


def test_a_query_is_described_in_both_forms_of_post(schema: Any) -> None:
    operation = schema["/sparql"]["post"]
    for media_type, body in {
        "application/sparql-query": "ASK {}",
        "application/x-www-form-urlencoded": {"query": "ASK {}"},
    }.items():
        case = operation.Case(body=body, media_type=media_type)
        answer = case.call(headers={"Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code == 200
        assert answer.json()["boolean"] is True
