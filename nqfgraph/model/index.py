"""What the graphs of a register look up in each other's records, and the keys that they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nqfgraph.model.records import (
    EQF,
    AwardType,
    Classification,
    Key,
    LearningOutcome,
    LevelStatement,
    Qualification,
    Register,
)
from nqfgraph.model.terms import Node, Terms


@dataclass(frozen=True, slots=True)
class Index:
    """The records of a register by key, as far as others need them."""

    award_types: Mapping[Key, AwardType]
    classifications: Mapping[Key, Classification]
    eqf_statements: Mapping[Key, LevelStatement]
    """By level: the statement that relates it to the European Qualifications Framework."""

    @classmethod
    def of(cls, register: Register) -> Index:
        """Index a register whose keys are unique within each kind."""
        statements = sorted(register.level_statements, key=lambda each: each.key, reverse=True)
        return cls(
            award_types={each.key: each for each in register.award_types},
            classifications={each.key: each for each in register.classifications},
            eqf_statements={each.level: each for each in statements if each.key[-1] == EQF},
        )

    def generic_outcomes(self, qualification: Qualification) -> tuple[LearningOutcome, ...]:
        """Return the outcomes of the award type, for a qualification that has none of its own."""
        award_type = self.award_types.get(qualification.award_type or ())
        return award_type.learning_outcomes if award_type else ()


@dataclass(frozen=True, slots=True)
class QualificationNodes:
    """The nodes under which several graphs speak of one qualification."""

    iri: str
    """The IRI of ``qualification``; its parts are built from it."""
    qualification: Node
    record: Node
    level: Node
    outcomes: tuple[Node, ...]
    """The outcomes it links: its own, or the generic ones of its award type."""
    specialty: Node | None
    eqf_statement: LevelStatement | None

    @classmethod
    def of(cls, qualification: Qualification, terms: Terms, index: Index) -> QualificationNodes:
        """Make the nodes of a qualification; InputError for a key that cannot be one."""
        iri = terms.iris.thing("qualification", *qualification.key)
        if qualification.learning_outcomes:
            count = len(qualification.learning_outcomes)
            keys = (outcome_key(qualification.key, number) for number in range(1, count + 1))
            outcomes = tuple(terms.thing("learning-outcome", key) for key in keys)
        elif qualification.award_type:
            generic = index.generic_outcomes(qualification)
            outcomes = generic_outcome_nodes(terms, qualification.award_type, len(generic))
        else:
            outcomes = ()
        specialty = specialty_key(qualification)
        return cls(
            iri=iri,
            qualification=Node(iri),
            record=terms.thing("record", qualification.key),
            level=terms.shared("level", qualification.level),
            outcomes=outcomes,
            specialty=terms.thing("specialty", specialty) if specialty else None,
            eqf_statement=index.eqf_statements.get(qualification.level),
        )


def outcome_key(qualification: Key, number: int) -> Key:
    """Return the key of a qualification's own outcome, numbered from 1.

    The generic outcomes of award type X have the keys (award-type, X, number). A qualification with the key
    (award-type, X) may have outcomes of its own beside them, so theirs say ``own-``.
    """
    return (*qualification, f"own-{number}" if qualification[0] == "award-type" else str(number))


def generic_outcome_nodes(terms: Terms, award_type: Key, count: int) -> tuple[Node, ...]:
    """Return the nodes of an award type's generic outcomes, in their order."""
    keys = (("award-type", *award_type, str(number)) for number in range(1, count + 1))
    return tuple(terms.shared("learning-outcome", key) for key in keys)


def specialty_key(qualification: Qualification) -> Key | None:
    """Return the key of the specialty behind a qualification's code, if it names a classification."""
    if qualification.classification is None:
        return None
    return (*qualification.classification, qualification.code)
