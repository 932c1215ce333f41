"""How well the register is found and understood by programs that know nothing of it.

Short checks of our own for the metrics of FAIRsFAIR 0.8, which F-UJI measures, in what they can see from
outside; the identifiers are those of the metrics. A2-01M is left out: it asks an authority for identifiers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import pyoxigraph as ox

from nqfgraph.exports import dump_quads
from nqfgraph.rehearsal.asking import Answer, Asker
from nqfgraph.rehearsal.catalogue import read_catalogue
from nqfgraph.rehearsal.findings import Finding, Note, Part, Result, Weight
from nqfgraph.release import Release
from nqfgraph.vocab import DCAT, DCTERMS, ELM, FOAF, RDF, SKOS

_PERSISTENT = re.compile(
    r"https?://(w3id\.org|purl\.org|purl\.archive\.org|(dx\.)?doi\.org|hdl\.handle\.net|n2t\.net|data\.europa\.eu)/"
)
_JSON_LD = re.compile(
    r'<script[^>]*type="application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL | re.IGNORECASE
)
_META = re.compile(r'<meta[^>]*name="DC(TERMS)?\.[a-z]', re.IGNORECASE)
_OPEN = (
    "n-quads",
    "turtle",
    "ld+json",
    "rdf+xml",
    "trig",
    "csv",
    "n-triples",
    "json",
    "xml",
    "parquet",
    "gzip",
    "zip",
)
_RELATIONS = ("cite-as", "describedby", "license", "type")
"""Link relations that Signposting asks of a landing page."""


class _Seen:
    """What a visitor sees: the landing page, the catalogue, and one qualification."""

    def __init__(self, ask: Asker, release: Release) -> None:
        self.ask = ask
        self.base = ask.base
        self.triples = read_catalogue(ask) or []
        self._release = release

    @cached_property
    def landing(self) -> Answer:
        return self.ask.get("", "text/html")

    @cached_property
    def page(self) -> Answer | None:
        return self.ask.get(self.qualification, "text/html") if self.qualification else None

    @cached_property
    def qualification(self) -> str:
        for each in dump_quads(self._release.dump):
            if each.predicate == RDF.type and each.object == ELM.Qualification:
                return str(each.subject).strip("<>")
        return ""

    @cached_property
    def dataset(self) -> ox.NamedNode:
        return ox.NamedNode(f"{self.base}catalogue#dataset")

    @cached_property
    def files(self) -> list[object]:
        return self.values(self.dataset, DCAT.distribution)

    def values(self, node: object, *predicates: ox.NamedNode) -> list[object]:
        return [each.object for each in self.triples if each.subject == node and each.predicate in predicates]

    def embedded(self) -> bool:
        """Say whether the landing page or that of a qualification holds JSON-LD that is JSON."""
        for answer in filter(None, (self.landing, self.page)):
            for block in _JSON_LD.findall(answer.body.decode("utf-8", "replace")):
                try:
                    json.loads(block)
                except ValueError:
                    continue
                return True
        return False


def _unique(seen: _Seen) -> bool:
    return urlsplit(seen.base).scheme in ("http", "https") and bool(
        seen.values(seen.dataset, DCTERMS.identifier)
    )


def _persistent(seen: _Seen) -> bool:
    names = [
        seen.base,
        *(str(getattr(each, "value", "")) for each in seen.values(seen.dataset, DCTERMS.identifier)),
    ]
    return any(_PERSISTENT.match(each) for each in names)


def _core(seen: _Seen) -> bool:
    wanted = (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.identifier, DCAT.keyword)
    dated = seen.values(seen.dataset, DCTERMS.issued, DCTERMS.modified)
    return bool(dated) and all(seen.values(seen.dataset, each) for each in wanted)


def _download(seen: _Seen) -> bool:
    return any(seen.values(each, DCAT.downloadURL) for each in seen.files)


def _searchable(seen: _Seen) -> bool:
    return seen.embedded() or bool(_META.search(seen.landing.body.decode("utf-8", "replace")))


def _access(seen: _Seen) -> bool:
    return bool(seen.values(seen.dataset, DCTERMS.accessRights, DCTERMS.rights))


def _retrievable(seen: _Seen) -> bool:
    addresses = [value for each in seen.files for value in seen.values(each, DCAT.downloadURL)]
    named = [str(getattr(each, "value", "")) for each in addresses][:5]
    return all(
        seen.ask.get(each).status == 200
        for each in (f"{seen.base}catalogue", *named)
        if seen.ask.covers(each)
    )


def _protocol(seen: _Seen) -> bool:
    return urlsplit(seen.base).scheme == "https"


def _authentication(seen: _Seen) -> bool:
    """Say whether metadata and data come by HTTP, which can ask who is reading (RFC 9110, § 11)."""
    addresses = [value for each in seen.files for value in seen.values(each, DCAT.downloadURL)]
    named = [seen.base, *(str(getattr(each, "value", "")) for each in addresses)]
    return all(urlsplit(each).scheme in ("http", "https") for each in named)


def _formal(seen: _Seen) -> bool:
    if not seen.qualification:
        return False
    answer = seen.ask.get(seen.qualification, "text/turtle")
    if answer.status != 200:
        return False
    try:
        return any(True for _ in ox.parse(answer.body, format=ox.RdfFormat.TURTLE, base_iri=answer.iri))
    except SyntaxError:
        return False


def _vocabularies(seen: _Seen) -> bool:
    used = {each.predicate.value for each in seen.triples}
    return all(any(name.startswith(each.iri) for name in used) for each in (DCAT, DCTERMS, FOAF, SKOS))


def _related(seen: _Seen) -> bool:
    return bool(seen.values(seen.dataset, DCAT.hasVersion, DCTERMS.isPartOf, DCTERMS.conformsTo, FOAF.page))


def _content(seen: _Seen) -> bool:
    sizes = [
        each for each in seen.files if seen.values(each, DCAT.byteSize) and seen.values(each, DCAT.mediaType)
    ]
    return bool(sizes) and bool(seen.values(seen.dataset, RDF.type))


def _licence(seen: _Seen) -> bool:
    return bool(seen.values(seen.dataset, DCTERMS.license))


def _provenance(seen: _Seen) -> bool:
    return bool(seen.values(seen.dataset, DCTERMS.provenance)) and bool(
        seen.values(seen.dataset, DCTERMS.publisher, DCTERMS.creator)
    )


def _community(seen: _Seen) -> bool:
    return any("model/elm" in str(each) for each in seen.values(seen.dataset, DCTERMS.conformsTo))


def _format(seen: _Seen) -> bool:
    types = [str(value) for each in seen.files for value in seen.values(each, DCAT.mediaType)]
    return any(name in each for each in types for name in _OPEN)


def _signposts(seen: _Seen) -> bool:
    answer = seen.page or seen.landing
    link = answer.headers.get("link", "")
    return all(re.search(rf'rel="?[^",;]*\b{each}\b', link) for each in _RELATIONS)


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with the check that stands for it here."""

    name: str
    passes: Callable[[_Seen], bool]

    @property
    def code(self) -> str:
        """Return the code of the finding where it fails."""
        return f"fair-{self.name}"


