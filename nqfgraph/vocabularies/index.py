"""The SQLite index of one version of a vocabulary: concepts, labels, hierarchy, relations, and two text
indexes."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from nqfgraph.errors import StoreUnavailable
from nqfgraph.vocab import DCTERMS, OWL, RDF, SKOS
from nqfgraph.vocabularies.descriptions import Vocabulary

_SCHEMA = """
CREATE TABLE concept (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, type TEXT NOT NULL,
  reuse TEXT NOT NULL, notation TEXT NOT NULL, deprecated INTEGER NOT NULL
);
CREATE TABLE label (
  id INTEGER PRIMARY KEY, concept INTEGER NOT NULL, rank INTEGER NOT NULL, language TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX label_concept ON label (concept, rank, language);
CREATE TABLE description (concept INTEGER, language TEXT, text TEXT NOT NULL, PRIMARY KEY (concept, language))
  WITHOUT ROWID;
CREATE TABLE broader (concept INTEGER, wider INTEGER, PRIMARY KEY (concept, wider)) WITHOUT ROWID;
CREATE INDEX broader_wider ON broader (wider);
CREATE TABLE relation (source INTEGER, name TEXT, target INTEGER, PRIMARY KEY (source, name, target))
  WITHOUT ROWID;
CREATE VIRTUAL TABLE preferred USING fts5 (
  text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE every USING fts5 (
  text, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
"""
_RANKS = {SKOS.prefLabel.value: 0, SKOS.altLabel.value: 1, SKOS.hiddenLabel.value: 2}
_TEXTS = (DCTERMS.description.value, SKOS.definition.value)


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept as the index has it."""

    iri: str
    kind: str
    type: str
    """skill, knowledge or nothing."""
    reuse: str
    label: str
    description: str = ""
    deprecated: bool = False
    path: tuple[str, ...] = ()
    """Labels of what is wider, the widest first; of several paths the first by label."""


class _Draft:
    """What is said of one concept."""

    __slots__ = ("broader", "kinds", "labels", "related", "texts", "values")

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.labels: set[tuple[int, str, str]] = set()
        self.texts: dict[str, str] = {}
        self.broader: set[str] = set()
        self.related: set[tuple[str, str]] = set()
        self.values: dict[str, str] = {}


class IndexWriter:
    """Collects statements and writes the index."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._drafts: defaultdict[str, _Draft] = defaultdict(_Draft)
        self._relations = frozenset(vocabulary.relations)

    def watch(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        """Yield the statements on, having taken down what the index needs."""
        for each in triples:
            assert isinstance(each.subject, ox.NamedNode)
            self._take(self._drafts[each.subject.value], each.predicate.value, each.object)
            yield each

    def _take(self, draft: _Draft, predicate: str, target: Any) -> None:
        if predicate == RDF.type.value:
            draft.kinds.add(target.value)
        elif predicate in _RANKS:
            draft.labels.add((_RANKS[predicate], target.language or "", target.value))
        elif predicate in _TEXTS and isinstance(target, ox.Literal):
            draft.texts.setdefault(target.language or "", target.value)
        elif predicate == SKOS.broader.value:
            draft.broader.add(target.value)
        elif predicate in self._relations:
            draft.related.add((predicate, target.value))
        else:
            draft.values[predicate] = target.value

    def concepts(self) -> dict[str, str]:
        """Return the kind of each concept by IRI, sorted."""
        found = {iri: self._kind(each) for iri, each in self._drafts.items()}
        return {iri: kind for iri, kind in sorted(found.items()) if kind}

    def dangling(self) -> Iterator[tuple[str, str]]:
        """Yield (concept, what it refers to and is not there)."""
        for iri, each in sorted(self._drafts.items()):
            for target in sorted(each.broader | {other for _, other in each.related}):
                if target not in self._drafts or not self._kind(self._drafts[target]):
                    yield iri, target

    def unlabelled(self) -> Iterator[str]:
        """Yield concepts without a preferred label."""
        return (
            iri for iri in self.concepts() if not any(not rank for rank, _, _ in self._drafts[iri].labels)
        )

    def _kind(self, draft: _Draft) -> str:
        return next((kind for iri, kind in self._vocabulary.kinds.items() if iri in draft.kinds), "")

    def write(self, path: Path) -> None:
        """Write the index; the same statements give the same rows."""
        concepts = self.concepts()
        numbers = {iri: number for number, iri in enumerate(concepts, start=1)}
        database = sqlite3.connect(path)
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA} BEGIN;")
        database.executemany(
            "INSERT INTO concept VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((numbers[iri], iri, kind, *self._values(self._drafts[iri])) for iri, kind in concepts.items()),
        )
        for iri, kind in concepts.items():
            self._write_one(database, numbers, iri, kind in self._vocabulary.linked)
        database.commit()
        database.execute("INSERT INTO preferred (preferred) VALUES ('optimize')")
        database.execute("INSERT INTO every (every) VALUES ('optimize')")
        database.commit()
        database.close()

    def _values(self, draft: _Draft) -> tuple[str, str, str, bool]:
        values, vocabulary = draft.values, self._vocabulary
        last = [
            values.get(each, "").rpartition("/")[2]
            for each in (vocabulary.type_property, vocabulary.reuse_property)
        ]
        deprecated = values.get(OWL.deprecated.value) == "true"
        return last[0], last[1], values.get(SKOS.notation.value, ""), deprecated

    def _write_one(
        self, database: sqlite3.Connection, numbers: dict[str, int], iri: str, linked: bool
    ) -> None:
        number, draft = numbers[iri], self._drafts[iri]
        preferred = []
        for rank, language, text in sorted(draft.labels):
            cursor = database.execute(
                "INSERT INTO label VALUES (NULL, ?, ?, ?, ?)", (number, rank, language, text)
            )
            if linked:
                database.execute("INSERT INTO every (rowid, text) VALUES (?, ?)", (cursor.lastrowid, text))
                preferred += [text] if rank == 0 else []
        if preferred:
            text = " \n ".join(preferred)
            database.execute("INSERT INTO preferred (rowid, text) VALUES (?, ?)", (number, text))
        database.executemany(
            "INSERT INTO description VALUES (?, ?, ?)",
            ((number, language, text) for language, text in sorted(draft.texts.items())),
        )
        database.executemany(
            "INSERT INTO broader VALUES (?, ?)",
            ((number, numbers[each]) for each in sorted(draft.broader) if each in numbers),
        )
        database.executemany(
            "INSERT INTO relation VALUES (?, ?, ?)",
            (
                (number, name.rpartition("#")[2].rpartition("/")[2], numbers[each])
                for name, each in sorted(draft.related)
                if each in numbers
            ),
        )


class Index:
    """An index that is read; errors of the file are StoreUnavailable."""

    def __init__(self, path: Path) -> None:
        """Open the index read-only."""
        self.path = path
        try:
            self._database = sqlite3.connect(
                f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def rows(self, query: str, values: Sequence[str | int] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of an SQL query."""
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def concept(self, iri: str, language: str = "en") -> Concept | None:
        """Return a concept with its label in ``language``, else English, else any; None if there is none."""
        rows = self.rows("SELECT id, kind, type, reuse, deprecated FROM concept WHERE iri = ?", (iri,))
        if not rows:
            return None
        ((number, kind, skill_type, reuse, deprecated),) = rows
        return Concept(
            iri=iri,
            kind=kind,
            type=skill_type,
            reuse=reuse,
            label=self.label(number, language) or iri,
            description=self._text("description", number, language),
            deprecated=bool(deprecated),
            path=self._path(number, language),
        )

    def label(self, number: int, language: str) -> str:
        """Return the preferred label of a concept by its number; empty if there is none."""
        return self._text("label", number, language, "AND rank = 0")

    def preferred(self) -> dict[str, dict[str, str]]:
        """Return the preferred labels of all concepts by IRI and language."""
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for iri, language, text in self.rows(
            "SELECT iri, language, text FROM label JOIN concept ON concept.id = label.concept WHERE rank = 0"
        ):
            found[iri][language] = text
        return dict(found)

    def _text(self, table: str, number: int, language: str, condition: str = "") -> str:
        rows = self.rows(
            f"SELECT text FROM {table} WHERE concept = ? {condition}"
            " ORDER BY language != ?, language != 'en', language, text LIMIT 1",
            (number, language),
        )
        return str(rows[0][0]) if rows else ""

    def _path(self, number: int, language: str) -> tuple[str, ...]:
        """Return the labels above a concept; a circle ends it."""
        labels: list[str] = []
        seen = {number}
        while rows := self.rows("SELECT wider FROM broader WHERE concept = ? ORDER BY wider", (number,)):
            wider = min((each for (each,) in rows), key=lambda each: (self.label(each, language), each))
            if wider in seen:
                break
            seen.add(wider)
            labels.append(self.label(wider, language))
            number = wider
        return tuple(reversed(labels))

    def _damaged(self, error: sqlite3.Error) -> StoreUnavailable:
        return StoreUnavailable(
            f"The index {self.path} cannot be read: {error}.",
            remedy="Import the vocabulary again with `nqfgraph vocab import`.",
        )
