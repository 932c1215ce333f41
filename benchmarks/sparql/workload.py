"""Writes the queries: kinds of question about the register, drawn at random but the same for every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

import pyoxigraph as ox

from benchmarks.tables import WORDS
from nqfgraph.release import Release

PREFIXES = """PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@dataclass(frozen=True, slots=True)
class Subjects:
    """IRIs of a release that queries ask about."""

    qualifications: Sequence[str]
    levels: Sequence[str]
    fields: Sequence[str]
    broad_fields: Sequence[str]


Kind = Callable[[Subjects, Random], str]


def read_subjects(release: Release) -> Subjects:
    """Return the IRIs, sorted, from the release's store."""
    store = ox.Store.read_only(str(release.store_folder))
    return Subjects(
        qualifications=_column(store, "?x a elm:Qualification"),
        levels=_column(store, "?q elm:NQFLevel ?x"),
        fields=_column(store, "?q elm:ISCEDFCode ?x"),
        broad_fields=_column(
            store, "?q elm:ISCEDFCode/skos:broader+ ?x FILTER NOT EXISTS { ?x skos:broader ?y }"
        ),
    )


def _column(store: ox.Store, pattern: str) -> list[str]:
    rows = store.query(f"{PREFIXES}SELECT DISTINCT ?x {{ {pattern} }}", use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(row["x"].value for row in rows)


def _record(subjects: Subjects, random: Random) -> str:
    iri = random.choice(subjects.qualifications)
    return (
        f"CONSTRUCT {{ <{iri}> ?p ?o . ?o ?q ?v }} WHERE {{ <{iri}> ?p ?o"
        f" OPTIONAL {{ ?o ?q ?v FILTER(STRSTARTS(STR(?o), '{iri}#')) }} }}"
    )


def _list_page(subjects: Subjects, random: Random) -> str:
    return (
        f"{PREFIXES}SELECT ?q ?t WHERE {{ ?q elm:NQFLevel <{random.choice(subjects.levels)}> ;"
        f" elm:ISCEDFCode <{random.choice(subjects.fields)}> ; dct:title ?t FILTER(LANG(?t) = 'az') }}"
        f" ORDER BY ?t ?q LIMIT 20 OFFSET {random.randrange(0, 40, 20)}"
    )


def _similar(subjects: Subjects, random: Random) -> str:
    iri = random.choice(subjects.qualifications)
    return (
        f"{PREFIXES}SELECT ?q (COUNT(DISTINCT ?s) AS ?n) WHERE {{ <{iri}>"
        " elm:learningOutcome/elm:relatedESCOSkill ?s . ?outcome elm:relatedESCOSkill ?s ."
        f" ?q elm:learningOutcome ?outcome FILTER(?q != <{iri}>) }}"
        " GROUP BY ?q HAVING (COUNT(DISTINCT ?s) >= 2) ORDER BY DESC(?n) ?q LIMIT 10"
    )


def _is_there(subjects: Subjects, random: Random) -> str:
    return (
        f"{PREFIXES}ASK {{ ?q elm:NQFLevel <{random.choice(subjects.levels)}> ;"
        f" elm:ISCEDFCode <{random.choice(subjects.fields)}> ; elm:learningOutcome/elm:relatedESCOSkill ?s }}"
    )


def _path(subjects: Subjects, random: Random) -> str:
    return (
        f"{PREFIXES}SELECT (COUNT(DISTINCT ?q) AS ?n) WHERE {{"
        f" ?c skos:broader* <{random.choice(subjects.broad_fields)}> . ?q elm:ISCEDFCode ?c }}"
    )


def _by_level(subjects: Subjects, random: Random) -> str:
    return (
        f"{PREFIXES}SELECT ?l (COUNT(?q) AS ?n) WHERE {{ ?q a elm:Qualification ; elm:NQFLevel ?l }}"
        " GROUP BY ?l ORDER BY ?l"
    )


def _contains(subjects: Subjects, random: Random) -> str:
    return (
        f"{PREFIXES}SELECT ?q ?t WHERE {{ ?q a elm:Qualification ; dct:title ?t"
        f" FILTER(CONTAINS(LCASE(STR(?t)), '{random.choice(WORDS['en'])}')) }}"
    )


def _by_body(subjects: Subjects, random: Random) -> str:
    return (
        f"{PREFIXES}SELECT ?b (COUNT(DISTINCT ?q) AS ?n) WHERE {{"
        " ?q elm:awardingOpportunity/elm:awardingBody ?b } GROUP BY ?b ORDER BY DESC(?n) ?b"
    )


def _without(subjects: Subjects, random: Random) -> str:
    return (
        f"{PREFIXES}SELECT (COUNT(?q) AS ?n) WHERE {{ ?q a elm:Qualification ;"
        f" elm:NQFLevel <{random.choice(subjects.levels)}>"
        " FILTER NOT EXISTS { ?q elm:isPartialQualification true } }"
    )


def _facets(subjects: Subjects, random: Random) -> str:
    return (
        f"{PREFIXES}SELECT ?l ?f (COUNT(?q) AS ?n) WHERE {{ ?q a elm:Qualification ; elm:NQFLevel ?l ;"
        " elm:ISCEDFCode ?f } GROUP BY ?l ?f ORDER BY ?l ?f"
    )


def _fallback(subjects: Subjects, random: Random) -> str:
    titles = " ".join(
        f"OPTIONAL {{ ?q dct:title ?{each} FILTER(LANG(?{each}) = '{each}') }}" for each in ("ru", "en", "az")
    )
    return (
        f"{PREFIXES}SELECT ?q (COALESCE(?ru, ?en, ?az) AS ?t) WHERE {{"
        f" ?q elm:NQFLevel <{random.choice(subjects.levels)}> {titles} }} ORDER BY ?q LIMIT 50"
    )


LIGHT: Mapping[str, Kind] = MappingProxyType(
    {"record": _record, "list page": _list_page, "similar": _similar, "is there": _is_there, "path": _path}
)
"""Questions that pages and programs ask all day."""

HEAVY: Mapping[str, Kind] = MappingProxyType(
    {
        "count by level": _by_level,
        "text contains": _contains,
        "count by body": _by_body,
        "not exists": _without,
        "facets": _facets,
        "label fallback": _fallback,
    }
)
"""Aggregates and text filters, which look at the whole register."""

_OFTEN: Mapping[str, int] = MappingProxyType({"record": 6, "list page": 2})
"""How often a kind stands in its mix; the others once."""


def write_mix(kinds: Mapping[str, Kind], subjects: Subjects, count: int, seed: str) -> list[str]:
    """Return at least ``count`` queries in random order, every kind as often as its mix says."""
    random = Random(seed)
    share = sum(_OFTEN.get(name, 1) for name in kinds)
    queries = [
        kind(subjects, random)
        for _ in range(-(-count // share))
        for name, kind in kinds.items()
        for _ in range(_OFTEN.get(name, 1))
    ]
    random.shuffle(queries)
    return queries


def write_sample(kinds: Mapping[str, Kind], subjects: Subjects, each: int) -> dict[str, list[str]]:
    """Return ``each`` queries of every kind, to compare answers by."""
    random = Random("sample")
    return {name: [kind(subjects, random) for _ in range(each)] for name, kind in kinds.items()}


TABLE = (
    f"{PREFIXES}SELECT ?q ?t ?l WHERE {{ ?q a elm:Qualification ; elm:NQFLevel ?l ; dct:title ?t"
    " FILTER(LANG(?t) = 'az') } LIMIT 10000"
)
"""A long answer: 10,000 rows of three columns."""

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
"""Takes longer than anybody waits, and hardly any memory."""

HUNGRY = "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?b ?d WHERE { ?a ?p ?b . ?c ?q ?d } }"
"""Takes more and more memory as long as it runs."""
