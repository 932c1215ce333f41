"""Tables that are sent without a ``register.toml``: filled-in templates, checked as a part of a register.

A sheet of a workbook is of the kind that it is named like, so is a CSV file. What the tables refer to
(levels, award types, organisations) is looked up in a register, which lends its configuration too; its own
qualifications stay out of the check.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from nqfgraph.errors import InputError
from nqfgraph.sources import Configuration, Table, load_configuration
from nqfgraph.sources.declared_tables import SUFFIXES
from nqfgraph.sources.kinds import KINDS
from nqfgraph.sources.workbooks import sheet_names
from nqfgraph.submissions.documents import Document

_NOT_LENT = "qualification"
"""The register's own tables of this kind are left out, so that a new edition of them can be sent."""
_DECIDED, _DECISIONS = "link", "links"
"""Tables of links to skills, and the profile for them: who sends none is not asked to decide on links."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """Tables as a part of a register."""

    configuration: Configuration
    files: frozenset[str]
    """What was sent; findings about other files are none of the sender's."""


def is_table(document: Document) -> bool:
    """Tell whether a document is a table by its name."""
    return Path(document.name).suffix.lower() in SUFFIXES


@contextmanager
def as_part_of(register: Path, documents: Sequence[Document]) -> Iterator[Submitted]:
    """Give tables as a part of the register in a folder, for as long as the block runs.

    Raises InputError for a table whose kind is not known.
    """
    with tempfile.TemporaryDirectory(prefix="nqfgraph-") as name:
        tables = [table for document in documents for table in _tables(document, Path(name))]
        configuration = load_configuration(register)
        lent = [each for each in configuration.tables if each.kind != _NOT_LENT]
        if not any(each.kind == _NOT_LENT for each in tables):
            lent = list(configuration.tables)
        policy = configuration.policy
        if not any(each.kind == _DECIDED for each in tables):
            asked = tuple(each for each in policy.profiles if each != _DECISIONS)
            policy = replace(policy, profiles=asked)
        yield Submitted(
            replace(configuration, tables=(*lent, *tables), policy=policy),
            frozenset(each.name for each in documents),
        )


def _tables(document: Document, folder: Path) -> Iterator[Table]:
    """Yield the tables of a document, which is written into the folder."""
    path = Path(tempfile.mkstemp(Path(document.name).suffix.lower(), dir=folder)[1])
    path.write_bytes(document.content)
    if path.suffix == ".csv":
        kind = Path(document.name).stem.lower().replace("-", "_")
        yield Table(kind=_known(kind, document.name), file=document.name, path=path)
        return
    sheets = {each: each.strip().lower() for each in sheet_names(path, document.name)}
    found = {sheet: kind for sheet, kind in sheets.items() if kind in KINDS}
    if not found:
        raise _unknown(f"No sheet of {document.name} is named like a kind of table: {', '.join(sheets)}.")
    for sheet, kind in found.items():
        yield Table(kind=kind, file=document.name, path=path, sheet=sheet)


def _known(kind: str, name: str) -> str:
    if kind not in KINDS:
        raise _unknown(f"The name of {name} does not say what kind of table it is.")
    return kind


def _unknown(message: str) -> InputError:
    return InputError(
        message,
        remedy=f"Name it like one of these: {', '.join(KINDS)}. `nqfgraph template` writes an empty one."
        " Or give a folder with a register.toml that says what the tables hold.",
    )
