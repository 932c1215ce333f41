"""Qualifications side by side, from their plain documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MEMBERS = (
    "NQFLevel",
    "EQFLevel",
    "ISCEDFCode",
    "creditPoint",
    "volumeOfLearning",
    "isPartialQualification",
    "entryRequirement",
    "language",
    "mode",
    "awardingOpportunity",
)
RECORD_MEMBERS = ("awardType", "recordStatus", "content")
"""What is compared of the qualification and of its record, by the members of the plain document."""


def compare(documents: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """Return what qualifications have in common and where they differ.

    ``members`` have the values in the order of the qualifications, None where nothing is said; ``skills`` are
    the ESCO skills of their outcomes: those that all share, and for each what not all have.
    """
    records = [each.get("record") or {} for each in documents]
    members = {name: _member([each.get(name) for each in documents]) for name in MEMBERS}
    members |= {name: _member([each.get(name) for each in records]) for name in RECORD_MEMBERS}
    skills = [_skills(each) for each in documents]
    shared = set.intersection(*(set(each) for each in skills))
    return {
        "qualifications": [{"iri": each["iri"], "title": each.get("title", {})} for each in documents],
        "members": {
            name: each for name, each in members.items() if any(v is not None for v in each["values"])
        },
        "skills": {
            "shared": [skills[0][iri] for iri in sorted(shared)],
            "others": [[each[iri] for iri in sorted(set(each) - shared)] for each in skills],
        },
        "outcomes": [[_outcome(each) for each in _outcomes(document)] for document in documents],
    }


def _member(values: Sequence[Any]) -> dict[str, Any]:
    return {"same": all(_bare(each) == _bare(values[0]) for each in values), "values": list(values)}


def _bare(value: Any) -> Any:
    """Return a value without the IRIs of parts, which differ although they say the same."""
    if isinstance(value, Mapping):
        part = "#" in str(value.get("iri", ""))
        return {name: _bare(each) for name, each in value.items() if not (part and name == "iri")}
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _outcomes(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return [each for each in document.get("learningOutcome", ()) if isinstance(each, Mapping)]


def _outcome(outcome: Mapping[str, Any]) -> dict[str, Any]:
    return {"iri": outcome["iri"], "title": outcome.get("title", outcome.get("label", {}))}


def _skills(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        skill["iri"]: skill
        for outcome in _outcomes(document)
        for skill in outcome.get("relatedESCOSkill", ())
    }
