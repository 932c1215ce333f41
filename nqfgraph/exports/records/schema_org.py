"""The correspondence with schema.org: ``EducationalOccupationalCredential`` and what goes with it.

Where schema.org has no term, one of Dublin Core stands: a program that knows only schema.org skips it.
"""

from __future__ import annotations

from nqfgraph.describe.neighbourhood import Term
from nqfgraph.exports.records.forms import (
    Node,
    addresses,
    claim_statuses,
    complete,
    labels,
    links,
    one_or_all,
    plain,
    texts,
    typed,
)
from nqfgraph.exports.records.languages import language_tags
from nqfgraph.exports.records.mapping import Mapping, Record, Rule

CONTEXT = {
    "@vocab": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Stands in every document, so that nothing has to be fetched to read it (JSON-LD 1.1, § 4.1.2)."""


def defined_terms(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give concepts as ``DefinedTerm`` with code and vocabulary."""
    return [_defined_term(record, each.value) for each in values]


def eqf_levels(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give EQF levels with the status of the statement they come from."""
    status = complete(description=claim_statuses(record))
    return [{**_defined_term(record, each.value), **status} for each in values]


def organisations(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give organisations by name."""
    return [
        complete(at_type="Organization", at_id=each.value, name=one_or_all(labels(record, each.value)))
        for each in values
    ]


def identifiers(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give identifiers as ``PropertyValue`` with the scheme they belong to."""
    return [
        complete(
            at_type="PropertyValue",
            propertyID=record.first("elm:schemeName", each.value),
            value=record.first("skos:notation", each.value),
        )
        for each in values
    ]


def comments(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give remarks as ``Comment``."""
    return [{"@type": "Comment", "text": each} for each in texts(record, values)]


def _defined_term(record: Record, iri: str) -> Node:
    scheme = next(iter(record.nodes("skos:inScheme", iri)), "")
    return complete(
        at_type="DefinedTerm",
        at_id=iri,
        name=one_or_all(labels(record, iri)),
        termCode=record.first("skos:notation", iri),
        inDefinedTermSet=complete(at_id=scheme),
    )


_RECORD = "^foaf:primaryTopic"

QUALIFICATION = Mapping(
    kind="qualification",
    type="EducationalOccupationalCredential",
    rules=(
        Rule(source="dcterms:title", target="name", form=texts),
        Rule(source="skos:altLabel", target="alternateName", form=texts),
        Rule(source="dcterms:description", target="description", form=texts),
        Rule(
            source="adms:identifier",
            target="identifier",
            form=identifiers,
            lost="the version of the identifier's scheme",
        ),
        Rule(source=f"{_RECORD} / nqf:awardType", target="credentialCategory", form=defined_terms),
        Rule(source="elm:NQFLevel", target="educationalLevel", form=defined_terms),
        Rule(
            source="elm:EQFLevel",
            target="educationalLevel",
            form=eqf_levels,
            lost="who made the statement, when and from which source; its status stands as a description",
        ),
        Rule(source="elm:ISCEDFCode", target="about", form=defined_terms),
        Rule(
            source="elm:learningOutcome",
            target="competencyRequired",
            form=defined_terms,
            lost="domain and ESCO skills of an outcome; whether it is official, generic or illustrative",
        ),
        Rule(
            source="elm:learningOutcomeSummary / elm:noteLiteral",
            lost="all of it: the outcomes themselves are written",
        ),
        Rule(
            source="elm:awardingOpportunity / elm:awardingBody",
            target="recognizedBy",
            form=organisations,
            lost="that the organisation awards the qualification and not only recognises it",
        ),
        Rule(source="elm:volumeOfLearning", target="timeRequired", form=typed("xsd:duration")),
        Rule(
            source="elm:creditPoint",
            lost="all of it: numberOfCredits is a property of courses and programmes only",
        ),
        Rule(
            source="elm:entryRequirement / elm:noteLiteral",
            lost="all of it: programPrerequisites is a property of programmes only",
        ),
        Rule(source="dcterms:language", target="inLanguage", form=language_tags, lost="the concepts"),
        Rule(source="elm:mode", lost="all of it: courseMode is a property of courses only"),
        Rule(source="elm:learningSetting", lost="all of it"),
        Rule(source="elm:isPartialQualification", lost="all of it"),
        Rule(source="foaf:homepage / elm:contentUrl", target="url", form=addresses),
        Rule(source="dcterms:publisher", target="publisher", form=organisations),
        Rule(source="dcterms:modified", target="dateModified", form=typed("xsd:dateTime")),
        Rule(source=f"{_RECORD} / nqf:recordStatus", target="creativeWorkStatus", form=defined_terms),
        Rule(
            source="^nqf:evidenceFor / rdfs:comment",
            target="comment",
            form=comments,
            lost="the sources and how far they can be trusted",
        ),
        Rule(source=f"{_RECORD} / nqf:successor", target="dcterms:isReplacedBy", form=links),
        Rule(
            source=f"{_RECORD} / nqf:validFrom",
            target="dcterms:available",
            form=typed("xsd:date"),
        ),
        Rule(source=f"{_RECORD} / nqf:validUntil", target="expires", form=typed("xsd:date")),
        Rule(source=f"{_RECORD} / dcat:version", target="version", form=plain),
        Rule(source=f"{_RECORD} / nqf:content", lost="all of it: official, derived or illustrative"),
        Rule(source=f"{_RECORD} / nqf:levelBasis", lost="all of it"),
    ),
)

ORGANISATION = Mapping(
    kind="organisation",
    type="Organization",
    rules=(
        Rule(source="rov:legalName", target="legalName", form=texts),
        Rule(source="skos:prefLabel", target="name", form=texts),
        Rule(source="skos:altLabel", target="alternateName", form=texts),
        Rule(source="foaf:homepage / elm:contentUrl", target="url", form=addresses),
        Rule(
            source="elm:location / elm:geographicName",
            target="location",
            form=texts,
            lost="the country as a concept; the full address",
        ),
        Rule(source="nqf:organisationKind", target="additionalType", form=links),
        Rule(source="nqf:awardsLevel", lost="all of it"),
        Rule(source="^nqf:evidenceFor / dcterms:source", lost="all of it"),
    ),
)

LEVEL = Mapping(
    kind="level",
    type="DefinedTerm",
    rules=(
        Rule(source="skos:prefLabel", target="name", form=texts),
        Rule(source="dcterms:description", target="description", form=texts),
        Rule(source="skos:notation", target="termCode", form=plain),
        Rule(source="skos:inScheme", target="inDefinedTermSet", form=links),
        Rule(
            source="^nqf:statementOn",
            lost="all of it: schema.org has only “same as”, which would claim too much",
        ),
        Rule(
            source="^nqf:level / dcterms:description", lost="all of it: what a level asks for in each domain"
        ),
    ),
)

MAPPINGS = (QUALIFICATION, ORGANISATION, LEVEL)
