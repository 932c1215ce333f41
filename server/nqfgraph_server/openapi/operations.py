"""What each view takes and answers, as far as its rule and its docstring do not say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nqfgraph.validation.formats import MEDIA_TYPES
from nqfgraph_server import archive, atom, descriptions, documents, memento, metrics, tables
from nqfgraph_server.openapi.schemas import PROBLEM, TEXT, Schema, reference
from nqfgraph_server.sparql import asked, choosing
from nqfgraph_server.validation import received, reports

HTML = "text/html"
LISTS = "lists"
THINGS = "things"
TERMS = "terms"
FILES = "files"
SPARQL = "sparql"
PAGES = "pages"
CHECKS = "checks"
OPERATORS = "operations"

TAGS: Mapping[str, str] = MappingProxyType(
    {
        SPARQL: "Questions in SPARQL 1.1.",
        THINGS: "The things of the register and the documents about them.",
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


def _bodies(media_types: Iterable[str], *, schema: Schema | None = None) -> Bodies:
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


_CONDITIONAL = ("If-None-Match",)
_LIST = ("q", "page", "size", "list-format", "lang", *_CONDITIONAL)
_ASKED = ("default-graph-uri", "named-graph-uri", "timeout", "sparql-format", "digest")
_QUERY_PROBLEMS = (400, 404, 406, 429, 503, 504, 507)
_CITED_PROBLEMS = (409, 422)

_DATA = _bodies(documents.BY_MEDIA_TYPE)
_TERM_DATA = _bodies(each for each in documents.BY_MEDIA_TYPE if each != "application/json")
_DESCRIPTION = _bodies(form.media_type for form in descriptions.FORMS.values())
_PAGE = _bodies([HTML])
_GRAPHS = _bodies(choosing.GRAPHS)
_ARRAY: Schema = {"type": "array"}
_TABLE: Bodies = {**_PAGE, tables.JSON: reference("List"), tables.CSV: None}
_XML = _bodies(["application/xml"])
_ANSWERS: Bodies = {
    **_PAGE,
    **_bodies([*choosing.TABLES, *choosing.GRAPHS, "application/json", "application/xml"]),
}
_REPORT: Bodies = {
    tables.JSON: reference("Report"),
    **_bodies(each for each in reports.OFFERED if each != tables.JSON),
}
_REPORTED = ("lang", "check-format", "fail_on")
_REPORT_PROBLEMS = (400, 406, 413, 422, 504, 507)


def _listing(*parameters: str) -> Operation:
    return Operation(
        tag=LISTS,
        answers=_TABLE,
        others=(302, 304),
        problems=(400, 406, 503),
        parameters=(*_LIST, *parameters),
    )


def _described(answers: Bodies, *problems: int) -> Operation:
    return Operation(
        tag=FILES, answers=answers, others=(304,), problems=(*problems, 406, 503), parameters=_CONDITIONAL
    )


def _examples(answers: Bodies, *problems: int) -> Operation:
    return Operation(
        tag=SPARQL,
        answers=answers,
        others=(304,),
        problems=(*problems, 406, 503),
        parameters=("lang", *_CONDITIONAL),
    )


REFUSING = frozenset({"graphs.refuse"})
"""Views that only say why something is not done, with 405; they are not described."""

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "sparql.answer GET": Operation(
            tag=SPARQL,
            answers=_ANSWERS,
            others=(304,),
            problems=(*_QUERY_PROBLEMS, *_CITED_PROBLEMS, 413),
            parameters=("query", *_ASKED, *_CONDITIONAL),
        ),
        "sparql.answer POST": Operation(
            tag=SPARQL,
            answers=_ANSWERS,
            problems=(*_QUERY_PROBLEMS, *_CITED_PROBLEMS, 412, 413, 415),
            parameters=(*_ASKED, *_CONDITIONAL),
            takes={asked.FORM: reference("Query"), asked.DIRECT: TEXT},
        ),
        "graphs.indirect GET": Operation(
            tag=SPARQL,
            answers=_GRAPHS,
            others=(304,),
            problems=_QUERY_PROBLEMS,
            parameters=("graph", "default", "graph-format", *_CONDITIONAL),
        ),
        "graphs.direct GET": Operation(
            tag=SPARQL,
            answers=_GRAPHS,
            others=(304,),
            problems=_QUERY_PROBLEMS,
            parameters=("graph-format", *_CONDITIONAL),
        ),
        "sparql_examples.listing GET": _examples({**_PAGE, "text/turtle": None, tables.JSON: _ARRAY}),
        "sparql_examples.whole GET": _examples({"text/turtle": None, tables.JSON: _ARRAY}, 404),
        "sparql_examples.one GET": _examples(
            {**_PAGE, "text/turtle": None, tables.JSON: None, asked.DIRECT: None}, 404
        ),
        "sparql_terms.terms GET": Operation(
            tag=SPARQL,
            answers=_bodies([tables.JSON]),
            others=(304,),
            problems=(503,),
            parameters=("lang", *_CONDITIONAL),
        ),
        "identifiers.identify GET": Operation(
            tag=THINGS, others=(303,), problems=(404, 406, 410, 503), parameters=("lang",)
        ),
        "identifiers.data GET": Operation(
            tag=THINGS,
            answers=_DATA,
            others=(303, 304),
            problems=(404, 406, 410, 503),
            parameters=_CONDITIONAL,
        ),
        "pages.thing GET": Operation(
            tag=PAGES,
            answers=_PAGE,
            others=(304,),
            problems=(404, 410, 503),
            parameters=("lang", *_CONDITIONAL),
        ),
        "pages.entrance GET": Operation(tag=PAGES, others=(302,), parameters=("lang",)),
        "pages.home GET": Operation(
            tag=PAGES, answers=_PAGE, others=(304,), problems=(404, 503), parameters=_CONDITIONAL
        ),
        "pages.levels GET": _listing(),
        "pages.releases GET": _listing(),
        "listings.organisations GET": _listing("kind"),
        "listings.qualifications GET": _listing("sort", "level", "award_type", "field", "status", "content"),
        "definitions.ontology GET": Operation(
            tag=TERMS,
            answers={**_PAGE, **_TERM_DATA},
            others=(304,),
            problems=(406,),
            parameters=_CONDITIONAL,
        ),
        "definitions.term GET": Operation(
            tag=TERMS, answers=_TERM_DATA, others=(303, 304), problems=(404, 406), parameters=_CONDITIONAL
        ),
        "definitions.context GET": Operation(
            tag=TERMS, answers=_bodies(["application/ld+json"]), others=(304,), parameters=_CONDITIONAL
        ),
        "definitions.vocabulary GET": Operation(
            tag=TERMS,
            answers={**_PAGE, **_TERM_DATA},
            others=(304,),
            problems=(404, 406),
            parameters=_CONDITIONAL,
        ),
        "definitions.shapes GET": Operation(
            tag=TERMS, answers=_TERM_DATA, others=(304,), problems=(404, 406), parameters=_CONDITIONAL
        ),
        "archive.download GET": Operation(
            tag=FILES,
            answers=_bodies(archive.FILES.values()),
            others=(206, 304),
            problems=(404, 416),
            parameters=("Range", *_CONDITIONAL),
        ),
        "qdr.current GET": Operation(
            tag=FILES,
            answers=_XML,
            others=(206, 304),
            problems=(404, 416, 503),
            parameters=("Range", *_CONDITIONAL),
        ),
        "qdr.of_release GET": Operation(
            tag=FILES,
            answers=_XML,
            others=(206, 304),
            problems=(404, 416),
            parameters=("Range", *_CONDITIONAL),
        ),
        "catalogue.catalogue GET": _described({**_PAGE, **_DESCRIPTION}),
        "catalogue.document GET": _described(_DESCRIPTION, 404),
        "void.well_known GET": Operation(tag=FILES, others=(303,)),
        "void.void GET": _described(_DESCRIPTION),
        "void.document GET": _described(_DESCRIPTION, 404),
        "atom.newest GET": _described(_bodies([atom.MEDIA_TYPE])),
        "atom.archive GET": _described(_bodies([atom.MEDIA_TYPE]), 404),
        "sitemap.index GET": _described(_XML),
        "sitemap.part GET": _described(_XML, 404),
        "timegate.time_map GET": Operation(
            tag=FILES,
            answers=_bodies([memento.LINK_FORMAT]),
            others=(304,),
            problems=(400, 503),
            parameters=("of", *_CONDITIONAL),
        ),
        "validation.introduce GET": Operation(
            tag=CHECKS,
            answers={**_PAGE, tables.JSON: None},
            others=(302, 304),
            problems=(404, 406),
            parameters=("lang", *_CONDITIONAL),
        ),
        "validation.check POST": Operation(
            tag=CHECKS,
            answers=_REPORT,
            accepted={tables.JSON: reference("Job")},
            others=(303,),
            problems=(*_REPORT_PROBLEMS, 415, 429, 503),
            parameters=("profile", *_REPORTED, "name", "iri", "Prefer"),
            takes={
                received.MULTIPART: reference("Submission"),
                **_bodies(received.MEDIA_TYPES, schema={}),
            },
        ),
        "validation.job GET": Operation(
            tag=CHECKS,
            answers={**_PAGE, tables.JSON: reference("Job")},
            others=(303,),
            problems=(404, 406),
            parameters=_REPORTED,
        ),
        "validation.remove DELETE": Operation(tag=CHECKS, others=(204,), problems=(404,)),
        "validation.remove_from_page POST": Operation(
            tag=CHECKS, others=(303,), problems=(404,), parameters=("lang",)
        ),
        "validation.report GET": Operation(
            tag=CHECKS,
            answers=_REPORT,
            others=(303,),
            problems=(*_REPORT_PROBLEMS, 404),
            parameters=_REPORTED,
        ),
        "validation_templates.template GET": Operation(
            tag=CHECKS,
            answers=_bodies(MEDIA_TYPES[each].partition(";")[0] for each in ("xlsx", "csv")),
            problems=(404,),
        ),
        "static GET": Operation(
            tag=PAGES, answers=_bodies(["*/*"], schema={}), others=(206, 304), problems=(404, 416)
        ),
        "operations.healthy GET": Operation(tag=OPERATORS, answers={tables.JSON: reference("Health")}),
        "operations.ready GET": Operation(
            tag=OPERATORS, answers={tables.JSON: reference("Health")}, problems=(503,)
        ),
        "operations.metrics GET": Operation(
            tag=OPERATORS, answers=_bodies([metrics.MEDIA_TYPE.partition(";")[0]]), problems=(403,)
        ),
        "openapi.openapi GET": Operation(
            tag=OPERATORS, answers=_bodies([tables.JSON]), others=(304,), parameters=_CONDITIONAL
        ),
    }
)
"""Endpoint and method to what is known of them; a test compares it with the application."""

PROBLEM_BODIES: Bodies = MappingProxyType({PROBLEM: reference("Problem"), HTML: None})
"""The forms of every error."""
