"""Flat JSON: one object with texts and lists of texts and nothing deeper, for tables and simple programs.

Members are named like the columns that registers are written in (docs/guides/columns.md); a text in several
languages is one member a language, ``title_en``.
"""

from __future__ import annotations

import pyoxigraph as ox

from nqfgraph.describe.neighbourhood import Term
from nqfgraph.exports.records.mapping import Mapping, Record, Rule


def by_language(record: Record, values: tuple[Term, ...]) -> list[tuple[str, str]]:
    """Give texts with their languages."""
    return [(each.language or "", each.value) for each in values if isinstance(each, ox.Literal)]


def one(record: Record, values: tuple[Term, ...]) -> list[str]:
    """Give the first value."""
    return [each.value for each in values[:1]]


def every(record: Record, values: tuple[Term, ...]) -> list[list[str]]:
    """Give all values as a list."""
    return [[each.value for each in values]] if values else []


def code(record: Record, values: tuple[Term, ...]) -> list[str]:
    """Give the code of the first thing, or its IRI where it has none."""
    return [record.first("skos:notation", each.value) or each.value for each in values[:1]]


def codes(record: Record, values: tuple[Term, ...]) -> list[list[str]]:
    """Give the codes of things as a list."""
    found = [record.first("skos:notation", each.value) or each.value for each in values]
    return [found] if found else []


_RECORD = "^foaf:primaryTopic"
_NO_CONCEPTS = "the concept and its labels: the code stands for it"

QUALIFICATION = Mapping(
    kind="qualification",
    type="qualification",
    rules=(
        Rule(source="dcterms:title", target="title", form=by_language),
        Rule(source="skos:altLabel", target="alternative_title", form=by_language, lost="all but the first"),
        Rule(source="dcterms:description", target="description", form=by_language),
        Rule(source="adms:identifier / skos:notation", target="code", form=one),
        Rule(source="adms:identifier / elm:schemeVersion", target="classification", form=one),
        Rule(source=f"{_RECORD} / nqf:awardType", target="award_type", form=one),
        Rule(source="elm:NQFLevel", target="level", form=code, lost=_NO_CONCEPTS),
        Rule(
            source="elm:EQFLevel",
            target="eqf_level",
            form=code,
            lost="who made the statement, when and from which source; see eqf_claim",
        ),
        Rule(source=f"{_RECORD} / nqf:claimStatus", target="eqf_claim", form=code, lost=_NO_CONCEPTS),
        Rule(source="elm:ISCEDFCode", target="isced_f", form=codes, lost=_NO_CONCEPTS),
        Rule(
            source="elm:learningOutcome",
            target="learning_outcome",
            form=every,
            lost="the outcomes themselves: their IRIs stand for them",
        ),
        Rule(
            source="elm:learningOutcomeSummary / elm:noteLiteral", target="outcome_summary", form=by_language
        ),
        Rule(source="elm:awardingOpportunity / elm:awardingBody", target="awarding_body", form=every),
        Rule(source="elm:volumeOfLearning", target="duration", form=one),
        Rule(source="elm:creditPoint / elm:point", target="credits", form=one),
        Rule(source="elm:creditPoint / elm:framework", target="credit_system", form=code, lost=_NO_CONCEPTS),
        Rule(source="elm:entryRequirement / elm:noteLiteral", target="entry_requirement", form=by_language),
        Rule(source="dcterms:language", target="language", form=codes, lost=_NO_CONCEPTS),
        Rule(source="elm:mode", target="mode", form=codes, lost=_NO_CONCEPTS),
        Rule(source="elm:learningSetting", target="learning_setting", form=code, lost=_NO_CONCEPTS),
        Rule(source="elm:isPartialQualification", target="partial", form=one),
        Rule(source="foaf:homepage / elm:contentUrl", target="homepage", form=one),
        Rule(source="dcterms:publisher", target="publisher", form=one),
        Rule(source="dcterms:modified", target="modified", form=one),
        Rule(source=f"{_RECORD} / nqf:recordStatus", target="status", form=code, lost=_NO_CONCEPTS),
        Rule(source="^nqf:evidenceFor / rdfs:comment", target="note", form=by_language),
        Rule(source="^nqf:evidenceFor / dcterms:source", target="source", form=every),
        Rule(source="^nqf:evidenceFor / nqf:confidence", target="confidence", form=code, lost=_NO_CONCEPTS),
        Rule(source=f"{_RECORD} / nqf:successor", target="successor", form=one),
        Rule(source=f"{_RECORD} / nqf:validFrom", target="valid_from", form=one),
        Rule(source=f"{_RECORD} / nqf:validUntil", target="valid_until", form=one),
        Rule(source=f"{_RECORD} / dcat:version", target="version", form=one),
        Rule(source=f"{_RECORD} / nqf:content", target="content", form=code, lost=_NO_CONCEPTS),
        Rule(source=f"{_RECORD} / nqf:levelBasis", target="level_basis", form=code, lost=_NO_CONCEPTS),
    ),
)

