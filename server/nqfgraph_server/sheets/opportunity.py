"""Learning opportunities: their own page, and the lists of them on those of others."""

from __future__ import annotations

from dataclasses import dataclass

from nqfgraph.describe import Neighbourhood, Opportunities, Text
from nqfgraph.vocab import ADMS, DCTERMS, ELM, FOAF, NQF, SKOS
from nqfgraph_server.languages import translate
from nqfgraph_server.sheets.outcomes import first, mark
from nqfgraph_server.sheets.reader import Reader, Row, facts
from nqfgraph_server.sheets.sheet import Mark, OpportunitySheet

_ENDED = ("superseded", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityView:
    """A learning opportunity in short, as it stands in a list."""

    iri: str
    title: Text
    marks: tuple[Mark, ...]
    """How it stands, where it is not simply valid; and that it is illustrative."""
    rows: tuple[Row, ...]
    has_ended: bool


def opportunity_sheet(reader: Reader, framework: Neighbourhood) -> OpportunitySheet:
    """Return what the page of a learning opportunity shows."""
    iri, of = reader.iri, reader.of
    title = reader.text(iri, DCTERMS.title) or reader.name(iri)
    return OpportunitySheet(
        kind_name=translate("Learning opportunity"),
        title=title,
        other_titles=reader.other_texts(iri, DCTERMS.title, title),
        description=reader.text(iri, DCTERMS.description),
        rows=_leading(reader),
        when=_when(reader),
        record=facts(
            (
                reader.row(first(of.nodes(iri, ADMS.identifier)), SKOS.notation, translate("Code")),
                reader.row(iri, DCTERMS.publisher, translate("Published by")),
                reader.row(iri, DCTERMS.modified, translate("Last changed")),
            )
        ),
        evidence=reader.evidence(iri),
        status=mark(reader, first(of.nodes(iri, NQF.recordStatus))),
        content=mark(reader, first(of.nodes(iri, NQF.content))),
        has_ended=_has_ended(reader, iri),
    )


def opportunity_views(opportunities: Opportunities, reader: Reader, kind: str) -> tuple[OpportunityView, ...]:
    """Return the learning opportunities of a qualification or organisation (``kind``), by title.

    Those that are not offered any more come last. ``reader`` gives the language and the ontology.
    """
    found = Reader(opportunities.of, reader.ontology, reader.language)
    views = [_view(found, each, kind) for each in opportunities.iris]
    return tuple(sorted(views, key=lambda each: (each.has_ended, each.title.value.casefold(), each.iri)))


def _view(reader: Reader, iri: str, kind: str) -> OpportunityView:
    of = reader.of
    said = (first(of.nodes(iri, NQF.recordStatus)), first(of.nodes(iri, NQF.content)))
    marks = [each for node in said if (each := mark(reader, node))]
    period = first(of.nodes(iri, DCTERMS.temporal))
    other = (
        reader.row(iri, ELM.providedBy, translate("Provided by"))
        if kind == "qualification"
        else reader.row(iri, ELM.learningAchievementSpecification, translate("Qualification"))
    )
    return OpportunityView(
        iri=iri,
        title=reader.text(iri, DCTERMS.title) or reader.name(iri),
        marks=tuple(each for each in marks if each.name not in ("valid", "official")),
        rows=facts(
            (
                other,
                reader.row(iri, ELM.defaultLanguage, translate("Language of teaching")),
                reader.row(iri, ELM.mode, translate("Mode of learning")),
                reader.row(period, ELM.startDate, translate("Begins")),
                reader.row(period, ELM.endDate, translate("Ends")),
                reader.row(iri, ELM.location, translate("Place")),
                reader.row(iri, FOAF.homepage, translate("Website")),
            )
        ),
        has_ended=_has_ended(reader, iri),
    )


def _leading(reader: Reader) -> tuple[Row, ...]:
    iri = reader.iri
    return facts(
        (
            reader.row(iri, ELM.learningAchievementSpecification, translate("Qualification")),
            reader.row(iri, ELM.providedBy, translate("Provided by")),
            reader.row(iri, DCTERMS["type"], translate("Kind")),
            reader.row(iri, ELM.defaultLanguage, translate("Language of teaching")),
            reader.row(iri, ELM.mode, translate("Mode of learning")),
            reader.row(iri, ELM.location, translate("Place")),
            reader.row(iri, FOAF.homepage, translate("Website")),
        )
    )


def _when(reader: Reader) -> tuple[Row, ...]:
    iri = reader.iri
    period = first(reader.of.nodes(iri, DCTERMS.temporal))
    return facts(
        (
            reader.row(iri, ELM.applicationDeadline, translate("Apply until")),
            reader.row(period, ELM.startDate, translate("Begins")),
            reader.row(period, ELM.endDate, translate("Ends")),
            reader.row(iri, ELM.duration, translate("Duration")),
            reader.row(iri, ELM.learningSchedule, translate("Study load")),
            reader.row(iri, ELM.scheduleInformation, translate("Timetable")),
            reader.row(iri, ELM.admissionProcedure, translate("Admission")),
            reader.row(iri, ELM.priceDetail, translate("Price")),
        )
    )


def _has_ended(reader: Reader, iri: str) -> bool:
    return any(each.rpartition("/")[2] in _ENDED for each in reader.of.nodes(iri, NQF.recordStatus))
