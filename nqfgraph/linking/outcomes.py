"""Reads the outcomes to be linked: from a CSV file, a text file with one a line, or a release's dump."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.files import read_text
from nqfgraph.places import Place
from nqfgraph.vocab import DCTERMS, ELM, RDF

_TEXTS = ("title", "text", "outcome")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A learning outcome: what it is called (IRI, or row of the file) and its texts by language."""

    name: str
    texts: Mapping[str, str]
    type: str = ""
    """skill, knowledge or nothing: what its own dcterms:type or domain says."""

    def english(self) -> str:
        """Return the text to look for: the English one, else that without a language, else nothing."""
        return self.texts.get("en") or self.texts.get("", "")


def read_outcomes(path: Path) -> Iterator[Outcome]:
    """Yield the outcomes of a file.

    A CSV file has columns ``title_en``, ``title_az`` … or ``title``, and may have ``iri`` and ``domain``; any
    other file has an outcome a line, in English. Raises InputError for a CSV file without such a column.
    """
    text = read_text(path)
    if path.suffix.lower() != ".csv":
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield Outcome(f"line {number}", {"en": line.strip()})
        return
    rows = csv.DictReader(io.StringIO(text))
    columns = {}
    for each in rows.fieldnames or ():
        name, _, language = each.partition("_")
        if name in _TEXTS and len(language) <= 3:
            columns[each] = language
    if not columns:
        raise InputError(
            "There is no column with outcomes.",
            place=Place(file=str(path), row=1),
            remedy="Name it title_en (and title_az …), or title.",
        )
    try:
        for number, row in enumerate(rows, start=2):
            texts = {
                language: row[each].strip() for each, language in columns.items() if (row[each] or "").strip()
            }
            kind = {"knowledge": "knowledge", "skills": "skill"}.get(row.get("domain") or "", "")
            yield Outcome(row.get("iri") or f"row {number}", texts, kind)
    except csv.Error as error:
        raise InputError(f"The file is not CSV: {error}.", place=Place(file=str(path))) from error


def outcomes_of_dump(lines: Iterable[bytes]) -> Iterator[Outcome]:
    """Yield the outcomes of a release's sorted dump, in its order."""
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    kinds: dict[str, str] = {}
    outcomes: list[str] = []
    title, of_type, kind = (f"<{each.value}>".encode() for each in (DCTERMS.title, RDF.type, DCTERMS["type"]))
    outcome = f"<{ELM.LearningOutcome.value}>".encode()
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        if b"/learning-outcome/" not in subject:
            continue
        iri = subject[1:-1].decode()
        if predicate == of_type and rest.startswith(outcome):
            outcomes.append(iri)
        elif predicate == title:
            (quad,) = ox.parse(line, format=ox.RdfFormat.N_QUADS)
            texts[iri][getattr(quad.object, "language", None) or ""] = quad.object.value
        elif predicate == kind:
            kinds[iri] = rest.partition(b">")[0].rpartition(b"/")[2].decode()
    for iri in outcomes:
        found = kinds.get(iri, "")
        yield Outcome(iri, texts[iri], found if found in ("skill", "knowledge") else "")
