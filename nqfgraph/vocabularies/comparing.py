"""Compares two versions of a vocabulary: what died, moved, was renamed; and what may follow what died."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nqfgraph.vocabularies.index import Index
from nqfgraph.vocabularies.kept import Kept
from nqfgraph.vocabularies.succession import Successors


@dataclass(frozen=True, slots=True)
class Link:
    """A concept by IRI and label."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A concept that is not in the newer version, and what may follow it, the likeliest first."""

    concept: Link
    successors: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A concept with another preferred label."""

    iri: str
    language: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference of two versions, each list sorted by IRI."""

    old: str
    new: str
    gone: tuple[Gone, ...]
    added: tuple[Link, ...]
    renamed: tuple[Renamed, ...]
    moved: tuple[Link, ...]
    """Concepts with other parents."""


def compare(old: Kept, new: Kept, only: Collection[str] | None = None) -> Comparison:
    """Compare two versions; ``only`` limits what is gone, renamed and moved to these IRIs."""
    before, after = old.index(), new.index()
    try:
        was, now = before.preferred(), after.preferred()
        looked_at = sorted(was if only is None else set(only) & set(was))
        stay = [iri for iri in looked_at if iri in now]
        parents_then, parents_now = _parents(before), _parents(after)
        successors = Successors(after)
        return Comparison(
            old=old.manifest.version,
            new=new.manifest.version,
            gone=tuple(
                Gone(Link(iri, _label(was[iri])), _successors(iri, before, successors, now))
                for iri in looked_at
                if iri not in now
            ),
            added=tuple(Link(iri, _label(now[iri])) for iri in sorted(set(now) - set(was)) if only is None),
            renamed=tuple(
                Renamed(iri, language, was[iri][language], now[iri][language])
                for iri in stay
                for language in sorted(was[iri])
                if now[iri].get(language, was[iri][language]) != was[iri][language]
            ),
            moved=tuple(Link(iri, _label(now[iri])) for iri in stay if parents_then[iri] != parents_now[iri]),
        )
    finally:
        before.close()
        after.close()


def _label(labels: Mapping[str, str]) -> str:
    return labels.get("en") or labels[min(labels)]


def _parents(index: Index) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for concept, wider in index.rows(
        "SELECT a.iri, b.iri FROM broader JOIN concept a ON a.id = concept JOIN concept b ON b.id = wider"
    ):
        found[concept].add(wider)
    return found


def _successors(
    iri: str, before: Index, after: Successors, now: Mapping[str, Mapping[str, str]]
) -> tuple[Link, ...]:
    rows = before.rows(
        "SELECT kind, text FROM concept JOIN label ON label.concept = concept.id WHERE iri = ?"
        " ORDER BY rank, language != 'en', language, text",
        (iri,),
    )
    found = after.of(rows[0][0], [text for _, text in rows])
    return tuple(Link(each, _label(now[each])) for each in found if each in now)
