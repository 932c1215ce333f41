"""Harvests an OAI-PMH 2.0 repository from Identify to the last resumption token, as an aggregator does.

Written from the protocol and independent of what serves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree import ElementTree

import pyoxigraph as ox

from nqfgraph.rehearsal.asking import Asker
from nqfgraph.rehearsal.holdings import Holding
from nqfgraph.rehearsal.ldes import FeedBroken

OAI = "{http://www.openarchives.org/OAI/2.0/}"
RDF_ROOT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
MOST_PAGES = 100_000


@dataclass(slots=True)
class Repository:
    """What an aggregator has after it has harvested a repository."""

    prefix: str = ""
    """The format that was harvested."""
    records: dict[str, Mapping[str, int]] = field(default_factory=dict)
    """Identifier of an item to the things that its record describes, with their digests (`Holding`); nothing
    of formats that are not RDF/XML."""
    deleted: set[str] = field(default_factory=set)
    pages: int = 0


def harvest(ask: Asker, entry: str) -> Repository:
    """Harvest all records in the RDF format of the repository, or in Dublin Core where it has none.

    Raises FeedBroken if an answer is missing, is not OAI-PMH, or says an error.
    """
    _ask(ask, entry, verb="Identify")
    formats = _ask(ask, entry, verb="ListMetadataFormats")
    prefixes = [each.text or "" for each in formats.iter(f"{OAI}metadataPrefix")]
    if "oai_dc" not in prefixes:
        raise FeedBroken("The repository does not have oai_dc, which the protocol demands.")
    found = Repository(prefix=next((each for each in prefixes if each != "oai_dc"), "oai_dc"))
    asked: dict[str, str] = {"metadataPrefix": found.prefix}
    tokens: set[str] = set()
    while asked:
        page = _ask(ask, entry, verb="ListRecords", **asked)
        found.pages += 1
        for record in page.iter(f"{OAI}record"):
            _take(record, found)
        token = page.findtext(f".//{OAI}resumptionToken", "").strip()
        if token in tokens or found.pages >= MOST_PAGES:
            raise FeedBroken(f"The list does not end: the token {token[:80]} comes again.")
        tokens.add(token)
        asked = {"resumptionToken": token} if token else {}
    return found


def _ask(ask: Asker, entry: str, **arguments: str) -> ElementTree.Element:
    address = f"{entry}?{urlencode(arguments)}"
    answer = ask.get(address, "text/xml")
    if answer.status != 200:
        raise FeedBroken(f"{address} answers {answer.status}.")
    try:
        if b"<!DOCTYPE" in answer.body[:4096]:
            raise FeedBroken(f"{address} has a document type, which is not read.")
        root = ElementTree.fromstring(answer.body)
    except ElementTree.ParseError as error:
        raise FeedBroken(f"{address} is not XML: {error}.") from error
    if root.tag != f"{OAI}OAI-PMH":
        raise FeedBroken(f"{address} is not an answer of OAI-PMH 2.0.")
    said = root.find(f"{OAI}error")
    if said is not None and said.get("code") != "noRecordsMatch":
        raise FeedBroken(f"{address} says {said.get('code')}: {said.text or ''}")
    return root


def _take(record: ElementTree.Element, found: Repository) -> None:
    header = record.find(f"{OAI}header")
    if header is None or not (header.findtext(f"{OAI}identifier") or "").strip():
        raise FeedBroken("A record has no identifier.")
    identifier = (header.findtext(f"{OAI}identifier") or "").strip()
    if header.get("status") == "deleted":
        found.deleted.add(identifier)
        found.records.pop(identifier, None)
        return
    found.deleted.discard(identifier)
    metadata = record.find(f"{OAI}metadata")
    if metadata is None or not len(metadata):
        raise FeedBroken(f"The record {identifier} has no metadata.")
    described = Holding()
    described.add(set(_triples(metadata[0], identifier)))
    found.records[identifier] = described.things()


def _triples(element: ElementTree.Element, identifier: str) -> Iterator[ox.Triple]:
    if element.tag != RDF_ROOT:
        return
    try:
        for each in ox.parse(ElementTree.tostring(element), format=ox.RdfFormat.RDF_XML):
            yield each.triple
    except SyntaxError as error:
        raise FeedBroken(f"The RDF of {identifier} cannot be read: {error}.") from error
