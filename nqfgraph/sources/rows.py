"""Entries: the rows of a table with their values read, and what the records know of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from nqfgraph.model.records import Evidence, Key
from nqfgraph.ontology import Ontology
from nqfgraph.places import Place
from nqfgraph.sources.code_suggestions import suggest_by_titles
from nqfgraph.sources.codes import IssueLog
from nqfgraph.sources.columns import nearest
from nqfgraph.sources.declared_tables import Table
from nqfgraph.sources.origins import Origin, Origins
from nqfgraph.sources.plans import Fault, Plan, make_plan
from nqfgraph.sources.register import Configuration
from nqfgraph.sources.tables import open_table
from nqfgraph.sources.values import READERS, Reader, concept_reader, target_reader
from nqfgraph.sources.wordings import Fact, Texts, Wording, in_every_language, say, suggestion
from nqfgraph.sources.wordings.references import (
    ABSENT,
    KINDS,
    OUTCOME_LEFT_OUT,
    ROW_LEFT_OUT,
    VALUE_LEFT_OUT,
)
from nqfgraph.sources.wordings.tables import TABLE_LEFT_OUT

_CACHED = 20_000
"""Values remembered for each kind of value, so that a code that stands in many rows is looked up once."""
_NOT_CACHED = frozenset({"text", "line"})
_COMPARED = 2_000
"""Most keys that are compared with one that is not there, to say which may be meant."""
_NO_EVIDENCE = Evidence()
_TITLES = ("title", "label", "name")
"""Fields that say what a record is called, in the kinds of tables that have one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row with its values (see ``Plan.read``)."""

    values: Mapping[str, Any]
    row: int
    table: Table
    plan: Plan
    wrong: frozenset[str] = frozenset()
    """The fields whose cells hold something that cannot be read; there is an issue for each."""

    def place(self, name: str | None = None) -> Place:
        """Return where the row stands, or the cell of the field ``name`` in it."""
        column = self.plan.column(name) if name else None
        return self.table.place(self.row, column)


@dataclass(slots=True)
class Context:
    """What is shared while one register is read."""

    configuration: Configuration
    ontology: Ontology
    log: IssueLog = field(default_factory=IssueLog)
    origins: Origins | None = None
    """Where the rows of records are noted, if somebody asks for them."""
    _readers: dict[str, Reader] = field(default_factory=dict)
    _evidence: dict[object, Evidence] = field(default_factory=dict)
    _places: dict[str, dict[Key, tuple[Table, int, Texts]]] = field(default_factory=dict)
    _left_out: dict[tuple[str, Key], Place] = field(default_factory=dict)

    def entries(self, kind: str) -> Iterator[Entry]:
        """Read all tables of ``kind``; rows that lack what is required become issues and are left out."""
        for table in self.configuration.tables:
            if table.kind == kind:
                yield from self._read(table)

    def claim(self, kind: str, key: Key, entry: Entry) -> bool:
        """Note that ``entry`` has this key; an issue, and False, if another row has it already."""
        known = self._places.setdefault(kind, {})
        own = (entry.table, entry.row, _title_of(entry))
        other = known.setdefault(key, own)
        if other is own:
            if self.origins is not None:
                origin = Origin(table=entry.table, row=entry.row, columns=entry.plan.columns)
                self.origins.add(kind, key, origin)
            return True
        place = entry.place("key" if "key" in entry.plan.headers else None)
        self.log.add(_doubled(kind, key, entry, other).but(ROW_LEFT_OUT), place)
        return False

    def knows(self, kind: str, key: Key) -> bool:
        """Whether a record of ``kind`` with this key was claimed."""
        return key in self._places.get(kind, {})

    def leave_out(self, kind: str, key: Key, place: Place) -> None:
        """Note that the row of a record cannot be used, so that what refers to it is told why."""
        self._left_out.setdefault((kind, key), place)

    def refer(self, kind: str, key: Key | None, entry: Entry, name: str) -> Key | None:
        """Return ``key`` if a record of ``kind`` has it; an issue, and None, if none has."""
        if key is None or self.knows(kind, key):
            return key
        self.miss(kind, key, entry.place(name), VALUE_LEFT_OUT)
        return None

    def miss(self, kind: str, key: Key, place: Place, then: Texts) -> None:
        """Log that there is no record of ``kind`` with this key, or that its row was left out."""
        name = "/".join(key)
        cause = self._left_out.get((kind, key))
        if cause is not None:
            cause = _beside(cause, place)
            self.log.add(say("lost-reference", then, kind=KINDS[kind], key=name, place=cause), place)
            return
        known = {"/".join(each): title for each, (_, _, title) in self._places.get(kind, {}).items()}
        near = nearest(name, list(known)) if len(known) <= _COMPARED else []
        case = "unknown-reference/near" if near else "unknown-reference"
        meant = suggestion([_titled(each, known[each]) for each in near], list(known))
        facts = {"kind": ABSENT[kind], "key": name, "table": kind, "suggestion": meant}
        self.log.add(say(case, then, **facts), place)

    def evidence(self, values: Mapping[str, Any]) -> Evidence:
        """Return the evidence in the columns source, confidence and note; equal ones are one object."""
        sources, confidence, note = values["source"], values["confidence"], values["note"]
        if not (sources or confidence or note):
            return _NO_EVIDENCE
        key = (sources, confidence, tuple(note.items()))
        found = self._evidence.get(key)
        if found is None:
            together = tuple(dict.fromkeys(each for part in sources for each in part))
            found = Evidence(sources=together, confidence=confidence, note=note)
            self._evidence[key] = found
        return found

    def check_order(self, entry: Entry, first: str, last: str) -> None:
        """Log where the value of ``first`` is after that of ``last``."""
        low, high = entry.values[first], entry.values[last]
        if low is not None and high is not None and low > high:
            names = {"first": entry.plan.column(first), "last": entry.plan.column(last)}
            values = {"low": _shown(low), "high": _shown(high)}
            self.log.add(say("inconsistent-range", **values, **names), entry.place(first))

    def reader(self, takes: str) -> Reader:
        """Return the reader for what a field takes, made once."""
        if takes not in self._readers:
            made = self._make_reader(takes)
            self._readers[takes] = made if takes in _NOT_CACHED else _cached(made)
        return self._readers[takes]

    def _make_reader(self, takes: str) -> Reader:
        kind, _, scheme = takes.partition(":")
        if scheme:
            return concept_reader(self.ontology.scheme(scheme), short=kind == "name")
        return target_reader(self.ontology) if takes == "target" else READERS[takes]

    def _read(self, table: Table) -> Iterator[Entry]:
        sheet = open_table(table, self.log)
        plan = make_plan(sheet.headers, table, self.configuration, self.reader, self.log)
        for name in plan.missing:
            there = ", ".join(each for each in sheet.headers if each)
            self.log.add(say("missing-column", TABLE_LEFT_OUT, column=name, headers=there), table.place())
        if plan.missing:
            return
        required = [name for name, one in plan.fields.items() if one.required and "." not in name]
        for number, cells in sheet.rows:
            faults: list[Fault] = []
            values = plan.read(cells, faults)
            wrong = frozenset(fault.field.name for fault in faults)
            entry = Entry(values, number, table, plan, wrong)
            sound = not faults and all(values[name] not in (None, {}, ()) for name in required)
            if sound or self._accept(entry, faults, required):
                yield entry
            elif key := _key_of(entry):
                self.leave_out(table.kind, key, entry.place())

    def _accept(self, entry: Entry, faults: list[Fault], required: list[str]) -> bool:
        """Log the faults of a row; False if it cannot be used."""
        lacking = [name for name in required if entry.values[name] in (None, {}, ())]
        wrong = {fault.field.name for fault in faults}
        spoilt = {
            fault.field.name for fault in faults if fault.field.essential and "." not in fault.field.name
        }
        for fault in faults:
            wording = suggest_by_titles(fault, entry.values, self.ontology)
            wording = wording.but(_consequence(fault, spoilt.union(lacking)))
            self.log.add(wording, entry.table.place(entry.row, fault.header))
        for name in lacking:
            if name not in wrong:
                column = entry.plan.column(name)
                self.log.add(say("missing-value", ROW_LEFT_OUT, column=column), entry.place(name))
        return not lacking and not spoilt


def _title_of(entry: Entry) -> Texts:
    """Return what people call a record, by language."""
    for name in _TITLES:
        if found := entry.values.get(name):
            return found if isinstance(found, Mapping) else {}
    return {}


def _titled(key: str, title: Texts) -> Fact:
    titles = in_every_language(title)
    return {each: f"{key} ({text})" if text else key for each, text in titles.items()}


def _doubled(kind: str, key: Key, entry: Entry, other: tuple[Table, int, Texts]) -> Wording:
    """Say that a row has the key of another, and which of the two may have to get another one."""
    table, row, first_title = other
    title = _title_of(entry)
    place = _beside(table.place(row), entry.place())
    if kind != "qualification" or entry.values["key"]:
        return say("duplicate-key", None, kind=KINDS[kind], key="/".join(key), place=place)
    edition, code = key
    facts: dict[str, Fact] = {
        "edition": edition,
        "code": code,
        "title": in_every_language(title),
        "place": place,
    }
    if title == first_title:
        return say("duplicate-key/same-title", None, **facts)
    return say("duplicate-key/titles", None, other=in_every_language(first_title), **facts)


def _beside(place: Place, other: Place) -> Place:
    """Return a place as it is told to somebody who looks at another: a file is named only if it differs."""
    if place.file != other.file:
        return place
    return replace(place, file="", sheet=None if place.sheet == other.sheet else place.sheet)


def _key_of(entry: Entry) -> Key | None:
    """Return the key that a row would have, as far as it can be told."""
    key, edition, code = (entry.values.get(name) for name in ("key", "edition", "code"))
    if key:
        return key if isinstance(key, tuple) else (key,)
    return (edition, code) if edition and code else None


def _shown(value: object) -> object:
    """Return a value as a cell would have it: a day without the midnight that was added to it."""
    if not isinstance(value, datetime):
        return value
    return value.date().isoformat() if value.time() == time.min else value.isoformat()


def _consequence(fault: Fault, fatal: set[str]) -> Texts:
    if fault.field.name in fatal:
        return ROW_LEFT_OUT
    if "." in fault.field.name and fault.field.strict:
        return OUTCOME_LEFT_OUT
    return VALUE_LEFT_OUT


def _cached(reader: Reader) -> Callable[[str], object]:
    return lru_cache(maxsize=_CACHED)(reader)
