"""A review file in CSV that is decided on one outcome after the other, while others may look at it.

Every decision is checked as `read_review` checks the whole file and written at once, the file whole or not at
all. Whoever decides names the version of the outcome that was looked at, so that nobody writes over what
somebody else has decided meanwhile, here or in a spreadsheet program.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

from nqfgraph.decisions.questions import Question
from nqfgraph.decisions.review import ACCEPT, NONE, REJECT, REPLACE, comparable, unharmed
from nqfgraph.decisions.reviewed import Answer, check_rows, decision_in
from nqfgraph.decisions.sheet import Finding, SheetRow, read_rows
from nqfgraph.errors import InputError
from nqfgraph.exclusion import hold
from nqfgraph.files import write_atomically
from nqfgraph.vocabularies import Kept

_SETTLED = frozenset({"accepted", "none-fits"})
_OF_OUTCOME = ("outcome", "asked", "text", "text_digest")


class OutcomeChanged(InputError):
    """What the file says of an outcome is no longer what somebody looked at."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody says of one row: one of `CHOICES`, or nothing."""

    decision: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody says of an outcome: a choice for each of its rows, and further skills that fit."""

    choices: tuple[Choice, ...]
    added: tuple[str, ...] = ()
    """IRIs of skills that nobody suggested."""

    @classmethod
    def none_fits(cls, rows: int, reason: str) -> Decision:
        """Return the decision that no skill fits an outcome with so many rows."""
        return cls((Choice(NONE, reason),) * rows)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An outcome as the file has it."""

    name: str
    question: Question | None
    """None if the register has no such outcome."""
    rows: tuple[SheetRow, ...]
    answers: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    version: str
    """Changes with every cell of the rows."""

    @property
    def is_decided(self) -> bool:
        """Whether a skill was accepted, or none fits, and nothing is wrong."""
        return not self.findings and any(each.decision in _SETTLED for each in self.answers)


class ReviewFile:
    """An open review file; may be used from several threads."""

    def __init__(self, path: Path, questions: Iterable[Question], kept: Kept) -> None:
        """Read the file; ``questions`` and ``kept`` are those of `read_review`.

        InputError for a workbook, and for a file in which rows cannot be read, as they would be lost.
        """
        if path.suffix.lower() != ".csv":
            raise InputError(
                f"{path.name} is no CSV file.",
                remedy="Make one with `nqfgraph decide review … --format csv --output review.csv`.",
            )
        self.path = path.resolve()
        self.kept = kept
        self._questions = {each.label: each for each in questions}
        self._lock = Lock()
        self._index = kept.index()
        self._outcomes: dict[str, Reviewed] = {}
        self._before: dict[str, tuple[str, Reviewed]] = {}
        self._headers: tuple[str, ...] = ()
        self._state: tuple[int, ...] = ()
        try:
            self._load()
        except InputError:
            self.close()
            raise

    def close(self) -> None:
        """Close the vocabulary's index."""
        self._index.close()

    def outcomes(self) -> tuple[Reviewed, ...]:
        """Return the outcomes in the order of the file as it is now; InputError if it cannot be read."""
        with self._lock:
            self._refresh()
            return tuple(self._outcomes.values())

    def decide(
        self, name: str, version: str, decision: Decision, person: str, day: date
    ) -> tuple[Finding, ...]:
        """Write a decision on an outcome; return what is wrong with it, and then nothing was written.

        ``person`` and ``day`` are noted in the rows whose decision or reason changed. OutcomeChanged if
        ``version`` is not that of the file, InputError if the file cannot be read or written.
        """
        with self._lock:
            before = self._current(name, version)
            if len(decision.choices) != len(before.rows):
                raise OutcomeChanged("The decision is about other rows than the file has.")
            cells = _decided(before, decision, person, day, self.kept)
            first = before.rows[0]
            after = self._checked(
                name,
                [replace(first, number=first.number + place, cells=each) for place, each in enumerate(cells)],
            )
            if not after.findings and after.version != before.version:
                self._write(after)
                self._before[name] = (after.version, before)
            return after.findings

    def can_undo(self, outcome: Reviewed) -> bool:
        """Say whether the last decision on an outcome was made here and still stands."""
        with self._lock:
            return self._before.get(outcome.name, ("",))[0] == outcome.version

    def undo(self, name: str, version: str) -> None:
        """Take back the last decision on an outcome; errors as `decide`."""
        with self._lock:
            outcome = self._current(name, version)
            after, before = self._before.get(name, ("", outcome))
            if after != outcome.version:
                raise OutcomeChanged("There is nothing to take back.")
            self._write(before)
            del self._before[name]

    def _current(self, name: str, version: str) -> Reviewed:
        self._refresh()
        found = self._outcomes.get(name)
        if found is None or found.version != version:
            raise OutcomeChanged("Somebody has decided on this outcome meanwhile.")
        return found

    def _refresh(self) -> None:
        if self._state != _state(self.path):
            self._load()

    def _load(self) -> None:
        state, findings = _state(self.path), list[Finding]()
        rows: dict[str, list[SheetRow]] = {}
        for each in read_rows(self.path, findings):
            rows.setdefault(comparable(each.cells["outcome"]), []).append(each)
        if findings:
            raise InputError(
                f"{findings[0].message} There are {len(findings):,} such findings.",
                place=findings[0].place,
                remedy="Mend them in the file, or make a new one: rows that cannot be read would be lost.",
            )
        self._headers = tuple(next(iter(rows.values()))[0].cells)
        self._outcomes = {name: self._checked(name, of_one) for name, of_one in rows.items()}
        self._state = state

    def _checked(self, name: str, rows: Sequence[SheetRow]) -> Reviewed:
        answers, findings = check_rows(rows, self._questions, self._index, self.kept)
        text = json.dumps([dict(each.cells) for each in rows], sort_keys=True)
        version = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
        return Reviewed(name, self._questions.get(name), tuple(rows), answers, findings, version)

    def _write(self, changed: Reviewed) -> None:
        outcomes = self._outcomes | {changed.name: changed}
        headers = tuple(dict.fromkeys((*self._headers, "person", "date")))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, headers, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row.cells for each in outcomes.values() for row in each.rows)
        try:
            write_atomically(self.path, text.getvalue().encode("utf-8-sig"))
        except OSError as error:
            raise InputError(
                f"{self.path} cannot be written: {error.strerror}.",
                remedy="Nothing was changed. Make room there, or allow writing, and decide again.",
            ) from error
        self._headers, self._outcomes, self._state = headers, outcomes, _state(self.path)


