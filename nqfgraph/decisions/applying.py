"""Writes decisions into the tables of a register: the links, and the skills that they lead to.

A table keeps its columns and their order. Everything is checked and made in memory first; then the skills
are written and after them the links, each file whole or not at all, so no link ever lacks its skill.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nqfgraph.decisions.reviewed import Answer
from nqfgraph.errors import InputError
from nqfgraph.files import read_text, write_atomically
from nqfgraph.model.terms import decimal_text
from nqfgraph.sources import Configuration, Table, load_configuration
from nqfgraph.vocabularies import Kept
from nqfgraph.vocabularies.index import Concept

_LINK = ("position", "skill", "label", "decision", "person", "date", "method", "score", "probability",
         "vocabulary", "version", "model", "text_digest")  # fmt: skip
_SKILL = ("iri", "label_en", "kind", "version")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decided, and when, where the review file does not say."""

    person: str
    decided: datetime
    language: str = "en"
    """Language in which the reasons are written."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written."""

    accepted: int
    rejected: int
    none_fits: int
    skills: int
    """Skills that the register did not have."""


@dataclass(frozen=True, slots=True)
class _Contents:
    """A CSV table in memory."""

    table: Table
    header: tuple[str, ...]
    rows: list[Row]

    def to_bytes(self) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, self.header, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue().encode()


def apply_review(folder: Path, answers: Sequence[Answer], decider: Decider, kept: Kept) -> Applied:
    """Write the answers of a sound review file into the register in ``folder``.

    A column that a table lacks is added. InputError if the register has no CSV tables of the kinds link and
    skill with our own column names, or no texts in the language of the reasons.
    """
    configuration = load_configuration(folder)
    languages = configuration.description.languages
    if decider.language not in languages:
        raise InputError(
            f"The register has no texts in “{decider.language}”.",
            remedy=f"Name the language of the reasons: {', '.join(languages)}.",
        )
    kinds = {each.question.kind for each in answers}
    reason = f"reason_{decider.language}"
    links = _open(configuration, "link", (*_LINK, reason, *sorted(kinds)))
    skills = _open(configuration, "skill", _SKILL)
    rows = _kept_rows(links.rows, answers, kept.manifest.version)
    rows = _ordered([*rows, *(_row(each, decider, kept.manifest.name) for each in answers)])
    new = _with_skills(skills.rows, [each.concept for each in answers if each.decision == "accepted"], kept)
    write_atomically(skills.table.path, skills.to_bytes())
    write_atomically(links.table.path, _Contents(links.table, links.header, rows).to_bytes())
    counts = [each.decision for each in answers]
    return Applied(counts.count("accepted"), counts.count("rejected"), counts.count("none-fits"), new)


def _open(configuration: Configuration, kind: str, needed: Iterable[str]) -> _Contents:
    tables = [each for each in configuration.tables if each.kind == kind]
    plain = [each for each in tables if each.path.suffix.lower() == ".csv" and not each.columns]
    if not plain:
        raise InputError(
            f"The register has no CSV table of the kind {kind} with our own column names.",
            remedy=f"Make one with `nqfgraph template {kind} --format csv -o {kind}s.csv` in the register's"
            f' folder and add [[tables]] with kind = "{kind}" and file = "{kind}s.csv" to register.toml.',
        )
    table = plain[0]
    reader = csv.DictReader(io.StringIO(read_text(table.path), newline=""), delimiter=table.delimiter or ",")
    header = tuple(dict.fromkeys((*(reader.fieldnames or ()), *needed)))
    return _Contents(table, header, list(reader))


def _kept_rows(rows: list[Row], answers: Sequence[Answer], version: str) -> list[Row]:
    """Return the earlier rows that still hold: what was answered now is left out.

    Of an outcome that was answered go, besides, the decisions for another text or version, and those that
    an acceptance or “none fits” of now contradicts.
    """
    now = {_outcome(each): each.question.digest for each in answers}
    links = {(*_outcome(each), each.concept.iri if each.concept else "") for each in answers}
    settled = {_outcome(each): each.decision for each in answers if each.decision != "rejected"}
    against = {"accepted": "none-fits", "none-fits": "accepted"}
    return [
        row
        for row in rows
        if _place(row) not in now
        or (
            (*_place(row), row["skill"]) not in links
            and row["text_digest"] == now[_place(row)]
            and row["version"] == version
            and row["decision"] != against.get(settled.get(_place(row), ""))
        )
    ]


def _outcome(answer: Answer) -> tuple[str, str, str]:
    question = answer.question
    return question.kind, "/".join(question.owner), str(question.number)


def _place(row: Mapping[str, str]) -> tuple[str, str, str]:
    kind = "qualification" if row.get("qualification") else "award_type"
    return kind, row.get(kind) or "", row["position"]


def _row(answer: Answer, decider: Decider, vocabulary: str) -> Row:
    kind, owner, position = _outcome(answer)
    moment = decider.decided.isoformat(timespec="seconds").replace("+00:00", "Z")
    day = answer.decided.isoformat() if answer.decided else moment.removesuffix("T00:00:00Z")
    return {
        kind: owner,
        "position": position,
        "skill": answer.concept.iri if answer.concept else "",
        "label": answer.concept.label if answer.concept else "",
        "decision": answer.decision,
        "person": answer.person or decider.person,
        "date": day,
        "method": answer.method,
        "score": "" if answer.score is None else decimal_text(round(answer.score, 6)),
        "probability": "" if answer.probability is None else decimal_text(round(answer.probability, 6)),
        "vocabulary": vocabulary,
        "version": answer.version,
        "model": answer.model,
        "text_digest": answer.question.digest,
        f"reason_{decider.language}": answer.reason,
    }


def _ordered(rows: list[Row]) -> list[Row]:
    """Return the rows by owner, in the order in which owners first stand there, then by position."""
    owners = {owner: place for place, owner in enumerate(dict.fromkeys(_place(row)[:2] for row in rows))}
    return sorted(rows, key=lambda row: (owners[_place(row)[:2]], row["position"].zfill(6)))


def _with_skills(rows: list[Row], accepted: Iterable[Concept | None], kept: Kept) -> int:
    """Add the accepted skills that are not there, bring the others up to date; return how many are new."""
    known = {row["iri"]: row for row in rows}
    manifest, before = kept.manifest, len(rows)
    for each in accepted:
        if each is None:
            continue
        if each.iri not in known:
            known[each.iri] = {
                "iri": each.iri,
                "kind": each.type or "skill",
                "source": f"{manifest.name} {manifest.version} ; {each.iri}",
                "confidence": "high",
            }
            rows.append(known[each.iri])
        known[each.iri].update({"label_en": each.label, "version": manifest.version})
    return len(rows) - before
