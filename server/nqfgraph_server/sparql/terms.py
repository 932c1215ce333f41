"""What the editor completes: ``/sparql/terms.json``, from the counts of the release and from nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

import flask

from nqfgraph.model.statistics import Statistics
from nqfgraph.ontology import Ontology
from nqfgraph.ontology.concepts import local_name
from nqfgraph.vocab import PREFIXES
from nqfgraph_server import caching
from nqfgraph_server.documents import write_json
from nqfgraph_server.languages import reader_language
from nqfgraph_server.service import current_service
from nqfgraph_server.sparql.shown import own_prefixes

blueprint = flask.Blueprint("sparql_terms", __name__)


@blueprint.get("/sparql/terms.json")
def terms() -> flask.Response:
    """Answer the prefixes, classes and properties of the release, with labels in the reader's language.

    ``{"prefixes": {"elm": "http://…"}, "classes": [{"iri", "label", "count"}], "properties": [the same]}``,
    the most used first.
    """
    service = current_service()
    opened = service.release()
    statistics = opened.statistics.all
    language = reader_language()
    properties = {iri: count.triples for iri, count in statistics.properties.items()}
    content = {
        "prefixes": _prefixes(statistics, opened.iris.base),
        "classes": _entries(service.ontology, statistics.classes, language),
        "properties": _entries(service.ontology, properties, language),
    }
    response = flask.current_app.response_class(write_json(content), mimetype="application/json")
    response.content_language = language
    response.vary.add("Accept-Language")
    return caching.stamp_body(response, opened)


def _prefixes(statistics: Statistics, base: str) -> dict[str, str]:
    """Return the prefixes of what the release uses, and two for the things and graphs of the register."""
    used = (*statistics.classes, *statistics.properties)
    found = {
        prefix: iri
        for prefix, iri in PREFIXES.items()
        if prefix == "xsd" or any(each.startswith(iri) for each in used)
    }
    return found | own_prefixes(base)


def _entries(ontology: Ontology, counts: Mapping[str, int], language: str) -> list[dict[str, object]]:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [
        {"iri": iri, "label": ontology.label(iri, language) or local_name(iri), "count": count}
        for iri, count in ordered
    ]