@contextmanager
def open_review(path: Path, questions: Iterable[Question], kept: Kept) -> Iterator[ReviewFile]:
    """Give a review file to decide on and let no other process do so meanwhile; errors as `ReviewFile`."""

    def busy(holder: str) -> InputError:
        return InputError(
            f"{path.name} is open for decisions already, in {holder}.",
            remedy="Use the page that is open, or stop it first.",
        )

    if not os.access(path.resolve().parent, os.W_OK):
        raise InputError(
            f"The folder of {path} cannot be written to, so no decision could be kept.",
            remedy="Allow writing there, or copy the file to where you may write.",
        )
    with hold(path.with_name(f".{path.name}.lock"), busy):
        review = ReviewFile(path, questions, kept)
        try:
            yield review
        finally:
            review.close()


def _decided(
    outcome: Reviewed, decision: Decision, person: str, day: date, kept: Kept
) -> Iterator[dict[str, str]]:
    """Yield the cells of an outcome's rows after a decision.

    A skill that was added and is not wanted any more goes, unless its row is the only one. Where something
    fits after all, “none fits” in the other rows becomes what is left of it: these suggestions do not fit.
    """
    signature = {"person": str(unharmed(person)), "date": day.isoformat()}
    fits = bool(decision.added) or any(each.decision in (ACCEPT, REPLACE) for each in decision.choices)
    settled = []
    for row, choice in zip(outcome.rows, decision.choices, strict=True):
        if fits and choice.decision == NONE:
            choice = replace(choice, decision=REJECT if row.cells["skill"] else "")
        settled.append(_chosen(row.cells, choice, signature))
    added = [_added(outcome, iri, kept) | signature for iri in decision.added]
    wanted = [each for each in settled if each["skill"] or each["replacement"]]
    yield from [*wanted, *added] or settled[:1]


def _chosen(cells: Mapping[str, str], choice: Choice, signature: dict[str, str]) -> dict[str, str]:
    new = {**cells, "decision": choice.decision, "reason": str(unharmed(choice.reason))}
    if choice.decision != REPLACE:
        new["replacement"] = ""
    if not choice.decision:
        return new | dict.fromkeys(signature, "")
    same = decision_in(cells) == choice.decision and comparable(cells["reason"]) == choice.reason
    return dict(cells) if same else new | signature


def _added(outcome: Reviewed, iri: str, kept: Kept) -> dict[str, str]:
    first = outcome.rows[0].cells
    return {
        **dict.fromkeys(first, ""),
        **{name: first[name] for name in _OF_OUTCOME if name in first},
        "method": "manual",
        "vocabulary": kept.manifest.name,
        "version": kept.manifest.version,
        "decision": REPLACE,
        "replacement": iri,
    }


def _state(path: Path) -> tuple[int, ...]:
    """Return what tells whether a file is still the same; InputError if it is gone."""
    try:
        found = path.stat()
    except OSError as error:
        raise InputError(f"The file {path} cannot be read: {error.strerror}.") from error
    return found.st_mtime_ns, found.st_size, found.st_ino
