"""The records of a register: what the sources are read into, and what the graphs are made from.

Records are plain values without RDF in them. Texts are given by language (``{"az": "…", "en": "…"}``), keys
are tuples of key parts, references to other records are such keys, references to published concepts are IRIs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Texts = Mapping[str, str]
Key = tuple[str, ...]

QDR_LEVEL = re.compile(r"http://data\.europa\.eu/snb/qdr/c_[0-9a-z]+")
"""What the IRIs of the EU's list of national levels look like. The list grows, so it is not copied here."""

EQF = "eqf"
"""Stands for the European Qualifications Framework where a record may name a framework that is not ours."""


def _texts() -> Texts:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a fact comes from: web addresses or citations in words, and how far it can be trusted."""

    sources: tuple[str, ...] = ()
    confidence: str | None = None
    """high, medium-high, medium or low: a concept of the ontology's confidence scheme."""
    note: Texts = field(default_factory=_texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has."""

    key: Key
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework(Record):
    """A national qualifications framework."""

    title: Texts
    alternative_title: tuple[Texts, ...] = ()
    description: Texts = field(default_factory=_texts)
    legal_basis: Texts = field(default_factory=_texts)
    adopted: date | None = None
    country: str | None = None
    """IRI of the country."""
    homepage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Record):
    """A level of the framework; its key is its notation (``("6",)``)."""

    order: int
    label: Texts
    description: Texts = field(default_factory=_texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDescriptor(Record):
    """What a level asks for in one domain. Key: (framework key or ``eqf``, level, domain)."""

    domain: str
    """knowledge, skills or autonomy: a concept of the ontology's domain scheme."""
    domain_label: Texts = field(default_factory=_texts)
    """What the framework itself calls the domain."""
    text: Texts = field(default_factory=_texts)
    loaded: bool = True
    """False where the framework has a descriptor that this register does not hold yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelStatement(Record):
    """Somebody's statement on how a level relates to a level or cycle of another framework.

    Key: (level, name of the other framework), for example ``("6", "eqf")``.
    """

    level: Key
    target: str
    """IRI of the other framework's level or cycle."""
    status: str
    """claimed-compatible, compared, self-certified or referenced: a concept of the claim-status scheme."""
    stated_by: Key | None = None
    """The organisation that says so."""
    stated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDecision:
    """What somebody decided on a link from a learning outcome to a skill, and on which evidence."""

    decision: str
    """accepted, rejected, none-fits or outdated: a concept of the ontology's link-decision scheme."""
    skill: str | None
    """IRI of the skill; None where the decision is that no skill fits."""
    label: str = ""
    """Label of the skill in English, for readers."""
    person: str
    """Who decided, in words."""
    decided: datetime
    method: str
    """How the skill was found: ``manual``, or the method of the linker (``fts5-rrf``)."""
    score: Decimal | None = None
    """Score that the linker gave; comparable within one outcome only."""
    probability: Decimal | None = None
    """Calibrated confidence of the linker, from 0 to 1."""
    vocabulary: str = ""
    version: str = ""
    """Version of the vocabulary that the decision was made with."""
    model: str = ""
    """SHA-256 of the model that took part; empty if none did."""
    text_digest: str = ""
    """Digest of the outcome's texts that were judged (`nqfgraph.model.digests`)."""
    reason: Texts = field(default_factory=_texts)
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningOutcome:
    """One statement of what a holder knows, is able to do, or answers for."""

    title: Texts
    domain: str | None = None
    skills: tuple[str, ...] = ()
    """IRIs of ESCO skills that somebody accepted."""
    content: str = "official"
    """official, generic or illustrative: a concept of the ontology's content scheme."""
    decisions: tuple[LinkDecision, ...] = ()
    """What was decided on links to skills, with the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardType(Record):
    """A kind of qualification that the framework places on a level (bachelor diploma)."""

    level: Key
    label: Texts
    alternative_label: tuple[Texts, ...] = ()
    kind: str = "full"
    """full or partial: a concept of the ontology's award-kind scheme."""
    sectors: tuple[str, ...] = ()
    """The sectors of education it belongs to: concepts of the scheme education-sector."""
    stage: Texts = field(default_factory=_texts)
    """The stage of education that ends with it."""
    entry_requirement: Texts = field(default_factory=_texts)
    entry_awards: tuple[Key, ...] = ()
    """The award types whose holders may study for this one."""
    duration: Texts = field(default_factory=_texts)
    """The usual duration in words."""
    shortest: str | None = None
    longest: str | None = None
    """Range of the duration as xsd:duration (``P4Y``)."""
    fewest_credits: Decimal | None = None
    most_credits: Decimal | None = None
    credits: Texts = field(default_factory=_texts)
    """The usual credits in words, with what limits the figures."""
    learning_outcomes: tuple[LearningOutcome, ...] = ()
    """Generic outcomes, used for qualifications of this type that have none of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification(Record):
    """An edition of a national classification of specialties. Key: its edition (``("2024",)``)."""

    title: Texts
    edition: str
    legal_basis: Texts = field(default_factory=_texts)
    level: Key | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    successor: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Record):
    """A body of the framework, a provider or an awarding body."""

    name: Texts
    alternative_name: tuple[Texts, ...] = ()
    kind: str
    """governance, higher-education, college, vet-centre or other (scheme organisation-kind)."""
    role: Texts = field(default_factory=_texts)
    city: Texts = field(default_factory=_texts)
    country: str
    """IRI of the country (EU authority list)."""
    homepage: str | None = None
    awards_level: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill(Record):
    """A published skill concept that learning outcomes refer to. Key: its IRI."""

    label: Texts
    kind: str = "skill"
    """skill or knowledge."""
    version: str = ""
    """Version of ESCO in which the concept was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification(Record):
    """A qualification of the register. Key: (edition, code) or another short stable key."""

    title: Texts
    alternative_title: tuple[Texts, ...] = ()
    description: Texts = field(default_factory=_texts)
    award_type: Key | None = None
    level: Key
    """Given, or that of the award type: the reader fills it in."""
    level_derived: bool = False
    """True where the level was taken from the award type."""
    classification: Key | None = None
    code: str
    specialty: Texts = field(default_factory=_texts)
    """Name of the specialty in the classification, where the title says more than it."""
    isced_f: tuple[str, ...]
    credits: Decimal | None = None
    credit_system: str | None = None
    duration: str | None = None
    """xsd:duration."""
    entry_requirement: Texts = field(default_factory=_texts)
    outcome_summary: Texts = field(default_factory=_texts)
    languages: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    learning_setting: str | None = None
    partial: bool = False
    awarding_bodies: tuple[Key, ...] = ()
    homepage: str | None = None
    learning_outcomes: tuple[LearningOutcome, ...] = ()
    """Its own outcomes; where empty, those of the award type stand for them and are marked generic."""
    content: str = "official"
    """official, derived or illustrative."""
    status: str = "valid"
    """draft, valid, in-transition, suspended, superseded or withdrawn."""
    version: str = "1"
    valid_from: date | None = None
    valid_until: date | None = None
    successor: Key | None = None
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningOpportunity(Record):
    """A course or programme in which a qualification can be learnt. Key: one short stable name."""

    title: Texts
    description: Texts = field(default_factory=_texts)
    qualification: Key
    code: str | None = None
    """The number under which it is known where it is offered."""
    providers: tuple[Key, ...]
    """The organisations that provide it, at least one."""
    homepage: str
    default_language: str
    """IRI of the language in which it is taught."""
    types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    schedule: str | None = None
    schedule_information: Texts = field(default_factory=_texts)
    duration: str | None = None
    """xsd:duration."""
    starts: datetime | None = None
    ends: datetime | None = None
    application_deadline: datetime | None = None
    admission_procedure: Texts = field(default_factory=_texts)
    price: Texts = field(default_factory=_texts)
    """What it costs in words."""
    price_amount: Decimal | None = None
    price_currency: str | None = None
    """IRI of the currency of ``price_amount``; there is one where there is an amount."""
    city: Texts = field(default_factory=_texts)
    country: str | None = None
    """IRI of the country where it takes place, where the place is known."""
    content: str = "official"
    """official, derived or illustrative."""
    status: str = "valid"
    """draft, valid, in-transition, suspended, superseded or withdrawn."""
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDescription:
    """What a register says of itself: the head of its ``register.toml``."""

    name: str
    """Short name: letters, digits and hyphens (``aznqf``)."""
    base: str
    title: Texts
    description: Texts
    publisher: Key
    """Key of the agent that publishes the register."""
    publisher_name: Texts
    licence: str
    """IRI of the licence of the data."""
    languages: tuple[str, ...]
    """Language tags, the register's own language first."""
    country: str
    framework: Key
    modified: datetime
    """When the register's sources were last changed, said by its keeper."""
    frequency: str | None = None
    """Code of the EU's list for how often they are (``ANNUAL``)."""
    contact: str | None = None
    qdr_levels: Mapping[str, str] = field(default_factory=dict)
    """Key of a level to the IRI that the EU has given it in the QDR's list of national levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everything that one register's sources say."""

    description: RegisterDescription
    frameworks: tuple[Framework, ...] = ()
    levels: tuple[Level, ...] = ()
    level_descriptors: tuple[LevelDescriptor, ...] = ()
    level_statements: tuple[LevelStatement, ...] = ()
    award_types: tuple[AwardType, ...] = ()
    classifications: tuple[Classification, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    skills: tuple[Skill, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    learning_opportunities: tuple[LearningOpportunity, ...] = ()
