"""The IRIs of nodes that LOQ XML writes inside others without an identifier: as releases name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.iris import part

_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")

_RENAMED: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("Organisation", "additional-note"): "role",
        ("Qualification", "learning-outcome-summary"): "outcome-summary",
        ("LearningAchievementSpecification", "learning-outcome-summary"): "outcome-summary",
        ("Location", "location-address"): "address",
        ("Address", "address-full-address"): "full-address",
        ("LearningOpportunity", "temporal"): "period",
        ("LearningOpportunity", "price-detail"): "price",
        ("PriceDetail", "price-amount"): "amount",
    }
)
"""Where `nqfgraph.model` calls a part otherwise: by the type of its parent and the name it would have."""


def part_iri(parent: str, parent_type: str, element: str, number: int) -> str:
    """Return the IRI of the ``number``-th part (from 1) that ``parent`` has under the name of an element.

    ``…/6#credit-point``, then ``…/6#credit-point-2``; a part of a part has both names, ``#grant-identifier``.
    """
    name = _CAPITAL.sub(r"-\1", element.rpartition(":")[2]).lower()
    document, _, fragment = parent.partition("#")
    whole = f"{fragment}-{name}" if fragment else name
    return part(document, _RENAMED.get((parent_type, whole), whole), None if number == 1 else number)
