"""What can be asked of the search projection, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SKILL_GROUP = "skill_group"
FACETS = ("level", "award_type", "sector", "field", SKILL_GROUP, "teaching_language", "status", "content")
"""The facets of qualifications, named like the attributes of `Filters`."""
COUNTED = tuple(each for each in FACETS if each != SKILL_GROUP)
"""The facets that are counted by combinations of values; of groups a qualification is in far too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which qualifications are wanted: all that fit every filter; several values of one filter mean “or”."""

    text: str = ""
    """Words, or beginnings of words, of titles, codes and learning outcomes."""
    level: tuple[str, ...] = ()
    """Notations of levels (``6``)."""
    award_type: tuple[str, ...] = ()
    """Keys of award types (``bachelor-diploma``)."""
    sector: tuple[str, ...] = ()
    """Names of concepts of the scheme of education sectors (``vocational``); the award type says it."""
    field: tuple[str, ...] = ()
    """ISCED-F codes; a code stands for everything below it (``06`` takes in ``0613``)."""
    skill_group: tuple[str, ...] = ()
    """Groups of skills, as their IRIs end if they are ESCO's (``isced-f/06``); a group stands for everything
    below it."""
    teaching_language: tuple[str, ...] = ()
    """Codes of the languages that are taught in (``AZE``, as in the EU's language authority table)."""
    status: tuple[str, ...] = ()
    """Names of concepts of the record-status scheme (``valid``)."""
    content: tuple[str, ...] = ()
    """Names of concepts of the content scheme (``official``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One qualification of a list; labels are in the asked language where there are such."""

    iri: str
    key: str
    """The IRI's path below ``id/qualification/``."""
    code: str
    title: str
    language: str
    """Language tag of the title."""
    level: str
    level_label: str
    award_type: str
    award_type_label: str
    field: str
    """The first of its ISCED-F codes."""
    field_label: str
    status: str
    content: str
    classification: str
    """Edition of the classification that the code belongs to; empty if there is none."""
    successor: str
    """IRI of what took its place; empty if nothing is known to have."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by, its label, and how many qualifications it would leave."""

    value: str
    label: str
    count: int
    within: tuple[FacetValue, ...] = ()
    """The values that stand below it: narrow fields below a broad one, detailed ones below a narrow one."""
    language: str = ""
    """Language tag of a label that is not in the language that was asked for; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of qualifications."""

    total: int
    page: int
    """The page shown, counted from 1: the last one if a later one was asked for."""
    pages: int
    """At least 1, also where nothing was found."""
    items: tuple[Item, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    """By facet, values in their own order; each facet counts what the other filters leave.

    ``skill_group`` is there only if the release holds groups of the skills that are taught.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Another text to search for, where one finds nothing or hardly anything."""

    text: str
    """The words to search for, each as it stands in the register."""
    instead: bool
    """True if the text that was asked for finds nothing at all; else this one only finds more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationItem:
    """One organisation of a list; texts are in the asked language where there are such."""

    iri: str
    key: str
    name: str
    language: str
    """Language tag of the name."""
    kind: str
    kind_label: str
    city: str
    homepage: str
    city_language: str = ""
    """Language tag of the city's name; empty if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationListing:
    """One page of organisations, by name."""

    total: int
    page: int
    pages: int
    items: tuple[OrganisationItem, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    """``kind`` only; it counts what the text leaves."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that the release describes: its IRI, its kind and the digest of what is said of it."""

    iri: str
    kind: str
    digest: str
