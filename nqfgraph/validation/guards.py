"""Questions that are cheaper than the queries of constraints; if they have no answer, those find nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nqfgraph.validation.shapes import Path
from nqfgraph.validation.syntax import conjunction


@dataclass(frozen=True, slots=True)
class Guard:
    """Two queries; if one of them has no answer, the checks that have this guard find nothing."""

    scoped: str = ""
    """Looks at the values that the focus nodes have."""
    everywhere: str = ""
    """Looks at the values that any node has, which spares looking for the focus nodes."""
    predicate: str = ""
    """The IRI of the property that ``everywhere`` looks at."""


def guard_values(pattern: str, focus: str, path: Path, tests: Sequence[str]) -> Guard | None:
    """Return a guard for the constraints on single values of a path; ``tests`` are about ``?value``.

    Each value is looked at once, however many nodes have it.
    """
    if not tests:
        return None

    def ask(values: str) -> str:
        different = f"SELECT DISTINCT ?value WHERE {{ {values} }}"
        return f"SELECT ?value WHERE {{ {{ {different} }} FILTER(!({conjunction(tests)})) }} LIMIT 1"

    # A single test is no dearer in the query of its constraint.
    scoped = ask(f"{pattern} {focus} {path} ?value") if len(tests) > 1 else ""
    if path.predicate is None:
        return Guard(scoped) if scoped else None
    return Guard(scoped, ask(f"?any {path} ?value"), path.predicate.value)


def guard_languages(path: Path) -> Guard | None:
    """Return a guard for ``sh:uniqueLang``: a node that has two texts in one language."""
    if path.predicate is None:
        return None
    return Guard(
        everywhere=f'SELECT ?any WHERE {{ ?any {path} ?value FILTER(LANG(?value) != "") }} '
        "GROUP BY ?any (LCASE(LANG(?value)) AS ?language) HAVING(COUNT(*) > 1) LIMIT 1",
        predicate=path.predicate.value,
    )
