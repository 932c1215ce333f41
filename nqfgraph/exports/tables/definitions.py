"""Which tables a release is written as, and which statements each column is read from.

The tables hold what people count, filter and join; the statements that they leave out (alternative titles,
evidence, addresses, notes of organisations, the named graphs) are in the RDF forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.vocab import ADMS, DCAT, DCTERMS, ELM, FOAF, NQF, RDF, ROV, SKOS

Path = tuple[ox.NamedNode, ...]


class Kind(StrEnum):
    """What the cells of a column are; the value is the datatype that CSVW gives them."""

    STRING = "string"
    TEXT = "text"
    """A text in a language: becomes a column a language, ``title_az``."""
    KEY = "key"
    """A thing of the register by its key."""
    CODE = "code"
    """A concept by its notation, or by the last part of its IRI."""
    IRI = "anyURI"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "dateTime"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its cells come from, step by step from the thing."""

    name: str
    path: Path
    kind: Kind = Kind.STRING
    several: bool = False
    """Whether a cell may have several values."""
    of_record: bool = False
    """Whether the path begins at the record of the thing."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a row for each thing of a kind, or for each pair of a thing and what it refers to."""

    name: str
    description: str
    kind: str
    """Kind of the things, as in their IRIs."""
    type: ox.NamedNode
    columns: tuple[Column, ...]
    optional: bool = False
    """Whether it is left out of a release that has nothing of the kind."""
    pair: Column | None = None
    """Where it is given, a row is a pair: the key of the thing and one value of this column."""


