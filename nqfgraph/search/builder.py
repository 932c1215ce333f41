"""Makes the search projection of a release from its dump."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import ReleaseError
from nqfgraph.iris import Iris
from nqfgraph.search.gathering import Gathered, Qualification, gather
from nqfgraph.search.indexing import exact_rows, index_words
from nqfgraph.search.skill_hierarchy import fill_skill_groups
from nqfgraph.search.words import fold, sort_key
from nqfgraph.vocab import ELM, FOAF, NQF, ROV

_FOLDER = Path(__file__).resolve().parent


def build(
    path: Path,
    lines: Iterable[bytes],
    iris: Iris,
    languages: Sequence[str],
    entities: Iterable[tuple[str, str, str]],
) -> None:
    """Write the projection to ``path``, a file that does not exist yet.

    ``lines`` are those of the release's dump, sorted; ``languages`` the register's, its own first;
    ``entities`` gives the IRI, kind and digest of everything that the release describes. Raises ReleaseError
    if the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript((_FOLDER / "schema.sql").read_text(encoding="utf-8"))
            connection.execute("BEGIN")
            names = _fill(connection, _Reading(gather(lines, iris), iris), tuple(languages), entities)
            connection.execute("COMMIT")
            connection.execute("BEGIN")
            index_words(connection, names, len(names))
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise ReleaseError(f"{path} cannot be written: {error}.") from error


def _fill(
    connection: sqlite3.Connection,
    reading: _Reading,
    languages: tuple[str, ...],
    entities: Iterable[tuple[str, str, str]],
) -> list[list[str]]:
    """Write all but what is made of the index of words; return the names of the qualifications by id."""
    many = connection.executemany
    many(
        "INSERT INTO register VALUES (?, ?)",
        [("languages", " ".join(languages)), ("base", reading.iris.base)],
    )
    many("INSERT INTO entity VALUES (?, ?, ?)", entities)
    many("INSERT INTO label VALUES (?, ?, ?, ?, ?)", reading.labels())
    _fill_organisations(connection, reading)
    ids = _fill_qualifications(connection, reading)
    titles, others = reading.names(ids)
    for language in languages:
        many("INSERT INTO title VALUES (?, ?, ?, ?, ?)", _ranked(titles, language, languages))
    many("INSERT INTO words (rowid, title, code, outcomes) VALUES (?, ?, ?, ?)", reading.words(ids, others))
    many("INSERT INTO exact VALUES (?, ?, ?)", exact_rows(others, [reading.code(iri) for iri in ids]))
    many("INSERT INTO completeness VALUES (?, ?)", reading.completeness(titles, languages))
    fill_skill_groups(connection, reading.ask, reading.taught(ids), len(ids), languages)
    return others


def _fill_qualifications(connection: sqlite3.Connection, reading: _Reading) -> dict[str, int]:
    """Write qualifications by code; return the id of each by its IRI."""
    rows = reading.qualifications()
    cells: dict[tuple[str, ...], int] = {}
    for _, (_, _, _, cell) in rows:
        cells.setdefault(cell, len(cells))
    connection.executemany(
        "INSERT INTO cell VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ((place, *cell) for cell, place in cells.items())
    )
    connection.executemany(
        "INSERT INTO qualification VALUES (?, ?, ?, ?, ?, ?)",
        (
            (place, iri, code, edition, successor, cells[cell])
            for place, (iri, (code, edition, successor, cell)) in enumerate(rows)
        ),
    )
    return {iri: place for place, (iri, _) in enumerate(rows)}


def _fill_organisations(connection: sqlite3.Connection, reading: _Reading) -> None:
    for place, (iri, said) in enumerate(sorted(reading.organisations().items())):
        texts = {
            (name, each.language or "und"): each.value
            for name, property_ in (("name", ROV.legalName), ("city", ELM.geographicName))
            for each in said[property_]
            if isinstance(each, ox.Literal)
        }
        kind = _local(next((each.value for each in said[NQF.organisationKind]), ""))
        homepage = next((each.value for each in said[FOAF.homepage]), "")
        words = fold(
            " ".join(sorted(each.value for values in said.values() for each in values if _is_text(each)))
        )
        connection.execute(
            "INSERT INTO organisation VALUES (?, ?, ?, ?, ?)", (place, iri, kind, homepage, words)
        )
        connection.executemany(
            "INSERT INTO organisation_text VALUES (?, ?, ?, ?)",
            ((place, name, language, text) for (name, language), text in sorted(texts.items())),
        )


def _is_text(term: ox.Literal | ox.NamedNode) -> bool:
    return isinstance(term, ox.Literal) and term.language is not None


