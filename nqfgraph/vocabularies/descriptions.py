"""What nqfgraph has to know of a vocabulary: its classes, what is linked to, how concepts are related."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nqfgraph.errors import InputError
from nqfgraph.vocab import ESCO, SKOS

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The description of a vocabulary. Concepts have SKOS labels; a concept may have several parents."""

    name: str
    title: str
    kinds: Mapping[str, str] = field(default_factory=lambda: {SKOS.Concept.value: "concept"})
    """Class to the kind of concept; where a concept has several of them, the first here counts."""
    linked: tuple[str, ...] = ("concept",)
    """Kinds that learning outcomes are linked to."""
    relations: tuple[str, ...] = (SKOS.related.value,)
    """Properties between concepts, beside skos:broader."""
    type_property: str = ""
    """Property that says whether a concept is a skill or knowledge; empty if there is none."""
    reuse_property: str = ""
    """Property of the reuse level; empty if there is none."""
    fields: str = ""
    """What the IRIs of groups begin with that are fields of education (ISCED-F); empty if there are none."""
    notice: str = ""
    """What has to be said wherever it is shown."""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Version to kind to how many concepts the publisher's files have."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Kind to the fewest concepts that a complete file has; fewer make a warning."""


ESCO_VOCABULARY = Vocabulary(
    name="esco",
    title="ESCO: European Skills, Competences, Qualifications and Occupations",
    kinds=MappingProxyType(
        {
            ESCO.Skill.value: "skill",
            ESCO.Occupation.value: "occupation",
            ESCO.Structure.value: "group",
            SKOS.Concept.value: "group",
        }
    ),
    linked=("skill",),
    relations=(
        ESCO.isEssentialSkillFor.value,
        ESCO.isOptionalSkillFor.value,
        ESCO.relatedEssentialSkill.value,
        ESCO.relatedOptionalSkill.value,
    ),
    type_property=ESCO.skillType.value,
    reuse_property=ESCO.skillReuseLevel.value,
    fields="http://data.europa.eu/esco/isced-f/",
    notice="This service uses the ESCO classification of the European Commission.",
    counts=MappingProxyType(
        {
            "1.1.1": MappingProxyType({"skill": 13_896, "occupation": 3_007}),
            "1.2.0": MappingProxyType({"skill": 13_939, "occupation": 3_039}),
        }
    ),
)

_SHIPPED = MappingProxyType({ESCO_VOCABULARY.name: ESCO_VOCABULARY})


def vocabulary_named(name: str) -> Vocabulary:
    """Return the description of ``esco``, or of a plain SKOS scheme under any other short name.

    Raises InputError for what is not a short name.
    """
    if not _NAME.fullmatch(name):
        raise InputError(
            f"“{name}” is not a name of a vocabulary.",
            remedy="Use small letters a to z, digits and hyphens, such as esco or digcomp.",
        )
    return _SHIPPED.get(name) or Vocabulary(name=name, title=name)
