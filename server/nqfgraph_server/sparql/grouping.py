"""The examples by group, as pages list them in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from nqfgraph.describe import Text
from nqfgraph.queries.examples import GROUPS, Example, read_examples
from nqfgraph.search.words import fold
from nqfgraph_server.languages import SOURCE, reader_language
from nqfgraph_server.languages import marked as _
from nqfgraph_server.rendering import chosen
from nqfgraph_server.service import OpenRelease

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "harvest": _("Harvesting"),
        "research": _("Research"),
        "comparison": _("Comparison"),
        "skills": _("Skills and occupations"),
        "statistics": _("Statistics"),
        "quality": _("Quality"),
    }
)
"""What the groups are called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An example in the reader's language."""

    example: Example
    title: Text
    question: Text
    query: str
    """With labels in the reader's language, if the register speaks it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Examples that serve one purpose."""

    name: str
    title: str
    """In English; templates translate it."""
    entries: tuple[Entry, ...]


def entry(example: Example, languages: Sequence[str]) -> Entry:
    """Return an example in the reader's language; ``languages`` are those of the register."""
    language = reader_language()
    asked = next((each for each in (language, SOURCE, *languages) if each in languages), SOURCE)
    return Entry(
        example,
        chosen(dict(example.titles), language),
        chosen(dict(example.questions), language),
        example.query_in(asked),
    )


def grouped(opened: OpenRelease, words: str = "") -> tuple[Group, ...]:
    """Return the groups that have examples with all of ``words`` in texts of any language or in the query."""
    examples = read_examples(opened.iris.base)
    languages = opened.manifest.register.languages
    groups = []
    for name in GROUPS:
        found = (each for each in examples if each.group == name and _has(each, words))
        if entries := tuple(entry(each, languages) for each in found):
            groups.append(Group(name, TITLES[name], entries))
    return tuple(groups)


def _has(example: Example, words: str) -> bool:
    if not words.strip():
        return True
    texts = (example.name, *example.titles.values(), *example.questions.values(), example.query)
    together = fold("\n".join(texts))
    return all(word in together for word in fold(words).split())
