"""The kinds of tables and the columns each may have: the canonical columns.

A field takes its values from one column, or from one a language (``title_az``), or from numbered ones
(``isced_f[2]``). ``group.field`` is a field of a numbered part (``learning_outcome[1].title_az``). How a
value is written is the business of `nqfgraph.sources.values`; ``takes`` names the reader there: ``text``,
``line``, ``key``, ``date`` …, or ``code:{scheme}`` for the IRI and ``name:{scheme}`` for the short name of
a concept of that scheme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of table."""

    name: str
    takes: str = "line"
    required: bool = False
    """A row without it is left out."""
    essential: bool = False
    """A row in which it is wrong is left out, because what stands for an empty cell would be misleading."""
    many: bool = False
    """Its columns may be numbered."""
    languages: tuple[str, ...] = ()
    """Languages it may have besides those of the register."""
    bare: bool = False
    """A column without a language is allowed and is in the first of ``languages``."""

    @property
    def by_language(self) -> bool:
        """Whether it has one column a language."""
        return self.takes == "text"

    @property
    def strict(self) -> bool:
        """Whether a wrong value leaves the row out."""
        return self.required or self.essential


def _required(
    name: str, takes: str = "line", *, many: bool = False, languages: tuple[str, ...] = ()
) -> Field:
    return Field(name, takes, required=True, many=many, languages=languages)


def _text(name: str, *, many: bool = False) -> Field:
    return Field(name, "text", many=many)


EVIDENCE = (
    Field("source", "sources", many=True),
    Field("confidence", "name:confidence"),
    Field("note", "text", languages=("en",), bare=True),
)

_FRAMEWORK = (
    _required("key", "key"),
    _required("title", "text"),
    _text("alternative_title", many=True),
    _text("description"),
    _text("legal_basis"),
    Field("adopted", "date"),
    Field("country", "code:country"),
    Field("homepage", "iri"),
)
_LEVEL = (
    _required("key", "key"),
    Field("order", "whole", essential=True),
    _required("label", "text"),
    _text("description"),
)
_LEVEL_DESCRIPTOR = (
    Field("framework", "key", essential=True),
    _required("level", "key"),
    _required("domain", "name:domain"),
    _text("domain_label"),
    _text("text"),
    Field("loaded", "yes-no", essential=True),
)
_LEVEL_STATEMENT = (
    _required("level", "key"),
    _required("target", "target"),
    _required("status", "name:claim-status"),
    Field("stated_by", "key"),
    Field("date", "date"),
)
_AWARD_TYPE = (
    _required("key", "key"),
    _required("level", "key"),
    _required("label", "text"),
    _text("alternative_label", many=True),
    Field("kind", "name:award-kind", essential=True),
    Field("sector", "name:education-sector", many=True),
    _text("stage"),
    _text("entry_requirement"),
    Field("entry_award", "key", many=True),
    _text("duration"),
    Field("shortest", "duration"),
    Field("longest", "duration"),
    Field("fewest_credits", "number"),
    Field("most_credits", "number"),
    _text("credits"),
)
_CLASSIFICATION = (
    _required("key", "key"),
    _required("edition"),
    _required("title", "text"),
    _text("legal_basis"),
    Field("level", "key"),
    Field("valid_from", "date"),
    Field("valid_until", "date"),
    Field("successor", "key"),
)
_ORGANISATION = (
    _required("key", "key"),
    _required("name", "text"),
    _text("alternative_name", many=True),
    _required("kind", "name:organisation-kind"),
    _text("role"),
    _text("city"),
    Field("country", "code:country", essential=True),
    Field("homepage", "iri"),
    Field("awards_level", "key"),
)
_SKILL = (
    _required("iri", "iri"),
    Field("label", "text", required=True, languages=("en",)),
    Field("kind", "name:skill-type", essential=True),
    Field("version"),
)
_OUTCOME = (
    _required("title", "text"),
    Field("domain", "name:domain"),
    Field("skill", "iri", many=True),
    Field("content", "name:content", essential=True),
)
_QUALIFICATION = (
    Field("key", "path", essential=True),
    Field("edition", "key", essential=True),
    _required("code"),
    _required("title", "text"),
    _text("alternative_title", many=True),
    _text("description"),
    Field("award_type", "key"),
    Field("level", "key", essential=True),
    Field("classification", "key"),
    _text("specialty"),
    _required("isced_f", "code:isced-f", many=True),
    Field("credits", "number"),
    Field("credit_system", "code:credit-system"),
    Field("duration", "duration"),
    _text("entry_requirement"),
    _text("outcome_summary"),
    Field("language", "code:language", many=True),
    Field("mode", "code:mode", many=True),
    Field("learning_setting", "code:learning-setting"),
    Field("partial", "yes-no", essential=True),
    Field("awarding_body", "key", many=True),
    Field("homepage", "iri"),
    Field("content", "name:content", essential=True),
    Field("status", "name:record-status", essential=True),
    Field("version"),
    Field("valid_from", "date"),
    Field("valid_until", "date"),
    Field("successor", "path"),
    Field("modified", "moment"),
)
_OUTCOMES_WITHIN = tuple(
    Field(f"learning_outcome.{each.name}", each.takes, each.required, each.essential, each.many)
    for each in _OUTCOME
)
_LEARNING_OUTCOME = (
    Field("qualification", "path", essential=True),
    Field("award_type", "key", essential=True),
    _required("position", "position"),
    *_OUTCOME,
)
_LEARNING_OPPORTUNITY = (
    _required("key", "key"),
    _required("qualification", "path"),
    _required("title", "text"),
    _text("description"),
    Field("code"),
    _required("provided_by", "key", many=True),
    _required("homepage", "iri"),
    _required("default_language", "code:language"),
    Field("type", "code:opportunity-type", many=True),
    Field("mode", "code:mode", many=True),
    Field("schedule", "code:schedule"),
    _text("schedule_information"),
    Field("duration", "duration"),
    Field("starts", "moment"),
    Field("ends", "moment"),
    Field("application_deadline", "moment"),
    _text("admission_procedure"),
    _text("price"),
    Field("price_amount", "number"),
    Field("price_currency", "code:currency"),
    _text("city"),
    Field("country", "code:country", essential=True),
    Field("content", "name:content", essential=True),
    Field("status", "name:record-status", essential=True),
    Field("modified", "moment"),
)