METRICS: Sequence[Metric] = (
    Metric("F1-01MD", _unique),
    Metric("F1-02MD", _persistent),
    Metric("F2-01M", _core),
    Metric("F3-01M", _download),
    Metric("F4-01M", _searchable),
    Metric("A1-01M", _access),
    Metric("A1-02MD", _retrievable),
    Metric("A1.1-01MD", _protocol),
    Metric("A1.2-01MD", _authentication),
    Metric("I1-01M", _formal),
    Metric("I2-01M", _vocabularies),
    Metric("I3-01M", _related),
    Metric("R1-01M", _content),
    Metric("R1.1-01M", _licence),
    Metric("R1.2-01M", _provenance),
    Metric("R1.3-01M", _community),
    Metric("R1.3-02D", _format),
    Metric("signposting", _signposts),
)
"""In the order of the letters of FAIR; Signposting is no metric, but what F-UJI finds the others by."""


def check_findability(ask: Asker, release: Release) -> Iterator[Result]:
    """Yield the metrics that fail, and a note with those that pass."""
    seen = _Seen(ask, release)
    passed = []
    for metric in METRICS:
        if metric.passes(seen):
            passed.append(metric.name)
        else:
            yield Finding(Part.FAIR, metric.code, Weight.ADVICE, {"metric": metric.name})
    values = {"passed": str(len(passed)), "of": str(len(METRICS)), "names": ", ".join(passed)}
    yield Note(Part.FAIR, "fair-passed", values)
