"""Writes the OpenAPI document from the rules of the application."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import flask
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import Rule

from nqfgraph import __version__
from nqfgraph_server import timegate
from nqfgraph_server.openapi.operations import (
    GONE_BODIES,
    OPERATIONS,
    PROBLEM_BODIES,
    REFUSING,
    TAGS,
    Operation,
)
from nqfgraph_server.openapi.parameters import PARAMETERS, component
from nqfgraph_server.openapi.schemas import COMPONENTS, TEXT, Schema, content

_PLACEHOLDER = re.compile(r"<(?:(?P<converter>\w+)(?:\((?P<choices>[^)]*)\))?:)?(?P<name>\w+)>")

_DESCRIPTION = (
    "A register of qualifications as linked data. Every address that takes GET also takes HEAD and OPTIONS; "
    "/sparql also takes QUERY with the bodies of POST. Where there are several forms, Accept chooses. "
    "Errors are problem documents (RFC 9457) for programs and pages for readers."
)

_TIMED_PARAMETERS = ("release", "Accept-Datetime")
_TIMED_PROBLEMS = (400, 404, 503)
"""400 for a version or a time that cannot be read, 404 for a release that is not kept."""

_RETRY = {
    "description": "Seconds until it is worth asking again.",
    "schema": {"type": "integer", "minimum": 1},
}


def describe(app: flask.Flask, root: str = "") -> dict[str, Any]:
    """Return the description of all that ``app`` answers, as OpenAPI 3.1; ``root`` is where it is mounted.

    Raises KeyError for a view that `OPERATIONS` does not know.
    """
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        for method, operation in described_methods(rule):
            paths.setdefault(template(rule), {})[method.lower()] = _operation(app, rule, method, operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "nqfgraph", "version": __version__, "description": _DESCRIPTION},
        "servers": [{"url": root or "/"}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": dict(COMPONENTS),
            "parameters": {name: component(name) for name in PARAMETERS},
        },
    }


def described_methods(rule: Rule) -> Iterator[tuple[str, Operation]]:
    """Return the methods of a rule that stand in the document; OpenAPI 3.1 has no word for QUERY."""
    if rule.endpoint in REFUSING:
        return
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS", "QUERY"}):
        yield method, OPERATIONS[f"{rule.endpoint} {method}"]


def template(rule: Rule) -> str:
    """Return the address of a rule as OpenAPI writes it: ``/data/{kind}/{path}``."""
    return _PLACEHOLDER.sub(r"{\g<name>}", rule.rule)


def _operation(app: flask.Flask, rule: Rule, method: str, operation: Operation) -> dict[str, Any]:
    summary = (inspect.getdoc(app.view_functions[rule.endpoint]) or "").partition("\n")[0]
    name = f"{rule.endpoint}.{method.lower()}" if len(rule.methods or ()) > 3 else rule.endpoint
    described: dict[str, Any] = {
        "operationId": f"{name}.in_language" if _is_in_language(rule) else name,
        "summary": summary or "Answer a file that pages use.",
        "tags": [operation.tag],
        "parameters": [
            *_path_parameters(rule),
            *({"$ref": f"#/components/parameters/{each}"} for each in _parameters(rule, operation)),
        ],
        "responses": _responses(rule, operation),
    }
    if operation.takes:
        described["requestBody"] = {"required": True, "content": content(operation.takes)}
    return described


def _is_in_language(rule: Rule) -> bool:
    """Say whether the address begins with a language; the same view also has one that does not."""
    return rule.rule.startswith("/<any") and not rule.rule.endswith("/")


def _path_parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    for found in _PLACEHOLDER.finditer(rule.rule):
        schema: Schema = TEXT
        if found["converter"] == "any":
            schema = {"enum": re.split(r",\s*", found["choices"])}
        elif found["converter"] == "int":
            schema = {"type": "integer", "minimum": 0}
        yield {"name": found["name"], "in": "path", "required": True, "schema": schema}


def _is_timed(rule: Rule) -> bool:
    """Say whether the answer comes from a release, so that an older one can be asked."""
    return rule.endpoint.partition(".")[0] in timegate.TIMED


def _parameters(rule: Rule, operation: Operation) -> Iterator[str]:
    yield from operation.parameters
    if _is_timed(rule):
        yield from _TIMED_PARAMETERS


def _responses(rule: Rule, operation: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    if operation.answers:
        responses["200"] = {"description": "OK", "content": content(operation.answers)}
    if operation.accepted:
        responses["202"] = {"description": HTTP_STATUS_CODES[202], "content": content(operation.accepted)}
    for status in operation.others:
        responses[str(status)] = {"description": HTTP_STATUS_CODES[status]}
    for status in {*operation.problems, *(_TIMED_PROBLEMS if _is_timed(rule) else ())}:
        responses[str(status)] = {
            "description": HTTP_STATUS_CODES[status],
            "content": content(GONE_BODIES if status == HTTPStatus.GONE else PROBLEM_BODIES),
        }
        if status in (429, 503):
            responses[str(status)]["headers"] = {"Retry-After": _RETRY}
    return dict(sorted(responses.items()))
