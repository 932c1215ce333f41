"""Qualifications and award types."""

from __future__ import annotations

from nqfgraph.describe import Neighbourhood, Text
from nqfgraph.vocab import ADMS, DCAT, DCTERMS, ELM, FOAF, NQF, SKOS
from nqfgraph_server.languages import translate
from nqfgraph_server.sheets.framework import further_study, level_views, statement
from nqfgraph_server.sheets.outcomes import first, mark, outcome_groups
from nqfgraph_server.sheets.reader import Reader, Row, Value, facts
from nqfgraph_server.sheets.sheet import AwardTypeSheet, LevelView, QualificationSheet


def qualification_sheet(reader: Reader, framework: Neighbourhood) -> QualificationSheet:
    """Return what the page of a qualification shows."""
    iri, of = reader.iri, reader.of
    record = first(of.subjects(FOAF.primaryTopic, iri))
    title = reader.text(iri, DCTERMS.title) or reader.name(iri)
    summary = reader.value(iri, ELM.learningOutcomeSummary)
    said = first(of.nodes(record, NQF.levelStatement))
    return QualificationSheet(
        kind_name=translate("Qualification"),
        title=title,
        other_titles=reader.other_texts(iri, DCTERMS.title, title),
        description=reader.text(iri, DCTERMS.description),
        rows=_rows(reader, record),
        evidence=reader.evidence(iri),
        code=of.value(first(of.nodes(iri, ADMS.identifier)), SKOS.notation) or "",
        edition=_classification(reader),
        level=_level(reader, framework, first(of.nodes(iri, ELM.NQFLevel))),
        level_basis=mark(reader, first(of.nodes(record, NQF.levelBasis))),
        eqf=reader.value(iri, ELM.EQFLevel),
        statement=statement(reader, said) if said else None,
        status=mark(reader, first(of.nodes(record, NQF.recordStatus))),
        dates=facts((reader.row(record, NQF.validFrom), reader.row(record, NQF.validUntil))),
        successor=reader.value(record, NQF.successor),
        content=mark(reader, first(of.nodes(record, NQF.content))),
        outcome_content=mark(reader, first(of.nodes(record, NQF.outcomeContent))),
        summary=summary.text if summary else None,
        outcomes=outcome_groups(reader, of.nodes(iri, ELM.learningOutcome)),
        further=further_study(
            Reader(framework, reader.ontology, reader.language), first(of.nodes(record, NQF.awardType))
        ),
    )


def award_type_sheet(reader: Reader, framework: Neighbourhood) -> AwardTypeSheet:
    """Return what the page of an award type shows."""
    iri, of = reader.iri, reader.of
    title = reader.name(iri)
    rows = (
        reader.row(iri, SKOS.altLabel, translate("Also called")),
        reader.row(iri, NQF.awardKind),
        reader.row(iri, NQF.educationSector),
        reader.row(iri, NQF.stage),
        reader.row(iri, NQF.entryRequirement),
        reader.row(iri, NQF.entryAward),
        _opened(Reader(framework, reader.ontology, reader.language), iri),
        reader.row(iri, NQF.durationText),
        value_range(reader, iri, "shortest", "longest", translate("Range of the duration")),
        reader.row(iri, NQF.creditsText),
        value_range(reader, iri, "fewest", "most", translate("Range of credits")),
    )
    return AwardTypeSheet(
        kind_name=reader.property_name(NQF.AwardType.value),
        title=title,
        other_titles=reader.other_texts(iri, SKOS.prefLabel, title),
        rows=facts(rows),
        evidence=reader.evidence(iri),
        level=_level(reader, framework, first(of.nodes(iri, NQF.level))),
        outcomes=outcome_groups(reader, of.nodes(iri, NQF.genericOutcome)),
    )


def _opened(framework: Reader, award_type: str) -> Row | None:
    found = further_study(framework, award_type)
    return Row(translate("Gives access to"), found) if found else None


def _rows(reader: Reader, record: str | None) -> tuple[Row, ...]:
    iri = reader.iri
    return facts(
        (
            reader.row(iri, SKOS.altLabel, translate("Also called")),
            reader.row(record, NQF.awardType),
            reader.row(record, NQF.specialty),
            reader.row(iri, ELM.ISCEDFCode, translate("Field of education (ISCED-F)")),
            reader.row(iri, ELM.creditPoint, translate("Credits")),
            reader.row(iri, ELM.volumeOfLearning, translate("Duration")),
            reader.row(iri, ELM.isPartialQualification, translate("Partial qualification")),
            reader.row(iri, ELM.entryRequirement, translate("Entry requirement")),
            reader.row(iri, DCTERMS.language, translate("Language of teaching")),
            reader.row(iri, ELM.mode, translate("Mode of learning")),
            reader.row(iri, ELM.learningSetting, translate("Learning setting")),
            reader.row(iri, ELM.awardingOpportunity, translate("Awarding bodies")),
            reader.row(iri, FOAF.homepage, translate("Website")),
            reader.row(iri, DCTERMS.publisher, translate("Published by")),
            reader.row(iri, DCTERMS.modified, translate("Last changed")),
            reader.row(record, DCAT.version, translate("Version of the entry")),
        )
    )


def _classification(reader: Reader) -> Value | None:
    """Return the edition of the classification that the code belongs to."""
    for specialty in reader.of.nodes(reader.iri, ELM.qualificationCode):
        for scheme in reader.of.nodes(specialty, SKOS.inScheme):
            return Value(reader.name(scheme), scheme)
    return None


def _level(reader: Reader, framework: Neighbourhood, iri: str | None) -> LevelView | None:
    levels = level_views(Reader(framework, reader.ontology, reader.language))
    return next((each for each in levels if each.iri == iri), None)


def value_range(reader: Reader, iri: str, least: str, most: str, title: str) -> Row | None:
    """Return a range as one line: “4 years – 6 years”."""
    kind = "Duration" if least == "shortest" else "Credits"
    ends = [reader.value(iri, NQF[f"{least}{kind}"]), reader.value(iri, NQF[f"{most}{kind}"])]
    said = dict.fromkeys(each.text.value for each in ends if each is not None)
    return Row(title, (Value(Text(" – ".join(said), reader.language)),)) if said else None
