"""Concepts of skills vocabularies as pages show them: names with their languages, types, addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import flask

from nqfgraph.describe import Neighbourhood, Text
from nqfgraph.vocab import DCTERMS, ESCO, RDF
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language, translate
from nqfgraph_server.service import OpenRelease

BASE = "http://data.europa.eu/esco/"
SKILL, OCCUPATION, FIELD = f"{BASE}skill/", f"{BASE}occupation/", f"{BASE}isced-f/"
_PUBLISHED = "ar bg cs da de el en es et fi fr ga hr hu is it lt lv mt nl no pl pt ro sk sl sv uk"
OFFICIAL = frozenset(_PUBLISHED.split())
"""The languages that ESCO itself is published in; labels in others are a register's own."""
TYPES = {"skill": _("Skill"), "knowledge": _("Knowledge")}


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a concept in one language."""

    value: str
    language: str
    official: bool
    """False for a language that the vocabulary itself is not published in."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A concept that another is related to."""

    title: str
    language: str
    iri: str
    address: str | None
    """The page of a skill or an occupation; the list of skills for a group; None for other concepts."""


def has_vocabulary(opened: OpenRelease) -> bool:
    """Say whether a release holds a vocabulary of skills, and not only the stubs of those that are taught."""
    return any(each.startswith("vocabulary/") for each in opened.manifest.counts.graphs)


def official(language: str) -> bool:
    """Say whether the vocabulary's publisher has names in a language."""
    return language.partition("-")[0] in OFFICIAL


def all_names(found: Neighbourhood, iri: str) -> list[Name]:
    """Return what a concept is called in all languages, by their tags."""
    names = {Name(each.value, each.language, official(each.language)) for each in found.labels(iri)}
    return sorted(names, key=lambda each: (each.language, each.value))


def type_of(found: Neighbourhood, iri: str) -> str:
    """Return ``skill`` or ``knowledge``; empty if the release does not say."""
    for predicate in (ESCO.skillType, DCTERMS["type"]):
        for each in found.nodes(iri, predicate):
            if (last := each.rpartition("/")[2]) in TYPES:
                return last
    return ""


def type_name(kind: str) -> str:
    """Return what a type is called in the reader's language."""
    return translate(TYPES[kind]) if kind in TYPES else ""


def links(found: Neighbourhood, iris: Iterable[str]) -> list[Link]:
    """Return concepts with their names and addresses, sorted by name."""
    return sorted(link(found, each) for each in set(iris))


def link(found: Neighbourhood, iri: str) -> Link:
    """Return one concept with its name and its address."""
    title = found.label(iri, reader_language()) or Text(iri.removeprefix(BASE), "")
    return Link(
        title.value, title.language, iri, address(iri, group=ESCO.Structure.value in found.types(iri))
    )


def address(iri: str, *, group: bool = False) -> str | None:
    """Return the page about a concept; for a ``group`` the list of the skills below it."""
    language = reader_language()
    if iri.startswith(OCCUPATION):
        return flask.url_for("skills.occupation", language=language, name=iri.removeprefix(OCCUPATION))
    if group and iri.startswith((SKILL, FIELD)):
        return flask.url_for("skills.skills", language=language, group=iri.removeprefix(BASE))
    if iri.startswith(SKILL):
        return flask.url_for("skills.skill", language=language, name=iri.removeprefix(SKILL))
    return None


def is_occupation(found: Neighbourhood, iri: str) -> bool:
    """Say whether a concept is an occupation; relations between skills have the same properties."""
    return iri.startswith(OCCUPATION) or ESCO.Occupation.value in {
        each.value for each in found.values(iri, RDF.type)
    }
