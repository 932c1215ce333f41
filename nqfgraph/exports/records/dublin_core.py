"""The correspondence with Dublin Core (DCMI Metadata Terms, 2020), written as RDF.

Things that are referred to keep their names, so that a record can be read alone. For the status of a record
Dublin Core has no term; that of ADMS stands for it, as in DCAT-AP.
"""

from __future__ import annotations

import pyoxigraph as ox

from nqfgraph.describe.neighbourhood import Term
from nqfgraph.exports.records.mapping import Mapping, Record, Rule


def same(record: Record, values: tuple[Term, ...]) -> list[Term]:
    """Give the values as they are."""
    return list(values)


def addresses(record: Record, values: tuple[Term, ...]) -> list[Term]:
    """Give web addresses, which stand in the data as literals, as references."""
    return [ox.NamedNode(each.value) for each in values if each.value.startswith(("http://", "https://"))]


def credits(record: Record, values: tuple[Term, ...]) -> list[Term]:
    """Give credit points as a text: “240 ECTS”."""
    found: list[Term] = []
    for each in values:
        system = record.first("elm:framework / skos:notation", each.value)
        found.append(ox.Literal(f"{record.first('elm:point', each.value)} {system}".strip()))
    return found


_RECORD = "^foaf:primaryTopic"

QUALIFICATION = Mapping(
    kind="qualification",
    type="elm:Qualification",
    rules=(
        Rule(source="dcterms:title", target="dcterms:title", form=same),
        Rule(source="skos:altLabel", target="dcterms:alternative", form=same),
        Rule(source="dcterms:description", target="dcterms:description", form=same),
        Rule(
            source="adms:identifier / skos:notation",
            target="dcterms:identifier",
            form=same,
            lost="the scheme of the identifier and its version",
        ),
        Rule(source=f"{_RECORD} / nqf:awardType", target="dcterms:type", form=same),
        Rule(source="elm:NQFLevel", target="dcterms:educationLevel", form=same),
        Rule(
            source="elm:EQFLevel",
            lost="all of it: a bare link would claim more than the statement that it comes from",
        ),
        Rule(source="elm:ISCEDFCode", target="dcterms:subject", form=same),
        Rule(
            source="elm:learningOutcome / dcterms:title",
            target="dcterms:tableOfContents",
            form=same,
            lost="which texts are one outcome in several languages; domains and ESCO skills",
        ),
        Rule(
            source="elm:learningOutcomeSummary / elm:noteLiteral",
            target="dcterms:abstract",
            form=same,
        ),
        Rule(
            source="elm:awardingOpportunity / elm:awardingBody",
            target="dcterms:contributor",
            form=same,
            lost="that the organisation awards the qualification",
        ),
        Rule(source="elm:volumeOfLearning", target="dcterms:extent", form=same),
        Rule(
            source="elm:creditPoint",
            target="dcterms:extent",
            form=credits,
            lost="the credit system as a concept",
        ),
        Rule(
            source="elm:entryRequirement / elm:noteLiteral",
            lost="all of it: dcterms:requires takes things and not texts",
        ),
        Rule(source="dcterms:language", target="dcterms:language", form=same),
        Rule(source="elm:mode", lost="all of it"),
        Rule(source="elm:learningSetting", lost="all of it"),
        Rule(source="elm:isPartialQualification", lost="all of it"),
        Rule(source="foaf:homepage / elm:contentUrl", target="dcterms:relation", form=addresses),
        Rule(source="dcterms:publisher", target="dcterms:publisher", form=same),
        Rule(source="dcterms:modified", target="dcterms:modified", form=same),
        Rule(source=f"{_RECORD} / nqf:recordStatus", target="adms:status", form=same),
        Rule(
            source="^nqf:evidenceFor / rdfs:comment",
            target="rdfs:comment",
            form=same,
        ),
        Rule(
            source="^nqf:evidenceFor / dcterms:source",
            target="dcterms:source",
            form=same,
            lost="how far the source can be trusted",
        ),
        Rule(source=f"{_RECORD} / nqf:successor", target="dcterms:isReplacedBy", form=same),
        Rule(source=f"{_RECORD} / nqf:validFrom", target="dcterms:available", form=same),
        Rule(source=f"{_RECORD} / nqf:validUntil", target="dcterms:valid", form=same),
        Rule(source=f"{_RECORD} / dcat:version", lost="all of it"),
        Rule(source=f"{_RECORD} / nqf:content", lost="all of it: official, derived or illustrative"),
        Rule(source=f"{_RECORD} / nqf:levelBasis", lost="all of it"),
    ),
)

