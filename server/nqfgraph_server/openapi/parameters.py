"""The parameters of queries and headers, each described once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nqfgraph.exports.qdr.datasets import DATASETS
from nqfgraph.search.orders import SORTS
from nqfgraph.validation import SEVERITIES
from nqfgraph.validation.formats import FORMATS
from nqfgraph_server.citations import FORMS as CITATIONS
from nqfgraph_server.languages import LANGUAGES
from nqfgraph_server.openapi.schemas import TEXT, Schema
from nqfgraph_server.sparql import choosing
from nqfgraph_server.statistics import course


def _query(description: str, schema: Schema = TEXT) -> Mapping[str, Any]:
    return {"in": "query", "description": description, "schema": schema}


def _many(description: str) -> Mapping[str, Any]:
    return _query(description, {"type": "array", "items": TEXT})


_FORMS = dict.fromkeys((*choosing.TABLES.values(), *choosing.GRAPHS.values(), "html"))

PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "q": _query("Words to look for."),
    "compared": {"name": "q", **_many("The keys of two to four qualifications, each as its IRI ends.")},
    "find": _query("Words to look for another qualification by."),
    "with": _many("The keys of up to four European frameworks."),
    "qdr-dataset": {
        "name": "dataset",
        **_query("The file for Europass QDR; that of the qualifications if left out.", {"enum": [*DATASETS]}),
    },
    "page": _query(
        "Which page of the list, from 1.", {"type": "integer", "minimum": 1, "maximum": 10**9 - 1}
    ),
    "size": _query("Items on a page, at most 1000.", {"type": "integer", "minimum": 1, "maximum": 10**9 - 1}),
    "sort": _query("The order.", {"enum": list(SORTS)}),
    "list-format": {"name": "format", **_query("The form.", {"enum": ["html", "json", "csv"]})},
    "turtle-list-format": {
        "name": "format",
        **_query("The form.", {"enum": ["html", "json", "csv", "ttl"]}),
    },
    "over": _query("A figure, to see it over the releases.", {"enum": list(course.TITLES)}),
    "as_of": _query(
        "A day: the list as the release of that day has it, to which the client is sent on.",
        {"type": "string", "format": "date", "examples": ["2026-11-23"]},
    ),
    "teaching_language": _many("Only those that are taught in these languages, such as AZE."),
    "id": _many("The key or the IRI of a qualification; two to four times."),
    "after": _query(
        "The number of the last entry that is known.", {"type": "integer", "minimum": 0, "maximum": 10**9 - 1}
    ),
    "limit": _query("Entries, at most 1000.", {"type": "integer", "minimum": 1, "maximum": 10**9 - 1}),
    "change-kind": {"name": "kind", **_query("Only of things of this kind, such as qualification.")},
    "lang": _query("The language of labels, instead of Accept-Language.", {"enum": list(LANGUAGES)}),
    "level": _many("Only of these levels."),
    "award_type": _many("Only of these award types."),
    "sector": _many("Only of award types of these sectors of education, such as vocational."),
    "field": _many("Only of these fields of education."),
    "skill_group": _many(
        "Only those that teach something below these groups of skills, each as its IRI ends: isced-f/06."
    ),
    "status": _many("Only of these statuses."),
    "content": _many("Only of these kinds of content."),
    "kind": _many("Only of these kinds."),
    "group": _many("Only below these groups, each as its IRI ends: isced-f/06 or skill/ and an identifier."),
    "skill-type": {"name": "type", **_many("Only of these types: skill, knowledge.")},
    "query": _query("The query. Without it the service describes itself."),
    "default-graph-uri": _many("Graphs whose merge is the default graph."),
    "named-graph-uri": _many("Graphs that can be named."),
    "timeout": _query(
        "Longest time for this query in seconds; it can only lower the limit.",
        {"type": "number", "exclusiveMinimum": 0},
    ),
    "sparql-format": {
        "name": "format",
        **_query("The form of the answer by name, instead of Accept.", {"enum": list(_FORMS)}),
    },
    "graph": _query("The IRI of the graph."),
    "default": _query("The union of all graphs instead of one; the value says nothing."),
    "graph-format": {
        "name": "format",
        **_query(
            "The form of the graph by name, instead of Accept.", {"enum": list(choosing.GRAPHS.values())}
        ),
    },
    "_profile": _query("The profile of the record: a token or an IRI, or several; “alt” lists them."),
    "_mediatype": _query("The media type of the record, instead of Accept."),
    "Accept-Profile": {
        "in": "header",
        "description": "The profile of the record by its IRI, in angle brackets (W3C, dx-connegp).",
        "schema": TEXT,
    },
    "citation-format": {
        "name": "format",
        **_query(
            "The form of the citation, instead of Accept.", {"enum": ["html", "json", "nquads", *CITATIONS]}
        ),
    },
    "citation-version": {
        "name": "version",
        **_query("The entry of the change log whose bytes are asked for.", {"type": "integer", "minimum": 1}),
    },
    "digest": _query(
        "What the answer has to be, as its citation gives it; 409 if it is another, 422 if nobody can say.",
        {"type": "string", "pattern": "^sha-256:[0-9a-f]{64}$"},
    ),
    "profile": _many("The rules to check with; those of the register or of the model without it."),
    "check-format": {"name": "format", **_query("The form of the report by name.", {"enum": list(FORMATS)})},
    "fail_on": _query(
        "The least weight that lets Validation-Outcome be failed; a violation without it.",
        {"enum": list(SEVERITIES)},
    ),
    "name": _query("The name of the file that is the body, with its ending."),
    "iri": _query("The address of a file to be fetched and checked, on a host that the operator has listed."),
    "Prefer": {
        "in": "header",
        "description": "“respond-async”, or “wait=” with seconds (RFC 7240): 202 instead of waiting.",
        "schema": TEXT,
    },
    "interface": _query("Only harvests over this interface, such as ldes, oai, dump or qdr."),
    "of": _query("The path whose past is asked for, with its query."),
    "release": _query(
        "The version of the release to answer from; the current one if it is left out.",
        {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}\.\d+$", "examples": ["2026-11-23.1"]},
    ),
    "Accept-Datetime": {
        "in": "header",
        "description": "The time whose release is asked (RFC 7089), as HTTP writes times.",
        "schema": TEXT,
    },
    "If-None-Match": {
        "in": "header",
        "description": "The ETag of the answer that the client has; 304 if it is still the same.",
        "schema": TEXT,
    },
    "Range": {"in": "header", "description": "The part of the file that is asked for.", "schema": TEXT},
}
"""By the name they are referred to by; ``name`` is given where it differs."""


def component(name: str) -> dict[str, Any]:
    """Return the Parameter Object of a name."""
    return {"name": name, **PARAMETERS[name]}
