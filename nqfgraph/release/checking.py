"""What a harvester would find wrong with a release that its shapes let through."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox

from nqfgraph.release.folder import Release
from nqfgraph.store import Results, open_store

_PLACEHOLDER = re.compile(r"(^|\.)(example|test|invalid|localhost|example\.(com|org|net))$")
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know before a release is handed to others: a stable code, and values for its texts.

    The texts, in three languages, stand in `nqfgraph.rehearsal.texts`.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def check_release(release: Release) -> tuple[Remark, ...]:
    """Return the remarks on a release; StoreUnavailable if its store cannot be opened."""
    register = release.manifest.register
    store = open_store(str(release.store_folder), read_only=True)
    try:
        counts = _counts(
            store.query((Path(__file__).resolve().parent / "check.rq").read_text(encoding="utf-8"))
        )
    finally:
        store.close()
    return tuple((*_identity(release), *_levels(counts, register.qdr_levels), *_contents(counts)))


def _counts(solutions: Results) -> Counts:
    assert isinstance(solutions, ox.QuerySolutions)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for remark, about, count in solutions:
        counts[remark.value][about.value] = int(count.value)
    return counts


def _identity(release: Release) -> Iterator[Remark]:
    register = release.manifest.register
    host = urlsplit(register.base).hostname or ""
    if _PLACEHOLDER.search(host):
        yield Remark("placeholder-base", {"base": register.base})
    elif urlsplit(register.base).scheme != "https":
        yield Remark("insecure-base", {"base": register.base})
    if not register.contact:
        yield Remark("no-contact")
    if not register.licence:
        yield Remark("no-licence")


def _levels(counts: Counts, mapped: Mapping[str, str]) -> Iterator[Remark]:
    missing = counts.get("descriptor-missing", {})
    if missing:
        values = {"count": f"{sum(missing.values()):,}", "levels": ", ".join(sorted(missing))}
        yield Remark("descriptors-not-loaded", values)
    without = counts.get("level-without-descriptors", {})
    if without:
        yield Remark("levels-without-descriptors", {"levels": ", ".join(sorted(without))})
    outside = counts.get("level-not-in-qdr", {}).keys() - mapped.keys()
    if outside:
        yield Remark(
            "levels-not-in-qdr", {"count": f"{len(outside):,}", "levels": ", ".join(sorted(outside))}
        )
    unreferenced = sum(counts.get("level-not-referenced", {}).values())
    if unreferenced:
        yield Remark("levels-not-referenced", {"count": f"{unreferenced:,}"})


def _contents(counts: Counts) -> Iterator[Remark]:
    records, outcomes = counts.get("record", {}), counts.get("outcomes", {})
    for code, found in (("content", records), ("outcomes", outcomes)):
        total = sum(found.values())
        for content in ("illustrative", "generic"):
            share = found.get(content, 0)
            if share:
                values = {"count": f"{share:,}", "total": f"{total:,}", "share": f"{share / total:.0%}"}
                yield Remark(f"{content}-{code}", values)
    without = sum(counts.get("without-outcomes", {}).values())
    if without:
        yield Remark("no-outcomes", {"count": f"{without:,}"})
