"""The correspondence with CTDL, the Credential Transparency Description Language (purl.org/ctdl/terms)."""

from __future__ import annotations

from nqfgraph.describe.neighbourhood import Term
from nqfgraph.exports.records.forms import (
    Node,
    addresses,
    claim_statuses,
    complete,
    labels,
    links,
    names,
    one_or_all,
    texts,
    typed,
)
from nqfgraph.exports.records.languages import language_tags
from nqfgraph.exports.records.mapping import Mapping, Record, Rule

CONTEXT = {
    "ceterms": "https://purl.org/ctdl/terms/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Stands in every document; the prefixes are those of CTDL's own context."""


def alignments(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give concepts as ``ceterms:CredentialAlignmentObject``."""
    return [_alignment(record, each.value) for each in values]


def eqf_levels(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give EQF levels with the status of the statement they come from."""
    status = complete(ceterms__targetNodeDescription=claim_statuses(record))
    return [{**_alignment(record, each.value), **status} for each in values]


def statuses(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give the status of a record, with the remark of the record, which tells why."""
    remarks = texts(record, record.values("^nqf:evidenceFor / rdfs:comment"))
    told = complete(ceterms__targetNodeDescription=one_or_all(remarks))
    return [{**_alignment(record, each.value), **told} for each in values]


def competencies(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give learning outcomes as the competencies that a condition asks for."""
    found = [_alignment(record, each.value) for each in values]
    return [{"@type": "ceterms:ConditionProfile", "ceterms:targetCompetency": found}] if found else []


def credits(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give credit points as the value that a condition asks for."""
    return [
        {
            "@type": "ceterms:ConditionProfile",
            "ceterms:creditValue": complete(
                at_type="ceterms:ValueProfile",
                schema__value={"@value": record.first("elm:point", each.value), "@type": "xsd:decimal"},
                ceterms__creditUnitType=[
                    _alignment(record, system) for system in record.nodes("elm:framework", each.value)
                ],
            ),
        }
        for each in values
    ]


def conditions(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give texts as conditions."""
    found = texts(record, values)
    return [{"@type": "ceterms:ConditionProfile", "ceterms:description": found}] if found else []


def durations(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give durations as ``ceterms:DurationProfile``."""
    return [
        {
            "@type": "ceterms:DurationProfile",
            "ceterms:exactDuration": {"@value": each.value, "@type": "xsd:duration"},
        }
        for each in values
    ]


def identifiers(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give identifiers as ``ceterms:IdentifierValue``."""
    return [
        complete(
            at_type="ceterms:IdentifierValue",
            ceterms__identifierTypeName=record.first("elm:schemeName", each.value),
            ceterms__identifierValueCode=record.first("skos:notation", each.value),
        )
        for each in values
    ]


def versions(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give the version of an entry as ``ceterms:IdentifierValue``."""
    return [
        {"@type": "ceterms:IdentifierValue", "ceterms:identifierValueCode": each.value} for each in values
    ]


def organisations(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give organisations by name."""
    return [
        complete(
            at_type="ceterms:CredentialOrganization",
            at_id=each.value,
            ceterms__name=one_or_all(labels(record, each.value)),
        )
        for each in values
    ]


def _alignment(record: Record, iri: str) -> Node:
    return complete(
        at_type="ceterms:CredentialAlignmentObject",
        ceterms__targetNode={"@id": iri},
        ceterms__targetNodeName=one_or_all(labels(record, iri)),
        ceterms__codedNotation=record.first("skos:notation", iri),
        ceterms__framework=[{"@id": each} for each in record.nodes("skos:inScheme", iri)],
    )


_RECORD = "^foaf:primaryTopic"

QUALIFICATION = Mapping(
    kind="qualification",
    type="ceterms:Credential",
    rules=(
        Rule(source="dcterms:title", target="ceterms:name", form=texts),
        Rule(source="skos:altLabel", target="ceterms:alternateName", form=texts),
        Rule(source="dcterms:description", target="ceterms:description", form=texts),
        Rule(
            source="adms:identifier",
            target="ceterms:identifier",
            form=identifiers,
            lost="the version of the scheme; no CTID: only the Credential Registry assigns them",
        ),
        Rule(
            source=f"{_RECORD} / nqf:awardType",
            target="ceterms:keyword",
            form=names,
            lost="the concept; the subclass of ceterms:Credential, which no list gives for award types",
        ),
        Rule(source="elm:NQFLevel", target="ceterms:audienceLevelType", form=alignments),
        Rule(
            source="elm:EQFLevel",
            target="ceterms:audienceLevelType",
            form=eqf_levels,
            lost="who made the statement, when and from which source; its status stands as a description",
        ),
        Rule(source="elm:ISCEDFCode", target="ceterms:instructionalProgramType", form=alignments),
        Rule(
            source="elm:learningOutcome",
            target="ceterms:requires",
            form=competencies,
            lost="domain and ESCO skills of an outcome; whether it is official, generic or illustrative",
        ),
        Rule(
            source="elm:learningOutcomeSummary / elm:noteLiteral",
            lost="all of it: the outcomes themselves are written",
        ),
        Rule(
            source="elm:awardingOpportunity / elm:awardingBody",
            target="ceterms:offeredBy",
            form=organisations,
        ),
        Rule(source="elm:volumeOfLearning", target="ceterms:estimatedDuration", form=durations),
        Rule(source="elm:creditPoint", target="ceterms:requires", form=credits),
        Rule(source="elm:entryRequirement / elm:noteLiteral", target="ceterms:requires", form=conditions),
        Rule(source="dcterms:language", target="ceterms:inLanguage", form=language_tags, lost="the concepts"),
        Rule(source="elm:mode", target="ceterms:learningDeliveryType", form=alignments),
        Rule(source="elm:learningSetting", lost="all of it"),
        Rule(source="elm:isPartialQualification", lost="all of it"),
        Rule(source="foaf:homepage / elm:contentUrl", target="ceterms:subjectWebpage", form=addresses),
        Rule(
            source="dcterms:publisher",
            lost="all of it: CTDL says who owns a credential, and the register does not",
        ),
        Rule(source="dcterms:modified", target="schema:dateModified", form=typed("xsd:dateTime")),
        Rule(
            source=f"{_RECORD} / nqf:recordStatus",
            target="ceterms:credentialStatusType",
            form=statuses,
            lost="nothing, but the concept is of this register: CTDL's own list has fewer",
        ),
        Rule(
            source="^nqf:evidenceFor / rdfs:comment",
            target="ceterms:credentialStatusType",
            lost="nothing: written as the description of the status",
        ),
        Rule(source=f"{_RECORD} / nqf:successor", target="ceterms:supersededBy", form=links),
        Rule(source=f"{_RECORD} / nqf:validFrom", target="ceterms:dateEffective", form=typed("xsd:date")),
        Rule(source=f"{_RECORD} / nqf:validUntil", target="ceterms:expirationDate", form=typed("xsd:date")),
        Rule(source=f"{_RECORD} / dcat:version", target="ceterms:versionIdentifier", form=versions),
        Rule(source=f"{_RECORD} / nqf:content", lost="all of it: official, derived or illustrative"),
        Rule(source=f"{_RECORD} / nqf:levelBasis", lost="all of it"),
    ),
)

ORGANISATION = Mapping(
    kind="organisation",
    type="ceterms:CredentialOrganization",
    rules=(
        Rule(source="rov:legalName", target="ceterms:name", form=texts),
        Rule(source="skos:prefLabel", target="ceterms:name", form=texts),
        Rule(source="skos:altLabel", target="ceterms:alternateName", form=texts),
        Rule(source="foaf:homepage / elm:contentUrl", target="ceterms:subjectWebpage", form=addresses),
        Rule(source="nqf:organisationKind", target="ceterms:agentType", form=alignments),
        Rule(source="elm:location", lost="all of it"),
        Rule(source="nqf:awardsLevel", lost="all of it"),
        Rule(source="^nqf:evidenceFor / dcterms:source", lost="all of it"),
    ),
)

MAPPINGS = (QUALIFICATION, ORGANISATION)
