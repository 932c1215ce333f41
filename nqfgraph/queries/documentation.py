"""Writes the page with the example queries (``docs/guides/examples.md``) from ``examples/``.

``python -m nqfgraph.queries.documentation FILE`` writes it; a test fails while the committed page differs.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from nqfgraph.files import write_atomically
from nqfgraph.queries.examples import read_examples

_INTRODUCTION = """\
# Example queries

<!-- Written by `python -m nqfgraph.queries.documentation docs/guides/examples.md`: change
     nqfgraph/queries/examples/ instead. -->

Every server offers these queries under `/sparql/examples`, with titles in Azerbaijani, English and Russian,
and describes each as RDF in the vocabulary of
[SIB's sparql-examples](https://github.com/sib-swiss/sparql-examples). They name no thing of any register, so
they can be asked of every installation. A query asks for labels in English; on the pages it asks for those in
the reader's language.
"""

_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "harvest": "Harvesting",
        "research": "Research",
        "comparison": "Comparison",
        "skills": "Skills",
        "statistics": "Statistics",
        "quality": "Quality",
    }
)


def examples_page() -> str:
    """Return the page as Markdown."""
    lines = [_INTRODUCTION]
    for group, examples in groupby(read_examples("https://data.example.org/"), key=lambda each: each.group):
        lines += [f"## {_GROUPS[group]}", ""]
        for each in examples:
            lines += [f"### {each.titles['en']}", "", f"`{each.name}`: {each.questions['en']}", ""]
            lines += ["```sparql", each.query.rstrip("\n"), "```", ""]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Write the page to the file that is named first."""
    write_atomically(Path(arguments[0]), examples_page().encode())


if __name__ == "__main__":
    main(sys.argv[1:])