_QUALIFICATION = (
    Column("code", (ADMS.identifier, SKOS.notation)),
    Column("classification", (ADMS.identifier, ELM.schemeVersion)),
    Column("title", (DCTERMS.title,), Kind.TEXT),
    Column("description", (DCTERMS.description,), Kind.TEXT),
    Column("award_type", (NQF.awardType,), Kind.KEY, of_record=True),
    Column("level", (ELM.NQFLevel,), Kind.KEY),
    Column("level_basis", (NQF.levelBasis,), Kind.CODE, of_record=True),
    Column("eqf_level", (ELM.EQFLevel,), Kind.CODE),
    Column("isced_f", (ELM.ISCEDFCode,), Kind.CODE, several=True),
    Column("specialty", (ELM.qualificationCode,), Kind.KEY),
    Column("credits", (ELM.creditPoint, ELM.point)),
    Column("credit_system", (ELM.creditPoint, ELM.framework), Kind.CODE),
    Column("duration", (ELM.volumeOfLearning,), Kind.DURATION),
    Column("language", (DCTERMS.language,), Kind.CODE, several=True),
    Column("mode", (ELM.mode,), Kind.CODE, several=True),
    Column("learning_setting", (ELM.learningSetting,), Kind.CODE),
    Column("partial", (ELM.isPartialQualification,), Kind.BOOLEAN),
    Column("awarding_body", (ELM.awardingOpportunity, ELM.awardingBody), Kind.KEY, several=True),
    Column("entry_requirement", (ELM.entryRequirement, ELM.noteLiteral), Kind.TEXT),
    Column("outcome_summary", (ELM.learningOutcomeSummary, ELM.noteLiteral), Kind.TEXT),
    Column("homepage", (FOAF.homepage, ELM.contentUrl), Kind.IRI),
    Column("status", (NQF.recordStatus,), Kind.CODE, of_record=True),
    Column("content", (NQF.content,), Kind.CODE, of_record=True),
    Column("version", (DCAT.version,), of_record=True),
    Column("valid_from", (NQF.validFrom,), Kind.DATE, of_record=True),
    Column("valid_until", (NQF.validUntil,), Kind.DATE, of_record=True),
    Column("successor", (NQF.successor,), Kind.KEY, of_record=True),
    Column("modified", (DCTERMS.modified,), Kind.TIME),
)
_OUTCOME = (
    Column("title", (DCTERMS.title,), Kind.TEXT),
    Column("type", (DCTERMS.type,), Kind.CODE),
    Column("domain", (NQF.domain,), Kind.CODE),
    Column("content", (NQF.content,), Kind.CODE),
    Column("esco_skill", (ELM.relatedESCOSkill,), Kind.IRI, several=True),
)
_ORGANISATION = (
    Column("name", (ROV.legalName,), Kind.TEXT),
    Column("kind", (NQF.organisationKind,), Kind.CODE),
    Column("awards_level", (NQF.awardsLevel,), Kind.KEY),
    Column("place", (ELM.location, ELM.geographicName), Kind.TEXT),
    Column("country", (ELM.location, ELM.address, ELM.countryCode), Kind.CODE),
    Column("homepage", (FOAF.homepage, ELM.contentUrl), Kind.IRI),
)
_LEVEL = (
    Column("notation", (SKOS.notation,)),
    Column("order", (NQF.order,), Kind.INTEGER),
    Column("label", (SKOS.prefLabel,), Kind.TEXT),
    Column("description", (DCTERMS.description,), Kind.TEXT),
    Column("framework", (SKOS.inScheme,), Kind.KEY),
)
_DESCRIPTOR = (
    Column("level", (NQF.level,), Kind.CODE),
    Column("domain", (NQF.domain,), Kind.CODE),
    Column("domain_label", (NQF.domainLabel,), Kind.TEXT),
    Column("text", (DCTERMS.description,), Kind.TEXT),
    Column("status", (NQF.descriptorStatus,), Kind.CODE),
)
_STATEMENT = (
    Column("level", (NQF.statementOn,), Kind.KEY),
    Column("relates_to", (NQF.relatesTo,), Kind.IRI),
    Column("status", (NQF.claimStatus,), Kind.CODE),
    Column("stated_by", (NQF.statedBy,), Kind.KEY),
    Column("date", (DCTERMS.date,), Kind.DATE),
)
_AWARD_TYPE = (
    Column("label", (SKOS.prefLabel,), Kind.TEXT),
    Column("level", (NQF.level,), Kind.KEY),
    Column("kind", (NQF.awardKind,), Kind.CODE),
    Column("sector", (NQF.educationSector,), Kind.CODE, several=True),
    Column("stage", (NQF.stage,), Kind.TEXT),
    Column("fewest_credits", (NQF.fewestCredits,), Kind.DECIMAL),
    Column("most_credits", (NQF.mostCredits,), Kind.DECIMAL),
    Column("shortest_duration", (NQF.shortestDuration,), Kind.DURATION),
    Column("longest_duration", (NQF.longestDuration,), Kind.DURATION),
)
_CLASSIFICATION = (
    Column("title", (DCTERMS.title,), Kind.TEXT),
    Column("edition", (NQF.edition,)),
    Column("level", (NQF.level,), Kind.KEY),
    Column("valid_from", (NQF.validFrom,), Kind.DATE),
    Column("valid_until", (NQF.validUntil,), Kind.DATE),
    Column("successor", (NQF.successor,), Kind.KEY),
)
_SPECIALTY = (
    Column("notation", (SKOS.notation,)),
    Column("label", (SKOS.prefLabel,), Kind.TEXT),
    Column("classification", (SKOS.inScheme,), Kind.KEY),
)
_OPPORTUNITY = (
    Column("code", (ADMS.identifier, SKOS.notation)),
    Column("title", (DCTERMS.title,), Kind.TEXT),
    Column("description", (DCTERMS.description,), Kind.TEXT),
    Column("qualification", (ELM.learningAchievementSpecification,), Kind.KEY),
    Column("provided_by", (ELM.providedBy,), Kind.KEY, several=True),
    Column("homepage", (FOAF.homepage, ELM.contentUrl), Kind.IRI),
    Column("default_language", (ELM.defaultLanguage,), Kind.CODE),
    Column("type", (DCTERMS.type,), Kind.CODE, several=True),
    Column("mode", (ELM.mode,), Kind.CODE, several=True),
    Column("schedule", (ELM.learningSchedule,), Kind.CODE),
    Column("schedule_information", (ELM.scheduleInformation, ELM.noteLiteral), Kind.TEXT),
    Column("duration", (ELM.duration,), Kind.DURATION),
    Column("starts", (DCTERMS.temporal, ELM.startDate), Kind.TIME),
    Column("ends", (DCTERMS.temporal, ELM.endDate), Kind.TIME),
    Column("application_deadline", (ELM.applicationDeadline,), Kind.TIME),
    Column("admission_procedure", (ELM.admissionProcedure, ELM.noteLiteral), Kind.TEXT),
    Column("price", (ELM.priceDetail, DCTERMS.description), Kind.TEXT),
    Column("price_amount", (ELM.priceDetail, ELM.amount, RDF.value), Kind.DECIMAL),
    Column("price_currency", (ELM.priceDetail, ELM.amount, ELM.unit), Kind.CODE),
    Column("city", (ELM.location, ELM.geographicName), Kind.TEXT),
    Column("country", (ELM.location, ELM.address, ELM.countryCode), Kind.CODE),
    Column("status", (NQF.recordStatus,), Kind.CODE),
    Column("content", (NQF.content,), Kind.CODE),
    Column("modified", (DCTERMS.modified,), Kind.TIME),
)
_OUTCOMES_OF = Column("learning_outcome", (ELM.learningOutcome,), Kind.KEY)

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        each.name: each
        for each in (
            Table(
                "qualifications",
                "Qualifications with the entries of the register about them.",
                "qualification",
                ELM.Qualification,
                _QUALIFICATION,
            ),
            Table("outcomes", "Learning outcomes.", "learning-outcome", ELM.LearningOutcome, _OUTCOME),
            Table(
                "qualification-outcomes",
                "Which qualification has which learning outcomes.",
                "qualification",
                ELM.Qualification,
                (),
                pair=_OUTCOMES_OF,
            ),
            Table("organisations", "Organisations.", "organisation", ELM.Organisation, _ORGANISATION),
            Table("levels", "Levels of the framework.", "level", NQF.Level, _LEVEL),
            Table(
                "level-descriptors", "What levels mean.", "level-descriptor", NQF.LevelDescriptor, _DESCRIPTOR
            ),
            Table(
                "level-statements",
                "What is said of the relation of levels to those of other frameworks.",
                "level-statement",
                NQF.LevelStatement,
                _STATEMENT,
            ),
            Table("award-types", "Types of awards.", "award-type", NQF.AwardType, _AWARD_TYPE),
            Table(
                "classifications", "Classifications.", "classification", NQF.Classification, _CLASSIFICATION
            ),
            Table("specialties", "Entries of classifications.", "specialty", NQF.Specialty, _SPECIALTY),
            Table(
                "learning-opportunities",
                "Courses and programmes in which qualifications can be learnt.",
                "learning-opportunity",
                ELM.LearningOpportunity,
                _OPPORTUNITY,
                optional=True,
            ),
        )
    }
)
"""All tables by name, in the order in which they are written."""
