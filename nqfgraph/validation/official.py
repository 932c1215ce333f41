"""The official ELM shapes: how to read them, and what is known to be wrong in them.

The files are not part of nqfgraph; whoever has them may check with them. They import namespaces that are no
documents and use regular expressions in Java's dialect, which other engines refuse (D1, D2 and D11 in
docs/guides/validation.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.validation.findings import Finding
from nqfgraph.validation.reading import read_shapes
from nqfgraph.validation.shapes import SHACL, Shapes
from nqfgraph.validation.triples import parse_files

_OWL_IMPORTS = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")
_OWL_IMPORT = ox.NamedNode("http://www.w3.org/2002/07/owl#import")
_PATTERN = ox.NamedNode(f"{SHACL}pattern")
_ELM = "http://data.europa.eu/snb/model/elm/"
_MDR = "http://data.europa.eu/snb/model/ap/loq-constraints-mdr/"

_TRANSLATED: Mapping[str, str] = MappingProxyType(
    {
        "^(?i)(http|https):": "^[hH][tT][tT][pP][sS]?:",
        "^(([^:/?#]+):)?(//(([^@": "",
    }
)
"""Beginning of a Java pattern to what says the same everywhere; the second accepts every text."""


def load_official_shapes(paths: Iterable[Path]) -> Shapes:
    """Read official shapes files: imports left out, Java's regular expressions translated.

    Raises InputError for a file that cannot be opened and ShapesError for what is wrong in it.
    """
    triples = [
        ox.Triple(subject, predicate, _translate(value) if predicate == _PATTERN else value)
        for subject, predicate, value in parse_files(paths)
        if predicate not in (_OWL_IMPORTS, _OWL_IMPORT)
    ]
    return read_shapes(triples)


def _translate(value: object) -> ox.Literal:
    assert isinstance(value, ox.Literal)
    for beginning, translation in _TRANSLATED.items():
        if value.value.startswith(beginning):
            return ox.Literal(translation)
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A fault of the official files that makes right data fail."""

    code: str
    """Its number in docs/guides/validation.md."""
    reason: str
    path: str
    constraints: tuple[str, ...]
    """Names of the constraint components that report it."""
    shape: str = ""
    """The beginning of the IRI of the shape."""

    def explains(self, finding: Finding) -> bool:
        """Tell whether a finding is this defect and no fault of the data."""
        component = finding.constraint.removeprefix(SHACL).removesuffix("ConstraintComponent")
        return (
            finding.path == self.path
            and component in self.constraints
            and finding.shape.startswith(self.shape)
        )


DEFECTS: tuple[Defect, ...] = (
    Defect(
        code="D3",
        reason="The status of an entitlement is looked for under elm:status, not elm:entitlementStatus.",
        path=f"{_ELM}status",
        constraints=("MinCount", "Node", "NodeKind"),
        shape=f"{_MDR}LearningEntitlementSpecificationShapeCV",
    ),
    Defect(
        code="D4",
        reason="elm:status of an accreditation must be a text by one file and a concept by the other.",
        path=f"{_ELM}status",
        constraints=("Node",),
        shape=f"{_MDR}AccreditationShapeCV",
    ),
    Defect(
        code="D5",
        reason="ESCO skills are looked for in a scheme that ESCO does not have.",
        path=f"{_ELM}relatedESCOSkill",
        constraints=("Node",),
        shape=f"{_MDR}LearningOutcomeShapeCV",
    ),
    Defect(
        code="D6",
        reason="ESCO occupations are looked for in a scheme that ESCO does not have.",
        path=f"{_ELM}limitOccupation",
        constraints=("Node",),
        shape=f"{_MDR}LearningEntitlementSpecificationShapeCV",
    ),
)
"""The defects that no data can satisfy, as findings show them."""


def explain(finding: Finding) -> Defect | None:
    """Return the defect of the official files behind a finding, or None if the data are at fault."""
    return next((defect for defect in DEFECTS if defect.explains(finding)), None)
