"""Tells findings in tables in the words of those who filled the tables in: columns, keys and titles.

Whoever has never heard of RDF can do nothing with the IRI of a node or the name of a property.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property

import pyoxigraph as ox

from nqfgraph.model.records import Key, Register
from nqfgraph.sources.wordings import LANGUAGES, Texts
from nqfgraph.sources.wordings.references import KINDS
from nqfgraph.submissions.texts import CELL_REMEDIES
from nqfgraph.validation.naming import long_iri
from nqfgraph.validation.shapes import SHACL
from nqfgraph.vocab import NQF

ColumnOf = Callable[[ox.NamedNode], str | None]
"""Gives the column that a property is made from, if there is one."""

_TERM = re.compile(r"\b[a-z]+:[A-Za-z]\w*\b")
_DATATYPE = re.compile(r" \(xsd:\w+\)")
_CONCEPT = re.compile(rf"{re.escape(NQF.iri)}[\w-]+/([\w-]+)")
_LONGEST = 80


class Names:
    """Knows what the things of a register are called."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._start = f"{register.description.base}id/"

    def name(self, kind: str, key: Key) -> Texts:
        """Return the kind, the key and the title of a record, by language."""
        *owner, number = key if kind == "learning_outcome" else (*key, "")
        known = tuple(owner[1:]) if kind == "learning_outcome" else key
        titled = (owner[0], known) if kind == "learning_outcome" else (kind, known)
        titles = self._titles.get(titled, {})
        told = {}
        for language in LANGUAGES:
            words = [KINDS[kind][language], number, "/".join(known)]
            title = titles.get(language) or next(iter(titles.values()), "")
            said = " ".join(each for each in words if each)
            told[language] = f"{said} – {title[:_LONGEST]}" if title else said
        return told

    def tell(self, messages: Mapping[str, str], column_of: ColumnOf | None = None) -> Mapping[str, str]:
        """Name things by kind and key (``level/7``), properties by their columns, datatypes not at all."""
        return {language: self._tell(text, column_of) for language, text in messages.items()}

    def _tell(self, text: str, column_of: ColumnOf | None) -> str:
        text = _CONCEPT.sub(r"\1", text.replace(self._start, ""))

        def column(match: re.Match[str]) -> str:
            iri = long_iri(match[0])
            found = column_of(ox.NamedNode(iri)) if iri and column_of else None
            return f"“{found}”" if found else match[0]

        return _TERM.sub(column, _DATATYPE.sub("", text))

    @cached_property
    def _titles(self) -> Mapping[tuple[str, Key], Texts]:
        register = self._register
        return {
            **{("framework", each.key): each.title for each in register.frameworks},
            **{("level", each.key): each.label for each in register.levels},
            **{("award_type", each.key): each.label for each in register.award_types},
            **{("classification", each.key): each.title for each in register.classifications},
            **{("organisation", each.key): each.name for each in register.organisations},
            **{("qualification", each.key): each.title for each in register.qualifications},
            **{("learning_opportunity", each.key): each.title for each in register.learning_opportunities},
        }


def remedy_of(constraint: str, *, missing: bool) -> Texts:
    """Return how to mend a cell that breaks a constraint; ``missing`` if it is known to be empty."""
    if missing:
        return CELL_REMEDIES["MinCount"]
    component = constraint.removeprefix(SHACL).removesuffix("ConstraintComponent")
    return CELL_REMEDIES.get(component, CELL_REMEDIES[""])
