"""Which column of a table a node and property of the graphs were made from.

The reverse of `nqfgraph.model`: a property of a thing, or of a part of it (``…#credit-point``), to the field
of the kind of table that the thing comes from. Properties that are made from no single cell are not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.vocab import ADMS, DCAT, DCTERMS, ELM, FOAF, NQF, RDF, RDFS, ROV, SKOS

Fields = Mapping[ox.NamedNode, tuple[str, ...]]


def _fields(fields: dict[ox.NamedNode, str]) -> Fields:
    return MappingProxyType({predicate: tuple(names.split()) for predicate, names in fields.items()})


_QUALIFICATION = _fields(
    {
        DCTERMS.title: "title",
        SKOS.altLabel: "alternative_title",
        DCTERMS.description: "description",
        DCTERMS.modified: "modified",
        ELM.status: "status",
        ELM.isPartialQualification: "partial",
        ELM.volumeOfLearning: "duration",
        ELM.NQFLevel: "level award_type",
        ELM.EQFLevel: "level award_type",
        ELM.category: "award_type",
        ELM.qualificationCode: "code",
        ADMS.identifier: "code",
        SKOS.notation: "code",
        ELM.schemeName: "classification",
        ELM.schemeVersion: "classification",
        ELM.ISCEDFCode: "isced_f",
        DCTERMS.language: "language",
        ELM.mode: "mode",
        ELM.learningSetting: "learning_setting",
        ELM.entryRequirement: "entry_requirement",
        ELM.learningOutcomeSummary: "outcome_summary",
        ELM.creditPoint: "credits",
        ELM.point: "credits",
        ELM.framework: "credit_system",
        FOAF.homepage: "homepage",
        ELM.contentUrl: "homepage",
        ELM.awardingOpportunity: "awarding_body",
        ELM.awardingBody: "awarding_body",
        DCAT.version: "version",
        NQF.recordStatus: "status",
        NQF.content: "content",
        NQF.validFrom: "valid_from",
        NQF.validUntil: "valid_until",
        NQF.successor: "successor",
        NQF.level: "level award_type",
        NQF.levelBasis: "level award_type",
        NQF.levelStatement: "level award_type",
        NQF.claimStatus: "level award_type",
        NQF.awardType: "award_type",
        NQF.specialty: "specialty code",
        SKOS.prefLabel: "specialty title",
        SKOS.inScheme: "classification",
    }
)
_OUTCOME = _fields(
    {
        DCTERMS.title: "title",
        DCTERMS["type"]: "domain",
        NQF.domain: "domain",
        ELM.relatedESCOSkill: "skill",
        NQF.content: "content",
    }
)
_FRAMEWORK = _fields(
    {
        DCTERMS.title: "title",
        DCTERMS.alternative: "alternative_title",
        DCTERMS.description: "description",
        NQF.legalBasis: "legal_basis",
        DCTERMS.issued: "adopted",
        DCTERMS.spatial: "country",
        FOAF.homepage: "homepage",
        ELM.contentUrl: "homepage",
    }
)
_LEVEL = _fields(
    {
        SKOS.notation: "key",
        NQF.order: "order key",
        SKOS.prefLabel: "label",
        DCTERMS.description: "description",
    }
)
_LEVEL_DESCRIPTOR = _fields(
    {
        NQF.level: "level",
        NQF.domain: "domain",
        NQF.domainLabel: "domain_label",
        DCTERMS.description: "text",
        NQF.descriptorStatus: "loaded",
    }
)
_LEVEL_STATEMENT = _fields(
    {
        NQF.statementOn: "level",
        NQF.relatesTo: "target",
        NQF.claimStatus: "status",
        NQF.statedBy: "stated_by",
        DCTERMS.date: "date",
    }
)
_AWARD_TYPE = _fields(
    {
        SKOS.prefLabel: "label",
        SKOS.altLabel: "alternative_label",
        NQF.level: "level",
        NQF.awardKind: "kind",
        NQF.educationSector: "sector",
        NQF.stage: "stage",
        NQF.entryRequirement: "entry_requirement",
        NQF.entryAward: "entry_award",
        NQF.durationText: "duration",
        NQF.creditsText: "credits",
        NQF.shortestDuration: "shortest",
        NQF.longestDuration: "longest",
        NQF.fewestCredits: "fewest_credits",
        NQF.mostCredits: "most_credits",
    }
)
_CLASSIFICATION = _fields(
    {
        DCTERMS.title: "title",
        NQF.edition: "edition",
        NQF.legalBasis: "legal_basis",
        NQF.level: "level",
        NQF.validFrom: "valid_from",
        NQF.validUntil: "valid_until",
        NQF.successor: "successor",
    }
)
_ORGANISATION = _fields(
    {
        ROV.legalName: "name",
        SKOS.altLabel: "alternative_name",
        ELM.additionalNote: "role",
        FOAF.homepage: "homepage",
        ELM.contentUrl: "homepage",
        ELM.location: "city",
        ELM.geographicName: "city",
        ELM.fullAddress: "city",
        ELM.address: "country",
        ELM.countryCode: "country",
        NQF.organisationKind: "kind",
        NQF.awardsLevel: "awards_level",
    }
)
_LEARNING_OPPORTUNITY = _fields(
    {
        DCTERMS.title: "title",
        DCTERMS.description: "description",
        DCTERMS.modified: "modified",
        ELM.status: "status",
        ELM.learningAchievementSpecification: "qualification",
        ELM.providedBy: "provided_by",
        FOAF.homepage: "homepage",
        ELM.contentUrl: "homepage",
        ELM.defaultLanguage: "default_language",
        DCTERMS["type"]: "type",
        ELM.mode: "mode",
        ELM.learningSchedule: "schedule",
        ELM.scheduleInformation: "schedule_information",
        ELM.duration: "duration",
        DCTERMS.temporal: "starts ends",
        ELM.startDate: "starts",
        ELM.endDate: "ends",
        ELM.applicationDeadline: "application_deadline",
        ELM.admissionProcedure: "admission_procedure",
        ELM.priceDetail: "price price_amount",
        ELM.amount: "price_amount",
        RDF.value: "price_amount",
        ELM.unit: "price_currency",
        ELM.location: "city",
        ELM.geographicName: "city",
        ELM.address: "country",
        ELM.countryCode: "country",
        ADMS.identifier: "code",
        SKOS.notation: "code",
        NQF.recordStatus: "status",
        NQF.content: "content",
    }
)
_SKILL = _fields({SKOS.prefLabel: "label"})

FIELDS: Mapping[str, Fields] = MappingProxyType(
    {
        "framework": _FRAMEWORK,
        "level": _LEVEL,
        "level_descriptor": _LEVEL_DESCRIPTOR,
        "level_statement": _LEVEL_STATEMENT,
        "award_type": _AWARD_TYPE,
        "classification": _CLASSIFICATION,
        "organisation": _ORGANISATION,
        "skill": _SKILL,
        "qualification": _QUALIFICATION,
        "learning_outcome": _OUTCOME,
        "learning_opportunity": _LEARNING_OPPORTUNITY,
    }
)
"""For each kind of table the fields that a property is made from, the first that the table has."""

NOTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "entry-requirement": ("entry_requirement",),
        "outcome-summary": ("outcome_summary",),
        "role": ("role",),
        "full-address": ("city",),
        "schedule-information": ("schedule_information",),
        "admission-procedure": ("admission_procedure",),
        "price": ("price", "price_amount"),
    }
)
"""Parts that hold a text, whatever is said of them: most keep it in elm:noteLiteral."""

_EVIDENCE: Fields = _fields({DCTERMS.source: "source", RDFS.comment: "note", NQF.confidence: "confidence"})


def fields_of(kind: str, part: str, predicate: ox.NamedNode | None) -> tuple[str, ...]:
    """Return the fields that a property of a thing, or of the part of it with that name, is made from."""
    if part in NOTES:
        return NOTES[part]
    if part.startswith("evidence"):
        return _EVIDENCE.get(predicate, ()) if predicate else ()
    return FIELDS[kind].get(predicate, ()) if predicate else ()
