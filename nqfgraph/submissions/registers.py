"""A register's own tables as a submission: read into records and graphs, checked, and every fault put back
into its row and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

from nqfgraph.iris import Iris
from nqfgraph.model.graphs import register_quads
from nqfgraph.model.records import Key, Qualification, Register
from nqfgraph.ontology import Ontology
from nqfgraph.places import Place
from nqfgraph.sources import Configuration, Issue, Origin, Origins, load_configuration, read_configured
from nqfgraph.sources.register import FILE
from nqfgraph.submissions.cells import fields_of
from nqfgraph.submissions.disagreements import Disagreements, Telling
from nqfgraph.submissions.naming import Names, remedy_of
from nqfgraph.submissions.oversights import find_oversights
from nqfgraph.submissions.tables import Submitted
from nqfgraph.submissions.texts import ISSUES
from nqfgraph.validation import Finding, Report, Severity, Shapes, validate_store
from nqfgraph.validation.report import merge_reports, report_of
from nqfgraph.vocab import NQF

_READABLE = NQF["submission-rule/readable"].value
_FIRST_PREDICATE = re.compile(r"<([^>]+)>(?:/|$)")
_KINDS = {"record": "qualification", "specialty": "qualification"}
"""Kinds of things that are made from the row of another."""


def check_register(folder: Path, profiles: Sequence[str], shapes: Sequence[Shapes] = ()) -> Report:
    """Check the register in a folder with profiles and shapes, else with the profiles of its own policy.

    Shapes read all graphs of the register. The report holds the issues of the sources and the findings of
    the shapes, each with file, row and column.
    Raises InputError where the sources cannot be read at all.
    """
    return _check(load_configuration(folder), profiles, shapes)


def check_part(part: Submitted, profiles: Sequence[str], shapes: Sequence[Shapes] = ()) -> Report:
    """Check tables as a part of a register, and report only what stands in them."""
    report = _check(part.configuration, profiles, shapes, part.files)
    own = [each for each in report.findings if each.place is not None and each.place.file in part.files]
    return replace(report_of(own), checked=report.checked, paths=report.paths)


def _check(
    configuration: Configuration,
    profiles: Sequence[str],
    shapes: Sequence[Shapes],
    files: Collection[str] = (),
) -> Report:
    """Check a register; in ``files``, which somebody filled in just now, look for oversights too."""
    origins = Origins()
    ontology = Ontology.load()
    register, issues = read_configured(configuration, ontology, origins)
    store = ox.Store()
    store.bulk_extend(register_quads(register, ontology))
    iris = Iris(register.description.base)
    chosen = profiles or (() if shapes else configuration.policy.profiles)
    report = validate_store(store, chosen, iris, shapes)
    places = _Places(origins, register)
    placed = tuple(map(places.place, report.findings))
    grave = {each.place for each in placed if each.severity == "violation"}
    # What a rule calls a violation is not said a second time as a warning.
    told = places.name_rows(map(_finding, issues))
    said = (each for each in told if each.severity == "violation" or each.place not in grave)
    seen = [*said, *find_oversights(register, origins, files)] if files else said
    return merge_reports([report_of(seen), replace(report, findings=placed)])


def _finding(issue: Issue) -> Finding:
    severity: Severity = "violation" if issue.severity.value == "error" else "warning"
    return Finding(
        severity=severity,
        focus=str(ox.Literal(str(issue.place))),
        path=None,
        value=None,
        constraint=_READABLE,
        shape=f"{_READABLE}#{issue.code}",
        messages=issue.messages,
        hints=ISSUES[issue.code],
        remedy=issue.remedies,
        place=issue.place,
    )


_SEVERAL = {"isced_f": "isced_f", "language": "languages", "mode": "modes"}
"""Fields of a qualification that have several values, and where the record keeps their IRIs."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """What the IRI of a node says of its record."""

    kind: str
    """Kind of table."""
    key: Key
    part: str


class _Places:
    """Finds the cells behind findings."""

    def __init__(self, origins: Origins, register: Register) -> None:
        self._origins = origins
        self._register = register
        self._start = f"{register.description.base}id/"
        self._languages = register.description.languages
        self._names = Names(register)
        self._disagreements = Disagreements(register)

    def place(self, finding: Finding) -> Finding:
        """Return a finding with its place, told in the words of the tables."""
        found = self._origin(finding.focus)
        if found is None:
            return replace(finding, place=Place(file=FILE), messages=self._names.tell(finding.messages))
        thing, origin = found
        if thing.kind == "qualification" and (telling := self._disagreements.tell(finding, thing.key)):
            return self._retold(finding, telling, thing, origin)
        place = origin.place(self._column(origin, thing, finding))
        own = _predicate(finding.path)

        def column_of(predicate: ox.NamedNode) -> str | None:
            if predicate == own and place.column:
                return place.column
            for field in fields_of(thing.kind, thing.part, predicate):
                if headers := origin.headers_of(field):
                    return headers[0] if len(headers) == 1 else field
            return None

        return replace(
            finding,
            place=place,
            messages=self._names.tell(finding.messages, column_of),
            name=self._names.name(thing.kind, thing.key),
            remedy=finding.remedy or remedy_of(finding.constraint, missing=self._is_language(finding.value)),
        )

    def name_rows(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings on rows with the names of what the rows hold, as far as they could be read."""
        rows: dict[Place, tuple[str, Key]] = {}
        for finding in findings:
            if not rows:
                rows = {origin.place(): (kind, key) for kind, key, origin in self._origins.rows()}
            place = finding.place and replace(finding.place, column=None)
            kind, key = rows.get(place, ("", ())) if place else ("", ())
            yield replace(finding, name=self._names.name(kind, key)) if kind else finding

    def _retold(self, finding: Finding, telling: Telling, thing: _Thing, origin: Origin) -> Finding:
        """Return a finding on several cells of a row, in the order of how probably each is wrong."""
        there = [column for field in telling.fields for column in origin.columns_of(field)[:1]]
        places = [origin.place(column) for column in there] or [origin.place()]
        return replace(
            finding,
            place=places[0],
            also=tuple(places[1:]),
            messages=telling.messages,
            remedy=telling.remedy,
            hints=telling.rule,
            name=self._names.name(thing.kind, thing.key),
        )

    def _is_language(self, value: str | None) -> bool:
        """Whether a value is a language of the register: then what is missing is a text in it."""
        literal = _literal(value or "")
        return literal is not None and literal.value in self._languages

    def find(self, finding: Finding) -> Place:
        """Return the cell of a finding, or its row; register.toml for what is said of the register itself."""
        found = self._origin(finding.focus)
        return found[1].place(self._column(found[1], found[0], finding)) if found else Place(file=FILE)

    def _origin(self, focus: str) -> tuple[_Thing, Origin] | None:
        for thing in self._things(focus):
            if origin := self._origins.find(thing.kind, thing.key):
                return thing, origin
        return None

    def _things(self, focus: str) -> Iterator[_Thing]:
        """Yield what a node may be a record of."""
        if not focus.startswith(self._start):
            yield _Thing("skill", (focus,), "")
            return
        path, _, part = focus.removeprefix(self._start).partition("#")
        kind, *key = (unquote(each) for each in path.split("/"))
        if kind == "learning-outcome":
            yield from _outcomes(tuple(key))
        else:
            yield _Thing(_KINDS.get(kind, kind.replace("-", "_")), tuple(key), part)

    def _column(self, origin: Origin, thing: _Thing, finding: Finding) -> str | None:
        for field in fields_of(thing.kind, thing.part, _predicate(finding.path)):
            if columns := origin.columns_of(field):
                return self._one_of(columns, field, thing, finding.value)
        return None

    def _one_of(self, columns: Sequence[str], field: str, thing: _Thing, value: str | None) -> str | None:
        """Choose the column of a value: by its language, the missing one too, or by its number.

        Numbered columns are taken to be filled from the first on.
        """
        if len(columns) == 1 or value is None:
            return columns[0] if len(columns) == 1 else None
        if literal := _literal(value):
            language = literal.language or (literal.value if literal.value in self._languages else None)
            return f"{field}_{language}" if f"{field}_{language}" in columns else None
        record = self._qualifications.get(thing.key) if thing.kind == "qualification" else None
        values = getattr(record, _SEVERAL.get(field, ""), ())
        number = values.index(value.strip("<>")) if value.strip("<>") in values else len(columns)
        return columns[number] if number < len(columns) else None

    @cached_property
    def _qualifications(self) -> Mapping[Key, Qualification]:
        return {each.key: each for each in self._register.qualifications}


def _outcomes(key: Key) -> Iterator[_Thing]:
    """A learning outcome belongs to a qualification, or to an award type if its key says so.

    See `nqfgraph.model.index.outcome_key`.
    """
    *owner, number = key
    if owner and owner[0] == "award-type" and not number.startswith("own-"):
        yield _Thing("learning_outcome", ("award_type", *owner[1:], number), "")
    yield _Thing("learning_outcome", ("qualification", *owner, number.removeprefix("own-")), "")


def _predicate(path: str | None) -> ox.NamedNode | None:
    """The property of a path, or the first of a sequence."""
    if path is None:
        return None
    if "<" not in path:
        return ox.NamedNode(path)
    match = _FIRST_PREDICATE.match(path)
    return ox.NamedNode(match[1]) if match else None


def _literal(text: str) -> ox.Literal | None:
    """The literal that a value in N-Triples form is; None for a node."""
    if not text.startswith('"'):
        return None
    quad = next(iter(ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
    assert isinstance(quad.object, ox.Literal)
    return quad.object
