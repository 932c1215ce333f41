"""The data services that a catalogue may list: what each is called, where it is, and what it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from nqfgraph.exports.catalogue_texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A data service."""

    name: str
    """Its part of the catalogue's IRI."""
    path: str
    """Where it is, below the base."""
    described: str
    """Where it tells of itself, below the base."""
    protocol: str
    """IRI of the standard that it follows; ``ontology/catalogue.ttl`` has its name."""
    file_type: str | None
    """Name in the EU's list of file types of what it answers, where that is one thing."""
    media_type: str
    """What it answers most, in IANA's list."""
    title: Texts
    description: Texts


def _texts(az: str, en: str, ru: str) -> Texts:
    return MappingProxyType({"az": az, "en": en, "ru": ru})


SPARQL = Service(
    name="sparql",
    path="sparql",
    described="sparql",
    protocol="http://www.w3.org/TR/sparql11-protocol/",
    file_type=None,
    media_type="application/sparql-results+json",
    title=_texts(
        "%(title)s: SPARQL sorğuları", "%(title)s: SPARQL endpoint", "%(title)s: точка доступа SPARQL"
    ),
    description=_texts(
        "SPARQL 1.1 sorğularına cari buraxılışdan cavab verir.",
        "Answers SPARQL 1.1 queries from the current release.",
        "Отвечает на запросы SPARQL 1.1 по текущему выпуску.",
    ),
)
LDES = Service(
    name="ldes",
    path="feeds/ldes",
    described="feeds/ldes",
    protocol="https://w3id.org/ldes/specification",
    file_type="RDF_TRIG",
    media_type="application/trig",
    title=_texts(
        "%(title)s: dəyişikliklər axını (LDES)",
        "%(title)s: stream of changes (LDES)",
        "%(title)s: поток изменений (LDES)",
    ),
    description=_texts(
        "Bütün versiyalar zaman ardıcıllığı ilə: əvvəlcə tam surət, sonra yalnız dəyişikliklər üçün.",
        "All versions in the order of time: to copy everything once and then take only what changed.",
        "Все версии по порядку времени: чтобы один раз скопировать всё, а затем получать только изменения.",
    ),
)
OAI = Service(
    name="oai",
    path="oai",
    described="oai?verb=Identify",
    protocol="http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm",
    file_type="XML",
    media_type="text/xml",
    title=_texts("%(title)s: OAI-PMH", "%(title)s: OAI-PMH", "%(title)s: OAI-PMH"),
    description=_texts(
        "Kvalifikasiyaları OAI-PMH 2.0 protokolu ilə, silinmələrlə birlikdə verir.",
        "Gives the qualifications by the protocol OAI-PMH 2.0, deletions included.",
        "Отдаёт квалификации по протоколу OAI-PMH 2.0, включая удаления.",
    ),
)
SERVICES = (SPARQL, LDES, OAI)
"""All services; a server lists those that it has."""
