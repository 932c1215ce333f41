"""The correspondence of learning opportunities with CTDL: ``ceterms:LearningOpportunityProfile``."""

from __future__ import annotations

from nqfgraph.describe.neighbourhood import Term
from nqfgraph.exports.records.ctdl import alignments, conditions, durations, organisations, statuses
from nqfgraph.exports.records.forms import (
    Node,
    addresses,
    complete,
    labels,
    one_or_all,
    plain,
    texts,
    typed,
)
from nqfgraph.exports.records.languages import language_tags
from nqfgraph.exports.records.mapping import Mapping, Record, Rule


def credentials(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give qualifications as what a learner is prepared for."""
    return [
        {
            "@type": "ceterms:ConditionProfile",
            "ceterms:targetCredential": complete(
                at_type="ceterms:Credential",
                at_id=each.value,
                ceterms__name=one_or_all(labels(record, each.value)),
            ),
        }
        for each in values
    ]


def costs(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give prices as ``ceterms:CostProfile``."""
    return [
        complete(
            at_type="ceterms:CostProfile",
            ceterms__price=record.first("elm:amount / rdf:value", each.value),
            ceterms__currency=record.first("elm:amount / elm:unit / skos:notation", each.value),
            ceterms__description=one_or_all(texts(record, record.values("dcterms:description", each.value))),
        )
        for each in record.values("elm:priceDetail")
    ]


def places(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give locations as ``ceterms:Place``."""
    country = "elm:address / elm:countryCode"
    return [
        complete(
            at_type="ceterms:Place",
            ceterms__addressLocality=one_or_all(texts(record, record.values("elm:geographicName", iri))),
            ceterms__addressCountry=[
                name for each in record.nodes(country, iri) for name in labels(record, each)
            ],
        )
        for iri in record.nodes("elm:location")
    ]


LEARNING_OPPORTUNITY = Mapping(
    kind="learning-opportunity",
    type="ceterms:LearningOpportunityProfile",
    rules=(
        Rule(source="dcterms:title", target="ceterms:name", form=texts),
        Rule(source="dcterms:description", target="ceterms:description", form=texts),
        Rule(
            source="adms:identifier / skos:notation",
            target="ceterms:codedNotation",
            form=plain,
            lost="the scheme; no CTID: only the Credential Registry assigns them",
        ),
        Rule(
            source="elm:learningAchievementSpecification",
            target="ceterms:isPreparationFor",
            form=credentials,
        ),
        Rule(source="elm:providedBy", target="ceterms:offeredBy", form=organisations),
        Rule(source="foaf:homepage / elm:contentUrl", target="ceterms:subjectWebpage", form=addresses),
        Rule(source="dcterms:type", target="ceterms:learningMethodType", form=alignments),
        Rule(
            source="elm:defaultLanguage", target="ceterms:inLanguage", form=language_tags, lost="the concept"
        ),
        Rule(source="elm:mode", target="ceterms:deliveryType", form=alignments),
        Rule(source="elm:learningSchedule", target="ceterms:scheduleTimingType", form=alignments),
        Rule(source="elm:scheduleInformation / elm:noteLiteral", lost="all of it"),
        Rule(source="elm:duration", target="ceterms:estimatedDuration", form=durations),
        Rule(
            source="dcterms:temporal / elm:startDate", target="schema:startDate", form=typed("xsd:dateTime")
        ),
        Rule(source="dcterms:temporal / elm:endDate", target="schema:endDate", form=typed("xsd:dateTime")),
        Rule(source="elm:applicationDeadline", lost="all of it"),
        Rule(
            source="elm:admissionProcedure / elm:noteLiteral",
            target="ceterms:entryCondition",
            form=conditions,
        ),
        Rule(
            source="elm:priceDetail / dcterms:description",
            target="ceterms:estimatedCost",
            form=costs,
        ),
        Rule(
            source="elm:priceDetail / elm:amount / rdf:value",
            target="ceterms:estimatedCost",
            lost="nothing: written with the description",
        ),
        Rule(
            source="elm:priceDetail / elm:amount / elm:unit",
            target="ceterms:estimatedCost",
            lost="the concept: the code of the currency stands",
        ),
        Rule(source="elm:location / elm:geographicName", target="ceterms:availableAt", form=places),
        Rule(
            source="elm:location / elm:address / elm:countryCode",
            target="ceterms:availableAt",
            lost="the concept: the name of the country stands",
        ),
        Rule(
            source="dcterms:publisher",
            lost="all of it: CTDL says who owns an opportunity, and the register does not",
        ),
        Rule(source="dcterms:modified", target="schema:dateModified", form=typed("xsd:dateTime")),
        Rule(
            source="nqf:recordStatus",
            target="ceterms:lifeCycleStatusType",
            form=statuses,
            lost="nothing, but the concept is of this register: CTDL's own list has fewer",
        ),
        Rule(source="nqf:content", lost="all of it: official, derived or illustrative"),
        Rule(
            source="^nqf:evidenceFor / rdfs:comment",
            target="ceterms:lifeCycleStatusType",
            lost="nothing: written as the description of the status",
        ),
        Rule(source="^nqf:evidenceFor / dcterms:source", lost="all of it"),
    ),
)
