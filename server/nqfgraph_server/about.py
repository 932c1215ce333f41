"""``/about``: on what law the register stands, how it came about, how to cite and how to harvest it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

import flask
from werkzeug.exceptions import HTTPException

from nqfgraph.vocab import DCTERMS, NQF, SKOS
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.links import with_query
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sheets import Reader, framework_sheet
from nqfgraph_server.sheets.reader import Value

blueprint = flask.Blueprint("about", __name__)

DOORS: Mapping[str, str] = MappingProxyType(
    {
        "/sparql": _("Ask anything in SPARQL; each answer can be cited."),
        "/api/v1/": _("Search, records, levels, comparisons and changes as plain JSON."),
        "/openapi.json": _("All of this described for programs (OpenAPI 3.1)."),
        "/feeds/ldes": _("Every version of everything, to be followed (Linked Data Event Streams)."),
        "/feeds/activities": _("The changes as activities (DCAT-AP Feeds)."),
        "/feeds/atom": _("The newest changes for a feed reader."),
        "/oai": _("Records for library and portal harvesters (OAI-PMH 2.0)."),
        "/qdr/qualifications.xml": _("The qualifications for Europass (QDR XML)."),
        "/qdr/learning-opportunities.xml": _(
            "The learning opportunities for Europass, if there are any (QDR XML)."
        ),
        "/catalogue": _("The register described for data portals (DCAT-AP)."),
        "/.well-known/void": _("What the graphs hold (VoID)."),
        "/sitemap.xml": _("All pages for search engines."),
    }
)
"""Ways to take the data away; those that this installation has are shown."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    day: date
    title: str
    subject: Value | None = None


@blueprint.get("/about")
@blueprint.get(f"/<{LANGUAGE}:language>/about")
def about(language: str | None = None) -> flask.Response:
    """Answer what this register is: legal basis, timeline, licence, citation, ways to harvest it."""
    if language is None:
        return see_page(with_query(flask.url_for("about.about", language=reader_language()), lang=None))
    opened = current_service().release()
    reader = Reader(opened.framework, current_service().ontology, reader_language())
    return page(
        "about.html",
        opened,
        framework=framework_sheet(reader, {}),
        timeline=_timeline(opened, reader),
        doors={path: translate(words) for path, words in DOORS.items() if _answers(path)},
        base=opened.iris.base,
    )


def _timeline(opened: OpenRelease, reader: Reader) -> list[Event]:
    """Return what is dated: the framework, statements on its levels, the releases; the oldest first."""
    of, iri = reader.of, reader.iri
    events = [
        Event(day, translate("The framework was adopted"), Value(reader.name(iri), iri))
        for day in _days(of.value(iri, DCTERMS.issued))
    ]
    stated: dict[date, int] = {}
    for level in of.nodes(iri, SKOS.hasTopConcept):
        for statement in of.subjects(NQF.statementOn, level):
            for day in _days(of.value(statement, DCTERMS.date)):
                stated[day] = stated.get(day, 0) + 1
    events += [
        Event(
            day, translate("Relations of levels to other frameworks were stated: %(number)s", number=number)
        )
        for day, number in stated.items()
    ]
    mementos = current_service().mementos()
    events.append(
        Event(
            mementos[-1].created.date(),
            translate(
                "The first release that led to the current one: %(version)s", version=mementos[-1].version
            ),
        )
    )
    if len(mementos) > 1:
        events.append(
            Event(
                mementos[0].created.date(),
                translate("The current release: %(version)s", version=mementos[0].version),
            )
        )
    return sorted(events, key=lambda each: each.day)


def _days(text: str | None) -> list[date]:
    """Return the day of an ISO date or dateTime; none for anything else."""
    try:
        return [datetime.fromisoformat(text or "").date()]
    except ValueError:
        return []


def _answers(path: str) -> bool:
    """Say whether this installation has an address."""
    try:
        flask.current_app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return True
