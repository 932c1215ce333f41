"""The tables of docs/guides/records.md, written from the rules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from nqfgraph.exports.records.vocabularies import MAPPINGS

_BEGIN, _END = "<!-- mappings -->\n", "<!-- end of mappings -->\n"
_NAMES = {"schema": "schema.org", "ctdl": "CTDL", "dc": "Dublin Core", "flat": "Flat JSON"}


def mapping_tables() -> str:
    """Return one table for each vocabulary and kind of thing, as Markdown."""
    parts = []
    for token, mappings in MAPPINGS.items():
        for kind, mapping in mappings.items():
            parts.append(f"### {_NAMES[token]}: {kind}, written as `{mapping.type}`\n\n")
            parts.append("| Property of the model | becomes | what is lost |\n|---|---|---|\n")
            parts += [
                f"| `{each.source}` | {f'`{each.target}`' if each.target else '–'} | {each.lost or '–'} |\n"
                for each in mapping.rules
            ]
            parts.append("\n")
    return "".join(parts)


def fill_in(page: str) -> str:
    """Return a page with the tables between its marks; ValueError if it has no marks."""
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise ValueError("the page has no marks for the tables")
    return f"{before}{_BEGIN}\n{mapping_tables()}{_END}{after}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the tables into the page that is named."""
    page = Path((sys.argv[1:] if arguments is None else arguments)[0])
    page.write_text(fill_in(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