ORGANISATION = Mapping(
    kind="organisation",
    type="organisation",
    rules=(
        Rule(source="rov:legalName", target="name", form=by_language),
        Rule(source="skos:prefLabel", target="name", form=by_language),
        Rule(source="skos:altLabel", target="alternative_name", form=by_language, lost="all but the first"),
        Rule(source="foaf:homepage / elm:contentUrl", target="homepage", form=one),
        Rule(source="nqf:organisationKind", target="kind", form=code, lost=_NO_CONCEPTS),
        Rule(source="elm:location / elm:geographicName", target="city", form=by_language),
        Rule(
            source="elm:location / elm:address / elm:countryCode",
            target="country",
            form=code,
            lost=_NO_CONCEPTS,
        ),
        Rule(source="nqf:awardsLevel", target="awards_level", form=code, lost=_NO_CONCEPTS),
        Rule(source="^nqf:evidenceFor / dcterms:source", target="source", form=every),
    ),
)

LEVEL = Mapping(
    kind="level",
    type="level",
    rules=(
        Rule(source="skos:prefLabel", target="label", form=by_language),
        Rule(source="dcterms:description", target="description", form=by_language),
        Rule(source="skos:notation", target="key", form=one),
        Rule(source="nqf:order", target="order", form=one),
        Rule(source="skos:inScheme", target="framework", form=one),
        Rule(source="^nqf:statementOn", target="level_statement", form=every, lost="what the statements say"),
        Rule(
            source="^nqf:level / dcterms:description", lost="all of it: what a level asks for in each domain"
        ),
    ),
)

LEARNING_OPPORTUNITY = Mapping(
    kind="learning-opportunity",
    type="learning-opportunity",
    rules=(
        Rule(source="dcterms:title", target="title", form=by_language),
        Rule(source="dcterms:description", target="description", form=by_language),
        Rule(source="adms:identifier / skos:notation", target="code", form=one),
        Rule(source="elm:learningAchievementSpecification", target="qualification", form=one),
        Rule(source="elm:providedBy", target="provided_by", form=every),
        Rule(source="foaf:homepage / elm:contentUrl", target="homepage", form=one),
        Rule(source="dcterms:type", target="type", form=codes, lost=_NO_CONCEPTS),
        Rule(source="elm:defaultLanguage", target="default_language", form=code, lost=_NO_CONCEPTS),
        Rule(source="elm:mode", target="mode", form=codes, lost=_NO_CONCEPTS),
        Rule(source="elm:learningSchedule", target="schedule", form=code, lost=_NO_CONCEPTS),
        Rule(
            source="elm:scheduleInformation / elm:noteLiteral",
            target="schedule_information",
            form=by_language,
        ),
        Rule(source="elm:duration", target="duration", form=one),
        Rule(source="dcterms:temporal / elm:startDate", target="starts", form=one),
        Rule(source="dcterms:temporal / elm:endDate", target="ends", form=one),
        Rule(source="elm:applicationDeadline", target="application_deadline", form=one),
        Rule(
            source="elm:admissionProcedure / elm:noteLiteral", target="admission_procedure", form=by_language
        ),
        Rule(source="elm:priceDetail / dcterms:description", target="price", form=by_language),
        Rule(source="elm:priceDetail / elm:amount / rdf:value", target="price_amount", form=one),
        Rule(
            source="elm:priceDetail / elm:amount / elm:unit",
            target="price_currency",
            form=code,
            lost=_NO_CONCEPTS,
        ),
        Rule(source="elm:location / elm:geographicName", target="city", form=by_language),
        Rule(
            source="elm:location / elm:address / elm:countryCode",
            target="country",
            form=code,
            lost=_NO_CONCEPTS,
        ),
        Rule(source="dcterms:publisher", target="publisher", form=one),
        Rule(source="dcterms:modified", target="modified", form=one),
        Rule(source="nqf:recordStatus", target="status", form=code, lost=_NO_CONCEPTS),
        Rule(source="nqf:content", target="content", form=code, lost=_NO_CONCEPTS),
        Rule(source="^nqf:evidenceFor / rdfs:comment", target="note", form=by_language),
        Rule(source="^nqf:evidenceFor / dcterms:source", target="source", form=every),
    ),
)

MAPPINGS = (QUALIFICATION, ORGANISATION, LEVEL, LEARNING_OPPORTUNITY)