_LINK = (
    Field("qualification", "path", essential=True),
    Field("award_type", "key", essential=True),
    _required("position", "position"),
    Field("skill", "iri", essential=True),
    Field("label"),
    _required("decision", "name:link-decision"),
    _required("person"),
    _required("date", "moment"),
    _required("method"),
    Field("score", "number"),
    Field("probability", "number"),
    Field("vocabulary"),
    Field("version"),
    Field("model"),
    Field("text_digest"),
    _text("reason"),
)


def _by_name(*fields: Field) -> Mapping[str, Field]:
    return MappingProxyType({each.name: each for each in fields})


KINDS: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        "framework": _by_name(*_FRAMEWORK, *EVIDENCE),
        "level": _by_name(*_LEVEL, *EVIDENCE),
        "level_descriptor": _by_name(*_LEVEL_DESCRIPTOR, *EVIDENCE),
        "level_statement": _by_name(*_LEVEL_STATEMENT, *EVIDENCE),
        "award_type": _by_name(*_AWARD_TYPE, *EVIDENCE),
        "classification": _by_name(*_CLASSIFICATION, *EVIDENCE),
        "organisation": _by_name(*_ORGANISATION, *EVIDENCE),
        "skill": _by_name(*_SKILL, *EVIDENCE),
        "qualification": _by_name(*_QUALIFICATION, *_OUTCOMES_WITHIN, *EVIDENCE),
        "learning_outcome": _by_name(*_LEARNING_OUTCOME),
        "learning_opportunity": _by_name(*_LEARNING_OPPORTUNITY, *EVIDENCE),
        "link": _by_name(*_LINK, *EVIDENCE),
    }
)
"""The fields of each kind of table by their names. Learning outcomes carry no evidence of their own."""
