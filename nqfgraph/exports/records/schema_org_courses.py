"""The correspondence of learning opportunities with schema.org: ``Course`` with a ``CourseInstance``."""

from __future__ import annotations

from nqfgraph.describe.neighbourhood import Term
from nqfgraph.exports.records.forms import (
    Node,
    addresses,
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
from nqfgraph.exports.records.schema_org import comments, defined_terms, organisations


def credentials(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give qualifications by name."""
    return [
        complete(
            at_type="EducationalOccupationalCredential",
            at_id=each.value,
            name=one_or_all(labels(record, each.value)),
        )
        for each in values
    ]


def course_instances(record: Record, values: tuple[Term, ...]) -> list[Node]:
    """Give when, where, how and at what price a course is held as its one ``CourseInstance``."""
    modes = [name for each in record.nodes("elm:mode") for name in labels(record, each)]
    load = [name for each in record.nodes("elm:learningSchedule") for name in labels(record, each)]
    timetable = texts(record, record.values("elm:scheduleInformation / elm:noteLiteral"))
    found = complete(
        courseMode=[*modes, *load],
        courseWorkload=one_or_all(timetable),
        startDate=_moment(record, "dcterms:temporal / elm:startDate"),
        endDate=_moment(record, "dcterms:temporal / elm:endDate"),
        location=_place(record),
        inLanguage=one_or_all(language_tags(record, record.values("elm:defaultLanguage"))),
        offers=_offer(record),
    )
    return [{"@type": "CourseInstance", **found}] if found else []


def _moment(record: Record, path: str) -> Node:
    value = record.first(path)
    return {"@value": value, "@type": "xsd:dateTime"} if value else {}


def _place(record: Record) -> Node:
    names_of_it = texts(record, record.values("elm:location / elm:geographicName"))
    countries = record.nodes("elm:location / elm:address / elm:countryCode")
    named = [name for each in countries for name in labels(record, each)]
    address = complete(addressLocality=one_or_all(names_of_it), addressCountry=one_or_all(named))
    return {"@type": "Place", "address": {"@type": "PostalAddress", **address}} if address else {}


def _offer(record: Record) -> Node:
    offer = complete(
        price=record.first("elm:priceDetail / elm:amount / rdf:value"),
        priceCurrency=record.first("elm:priceDetail / elm:amount / elm:unit / skos:notation"),
        description=one_or_all(texts(record, record.values("elm:priceDetail / dcterms:description"))),
        validThrough=_moment(record, "elm:applicationDeadline"),
    )
    return {"@type": "Offer", **offer} if offer else {}


_INSTANCE = "hasCourseInstance"

LEARNING_OPPORTUNITY = Mapping(
    kind="learning-opportunity",
    type="Course",
    rules=(
        Rule(source="dcterms:title", target="name", form=texts),
        Rule(source="dcterms:description", target="description", form=texts),
        Rule(
            source="adms:identifier / skos:notation",
            target="courseCode",
            form=plain,
            lost="the scheme of the identifier",
        ),
        Rule(
            source="elm:learningAchievementSpecification",
            target="educationalCredentialAwarded",
            form=credentials,
        ),
        Rule(source="elm:providedBy", target="provider", form=organisations),
        Rule(source="foaf:homepage / elm:contentUrl", target="url", form=addresses),
        Rule(source="dcterms:type", target="additionalType", form=links),
        Rule(source="elm:defaultLanguage", target="inLanguage", form=language_tags, lost="the concept"),
        Rule(source="elm:mode", target=_INSTANCE, form=course_instances, lost="the concepts: names stand"),
        Rule(
            source="elm:learningSchedule",
            target=_INSTANCE,
            lost="the concept: its name stands with those of the modes",
        ),
        Rule(
            source="elm:scheduleInformation / elm:noteLiteral",
            target=_INSTANCE,
            lost="nothing: written as the workload of the instance",
        ),
        Rule(source="elm:duration", target="timeRequired", form=typed("xsd:duration")),
        Rule(source="dcterms:temporal / elm:startDate", target=_INSTANCE, lost="nothing: its start"),
        Rule(source="dcterms:temporal / elm:endDate", target=_INSTANCE, lost="nothing: its end"),
        Rule(
            source="elm:applicationDeadline",
            target=_INSTANCE,
            lost="that it is a deadline for applications: it stands as the end of the offer",
        ),
        Rule(
            source="elm:admissionProcedure / elm:noteLiteral",
            lost="all of it: coursePrerequisites are what a learner must have, not how they apply",
        ),
        Rule(source="elm:priceDetail / dcterms:description", target=_INSTANCE, lost="nothing: of the offer"),
        Rule(source="elm:priceDetail / elm:amount / rdf:value", target=_INSTANCE, lost="nothing: its price"),
        Rule(
            source="elm:priceDetail / elm:amount / elm:unit",
            target=_INSTANCE,
            lost="the concept: the code of the currency stands",
        ),
        Rule(source="elm:location / elm:geographicName", target=_INSTANCE, lost="nothing: its place"),
        Rule(
            source="elm:location / elm:address / elm:countryCode",
            target=_INSTANCE,
            lost="the concept: the name of the country stands",
        ),
        Rule(source="dcterms:publisher", target="publisher", form=organisations),
        Rule(source="dcterms:modified", target="dateModified", form=typed("xsd:dateTime")),
        Rule(source="nqf:recordStatus", target="creativeWorkStatus", form=defined_terms),
        Rule(source="nqf:content", lost="all of it: official, derived or illustrative"),
        Rule(source="^nqf:evidenceFor / rdfs:comment", target="comment", form=comments),
        Rule(source="^nqf:evidenceFor / dcterms:source", lost="all of it"),
    ),
)
