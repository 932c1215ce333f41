"""What the search projection takes from the sorted lines of a dump, gathered in one pass.

Nearly all of a release are qualifications, their records and their outcomes. Of these only what is listed,
counted or searched is kept. All else is little, however large the register: it goes into a store in memory,
which is asked with queries. Specialties and learning opportunities are many too, and nothing is searched in
them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from sys import intern

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.search.words import fold
from nqfgraph.vocab import ADMS, DCTERMS, ELM, FOAF, NQF, RDF, SKOS

_READ = ("qualification", "record", "learning-outcome")
_LEFT_OUT = ("specialty", "learning-opportunity")
_BATCH = 50_000
"""Lines given to the store at a time."""

Text = tuple[str, str]
"""A text and its language tag, ``und`` where it has none."""
_Said = Mapping[bytes, Sequence[bytes]]
"""What is said of a subject: the rest of each line behind the predicate, by the predicate."""


def _key(node: ox.NamedNode) -> bytes:
    return str(node).encode()


_TYPE, _TITLE, _OTHER_NAME = _key(RDF.type), _key(DCTERMS.title), _key(SKOS.altLabel)
_OUTCOME, _SKILL, _NOTATION = _key(ELM.learningOutcome), _key(ELM.relatedESCOSkill), _key(SKOS.notation)
_TOPIC, _SUCCESSOR = _key(FOAF.primaryTopic), _key(NQF.successor)
_FIELD, _LANGUAGE, _IDENTIFIER = _key(ELM.ISCEDFCode), _key(DCTERMS.language), _key(ADMS.identifier)
_COUNTED = {
    "description": _key(DCTERMS.description),
    "field": _FIELD,
    "credits": _key(ELM.creditPoint),
    "duration": _key(ELM.volumeOfLearning),
    "entry": _key(ELM.entryRequirement),
    "outcomes": _OUTCOME,
    "awarding-body": _key(ELM.awardingOpportunity),
    "homepage": _key(FOAF.homepage),
    "language": _LANGUAGE,
}
"""In what respects qualifications are counted, and the property that each has then."""


@dataclass(slots=True)
class Qualification:
    """What is said of a qualification itself; of everything else the IRIs."""

    titles: list[Text]
    other_names: list[Text]
    identifiers: list[str]
    fields: list[str]
    languages: list[str]
    outcomes: list[str]


@dataclass(slots=True)
class Record:
    """What the register says of a qualification: IRIs, empty where it says nothing."""

    level: str
    award_type: str
    status: str
    content: str
    successor: str


@dataclass(slots=True)
class Gathered:
    """What one pass has found."""

    store: ox.Store = field(default_factory=ox.Store)
    """Everything but what is told of qualifications, records and outcomes."""
    qualifications: dict[str, Qualification] = field(default_factory=dict)
    """By IRI, as the following."""
    records: dict[str, Record] = field(default_factory=dict)
    """By the IRI of the qualification."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """The titles of an outcome, folded, in all languages."""
    skills: dict[str, list[str]] = field(default_factory=dict)
    """The skills that an outcome is linked to."""
    identifiers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Notation and edition of the scheme."""
    counts: Counter[str] = field(default_factory=Counter)
    """The qualifications that say something, by what it is."""


def gather(lines: Iterable[bytes], iris: Iris) -> Gathered:
    """Return what the projection needs of the lines of a dump, which are sorted."""
    found = Gathered()
    waiting: list[bytes] = []
    read, left_out = _starts(iris, _READ), _starts(iris, _LEFT_OUT)
    for subject, said in groupby(lines, key=_subject):
        if subject.startswith(read):
            _take(found, subject[1:-1].decode(), _by_predicate(said))
        elif not subject.startswith(left_out):
            waiting += said
            if len(waiting) > _BATCH:
                _load(found.store, waiting)
    _load(found.store, waiting)
    return found


def _starts(iris: Iris, kinds: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(f"<{iris.things()}{kind}/".encode() for kind in kinds)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


def _by_predicate(lines: Iterable[bytes]) -> _Said:
    said: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for line in lines:
        _, predicate, rest = line.split(b" ", 2)
        said[predicate].append(rest)
    return said


def _load(store: ox.Store, lines: list[bytes]) -> None:
    store.load(b"".join(lines), format=ox.RdfFormat.N_QUADS)
    lines.clear()


def _take(found: Gathered, iri: str, said: _Said) -> None:
    classes = _iris(said, _TYPE)
    if ELM.Qualification.value in classes:
        _take_qualification(found, iri, said)
    elif _TOPIC in said:
        _take_record(found, said)
    elif _NOTATION in said:
        notation, edition = (_first_text(said, _NOTATION), _first_text(said, _key(ELM.schemeVersion)))
        found.identifiers[iri] = (notation, edition)
    if ELM.LearningOutcome.value in classes:
        found.outcomes[iri] = " ".join(fold(text) for text, _ in _texts(said, _TITLE))
    if _SKILL in said:
        found.skills[iri] = _iris(said, _SKILL)


def _take_qualification(found: Gathered, iri: str, said: _Said) -> None:
    found.qualifications[iri] = Qualification(
        titles=list(_texts(said, _TITLE)),
        other_names=list(_texts(said, _OTHER_NAME)),
        identifiers=_iris(said, _IDENTIFIER),
        fields=_iris(said, _FIELD),
        languages=_iris(said, _LANGUAGE),
        outcomes=_iris(said, _OUTCOME),
    )
    found.counts.update(name for name, predicate in _COUNTED.items() if predicate in said)


def _take_record(found: Gathered, said: _Said) -> None:
    level, award_type, status, content, successor = (
        min(_iris(said, each), default="") for each in (*_PLACED, _SUCCESSOR)
    )
    # What is on no level, or nobody vouches for, is not listed.
    if level and status and content:
        record = Record(level, award_type, status, content, successor)
        found.records.update(dict.fromkeys(_iris(said, _TOPIC), record))


_PLACED = tuple(map(_key, (NQF.level, NQF.awardType, NQF.recordStatus, NQF.content)))


def _iris(said: _Said, predicate: bytes) -> list[str]:
    """Return the values of a property that are IRIs; those that many share are held once."""
    rests = said.get(predicate, ())
    return [intern(rest[1 : rest.index(b">")].decode()) for rest in rests if rest.startswith(b"<")]


def _first_text(said: _Said, predicate: bytes) -> str:
    return min((text for text, _ in _texts(said, predicate)), default="")


def _texts(said: _Said, predicate: bytes) -> Iterator[Text]:
    """Yield the values of a property that are literals."""
    for rest in said.get(predicate, ()):
        if not rest.startswith(b'"'):
            continue
        if b"\\" in rest:
            (quad,) = ox.parse(b"<a:> <a:> " + rest, format=ox.RdfFormat.N_QUADS)
            yield quad.object.value, quad.object.language or "und"
            continue
        # Behind the text stand a language or a type, the graph and a full stop; none of them has quotes.
        text, _, tail = rest[1:].rpartition(b'"')
        language = tail[1 : tail.index(b" ")] if tail.startswith(b"@") else b"und"
        yield text.decode(), language.decode()
