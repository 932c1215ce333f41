"""Copies the served release over its feeds and compares the copies with its dump."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nqfgraph.exports import dump_quads
from nqfgraph.rehearsal import ldes, oai
from nqfgraph.rehearsal.asking import Asker
from nqfgraph.rehearsal.findings import Finding, Note, Part, Result
from nqfgraph.rehearsal.holdings import Comparison, Holding, compare
from nqfgraph.rehearsal.ldes import FeedBroken
from nqfgraph.release import Release

SHOWN = 3
"""How many things of one kind are named."""


def check_feeds(ask: Asker, release: Release) -> Iterator[Result]:
    """Yield how the copies over LDES and OAI-PMH differ from the dump of the release that ``ask`` serves."""
    original = Holding()
    original.add(dump_quads(release.dump))
    yield from _check_stream(ask, original)
    yield from _check_repository(ask, original)


def _check_stream(ask: Asker, original: Holding) -> Iterator[Result]:
    entry = f"{ask.base}feeds/ldes"
    if ask.get(entry, ldes.ACCEPT).status == 404:
        yield Finding(Part.LDES, "feed-absent", values={"feed": "LDES", "address": entry})
        return
    try:
        replica = ldes.replicate(ask, entry)
    except FeedBroken as error:
        yield Finding(Part.LDES, "feed-broken", values={"feed": "LDES", "problem": str(error)})
        return
    found = compare(original.things(), replica.holding.things())
    yield from _differences(Part.LDES, "LDES", found)
    values = {
        "members": f"{replica.members:,}",
        "pages": f"{replica.pages:,}",
        "things": f"{found.compared:,}",
    }
    yield Note(Part.LDES, "ldes-followed", values)


def _check_repository(ask: Asker, original: Holding) -> Iterator[Result]:
    entry = f"{ask.base}oai"
    if ask.get(f"{entry}?verb=Identify", "text/xml").status == 404:
        yield Finding(Part.OAI, "feed-absent", values={"feed": "OAI-PMH", "address": entry})
        return
    try:
        repository = oai.harvest(ask, entry)
    except FeedBroken as error:
        yield Finding(Part.OAI, "feed-broken", values={"feed": "OAI-PMH", "problem": str(error)})
        return
    things = original.things()
    begin = f"{ask.base}id/qualification/"
    expected = [each for each in things if each.startswith(begin)]
    there: dict[str, int] = {}
    for described in repository.records.values():
        there.update(described)
    if not there:
        yield from _count(len(expected), len(repository.records))
    else:
        partial = {each: things[each] for each in things if each in there or each.startswith(begin)}
        yield from _differences(Part.OAI, "OAI-PMH", compare(partial, there))
    values = {
        "records": f"{len(repository.records):,}",
        "deleted": f"{len(repository.deleted):,}",
        "pages": f"{repository.pages:,}",
        "prefix": repository.prefix,
    }
    yield Note(Part.OAI, "oai-harvested", values)


def _count(expected: int, found: int) -> Iterator[Finding]:
    if found < expected:
        values = {"feed": "OAI-PMH", "count": f"{expected - found:,}", "things": ""}
        yield Finding(Part.OAI, "feed-loses", values=values)


def _differences(part: Part, feed: str, found: Comparison) -> Iterator[Finding]:
    for code, things in (
        ("feed-loses", found.lost),
        ("feed-keeps", found.surplus),
        ("feed-differs", found.different),
    ):
        if things:
            values = {"feed": feed, "count": f"{len(things):,}", "things": _named(things)}
            yield Finding(part, code, values=values)


def _named(things: Sequence[str]) -> str:
    return ", ".join(things[:SHOWN]) + (" …" if len(things) > SHOWN else "")