ORGANISATION = Mapping(
    kind="organisation",
    type="dcterms:Agent",
    rules=(
        Rule(source="rov:legalName", target="dcterms:title", form=same),
        Rule(source="skos:prefLabel", target="dcterms:title", form=same),
        Rule(source="skos:altLabel", target="dcterms:alternative", form=same),
        Rule(source="foaf:homepage / elm:contentUrl", target="dcterms:relation", form=addresses),
        Rule(source="nqf:organisationKind", target="dcterms:type", form=same),
        Rule(source="elm:location / elm:address / elm:countryCode", target="dcterms:spatial", form=same),
        Rule(source="elm:location / elm:geographicName", lost="all of it"),
        Rule(source="nqf:awardsLevel", target="dcterms:educationLevel", form=same),
        Rule(
            source="^nqf:evidenceFor / dcterms:source",
            target="dcterms:source",
            form=same,
            lost="how far the source can be trusted",
        ),
    ),
)

LEVEL = Mapping(
    kind="level",
    type="skos:Concept",
    rules=(
        Rule(source="skos:prefLabel", target="dcterms:title", form=same),
        Rule(source="dcterms:description", target="dcterms:description", form=same),
        Rule(source="skos:notation", target="dcterms:identifier", form=same),
        Rule(source="skos:inScheme", target="dcterms:isPartOf", form=same),
        Rule(
            source="^nqf:statementOn",
            lost="all of it: a bare link to an EQF level would claim more than the statement",
        ),
        Rule(
            source="^nqf:level / dcterms:description", lost="all of it: what a level asks for in each domain"
        ),
    ),
)

LEARNING_OPPORTUNITY = Mapping(
    kind="learning-opportunity",
    type="elm:LearningOpportunity",
    rules=(
        Rule(source="dcterms:title", target="dcterms:title", form=same),
        Rule(source="dcterms:description", target="dcterms:description", form=same),
        Rule(
            source="adms:identifier / skos:notation",
            target="dcterms:identifier",
            form=same,
            lost="the scheme of the identifier",
        ),
        Rule(
            source="elm:learningAchievementSpecification",
            target="dcterms:relation",
            form=same,
            lost="that it leads to this qualification",
        ),
        Rule(source="elm:providedBy", target="dcterms:creator", form=same, lost="that it is a provider"),
        Rule(source="foaf:homepage / elm:contentUrl", target="dcterms:relation", form=addresses),
        Rule(source="dcterms:type", target="dcterms:type", form=same),
        Rule(source="elm:defaultLanguage", target="dcterms:language", form=same),
        Rule(source="elm:mode", lost="all of it"),
        Rule(source="elm:learningSchedule", lost="all of it"),
        Rule(source="elm:scheduleInformation / elm:noteLiteral", lost="all of it"),
        Rule(source="elm:duration", target="dcterms:extent", form=same),
        Rule(
            source="dcterms:temporal / elm:startDate",
            target="dcterms:available",
            form=same,
        ),
        Rule(
            source="dcterms:temporal / elm:endDate",
            lost="all of it: dcterms:valid would say that the entry ends then",
        ),
        Rule(source="elm:applicationDeadline", lost="all of it"),
        Rule(source="elm:admissionProcedure / elm:noteLiteral", lost="all of it"),
        Rule(source="elm:priceDetail / dcterms:description", lost="all of it"),
        Rule(source="elm:priceDetail / elm:amount / rdf:value", lost="all of it"),
        Rule(source="elm:priceDetail / elm:amount / elm:unit", lost="all of it"),
        Rule(source="elm:location / elm:geographicName", lost="all of it"),
        Rule(source="elm:location / elm:address / elm:countryCode", target="dcterms:spatial", form=same),
        Rule(source="dcterms:publisher", target="dcterms:publisher", form=same),
        Rule(source="dcterms:modified", target="dcterms:modified", form=same),
        Rule(source="nqf:recordStatus", target="adms:status", form=same),
        Rule(source="nqf:content", lost="all of it: official, derived or illustrative"),
        Rule(source="^nqf:evidenceFor / rdfs:comment", target="rdfs:comment", form=same),
        Rule(
            source="^nqf:evidenceFor / dcterms:source",
            target="dcterms:source",
            form=same,
            lost="how far the source can be trusted",
        ),
    ),
)

MAPPINGS = (QUALIFICATION, ORGANISATION, LEVEL, LEARNING_OPPORTUNITY)