def _ranked(
    titles: Sequence[dict[str, str]], language: str, languages: tuple[str, ...]
) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield the rows of ``title`` in one language: a title in another one stands in where there is none."""
    preference = (language, *languages)
    shown = []
    for place, by_language in enumerate(titles):
        tag = next((each for each in preference if each in by_language), min(by_language, default=language))
        shown.append((by_language.get(tag, ""), tag, place))
    shown.sort(key=lambda row: (*sort_key(row[0], language), row[2]))
    for rank, (text, tag, place) in enumerate(shown):
        yield language, place, rank, text, tag


class _Reading:
    """What the projection takes from what was gathered."""

    def __init__(self, gathered: Gathered, iris: Iris) -> None:
        self.iris = iris
        self._gathered = gathered

    def qualifications(self) -> list[tuple[str, tuple[str, str, str, tuple[str, ...]]]]:
        """Return (IRI, (code, edition, successor, cell)) of each, by code and IRI; a cell as in its table."""
        codes, sectors = self._pairs("notations"), self._pairs("sectors")
        found = {}
        for iri, record in self._gathered.records.items():
            said = self._gathered.qualifications.get(iri)
            if said is None:
                continue
            cell = (
                self._key("level", record.level),
                self._key("award-type", record.award_type),
                _joined(map(_local, sectors.get(record.award_type, ()))),
                _joined(code for each in said.fields for code in codes.get(each, ())),
                _local(record.status),
                _local(record.content),
                _joined(map(_local, said.languages)),
            )
            known = self._gathered.identifiers
            code, edition = min((known[each] for each in said.identifiers if each in known), default=("", ""))
            found[iri] = (code, edition, record.successor, cell)
        return sorted(found.items(), key=lambda each: (each[1][0], each[0]))

    def names(self, ids: dict[str, int]) -> tuple[list[dict[str, str]], list[list[str]]]:
        """Return, by id, the title in each language and all names."""
        said = [self._gathered.qualifications[iri] for iri in ids]
        titles = [{language: text for text, language in each.titles} for each in said]
        return titles, [[text for text, _ in (*each.titles, *each.other_names)] for each in said]

    def words(self, ids: dict[str, int], names: list[list[str]]) -> Iterator[tuple[int, str, str, str]]:
        """Yield the rows of ``words``: id, names, code and edition, titles of the outcomes."""
        texts = self._gathered.outcomes
        for iri, place in ids.items():
            outcomes = self._gathered.qualifications[iri].outcomes
            yield (
                place,
                fold(" ".join(names[place])),
                fold(" ".join(self.code(iri))),
                " ".join(texts[each] for each in outcomes if texts.get(each)),
            )

    def taught(self, ids: dict[str, int]) -> dict[str, array[int]]:
        """Return the ids of the qualifications with an outcome that each skill is linked to."""
        found: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for iri, place in ids.items():
            for skill in self._skills(self._gathered.qualifications[iri]):
                found[skill].append(place)
        return dict(found)

    def _skills(self, qualification: Qualification) -> set[str]:
        skills = self._gathered.skills
        return {skill for each in qualification.outcomes for skill in skills.get(each, ())}

    def code(self, iri: str) -> list[str]:
        """Return the parts of a qualification's key: edition and code."""
        return self._key("qualification", iri).split("/")

    def completeness(
        self, titles: Sequence[dict[str, str]], languages: Sequence[str]
    ) -> Iterator[tuple[str, int]]:
        """Yield the rows of ``completeness``: in what respect, and how many qualifications."""
        for language in languages:
            yield f"title-{language}", sum(language in each for each in titles)
        yield from self._gathered.counts.items()
        linked = sum(bool(self._skills(each)) for each in self._gathered.qualifications.values())
        if linked:
            yield "esco", linked

    def labels(self) -> Iterator[tuple[str, str, int, str, str]]:
        """Yield the rows of ``label``: facet, value, place among the values, language, text."""
        rows = []
        for facet, concept, notation, order, label in self.ask("labels"):
            if facet.value == "field":
                value = notation.value if notation else _local(concept.value)
            elif facet.value in ("level", "award_type"):
                value = self._key(facet.value.replace("_", "-"), concept.value)
            else:
                value = _local(concept.value)
            place = int(order.value) if order else 0
            rows.append((facet.value, value, place, label.language or "und", label.value))
        yield from sorted(set(rows))

    def organisations(self) -> dict[str, dict[ox.NamedNode, list[ox.Literal | ox.NamedNode]]]:
        """Return what is said of each organisation, by IRI and property."""
        found: dict[str, dict[ox.NamedNode, list[ox.Literal | ox.NamedNode]]] = {}
        for organisation, name, value in self.ask("organisations"):
            found.setdefault(organisation.value, defaultdict(list))[name].append(value)
        return found

    def _pairs(self, name: str) -> Mapping[str, Sequence[str]]:
        """Return the rows of a query with two columns: the values of the second by those of the first."""
        found: dict[str, list[str]] = defaultdict(list)
        for about, value in self.ask(name):
            found[about.value].append(value.value)
        return found

    def ask(self, name: str) -> ox.QuerySolutions:
        """Return the rows of the query in the file of this name."""
        text = (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")
        answer = self._gathered.store.query(text, use_default_graph_as_union=True)
        assert isinstance(answer, ox.QuerySolutions)
        return answer

    def _key(self, kind: str, iri: str) -> str:
        """Return the key of one of our things, or the IRI of anything else."""
        return iri.removeprefix(f"{self.iris.things()}{kind}/")


def _joined(values: Iterable[str]) -> str:
    return " ".join(sorted(set(values)))


def _local(iri: str) -> str:
    """Return the last part of a concept's IRI (``official``)."""
    return iri.rpartition("/")[2]
