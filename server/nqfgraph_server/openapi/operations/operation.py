"""One method of a view: what it takes and answers, as far as its rule and its docstring do not say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nqfgraph_server import descriptions
from nqfgraph_server.openapi.schemas import Schema

HTML = "text/html"
LISTS = "lists"
THINGS = "things"
TERMS = "terms"
FILES = "files"
SPARQL = "sparql"
PAGES = "pages"
CHECKS = "checks"
API = "api"
OPERATORS = "operations"

TAGS: Mapping[str, str] = MappingProxyType(
    {
        SPARQL: "Questions in SPARQL 1.1.",
        THINGS: "The things of the register and the documents about them.",
        API: "Plain JSON for developers.",
        LISTS: "Lists as pages, JSON and CSV.",
        FILES: "Whole releases, their descriptions and their changes.",
        TERMS: "The ontology, vocabularies and shapes.",
        CHECKS: "Files of others, checked.",
        PAGES: "Pages for readers.",
        OPERATORS: "For those who run the server and for programs.",
    }
)
"""The groups of operations."""

Bodies = Mapping[str, Schema | None]


def bodies(media_types: Iterable[str], *, schema: Schema | None = None) -> Bodies:
    """Return media types with the same schema for each."""
    return MappingProxyType(dict.fromkeys(media_types, schema))


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What one method of a view takes and answers."""

    tag: str
    answers: Bodies = field(default_factory=dict)
    """Media types of 200 with their schemas; empty if it never answers 200."""
    accepted: Bodies = field(default_factory=dict)
    """The same for 202."""
    others: tuple[int, ...] = ()
    """Other statuses that are no faults: 206, 302, 303, 304."""
    problems: tuple[int, ...] = ()
    """Statuses that are answered with a problem document or a page."""
    parameters: tuple[str, ...] = ()
    """Names in `nqfgraph_server.openapi.parameters`."""
    takes: Bodies = field(default_factory=dict)
    """Media types of the request's body; empty if there is none."""


CONDITIONAL = ("If-None-Match",)
"""Parameters of what is not sent again to somebody who has it."""
DESCRIPTION = bodies(form.media_type for form in descriptions.FORMS.values())
PAGE = bodies([HTML])
ARRAY: Schema = {"type": "array"}
