"""What each view takes and answers, as far as its rule and its docstring do not say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nqfgraph.search.answers import FACETS
from nqfgraph.validation.formats import MEDIA_TYPES
from nqfgraph_server import (
    archive,
    atom,
    changesets,
    citations,
    descriptions,
    documents,
    listings,
    memento,
    metrics,
    oai,
    signposts,
    sitemap,
    statement,
    tables,
)
from nqfgraph_server.feeds import versions
from nqfgraph_server.feeds.writing import WRITERS
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
_PROFILED = ("_profile", "_mediatype", "Accept-Profile")
_LIST = ("q", "page", "size", "list-format", "lang", *_CONDITIONAL)
_SEARCH = ("q", "sort", *FACETS)
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


def _plain(schema: str, *problems: int, parameters: tuple[str, ...] = ()) -> Operation:
    return Operation(
        tag=API,
        answers={tables.JSON: reference(schema)},
        others=(304,),
        problems=(*problems, 503),
        parameters=(*parameters, *_CONDITIONAL),
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
            tag=THINGS, others=(303,), problems=(404, 406, 410, 503), parameters=(*_PROFILED, "lang")
        ),
        "identifiers.data GET": Operation(
            tag=THINGS,
            answers={**_PAGE, **_DATA},
            others=(303, 304),
            problems=(404, 406, 410, 503),
            parameters=(*_PROFILED, *_CONDITIONAL),
        ),
        "identifiers.links GET": Operation(
            tag=THINGS,
            answers=_bodies((signposts.JSON, signposts.LINKSET, tables.JSON)),
            others=(304,),
            problems=(404, 406, 410, 503),
            parameters=_CONDITIONAL,
        ),
        "citations.citation GET": Operation(
            tag=THINGS,
            answers=_bodies(citations.MEDIA_TYPES),
            others=(304,),
            problems=(400, 404, 406, 410, 503),
            parameters=("citation-format", "citation-version", "lang", *_CONDITIONAL),
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
        "correspondence.levels GET": Operation(
            tag=PAGES,
            answers=_PAGE,
            others=(302, 304),
            problems=(400, 503),
            parameters=("with", "lang", *_CONDITIONAL),
        ),
        "comparison.qualifications GET": Operation(
            tag=PAGES,
            answers=_PAGE,
            others=(302, 304),
            problems=(400, 404, 410, 503),
            parameters=("compared", "find", "lang", *_CONDITIONAL),
        ),
        "statement.statement GET": Operation(
            tag=PAGES, answers=_PAGE, others=(304,), problems=(404, 410, 503), parameters=_CONDITIONAL
        ),
        "statement.statement_as_pdf GET": Operation(
            tag=PAGES,
            answers=_bodies([statement.PDF]),
            others=(304,),
            problems=(404, 410, 503),
            parameters=_CONDITIONAL,
        ),
        "release_pages.releases GET": _listing(),
        "release_pages.release GET": Operation(
            tag=PAGES, answers=_PAGE, others=(304,), problems=(404, 503), parameters=_CONDITIONAL
        ),
        "statistics.statistics GET": _listing(),
        "skills.skills GET": _listing("group", "skill-type"),
        "skills.skill GET": Operation(
            tag=PAGES,
            answers=_PAGE,
            others=(302, 304),
            problems=(404, 410, 503, 504),
            parameters=_CONDITIONAL,
        ),
        "skills.occupation GET": Operation(
            tag=PAGES, answers=_PAGE, others=(304,), problems=(404, 410, 503, 504), parameters=_CONDITIONAL
        ),
        "about.about GET": Operation(
            tag=PAGES,
            answers=_PAGE,
            others=(302, 304),
            problems=(404, 503),
            parameters=("lang", *_CONDITIONAL),
        ),
        "listings.suggest GET": Operation(
            tag=LISTS,
            answers={listings.SUGGESTIONS: _ARRAY},
            others=(304,),
            problems=(400, 503),
            parameters=("q", "lang", *_CONDITIONAL),
        ),
        "api.index GET": _plain("Index"),
        "api.qualifications GET": _plain("List", 400, parameters=(*_SEARCH, "page", "size", "lang")),
        "api.record GET": _plain("Record", 404, 410),
        "api.levels GET": _plain("List", 400, parameters=("lang",)),
        "api.compare GET": _plain("Comparison", 400, 404, 410, parameters=("id",)),
        "api.changes GET": _plain("Changes", 400, parameters=("after", "limit", "change-kind")),
        "api.figures GET": _plain("List", 400, parameters=("lang",)),
        "listings.organisations GET": _listing("kind"),
        "listings.qualifications GET": Operation(
            tag=LISTS,
            answers={**_TABLE, tables.TURTLE: None},
            others=(302, 304),
            problems=(400, 406, 503),
            parameters=(*_SEARCH, "page", "size", "as_of", "turtle-list-format", "lang", *_CONDITIONAL),
        ),
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
            answers=_bodies(sorted(archive.TYPES)),
            others=(206, 304),
            problems=(404, 416, 503),
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
        "qdr.remarks GET": Operation(
            tag=FILES,
            answers={**_PAGE, tables.JSON: None, tables.CSV: None},
            others=(304,),
            problems=(400, 404, 406, 503),
            parameters=("page", "list-format", "lang", *_CONDITIONAL),
        ),
        "catalogue.catalogue GET": _described({**_PAGE, **_DESCRIPTION}),
        "catalogue.document GET": _described(_DESCRIPTION, 404),
        "void.well_known GET": Operation(tag=FILES, others=(303,)),
        "void.void GET": _described(_DESCRIPTION),
        "void.document GET": _described(_DESCRIPTION, 404),
        "atom.newest GET": _described(_bodies([atom.MEDIA_TYPE])),
        "atom.archive GET": _described(_bodies([atom.MEDIA_TYPE]), 404),
        **{
            f"{stream}.{view} GET": _described(_bodies(WRITERS), *problems)
            for stream in ("ldes", "activities")
            for view, problems in {"root": (), "page": (404,), "inner": (404,)}.items()
        },
        "versions.version GET": _described(_bodies(versions.FORMS), 404),
        "oai.get GET": Operation(
            tag=FILES,
            answers=_bodies([oai.MEDIA_TYPE]),
            others=(304,),
            problems=(503,),
            parameters=_CONDITIONAL,
        ),
        "oai.post POST": Operation(
            tag=FILES,
            answers=_bodies([oai.MEDIA_TYPE]),
            problems=(413, 503),
            takes={
                asked.FORM: {"type": "object", "properties": {"verb": TEXT}, "additionalProperties": TEXT}
            },
        ),
        "resourcesync.description GET": _described(_XML),
        "resourcesync.capabilities GET": _described(_XML),
        "resourcesync.index GET": _described(_XML, 404),
        "resourcesync.part GET": _described(_XML, 404),
        "changesets.index GET": _described(_bodies([tables.JSON])),
        "changesets.changeset GET": Operation(
            tag=FILES,
            answers=_bodies([changesets.ZIP]),
            others=(304,),
            problems=(404, 503),
            parameters=_CONDITIONAL,
        ),
        "sitemap.index GET": _described(_XML),
        "sitemap.part GET": _described(_XML, 404),
        "sitemap.robots GET": _described(_bodies([sitemap.ROBOTS])),
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
        "harvests.listing GET": Operation(
            tag=OPERATORS,
            answers={**_PAGE, tables.JSON: None},
            problems=(400, 403, 406),
            parameters=("interface", "lang"),
        ),
        "openapi.openapi GET": Operation(
            tag=OPERATORS, answers=_bodies([tables.JSON]), others=(304,), parameters=_CONDITIONAL
        ),
    }
)
"""Endpoint and method to what is known of them; a test compares it with the application."""

PROBLEM_BODIES: Bodies = MappingProxyType({PROBLEM: reference("Problem"), HTML: None})
"""The forms of every error."""
GONE_BODIES: Bodies = MappingProxyType({**PROBLEM_BODIES, **_DESCRIPTION})
"""The forms of what is said of a thing that was removed."""
