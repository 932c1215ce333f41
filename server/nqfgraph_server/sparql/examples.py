"""The examples as data and as pages: ``/sparql/examples`` lists them, ``/sparql/examples/{name}`` is one.

An example has the IRI ``{base}sparql/examples/{name}``, so its address on the register's own host is its IRI.
"""

from __future__ import annotations

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.queries.examples import Example, read_examples, turtle
from nqfgraph_server import caching
from nqfgraph_server.documents import write_json
from nqfgraph_server.languages import marked as _
from nqfgraph_server.negotiation import NotAcceptable, negotiate
from nqfgraph_server.rendering import page
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sparql.grouping import grouped
from nqfgraph_server.sparql.page import prefilled

blueprint = flask.Blueprint("sparql_examples", __name__)

HTML, TURTLE, JSON, QUERY = "text/html", "text/turtle", "application/json", "application/sparql-query"
_LONGEST_SEARCH = 200


@blueprint.get("/sparql/examples")
def listing() -> flask.Response:
    """Answer all examples: the page, or the document in the form that ``Accept`` asks for."""
    opened = current_service().release()
    chosen = negotiate(flask.request.headers.get("Accept"), (HTML, TURTLE, JSON))
    if chosen == HTML:
        words = flask.request.args.get("q", "")[:_LONGEST_SEARCH]
        response = page(
            "sparql-examples.html",
            opened,
            words=words,
            groups=grouped(opened, words),
        )
    else:
        response = _all(opened, chosen)
    return _link(response, "sparql_examples.whole")


@blueprint.get("/sparql/examples.<extension>")
def whole(extension: str) -> flask.Response:
    """Answer all examples as Turtle or JSON; 406 for another form."""
    forms = {"ttl": TURTLE, "json": JSON}
    if extension not in forms:
        raise NotAcceptable([f".{each}" for each in forms])
    return _all(current_service().release(), forms[extension])


@blueprint.get("/sparql/examples/<name>")
def one(name: str) -> flask.Response:
    """Answer an example: the editor with it for people, else its description or its text.

    ``.ttl``, ``.json`` and ``.rq`` at the end of the address choose instead of ``Accept``.
    """
    opened = current_service().release()
    stem, dot, extension = name.partition(".")
    example = next((each for each in read_examples(opened.iris.base) if each.name == stem), None)
    if example is None:
        raise NotFound(_("There is no such example. All examples are on one page, “SPARQL, examples”."))
    forms = {"ttl": TURTLE, "json": JSON, "rq": QUERY}
    if not dot:
        response = _in_form(
            opened, example, negotiate(flask.request.headers.get("Accept"), (HTML, *forms.values()))
        )
        return _vary(response)
    if extension not in forms:
        raise NotAcceptable([f".{each}" for each in forms])
    return _in_form(opened, example, forms[extension])


def _all(opened: OpenRelease, media_type: str) -> flask.Response:
    base = opened.iris.base
    examples = read_examples(base)
    if media_type == TURTLE:
        return _data(opened, turtle(base, *(each.name for each in examples)), TURTLE)
    return _data(opened, write_json([_members(each) for each in examples]), JSON)


def _in_form(opened: OpenRelease, example: Example, media_type: str) -> flask.Response:
    if media_type == HTML:
        return prefilled(opened, example)
    if media_type == QUERY:
        return _data(opened, example.query, QUERY)
    if media_type == JSON:
        return _data(opened, write_json(_members(example)), JSON)
    return _data(opened, turtle(opened.iris.base, example.name), TURTLE)


def _members(example: Example) -> dict[str, object]:
    return {
        "iri": example.iri,
        "name": example.name,
        "group": example.group,
        "form": example.form,
        "title": dict(example.titles),
        "question": dict(example.questions),
        "query": example.query,
    }


def _data(opened: OpenRelease, content: str | bytes, media_type: str) -> flask.Response:
    response = flask.current_app.response_class(content)
    response.content_type = f"{media_type}; charset=utf-8" if media_type != JSON else JSON
    return caching.stamp_body(response, opened)


def _link(response: flask.Response, endpoint: str) -> flask.Response:
    for extension, media_type in (("ttl", TURTLE), ("json", JSON)):
        address = flask.url_for(endpoint, extension=extension)
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{media_type}"')
    return _vary(response)


def _vary(response: flask.Response) -> flask.Response:
    response.vary.update(["Accept", "Accept-Language"])
    return response
