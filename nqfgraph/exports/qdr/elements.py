"""The types of the LOQ XML schema 3.3.1 as a table; a test compares it with ``loq.xsd`` line by line.

The mark behind a name is its cardinality: ``?`` 0..1, ``*`` 0..n, ``+`` 1..n, without one exactly 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.exports.qdr.schema import Element, Kind, Type
from nqfgraph.vocab import ADMS, CLV, DCTERMS, ELM, FOAF, LOCN, ORG, RDF, ROV, SKOS

_LIMITS: Mapping[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None), "": (1, 1)}
_AGENTS = "Agent Organisation"
_ACHIEVEMENTS = "LearningAchievementSpecification Qualification QualificationReference"


def _element(
    marked: str, kind: Kind, of: str = "", predicate: ox.NamedNode | None = None, *, html: bool = False
) -> Element:
    name = marked.rstrip("?*+")
    least, most = _LIMITS[marked[len(name) :]]
    return Element(
        name=name,
        predicate=predicate or ELM[name],
        kind=kind,
        of=of,
        least=least,
        most=most,
        html=html,
    )


def _text(marked: str, predicate: ox.NamedNode | None = None, *, html: bool = False) -> Element:
    return _element(marked, Kind.TEXT, "", predicate, html=html)


def _value(marked: str, datatype: str, predicate: ox.NamedNode | None = None) -> Element:
    return _element(marked, Kind.VALUE, datatype, predicate)


def _code(marked: str, scheme: str, predicate: ox.NamedNode | None = None) -> Element:
    return _element(marked, Kind.CODE, scheme, predicate)


def _concept(marked: str, predicate: ox.NamedNode | None = None) -> Element:
    return _element(marked, Kind.CONCEPT, "", predicate)


def _part(marked: str, of: str, predicate: ox.NamedNode | None = None) -> Element:
    return _element(marked, Kind.PART, of, predicate)


def _reference(marked: str, of: str, predicate: ox.NamedNode | None = None) -> Element:
    return _element(marked, Kind.REFERENCE, of, predicate)


_IDENTIFIER = _part("identifier*", "Identifier", ADMS.identifier)
_TITLES = _text("title+", DCTERMS.title)
_TITLE = _text("title*", DCTERMS.title)
_DESCRIPTION = _text("description*", DCTERMS.description, html=True)
_NOTES = _part("additionalNote*", "Note")
_HOMEPAGES = _part("homepage*", "WebResource", FOAF.homepage)
_DOCUMENTS = _part("supplementaryDocument*", "WebResource")
_LOCATIONS = _reference("location*", "Location")
_CONTACT_POINTS = _part("contactPoint*", "ContactPoint")
_GROUPS = _reference("groupMemberOf*", "Group")
_PREFERRED = _text("skos:prefLabel*", SKOS.prefLabel)
_ALTERNATIVE = _text("skos:altLabel*", SKOS.altLabel)
_LANGUAGES = _code("language*", "language", DCTERMS.language)
_MODES = _code("mode*", "mode")
_WORKLOAD = _value("volumeOfLearning?", "duration")
_DC_TYPES = _concept("dc:type*", DCTERMS["type"])
_KINDS = _concept("type*", DCTERMS["type"])

_RECORD = (
    _value("status?", "string"),
    _value("modified?", "dateTime", DCTERMS.modified),
    _reference("publisher?", _AGENTS, DCTERMS.publisher),
)

_SPECIFICATION = (
    _IDENTIFIER,
    _TITLES,
    _ALTERNATIVE,
    _DESCRIPTION,
    _NOTES,
    _HOMEPAGES,
    _DOCUMENTS,
    _text("category*"),
    *_RECORD,
)


def _family(of: str) -> tuple[Element, ...]:
    """Give the links between specifications of one type."""
    return tuple(
        _reference(f"{name}*", of) for name in ("hasPart", "specialisationOf", "isPartOf", "generalisationOf")
    )


def _achievement(of: str) -> tuple[Element, ...]:
    return (
        *_SPECIFICATION,
        _KINDS,
        _part("learningOutcomeSummary?", "Note"),
        _code("ISCEDFCode+", "isced-f"),
        _concept("educationSubject*"),
        _WORKLOAD,
        _part("creditPoint*", "CreditPoint"),
        _concept("educationLevel*"),
        _code("language+", "language", DCTERMS.language),
        _MODES,
        _code("learningSetting?", "learning-setting"),
        _value("maximumDuration?", "duration"),
        _code("targetGroup*", "target-group"),
        _part("entryRequirement?", "Note"),
        _reference("learningOutcome*", "LearningOutcome"),
        _reference("influencedBy*", "LearningActivitySpecification"),
        _reference("provenBy*", "LearningAssessmentSpecification"),
        _reference("entitlesTo*", "LearningEntitlementSpecification"),
        *_family(of),
        _part("awardingOpportunity*", "AwardingOpportunity"),
    )


_LEGAL_IDENTITY = (
    _value("skos:notation", "", SKOS.notation),
    _element("dc:creator?", Kind.IRI, "", DCTERMS.creator),
    _text("schemeAgency?", ADMS.schemeAgency),
    _value("issued?", "dateTime", DCTERMS.issued),
    _value("schemeName?", "string"),
    _value("schemeVersion?", "string"),
    _value("schemeId?", "anyURI"),
    _DC_TYPES,
)

_ENTITIES: Mapping[str, tuple[Element, ...]] = {
    "LearningOpportunity": (
        _IDENTIFIER,
        _TITLES,
        _DESCRIPTION,
        _code("type*", "opportunity-type", DCTERMS["type"]),
        _NOTES,
        _part("homepage+", "WebResource", FOAF.homepage),
        _DOCUMENTS,
        _part("temporal?", "PeriodOfTime", DCTERMS.temporal),
        _value("duration?", "duration"),
        _MODES,
        _part("grant*", "Grant"),
        _code("learningSchedule?", "schedule"),
        _part("scheduleInformation?", "Note"),
        _part("admissionProcedure?", "Note"),
        _value("applicationDeadline*", "dateTime"),
        _part("priceDetail*", "PriceDetail"),
        _reference("providedBy+", "Organisation"),
        _LOCATIONS,
        _reference("learningAchievementSpecification", _ACHIEVEMENTS),
        _reference("learningActivitySpecification?", "LearningActivitySpecification"),
        _reference("hasPart*", "LearningOpportunity"),
        _reference("isPartOf*", "LearningOpportunity"),
        _part("bannerImage?", "MediaObject"),
        _code("defaultLanguage", "language"),
        *_RECORD,
    ),
    "LearningAchievementSpecification": _achievement("LearningAchievementSpecification"),
    "Qualification": (
        *_achievement("Qualification QualificationReference"),
        _value("isPartialQualification?", "boolean"),
        _code("EQFLevel", "eqf"),
        _code("NQFLevel+", "qdr"),
        _concept("qualificationCode*"),
        _reference("accreditation*", "Accreditation"),
    ),
    "QualificationReference": (_part("identifier", "Identifier", ADMS.identifier),),
    "LearningOutcome": (
        _IDENTIFIER,
        _TITLES,
        _code("type?", "skill-type", DCTERMS["type"]),
        _NOTES,
        _code("reusabilityLevel?", "skill-reuse-level"),
        _concept("relatedSkill*"),
        _concept("relatedESCOSkill*"),
    ),
    "LearningActivitySpecification": (
        *_SPECIFICATION,
        _code("type*", "activity-type", DCTERMS["type"]),
        _value("contactHour*", "string"),
        _WORKLOAD,
        _LANGUAGES,
        _MODES,
        _reference("influences*", _ACHIEVEMENTS),
        *_family("LearningActivitySpecification"),
    ),
    "LearningAssessmentSpecification": (
        *_SPECIFICATION,
        _code("type*", "assessment-type", DCTERMS["type"]),
        _LANGUAGES,
        _MODES,
        _reference("gradingScheme?", "GradingScheme"),
        _reference("proves*", _ACHIEVEMENTS),
        *_family("LearningAssessmentSpecification"),
    ),
    "LearningEntitlementSpecification": (
        *_SPECIFICATION,
        _code("type", "entitlement", DCTERMS["type"]),
        _code("entitlementStatus", "entitlement-status"),
        _reference("limitOrganisation*", "Organisation"),
        _code("limitJurisdiction*", "atu"),
        _concept("limitOccupation*"),
        _concept("limitNationalOccupation*"),
        _reference("entitledBy*", _ACHIEVEMENTS),
        *_family("LearningEntitlementSpecification"),
    ),
    "Agent": (
        _IDENTIFIER,
        _PREFERRED,
        _ALTERNATIVE,
        _NOTES,
        _LOCATIONS,
        _CONTACT_POINTS,
        _GROUPS,
        *_RECORD,
    ),
    "Organisation": (
        _ALTERNATIVE,
        _text("legalName+", ROV.legalName),
        _KINDS,
        _IDENTIFIER,
        _part("eidasLegalIdentifier?", "LegalIdentifier"),
        _part("registration?", "LegalIdentifier", ROV.registration),
        _part("vatIdentifier*", "LegalIdentifier"),
        _part("taxIdentifier*", "LegalIdentifier"),
        _HOMEPAGES,
        _NOTES,
        _reference("accreditation*", "Accreditation"),
        _reference("location+", "Location"),
        _CONTACT_POINTS,
        _reference("hasSubOrganization*", "Organisation", ORG.hasSubOrganization),
        _reference("subOrganizationOf?", "Organisation", ORG.subOrganizationOf),
        _part("logo?", "MediaObject"),
        _GROUPS,
        *_RECORD,
    ),
    "Group": (
        _text("skos:prefLabel+", SKOS.prefLabel),
        _ALTERNATIVE,
        _DC_TYPES,
        _NOTES,
        _LOCATIONS,
        _CONTACT_POINTS,
        _reference("member*", _AGENTS, FOAF.member),
    ),
    "Accreditation": (
        _IDENTIFIER,
        _code("type", "accreditation-type", DCTERMS["type"]),
        _TITLES,
        _DESCRIPTION,
        _concept("decision?"),
        _part("report?", "WebResource"),
        _reference("organisation+", "Organisation"),
        _reference("limitQualification?", "Qualification QualificationReference"),
        _code("limitField*", "isced-f"),
        _code("limitEQFLevel*", "eqf"),
        _code("limitJurisdiction*", "atu"),
        _reference("accreditingAgent", "Organisation"),
        _value("issued?", "dateTime", DCTERMS.issued),
        _value("reviewDate?", "dateTime"),
        _value("expiryDate?", "dateTime"),
        _value("valid?", "dateTime", DCTERMS.valid),
        _NOTES,
        _HOMEPAGES,
        _part("landingPage*", "WebResource"),
        _DOCUMENTS,
        *_RECORD,
    ),
    "GradingScheme": (_IDENTIFIER, _TITLES, _DESCRIPTION, _DOCUMENTS),
    "Location": (
        _IDENTIFIER,
        _text("geographicName*"),
        _code("spatialCode*", "place"),
        _DESCRIPTION,
        _part("address+", "Address"),
        _part("locn:geometry*", "Geometry", LOCN.geometry),
    ),
}

_PARTS: Mapping[str, tuple[Element, ...]] = {
    "Address": (_IDENTIFIER, _part("fullAddress?", "Note"), _code("countryCode", "country")),
    "Amount": (_code("unit", "currency"), _value("value", "decimal", RDF.value)),
    "AwardingOpportunity": (
        _IDENTIFIER,
        _reference("awardingBody+", _AGENTS),
        _reference("location?", "Location"),
        _part("temporal?", "PeriodOfTime", DCTERMS.temporal),
        _reference("learningAchievementSpecification", _ACHIEVEMENTS),
    ),
    "ContactPoint": (
        _NOTES,
        _DESCRIPTION,
        _part("address*", "Address"),
        _part("phone*", "Phone"),
        _element("emailAddress*", Kind.IRI, "Mailbox"),
        _part("contactForm*", "WebResource"),
    ),
    "CreditPoint": (_code("framework", "credit-system"), _value("point", "string")),
    "Geometry": (
        _value("clv:longitude*", "string", CLV.longitude),
        _value("clv:latitude*", "string", CLV.latitude),
    ),
    "Grant": (
        _TITLES,
        _DESCRIPTION,
        _concept("dc:type?", DCTERMS["type"]),
        _DOCUMENTS,
        _value("contentUrl?", "anyURI"),
    ),
    "Identifier": _LEGAL_IDENTITY,
    "LegalIdentifier": (*_LEGAL_IDENTITY, _code("spatial", "place", DCTERMS.spatial)),
    "Mailbox": (),
    "MediaObject": (
        _TITLE,
        _DESCRIPTION,
        _code("contentType", "file-type"),
        _concept("attachmentType?"),
        _code("contentEncoding", "encoding"),
        _value("contentSize?", "integer"),
        _value("content", "string"),
    ),
    "Note": (
        _concept("dc:subject?", DCTERMS.subject),
        _concept("noteFormat?"),
        _text("noteLiteral+", html=True),
    ),
    "PeriodOfTime": (_PREFERRED, _value("startDate?", "dateTime"), _value("endDate?", "dateTime")),
    "Phone": (
        _value("phoneNumber?", "string"),
        _value("countryDialing?", "string"),
        _value("areaDialing?", "string"),
        _value("dialNumber?", "string"),
    ),
    "PriceDetail": (_IDENTIFIER, _part("amount?", "Amount"), _PREFERRED, _DESCRIPTION, _NOTES),
    "WebResource": (
        _TITLE,
        _code("language?", "language", DCTERMS.language),
        _value("contentUrl?", "anyURI"),
    ),
}

_FOREIGN_CLASSES: Mapping[str, ox.NamedNode] = {
    "Location": DCTERMS.Location,
    "PeriodOfTime": DCTERMS.PeriodOfTime,
    "Geometry": LOCN.Geometry,
}

TYPES: Mapping[str, Type] = MappingProxyType(
    {
        name: Type(cls=_FOREIGN_CLASSES.get(name) or ELM[name], elements=elements)
        for name, elements in {**_ENTITIES, **_PARTS}.items()
    }
)
"""Every type by its name, which is also the local name of its class."""

DEMANDED_BY_SHAPES: frozenset[tuple[str, str]] = frozenset({("WebResource", "contentUrl")})
"""Type and element of what the schema lets be absent and QDR's shapes, which come after it, do not.

