"""What a harvester would find wrong with a release that its shapes let through."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox

from nqfgraph.release.folder import Release
from nqfgraph.store import Results, open_store

_PLACEHOLDER = re.compile(r"(^|\.)(example|test|invalid|localhost|example\.(com|org|net))$")
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know before a release is handed to others: a stable code, what was found, what to do."""

    code: str
    message: str
    remedy: str


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
        yield Remark(
            "placeholder-base",
            f"The identifiers begin with {register.base}, which is a placeholder that nobody can look up.",
            "Set `base` in register.toml to an address that the register's keeper controls for good.",
        )
    elif urlsplit(register.base).scheme != "https":
        yield Remark(
            "insecure-base", f"The identifiers begin with {register.base}.", "Use an address with https."
        )
    if not register.contact:
        yield Remark(
            "no-contact",
            "The register names no contact.",
            "Set `contact` in register.toml; catalogues show it.",
        )


def _levels(counts: Counts, mapped: Mapping[str, str]) -> Iterator[Remark]:
    missing = counts.get("descriptor-missing", {})
    if missing:
        yield Remark(
            "descriptors-not-loaded",
            f"{sum(missing.values())} level descriptors are known to exist but are not loaded"
            f" (levels {', '.join(sorted(missing))}).",
            "Add their texts to the table of level descriptors.",
        )
    without = counts.get("level-without-descriptors", {})
    if without:
        yield Remark(
            "levels-without-descriptors",
            f"Levels without any descriptor: {', '.join(sorted(without))}.",
            "Add them to the table of level descriptors.",
        )
    outside = counts.get("level-not-in-qdr", {}).keys() - mapped.keys()
    if outside:
        yield Remark(
            "levels-not-in-qdr",
            f"{len(outside)} levels are not in the EU's list of national levels"
            " (http://data.europa.eu/snb/qdr/25831c2), so the XML route of the QDR refuses them.",
            "Ask the EQF Advisory Group's secretariat for an entry once the framework is referenced,"
            " and write it under [qdr.levels] in register.toml.",
        )
    unreferenced = sum(counts.get("level-not-referenced", {}).values())
    if unreferenced:
        yield Remark(
            "levels-not-referenced",
            f"{unreferenced} statements relate a level to another framework that has not confirmed it;"
            " the EQF levels of qualifications are indicative.",
            "Change the status of the statements when the framework has been referenced or self-certified.",
        )


def _contents(counts: Counts) -> Iterator[Remark]:
    records, outcomes = counts.get("record", {}), counts.get("outcomes", {})
    for code, found, of in (("content", records, "content"), ("outcomes", outcomes, "learning outcomes")):
        total = sum(found.values())
        for content in ("illustrative", "generic"):
            share = found.get(content, 0)
            if share:
                yield Remark(
                    f"{content}-{code}",
                    f"{share:,} of {total:,} qualifications ({share / total:.0%}) have {content} {of}.",
                    "Replace it by what the awarding bodies publish, and mark it official.",
                )
    without = sum(counts.get("without-outcomes", {}).values())
    if without:
        yield Remark(
            "no-outcomes",
            f"{without:,} qualifications have no learning outcome.",
            "Add some: the QDR asks for at least one.",
        )
