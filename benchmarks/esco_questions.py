"""Times every example query about skills over a whole ESCO and a register of any size.

    python -m benchmarks.esco_questions HOME [--version V ...] [--size N]

HOME is one that `nqfgraph vocab import esco` has filled. The register is made here: N qualifications with
titles in two languages, one detailed field of ISCED-F, a level, and four outcomes with one or two skills of
the version. Those of a field draw from a few occupations, so that there are qualifications that share skills.
The same N and version give the same register. Each query is asked of a store on the disk that is opened anew;
the figure is the slowest of three.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pyoxigraph as ox

from benchmarks.tables import ISCED_F
from nqfgraph.queries.examples import Example, read_examples
from nqfgraph.vocab import DCTERMS, ELM, ESCO, RDF, SKOS
from nqfgraph.vocabularies import Kept, Vocabularies

BASE = "https://register.example/"
ROUNDS = 3
_OUTCOMES = 4
_FEWEST = 3
"""Essential skills that an occupation has at least, to be one that qualifications prepare for."""
_OCCUPATIONS = 12
"""Occupations that the qualifications of a field prepare for."""


def register(kept: Kept, size: int) -> Iterator[ox.Triple]:
    """Yield the statements of a made register, as far as questions about skills read them."""
    chance = Random(size)
    needed = _needed(kept)
    occupations = sorted(needed)
    trained = {field: chance.sample(occupations, min(_OCCUPATIONS, len(occupations))) for field in ISCED_F}
    for field in ISCED_F:
        node = _field(field)
        yield ox.Triple(node, RDF.type, SKOS.Concept)
        yield ox.Triple(node, SKOS.notation, ox.Literal(field))
        yield ox.Triple(node, SKOS.prefLabel, ox.Literal(f"Field {field}", language="en"))
    for number in range(size):
        field = chance.choice(ISCED_F)
        skills = needed[chance.choice(trained[field])]
        yield from _qualification(number, field, [chance.choice(skills) for _ in range(_OUTCOMES * 2)])


def questions() -> tuple[Example, ...]:
    """Return the example queries about skills."""
    return tuple(each for each in read_examples(BASE) if each.group == "skills")


def seconds(store: ox.Store, query: str) -> tuple[float, int]:
    """Return how long a query took at most in three rounds, and how many rows it has."""
    slowest, rows = 0.0, 0
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = store.query(query, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        rows = sum(1 for _ in answer)
        slowest = max(slowest, time.perf_counter() - begun)
    return slowest, rows


def measure(kept: Kept, size: int) -> list[tuple[str, float, int]]:
    """Return name, seconds and rows of every question over a version of ESCO."""
    with tempfile.TemporaryDirectory() as folder:
        writing = ox.Store(folder)
        for name, triples in (("vocabulary", kept.triples()), ("register", register(kept, size))):
            graph = ox.NamedNode(f"{BASE}graph/{name}")
            writing.bulk_extend(ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples)
        writing.flush()
        del writing
        store = ox.Store.read_only(folder)
        return [(each.name, *seconds(store, each.query)) for each in questions()]


def _needed(kept: Kept) -> dict[str, list[str]]:
    """Return the essential skills of each occupation that has enough of them."""
    needed: dict[str, list[str]] = {}
    for each in kept.triples():
        if each.predicate == ESCO.relatedEssentialSkill and "/occupation/" in str(each.subject):
            assert isinstance(each.subject, ox.NamedNode)
            assert isinstance(each.object, ox.NamedNode)
            needed.setdefault(each.subject.value, []).append(each.object.value)
    return {iri: sorted(skills) for iri, skills in needed.items() if len(skills) >= _FEWEST}


def _qualification(number: int, field: str, skills: Sequence[str]) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{BASE}id/qualification/{number}")
    yield ox.Triple(node, RDF.type, ELM.Qualification)
    for language in ("az", "en"):
        yield ox.Triple(node, DCTERMS.title, ox.Literal(f"Qualification {number}", language=language))
    yield ox.Triple(node, ELM.NQFLevel, ox.NamedNode(f"{BASE}id/level/{1 + number % 8}"))
    yield ox.Triple(node, ELM.ISCEDFCode, _field(field))
    for place in range(_OUTCOMES):
        outcome = ox.NamedNode(f"{BASE}id/learning-outcome/{number}/{place}")
        yield ox.Triple(node, ELM.learningOutcome, outcome)
        yield ox.Triple(outcome, RDF.type, ELM.LearningOutcome)
        for skill in skills[place * 2 : place * 2 + 1 + place % 2]:
            yield ox.Triple(outcome, ELM.relatedESCOSkill, ox.NamedNode(skill))


def _field(code: str) -> ox.NamedNode:
    return ox.NamedNode(f"http://data.europa.eu/snb/isced-f/{code}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table of the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.esco_questions")
    parser.add_argument("home", type=Path)
    parser.add_argument("--version", action="append")
    parser.add_argument("--size", type=int, default=10_000)
    asked = parser.parse_args(arguments)
    kept = Vocabularies(asked.home)
    versions = asked.version or [each.manifest.version for each in kept.all() if each.manifest.name == "esco"]
    print("| question | ESCO | rows | seconds |\n|---|---|---|---|")
    for version in versions:
        for name, taken, rows in measure(kept.get("esco", version), asked.size):
            print(f"| `{name}` | {version} | {rows} | {taken:.2f} |", flush=True)


if __name__ == "__main__":
    main()
