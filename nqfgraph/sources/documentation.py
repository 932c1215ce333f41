"""Writes the page on the columns of the tables (``docs/guides/columns.md``) from `kinds` and `codes`.

``python -m nqfgraph.sources.documentation FILE`` writes it; a test fails while the committed page differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from nqfgraph.files import write_atomically
from nqfgraph.sources.codes import CODES
from nqfgraph.sources.kinds import EVIDENCE, KINDS, Field

_INTRODUCTION = """\
# The columns of the tables

<!-- Written by `python -m nqfgraph.sources.documentation docs/guides/columns.md`: change the code. -->

Each `[[tables]]` entry of a `register.toml` names a kind; these are the columns of each kind. A column with a
name of your own is mapped to one of these with `columns = { … }`. `_xx` stands for one column a language of
the register (`title_az`, `title_en`), `[n]` for columns that may be numbered from 1.
"""

_TAKES: Mapping[str, str] = MappingProxyType(
    {
        "text": "a text, one column a language",
        "line": "a short text",
        "key": "a key: a code or a short name",
        "path": "the key of a qualification, `edition/code`",
        "date": "a date, `2026-11-23`",
        "moment": "a date, or a date and time with its zone",
        "number": "a number, `7.5`",
        "whole": "a whole number",
        "position": "a whole number from 1",
        "duration": "a duration, `P4Y` or `PT120H`",
        "yes-no": "yes or no",
        "iri": "a web address",
        "sources": "web addresses, or citations in English, several separated by ` ; `",
        "target": "`eqf/6`, `qf-ehea/first` or a web address",
    }
)


def columns_page() -> str:
    """Return the page as Markdown."""
    lines = [_INTRODUCTION]
    for kind, fields in KINDS.items():
        evidence = all(each in fields.values() for each in EVIDENCE)
        lines += [f"## {kind}", "", "| column | takes | needed |", "|---|---|---|"]
        lines += [_row(each) for each in fields.values() if each not in EVIDENCE]
        lines += ["", "And the columns of the evidence, below.", ""] if evidence else [""]
    lines += ["## The evidence of a row", "", "| column | takes | needed |", "|---|---|---|"]
    lines += [_row(each) for each in EVIDENCE]
    lines += ["", *_issues()]
    return "\n".join(lines)


def _row(field: Field) -> str:
    suffixes = f"{'[n]' if field.many else ''}{'_xx' if field.by_language else ''}"
    name = field.name.replace("learning_outcome.", "learning_outcome[n].")
    return f"| `{name}{suffixes}` | {_taken(field.takes)} | {'yes' if field.required else ''} |"


def _taken(takes: str) -> str:
    """Say in words what a column takes."""
    if takes in _TAKES:
        return _TAKES[takes]
    form, _, scheme = takes.partition(":")
    return f"a {'code' if form == 'code' else 'name'} of the vocabulary `{scheme}`"


def _issues() -> Iterator[str]:
    yield "## What can be wrong"
    yield ""
    yield "A register's policy names the severities that stop a build, and codes that never do (`ignore`)."
    yield ""
    yield "| code | severity | meaning |"
    yield "|---|---|---|"
    for code, meaning in sorted(CODES.items()):
        yield f"| `{code}` | {meaning.severity} | {meaning.text} |"
    yield ""


def main(arguments: Sequence[str]) -> None:
    """Write the page to the file that is named first."""
    write_atomically(Path(arguments[0]), columns_page().encode())


if __name__ == "__main__":
    main(sys.argv[1:])
