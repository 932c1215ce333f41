"""How the register grew: a line over its releases, drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nqfgraph.release import Release

WIDTH, HEIGHT, EDGE = 640, 180, 12
"""Size of the drawing and the room around its line, in its own units."""


@dataclass(frozen=True, slots=True)
class Step:
    """A release with what it holds and where it stands in the drawing."""

    version: str
    created: datetime
    qualifications: int
    organisations: int
    outcomes: int
    statements: int
    violations: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Growth:
    """The releases in order, the oldest first."""

    steps: tuple[Step, ...]
    largest: int

    @property
    def points(self) -> str:
        """Return the line as SVG writes it."""
        return " ".join(f"{each.x:g},{each.y:g}" for each in self.steps)


def growth(releases: Sequence[Release]) -> Growth:
    """Return how releases, given the oldest first, follow each other, whatever time is between them."""
    largest = max((each.manifest.counts.qualifications for each in releases), default=0)
    return Growth(
        tuple(_step(each, place, len(releases), largest) for place, each in enumerate(releases)), largest
    )


def rows(found: Growth) -> list[dict[str, object]]:
    """Return the releases as data."""
    return [
        {
            "release": each.version,
            "published": each.created.isoformat(),
            "qualifications": each.qualifications,
            "organisations": each.organisations,
            "outcomes": each.outcomes,
            "statements": each.statements,
            "violations": each.violations,
        }
        for each in found.steps
    ]


def _step(release: Release, place: int, number: int, largest: int) -> Step:
    manifest = release.manifest
    kinds = manifest.counts.kinds
    share = manifest.counts.qualifications / largest if largest else 0.0
    return Step(
        manifest.version,
        manifest.created,
        manifest.counts.qualifications,
        kinds.get("organisation", 0),
        kinds.get("learning-outcome", 0),
        manifest.counts.quads,
        manifest.findings.get("violation", 0),
        x=round(EDGE + (WIDTH - 2 * EDGE) * (place / (number - 1) if number > 1 else 0.5), 1),
        y=round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share, 1),
    )
