"""JSON schemas (draft 2020-12) of what is sent and answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}

PROBLEM = "application/problem+json"

COMPONENTS: Mapping[str, Schema] = {
    "Problem": {
        "description": "What went wrong (RFC 9457). “detail” says it in words, with the way out.",
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": {"type": "string"},
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": TEXT,
            "instance": {"type": "string", "description": "The address that was asked."},
            "place": {"type": "string", "description": "Where in the query or the file the fault is."},
            "location": {
                "description": "The same for programs, as far as it is known.",
                "$ref": "#/components/schemas/Location",
            },
            "release": {"type": "string", "description": "The release that last described what is gone."},
        },
    },
    "Location": {
        "description": "A place in a file: a line, a JSON pointer, or a cell of a table.",
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": TEXT,
            "line": {"type": "integer", "minimum": 1},
            "column": {"type": "string", "description": "Number of a character, or name of a column."},
            "pointer": TEXT,
            "sheet": TEXT,
            "row": {"type": "integer", "minimum": 1},
        },
    },
    "Report": {
        "description": "The report on a check. All findings are counted, not all of them listed.",
        "type": "object",
        "required": ["conforms", "counts", "checked", "causes", "findings", "language", "files", "remarks"],
        "properties": {
            "conforms": {"type": "boolean", "description": "True if nothing at all was found."},
            "counts": {"type": "object", "additionalProperties": WHOLE},
            "checked": {"type": "object", "additionalProperties": WHOLE},
            "causes": {"type": "array", "items": {"type": "object"}},
            "findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
            "language": TEXT,
            "files": {"type": "array", "items": {"type": "object"}},
            "remarks": {"type": "array", "items": TEXT},
        },
    },
    "Finding": {
        "description": "One result (SHACL § 3.6.2).",
        "type": "object",
        "required": ["severity", "focus", "path", "value", "constraint", "message", "location"],
        "properties": {
            "severity": {"enum": ["violation", "warning", "info"]},
            "focus": {"type": "string", "description": "The node."},
            "path": {"type": ["string", "null"], "description": "The property."},
            "value": {"type": ["string", "null"], "description": "The value in N-Triples."},
            "constraint": TEXT,
            "shape": TEXT,
            "message": {"type": "string", "description": "What was found, in the language of the report."},
            "messages": {"type": "object", "additionalProperties": TEXT},
            "hint": {"type": "string", "description": "The rule."},
            "remedy": {"type": "string", "description": "How to mend it."},
            "location": {"anyOf": [{"$ref": "#/components/schemas/Location"}, {"type": "null"}]},
        },
    },
    "Job": {
        "description": "A check that is under way.",
        "type": "object",
        "required": ["id", "state", "stage", "position", "seconds", "job", "report"],
        "properties": {
            "id": TEXT,
            "state": {"enum": ["queued", "running"]},
            "stage": {"enum": ["waiting", "reading", "checking", "placing", "writing"]},
            "position": {"type": ["integer", "null"], "description": "Its place among those that wait."},
            "seconds": {"type": "number", "minimum": 0},
            "job": {"type": "string", "description": "The address that tells more; 303 when it is over."},
            "report": {"type": "string", "description": "The address of the report."},
        },
    },
    "Submission": {
        "description": "What is to be checked: files, a text, or an address.",
        "type": "object",
        "properties": {
            "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
            "shapes": {"type": "array", "items": {"type": "string", "format": "binary"}},
            "text": {"type": "string", "description": "RDF."},
            "syntax": {"type": "string", "description": "That of the text; told from it if left out."},
            "iri": TEXT,
            "profile": {"type": "array", "items": TEXT},
            "lang": TEXT,
            "fail_on": {"enum": ["violation", "warning", "info"]},
        },
    },
    "List": {
        "description": "A page of a list.",
        "type": "object",
        "required": ["total", "page", "pages", "release", "items", "facets"],
        "properties": {
            "total": WHOLE,
            "page": WHOLE,
            "pages": WHOLE,
            "release": {"type": "string", "description": "The release that the list is of."},
            "items": {"type": "array", "items": {"type": "object"}},
            "facets": {"type": "object", "additionalProperties": {"type": "array"}},
        },
    },
    "Index": {
        "description": "Where the interface answers.",
        "type": "object",
        "required": ["version", "release", "base", "addresses", "description"],
        "properties": {
            "version": {"enum": ["v1"]},
            "release": TEXT,
            "base": {"type": "string", "description": "What all identifiers of the register begin with."},
            "addresses": {"type": "object", "additionalProperties": TEXT},
            "description": TEXT,
        },
    },
    "Record": {
        "description": "A thing: members are named like properties, texts are by language.",
        "type": "object",
        "required": ["iri", "release", "types"],
        "properties": {
            "iri": TEXT,
            "release": TEXT,
            "types": {"type": "array", "items": TEXT},
            "learningOpportunities": {
                "description": "Where a qualification can be learnt, or what an organisation offers.",
                "type": "array",
                "items": {"type": "object", "required": ["iri"], "properties": {"iri": TEXT}},
            },
            "moreLearningOpportunities": {
                "description": "True if there are more than are listed.",
                "type": "boolean",
            },
        },
        "examples": [
            {
                "iri": "https://data.aznqf.example/id/level/6",
                "release": "2026-11-23.1",
                "types": ["Concept", "Level"],
                "prefLabel": {"az": "6-cı səviyyə", "en": "Level 6", "ru": "Уровень 6"},
            }
        ],
    },
    "Comparison": {
        "description": "Qualifications side by side; every list is in the order in which they were asked.",
        "type": "object",
        "required": ["release", "qualifications", "members", "skills", "outcomes"],
        "properties": {
            "release": TEXT,
            "qualifications": {
                "type": "array",
                "items": {"type": "object", "required": ["iri", "title"]},
            },
            "members": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["same", "values"],
                    "properties": {"same": {"type": "boolean"}, "values": {"type": "array"}},
                },
            },
            "skills": {
                "type": "object",
                "required": ["shared", "others"],
                "properties": {"shared": {"type": "array"}, "others": {"type": "array"}},
            },
            "outcomes": {"type": "array", "items": {"type": "array"}},
        },
    },
    "Changes": {
        "description": "Entries of the change log. Ask “next” until it is null; later go on after “last”.",
        "type": "object",
        "required": ["last", "items", "next"],
        "properties": {
            "last": {"type": "integer", "minimum": 0, "description": "The number of the last entry."},
            "next": {"type": ["string", "null"], "description": "The address of what follows."},
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["number", "release", "time", "operation", "kind", "iri", "digest"],
                    "properties": {
                        "number": {"type": "integer", "minimum": 1},
                        "release": TEXT,
                        "time": {"type": "string", "format": "date-time"},
                        "operation": {"enum": ["created", "changed", "withdrawn", "removed"]},
                        "kind": TEXT,
                        "iri": TEXT,
                        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    },
                },
            },
        },
        "examples": [
            {
                "last": 4711,
                "next": None,
                "items": [
                    {
                        "number": 4711,
                        "release": "2026-11-23.1",
                        "time": "2026-11-23T12:00:00+00:00",
                        "operation": "changed",
                        "kind": "qualification",
                        "iri": "https://data.aznqf.example/id/qualification/2024/6006022",
                        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    }
                ],
            }
        ],
    },
    "Results": {
        "description": "SPARQL 1.1 Query Results JSON Format.",
        "type": "object",
        "required": ["head"],
        "properties": {"head": {"type": "object"}, "boolean": {"type": "boolean"}},
    },
    "Health": {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"enum": ["ok", "ready"]}, "release": TEXT},
    },
    "Query": {
        "description": "A query with its dataset (SPARQL 1.1 Protocol § 2.1).",
        "type": "object",
        "required": ["query"],
        "properties": {
            "query": {"type": "string", "examples": ["ASK {}"]},
            "default-graph-uri": {"type": "array", "items": TEXT},
            "named-graph-uri": {"type": "array", "items": TEXT},
            "timeout": {"type": "number", "exclusiveMinimum": 0},
            "format": TEXT,
        },
    },
}
"""Schemas that are referred to by name."""


def reference(name: str) -> Schema:
    """Return the reference to one of `COMPONENTS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def content(media_types: Mapping[str, Schema | None]) -> dict[str, Any]:
    """Return the Media Type Objects of bodies; None is a text, or what stands at the top of JSON."""
    return {name: {"schema": schema or _default(name)} for name, schema in media_types.items()}


def _default(media_type: str) -> Schema:
    if media_type == "application/sparql-results+json":
        return reference("Results")
    if media_type == "application/ld+json":
        return {"type": ["object", "array"]}
    return {"type": "object"} if media_type.endswith("json") else TEXT