QDR makes RDF of a file that passes the schema and checks that too (LOQ profile 1.2, WebResource).
"""

BLOCKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "learningOpportunityReferences": ("LearningOpportunity",),
        "learningAchievementSpecificationReferences": tuple(_ACHIEVEMENTS.split()),
        "learningOutcomeReferences": ("LearningOutcome",),
        "learningActivitySpecificationReferences": ("LearningActivitySpecification",),
        "learningAssessmentSpecificationReferences": ("LearningAssessmentSpecification",),
        "learningEntitlementSpecificationReferences": ("LearningEntitlementSpecification",),
        "agentReferences": ("Agent", "Organisation"),
        "groupReferences": ("Group",),
        "accreditationReferences": ("Accreditation",),
        "gradingSchemeReferences": ("GradingScheme",),
        "locationReferences": ("Location",),
    }
)
"""The blocks of a file in their order, and the types of the things that stand there."""

ENTITIES: tuple[str, ...] = tuple(_ENTITIES)
"""The types of things that have an identifier of their own."""

CONCEPT: tuple[Element, ...] = (
    _PREFERRED,
    _ALTERNATIVE,
    _value("skos:notation?", "", SKOS.notation),
    _element("skos:inScheme*", Kind.IRI, "", SKOS.inScheme),
)
"""What may be said of a concept where it is referred to."""


def entity_element(type_name: str) -> str:
    """Return the name of the element of a thing with an identifier: ``qualification``."""
    return type_name[0].lower() + type_name[1:]
