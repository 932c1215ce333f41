"""A small register with everything in it, and random ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as st

from nqfgraph.model.records import (
    AwardType,
    Classification,
    Evidence,
    Framework,
    Key,
    LearningOpportunity,
    LearningOutcome,
    Level,
    LevelDescriptor,
    LevelStatement,
    Organisation,
    Qualification,
    Register,
    RegisterDescription,
    Skill,
)
from nqfgraph.ontology import Ontology

BASE = "https://data.example.org/"
ESCO_SKILL = "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d"


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.fixture(scope="session")
def code(ontology: Ontology) -> Callable[[str, str], str]:
    """Return the IRI of a published concept by vocabulary and code."""

    def find(scheme: str, code: str) -> str:
        concept = ontology.scheme(scheme).find(code)
        assert concept is not None
        return concept.iri

    return find


@pytest.fixture(scope="session")
def description(code: Callable[[str, str], str]) -> RegisterDescription:
    return RegisterDescription(
        name="example",
        base=BASE,
        title={"az": "Reyestr", "en": "Register"},
        description={"en": "An invented register."},
        publisher=("agency",),
        publisher_name={"en": "Agency"},
        licence="https://creativecommons.org/licenses/by/4.0/",
        languages=("az", "en"),
        country=code("country", "AZE"),
        framework=("nqf",),
        modified=datetime(2026, 11, 1, tzinfo=UTC),
        contact="register@example.org",
    )


@pytest.fixture(scope="session")
def full_qualification(code: Callable[[str, str], str]) -> Qualification:
    """A qualification in which everything is filled in."""
    return Qualification(
        key=("2024", "6006022"),
        evidence=Evidence(
            sources=("https://example.org/act", "Decree 1, item 2"), confidence="high", note={"en": "Seen."}
        ),
        title={"az": "Kompüter mühəndisliyi", "en": "Computer engineering"},
        alternative_title=({"az": "Kompüter mühəndisliyi", "en": "Computing"},),
        description={"en": "First degree."},
        award_type=("bachelor-diploma",),
        level=("6",),
        level_derived=True,
        classification=("2024",),
        code="6006022",
        specialty={"az": "Kompüter"},
        isced_f=(code("isced-f", "0613"), code("isced-f", "0714")),
        credits=Decimal("240.0"),
        credit_system=code("credit-system", "ECTS"),
        duration="P48M",
        entry_requirement={"az": "Tam orta təhsil", "en": "Complete secondary education"},
        outcome_summary={"en": "Designs computer systems."},
        languages=(code("language", "az"), code("language", "en")),
        modes=(code("mode", "presential"),),
        learning_setting=code("learning-setting", "formal"),
        awarding_bodies=(("university",), ("college",)),
        homepage="https://example.org/6006022",
        learning_outcomes=(
            LearningOutcome(title={"en": "Knows algorithms"}, domain="knowledge"),
            LearningOutcome(title={"en": "Writes programs"}, domain="skills", skills=(ESCO_SKILL,)),
            LearningOutcome(title={"en": "Works alone"}, domain="autonomy", content="illustrative"),
        ),
        content="derived",
        status="in-transition",
        version="2",
        valid_from=date(2024, 12, 2),
        valid_until=date(2030, 1, 1),
        successor=("award-type", "bachelor-diploma"),
        modified=datetime(2026, 1, 15, 12, 30, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def plain_qualification(code: Callable[[str, str], str]) -> Qualification:
    """A qualification with only what ELM demands; its outcomes are those of its award type."""
    return Qualification(
        key=("award-type", "bachelor-diploma"),
        title={"en": "Bachelor diploma"},
        award_type=("bachelor-diploma",),
        level=("6",),
        code="B",
        isced_f=(code("isced-f", "00"),),
        modified=datetime(2026, 11, 1, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def full_opportunity(code: Callable[[str, str], str]) -> LearningOpportunity:
    """A learning opportunity in which everything is filled in."""
    return LearningOpportunity(
        key=("engineering-in-baku",),
        evidence=Evidence(sources=("https://example.org/offers",), confidence="medium"),
        title={"az": "Bakıda mühəndislik", "en": "Engineering in Baku"},
        description={"en": "Four years by the sea."},
        qualification=("2024", "6006022"),
        code="E-1",
        providers=(("university",), ("college",)),
        homepage="https://example.org/engineering",
        default_language=code("language", "az"),
        types=(code("opportunity-type", "programme"), code("opportunity-type", "internship")),
        modes=(code("mode", "blended"),),
        schedule=code("schedule", "full-time"),
        schedule_information={"en": "On weekdays."},
        duration="P48M",
        starts=datetime(2027, 9, 15, tzinfo=UTC),
        ends=datetime(2031, 6, 30, tzinfo=UTC),
        application_deadline=datetime(2027, 7, 31, 14, tzinfo=UTC),
        admission_procedure={"az": "Müraciət edin.", "en": "Apply."},
        price={"en": "By the year."},
        price_amount=Decimal("2500.50"),
        price_currency=code("currency", "AZN"),
        city={"az": "Bakı", "en": "Baku"},
        country=code("country", "AZE"),
        content="derived",
        status="suspended",
        modified=datetime(2026, 1, 15, 12, 30, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def plain_opportunity(code: Callable[[str, str], str]) -> LearningOpportunity:
    """A learning opportunity with only what ELM demands."""
    return LearningOpportunity(
        key=("evening-course",),
        title={"en": "Evening course"},
        qualification=("award-type", "bachelor-diploma"),
        providers=(("college",),),
        homepage="https://example.org/evening",
        default_language=code("language", "en"),
        modified=datetime(2026, 11, 1, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def register(
    description: RegisterDescription,
    full_qualification: Qualification,
    plain_qualification: Qualification,
    full_opportunity: LearningOpportunity,
    plain_opportunity: LearningOpportunity,
    code: Callable[[str, str], str],
) -> Register:
    """A register of two qualifications and two opportunities to learn them, one of each with everything."""
    country = code("country", "AZE")
    seen = Evidence(sources=("https://example.org/act",), confidence="medium", note={"en": "Seen."})
    return Register(
        description=description,
        frameworks=(
            Framework(
                key=("nqf",),
                evidence=seen,
                title={"az": "Çərçivə", "en": "Framework"},
                alternative_title=({"en": "NQF"},),
                description={"en": "Eight levels."},
                legal_basis={"en": "Decree 1"},
                adopted=date(2018, 7, 18),
                country=country,
                homepage="https://example.org/nqf",
            ),
        ),
        levels=(Level(key=("6",), order=6, label={"az": "6-cı səviyyə"}, description={"en": "Sixth"}),),
        level_descriptors=(
            LevelDescriptor(
                key=("nqf", "6", "skills"), domain="skills", domain_label={"az": "Bacarıqlar"}, loaded=False
            ),
            LevelDescriptor(
                key=("eqf", "6", "autonomy"), domain="autonomy", text={"en": "manages complex work"}
            ),
        ),
        level_statements=(
            LevelStatement(
                key=("6", "eqf"),
                evidence=seen,
                level=("6",),
                target=code("eqf", "6"),
                status="claimed-compatible",
                stated_by=("college",),
                stated=date(2018, 7, 18),
            ),
            LevelStatement(
                key=("6", "qf-ehea"), level=("6",), target=code("ehea-cycle", "first"), status="referenced"
            ),
        ),
        award_types=(
            AwardType(
                key=("bachelor-diploma",),
                evidence=seen,
                level=("6",),
                label={"az": "Bakalavr diplomu", "en": "Bachelor diploma"},
                alternative_label=({"en": "Bachelor"},),
                sectors=("higher", "further"),
                stage={"en": "Higher education"},
                entry_requirement={"en": "Complete secondary education"},
                duration={"en": "four to five years"},
                shortest="P4Y",
                longest="P5Y",
                fewest_credits=Decimal("180"),
                most_credits=Decimal("247.50"),
                credits={"en": "180-240"},
                learning_outcomes=(
                    LearningOutcome(title={"en": "Applies knowledge"}, domain="skills", content="generic"),
                ),
            ),
        ),
        classifications=(
            Classification(
                key=("2019",), title={"en": "Classification"}, edition="2019/20", successor=("2024",)
            ),
            Classification(
                key=("2024",),
                evidence=seen,
                title={"az": "Təsnifat", "en": "Classification"},
                edition="2024",
                legal_basis={"en": "Decree 503"},
                level=("6",),
                valid_from=date(2024, 12, 2),
                valid_until=date(2034, 12, 2),
            ),
        ),
        organisations=(
            Organisation(
                key=("university",),
                evidence=seen,
                name={"az": "Universitet", "en": "University"},
                alternative_name=({"en": "Uni"},),
                kind="higher-education",
                role={"en": "Awards degrees"},
                city={"az": "Bakı", "en": "Baku"},
                country=country,
                homepage="https://example.org/university",
                awards_level=("6",),
            ),
            Organisation(key=("college",), name={"en": "College"}, kind="college", country=country),
        ),
        skills=(
            Skill(
                key=(ESCO_SKILL,),
                evidence=seen,
                label={"en": "computer programming", "ru": "программирование"},
                kind="knowledge",
                version="1.2",
            ),
        ),
        qualifications=(full_qualification, plain_qualification),
        learning_opportunities=(full_opportunity, plain_opportunity),
    )


@pytest.fixture(scope="session")
def registers(ontology: Ontology, description: RegisterDescription) -> st.SearchStrategy[Register]:
    """Registers with odd texts and keys in which every reference leads somewhere."""
    concepts = {name: st.sampled_from(sorted(ontology.scheme(name).concepts)) for name in VOCABULARIES}
    return _registers(description, concepts)


VOCABULARIES = (
    *("country", "credit-system", "ehea-cycle", "eqf", "isced-f"),
    *("language", "learning-setting", "mode", "currency", "opportunity-type", "schedule"),
)
LANGUAGES = st.sampled_from(("az", "en", "ru"))
WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=6)
TEXTS = st.dictionaries(LANGUAGES, WORDS, max_size=2)
NAMES = st.dictionaries(LANGUAGES, WORDS, min_size=1, max_size=2)
KEY_PARTS = st.text("ab1/ #?%ə.", min_size=1, max_size=3).filter(
    lambda text: text.strip() not in {"", ".", ".."}
)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
SOURCES = st.sampled_from(("https://example.org/a", "http://[", "http://a b", "Decree 1"))
EVIDENCE = st.builds(
    Evidence,
    sources=st.lists(SOURCES, max_size=2).map(tuple),
    confidence=st.sampled_from((None, "high", "low")),
    note=TEXTS,
)
CONTENTS = st.sampled_from(("official", "derived", "generic", "illustrative"))
DOMAINS = st.sampled_from(("knowledge", "skills", "autonomy"))
STATUSES = st.sampled_from(("draft", "valid", "in-transition", "suspended", "superseded", "withdrawn"))
CLAIMS = st.sampled_from(("claimed-compatible", "compared", "self-certified", "referenced"))

Concepts = dict[str, st.SearchStrategy[str]]
Draw = Callable[[st.SearchStrategy[Any]], Any]


def _keys(*parts: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[list[Key]]:
    """Keys that stay different when they are normalised as IRIs are."""

    def normal(key: Key) -> Key:
        return tuple(unicodedata.normalize("NFC", part.strip()) for part in key)

    return st.lists(st.tuples(*parts), min_size=least, max_size=3, unique_by=normal)


def _some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=2).map(tuple)


def _one_of(keys: Sequence[Key]) -> st.SearchStrategy[Key | None]:
    return st.sampled_from((None, *keys))


@st.composite
def _registers(draw: Draw, description: RegisterDescription, concepts: Concepts) -> Register:
    levels = draw(_keys(KEY_PARTS, least=1))
    award_types = draw(_keys(KEY_PARTS))
    classifications = draw(_keys(KEY_PARTS))
    bodies = draw(_keys(KEY_PARTS | st.just("agency")))
    skills = [f"http://data.europa.eu/esco/skill/{each}" for each in draw(_some(st.uuids()))]
    skills = sorted(set(skills))
    outcomes = _some(_outcomes(skills))
    register = Register(
        description=description,
        frameworks=(Framework(key=("nqf",), title=draw(NAMES), evidence=draw(EVIDENCE)),),
        levels=_draw_each(draw, levels, lambda key: _levels(key, levels.index(key))),
        level_descriptors=tuple(
            draw(st.builds(LevelDescriptor, key=st.just(("nqf", *key, "skills")), domain=DOMAINS, text=TEXTS))
            for key in levels
        ),
        award_types=_draw_each(draw, award_types, lambda key: _award_types(key, levels, outcomes)),
        classifications=_draw_each(draw, classifications, lambda key: _editions(key, classifications)),
        organisations=_draw_each(draw, bodies, lambda key: _organisations(key, levels, concepts)),
        skills=tuple(
            draw(st.builds(Skill, key=st.just((iri,)), label=NAMES, evidence=EVIDENCE)) for iri in skills
        ),
    )
    qualifications = draw(_qualifications(register, outcomes, concepts))
    return replace(
        register,
        learning_opportunities=draw(_opportunities(qualifications, bodies, concepts)),
        level_statements=tuple(
            draw(_level_statements(level, other, bodies, concepts))
            for level in levels
            for other in draw(st.sets(st.sampled_from(("eqf", "qf-ehea"))).map(sorted))
        ),
        qualifications=qualifications,
    )


def _draw_each(
    draw: Draw, keys: list[Key], strategy: Callable[[Key], st.SearchStrategy[Any]]
) -> tuple[Any, ...]:
    return tuple(draw(strategy(key)) for key in keys)


def _levels(key: Key, order: int) -> st.SearchStrategy[Level]:
    return st.builds(Level, key=st.just(key), order=st.just(order), label=NAMES, evidence=EVIDENCE)


def _outcomes(skills: list[str]) -> st.SearchStrategy[LearningOutcome]:
    return st.builds(
        LearningOutcome,
        title=NAMES,
        domain=st.none() | DOMAINS,
        content=CONTENTS,
        skills=_some(st.sampled_from(skills)) if skills else st.just(()),
    )


def _award_types(
    key: Key, levels: list[Key], outcomes: st.SearchStrategy[tuple[LearningOutcome, ...]]
) -> st.SearchStrategy[AwardType]:
    return st.builds(
        AwardType,
        key=st.just(key),
        level=st.sampled_from(levels),
        label=NAMES,
        alternative_label=_some(NAMES),
        learning_outcomes=outcomes,
        evidence=EVIDENCE,
    )


def _editions(key: Key, all_of_them: list[Key]) -> st.SearchStrategy[Classification]:
    return st.builds(
        Classification, key=st.just(key), title=NAMES, edition=WORDS, successor=_one_of(all_of_them)
    )


def _organisations(key: Key, levels: list[Key], concepts: Concepts) -> st.SearchStrategy[Organisation]:
    return st.builds(
        Organisation,
        key=st.just(key),
        name=NAMES,
        alternative_name=_some(NAMES),
        kind=st.sampled_from(("governance", "college")),
        role=TEXTS,
        city=TEXTS,
        country=concepts["country"],
        homepage=st.none() | WORDS,
        awards_level=_one_of(levels),
        evidence=EVIDENCE,
    )


def _level_statements(
    level: Key, other: str, bodies: list[Key], concepts: Concepts
) -> st.SearchStrategy[LevelStatement]:
    return st.builds(
        LevelStatement,
        key=st.just((*level, other)),
        level=st.just(level),
        target=concepts["eqf" if other == "eqf" else "ehea-cycle"],
        status=CLAIMS,
        stated_by=_one_of(bodies),
        stated=DAYS,
        evidence=EVIDENCE,
    )


@st.composite
def _qualifications(
    draw: Draw,
    register: Register,
    outcomes: st.SearchStrategy[tuple[LearningOutcome, ...]],
    concepts: Concepts,
) -> tuple[Qualification, ...]:
    keys = draw(_keys(KEY_PARTS | st.just("award-type"), KEY_PARTS, least=1))
    bodies = [each.key for each in register.organisations]
    strategy = st.builds(
        Qualification,
        key=st.just(("to", "fill")),
        title=NAMES,
        alternative_title=_some(NAMES),
        description=TEXTS,
        award_type=_one_of([each.key for each in register.award_types]),
        level=st.sampled_from([each.key for each in register.levels]),
        classification=_one_of([each.key for each in register.classifications]),
        code=KEY_PARTS,
        specialty=TEXTS,
        isced_f=_some(concepts["isced-f"]),
        credits=st.none() | st.decimals(0, 500, places=2),
        credit_system=concepts["credit-system"],
        duration=st.sampled_from((None, "P4Y", "P18M", "soon")),
        entry_requirement=TEXTS,
        outcome_summary=TEXTS,
        languages=_some(concepts["language"]),
        modes=_some(concepts["mode"]),
        learning_setting=st.none() | concepts["learning-setting"],
        awarding_bodies=_some(st.sampled_from(bodies)) if bodies else st.just(()),
        homepage=st.none() | WORDS,
        learning_outcomes=outcomes,
        content=CONTENTS,
        status=STATUSES,
        valid_from=DAYS,
        valid_until=DAYS,
        successor=_one_of(keys),
        modified=MOMENTS,
        evidence=EVIDENCE,
    )
    return tuple(replace(draw(strategy), key=key) for key in keys)


@st.composite
def _opportunities(
    draw: Draw, qualifications: Sequence[Qualification], bodies: Sequence[Key], concepts: Concepts
) -> tuple[LearningOpportunity, ...]:
    if not bodies:
        return ()
    strategy = st.builds(
        LearningOpportunity,
        key=st.just(("to fill",)),
        title=NAMES,
        description=TEXTS,
        qualification=st.sampled_from([each.key for each in qualifications]),
        code=st.none() | KEY_PARTS,
        providers=st.lists(st.sampled_from(bodies), min_size=1, max_size=2, unique=True).map(tuple),
        homepage=WORDS,
        default_language=concepts["language"],
        types=_some(concepts["opportunity-type"]),
        modes=_some(concepts["mode"]),
        schedule=st.none() | concepts["schedule"],
        schedule_information=TEXTS,
        duration=st.sampled_from((None, "P4Y", "soon")),
        starts=st.none() | MOMENTS,
        ends=st.none() | MOMENTS,
        application_deadline=st.none() | MOMENTS,
        admission_procedure=TEXTS,
        price=TEXTS,
        price_amount=st.none() | st.decimals(0, 500, places=2),
        price_currency=concepts["currency"],
        city=TEXTS,
        country=st.none() | concepts["country"],
        content=CONTENTS,
        status=STATUSES,
        modified=MOMENTS,
        evidence=EVIDENCE,
    )
    return tuple(replace(draw(strategy), key=key) for key in draw(_keys(KEY_PARTS)))
