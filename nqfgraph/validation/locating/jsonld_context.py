"""The contexts of a JSON-LD document: what its short names mean.

Read are prefixes and terms, ``@vocab``, ``@base`` and ``@language``, keyword aliases, type and language
coercion, containers and contexts scoped to a property (JSON-LD 1.1, § 4.1, 4.2 and 9.15). Contexts elsewhere
are never fetched: their terms stay unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nqfgraph.validation.locating.json_tree import DEEPEST, Item
from nqfgraph.validation.locating.resolution import resolve
from nqfgraph.validation.locating.statements import Unreadable

_KEYWORD = re.compile(r"@[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Term:
    """What a context says of a name."""

    iri: str | None
    """An IRI or a keyword; None where the context takes the name's meaning away."""
    coercion: str | None = None
    """``@id``, ``@vocab``, ``@json`` or the IRI of a datatype."""
    language: str | None = None
    own_language: bool = False
    """Whether `language` counts rather than that of the context."""
    containers: frozenset[str] = frozenset()
    reverse: bool = False
    context: Item | None = None
    """The context for what stands below the property."""


@dataclass(frozen=True, slots=True)
class Context:
    """The meaning of names at a place in a document."""

    base: str | None
    vocabulary: str | None = None
    language: str | None = None
    terms: dict[str, Term] = field(default_factory=dict)
    above: Context | None = None
    start: str | None = None
    """The base of the document itself, which a null context goes back to."""

    def term(self, name: str) -> Term | None:
        """Return what is said of a name, here or around."""
        context: Context | None = self
        while context is not None:
            if name in context.terms:
                return context.terms[name]
            context = context.above
        return None

    def meaning(self, name: str) -> str | None:
        """Return the keyword or absolute IRI that a name of a property or a type stands for."""
        if is_keyword(name):
            return name
        term = self.term(name)
        if term is not None:
            return term.iri
        if ":" in name:
            return self.long(name)
        return None if self.vocabulary is None else self.vocabulary + name

    def reference(self, text: str) -> str | None:
        """Return the absolute IRI, or ``_:label``, that an ``@id`` refers to."""
        if ":" in text:
            return self.long(text)
        return None if self.base is None else resolve(self.base, text)

    def long(self, text: str) -> str:
        """Return a name that has a colon in full: its prefix may be a term (JSON-LD 1.1, § 4.1.5)."""
        prefix, _, rest = text.partition(":")
        if prefix == "_" or rest.startswith("//"):
            return text
        term = self.term(prefix)
        return term.iri + rest if term is not None and term.iri else text


def is_keyword(name: str) -> bool:
    """Tell whether a name has the form of a keyword (JSON-LD 1.1, § 1.7); such names are never terms."""
    return _KEYWORD.fullmatch(name) is not None


def extend(context: Context, local: Item) -> Context:
    """Return a context with what a value of ``@context`` adds (JSON-LD 1.1 API, § 4.1).

    Raises Unreadable for definitions that refer to one another in a circle or without end.
    """
    for each in local.value if isinstance(local.value, list) else [local]:
        if each.value is None:
            context = Context(context.start, start=context.start)
        elif isinstance(each.value, dict):
            context = _Definitions(context, each.value).all()
    return context


class _Definitions:
    """Works out the definitions of one context; they may use one another in any order."""

    def __init__(self, outer: Context, entries: dict[str, Item]) -> None:
        self._entries = entries
        self._terms: dict[str, Term] = {}
        base = _text(entries, "@base", outer.base)
        vocabulary = _text(entries, "@vocab", outer.vocabulary)
        self._context = Context(
            base=None if base is None else resolve(outer.base, base),
            vocabulary=None if vocabulary is None else outer.long(vocabulary),
            language=_text(entries, "@language", outer.language),
            terms=self._terms,
            above=outer,
            start=outer.start,
        )

    def all(self) -> Context:
        """Return the context with everything that it defines."""
        for name in self._entries:
            self._define(name, 0)
        return self._context

    def _define(self, name: str, depth: int) -> None:
        if name in self._terms or name not in self._entries or name.startswith("@"):
            return
        if depth > DEEPEST:
            raise Unreadable(f"The definition of “{name}” refers to too many others.")
        definition = self._entries[name].value
        if isinstance(definition, str):
            self._terms[name] = Term(self._meaning(definition, name, depth))
        elif isinstance(definition, dict):
            self._terms[name] = self._full_term(definition, name, depth)
        else:
            self._terms[name] = Term(None)

    def _full_term(self, entries: dict[str, Item], name: str, depth: int) -> Term:
        reverse = _text(entries, "@reverse", None)
        iri = _text(entries, "@id", name) if reverse is None else reverse
        coercion = _text(entries, "@type", None)
        containers = entries["@container"].value if "@container" in entries else None
        listed = [each.value for each in containers] if isinstance(containers, list) else [containers]
        return Term(
            iri=None if iri is None else self._meaning(iri, name, depth),
            coercion=None if coercion is None else self._meaning(coercion, name, depth),
            language=_text(entries, "@language", None),
            own_language="@language" in entries,
            containers=frozenset(each for each in listed if isinstance(each, str)),
            reverse=reverse is not None,
            context=entries.get("@context"),
        )

    def _meaning(self, text: str, name: str, depth: int) -> str | None:
        """The IRI of something that a definition refers to, after the definitions that this takes."""
        used = text.partition(":")[0]
        if used != name:
            self._define(used, depth + 1)
        if ":" in text:
            return self._context.long(text)
        if text != name:
            return self._context.meaning(text)
        return None if self._context.vocabulary is None else self._context.vocabulary + text


def _text(entries: dict[str, Item], name: str, otherwise: str | None) -> str | None:
    """The text of an entry; None if it is anything else, such as null."""
    if name not in entries:
        return otherwise
    value = entries[name].value
    return value if isinstance(value, str) else None
