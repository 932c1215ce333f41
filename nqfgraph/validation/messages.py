"""Puts findings into words: what was found and what is allowed, in Azerbaijani, English and Russian.

A shape's own ``sh:message`` says the rule in general; the messages made here say the facts of the case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from nqfgraph.validation.message_texts import KINDS, LANGUAGES, NO_PROPERTY, TEXTS, WORDS
from nqfgraph.validation.naming import short_path, short_term
from nqfgraph.validation.shapes import Constraint, Shape, Shapes, Term

_MOST_LISTED = 10
"""So many allowed values are listed in a message; of more only the number is told."""

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


def _no_terms() -> Mapping[str, Term]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one validation result."""

    shape: Shape
    constraint: Constraint
    focus: Term
    path: str | None
    value: Term | None = None
    fact: Term | None = None
    """A count, a language tag, or the value that was compared with."""
    bindings: Mapping[str, Term] = field(default_factory=_no_terms)
    """The variables of a SPARQL-based constraint."""


def write_messages(facts: Facts, shapes: Shapes) -> dict[str, str]:
    """Return the message in every language of ``LANGUAGES``."""
    if facts.constraint.component == "SPARQL" and (own := own_messages(facts)):
        return {language: _in_language(own, language) for language in LANGUAGES}
    return {language: _write(facts, shapes, language) for language in LANGUAGES}


def own_messages(facts: Facts) -> dict[str, str]:
    """Return the messages of the shape or constraint itself, with ``{?name}`` and ``{$this}`` filled in."""
    own = facts.constraint.messages or facts.shape.messages
    known = {"this": facts.focus, **facts.bindings}
    if facts.value is not None:
        known.setdefault("value", facts.value)

    def fill(text: str, language: str) -> str:
        def told(match: re.Match[str]) -> str:
            term = known.get(match.group(1))
            return match.group() if term is None else _quoted(short_term(term), language)

        return _PLACEHOLDER.sub(told, text)

    return {language: fill(each, language) for language, each in own.items()}


def _quoted(term: str, language: str) -> str:
    """Return a term with the quotation marks of a language around its text: «…» in Russian."""
    text, end, rest = term.rpartition("”")
    if language != "ru" or not end or not text.startswith("“"):
        return term
    return f"«{text[1:]}»{rest}"


def _in_language(texts: Mapping[str, str], language: str) -> str:
    for wanted in (language, "en", ""):
        if wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()))


def _write(facts: Facts, shapes: Shapes, language: str) -> str:
    component = facts.constraint.component
    texts = TEXTS.get(component, TEXTS["Other"])
    form = texts[language]
    values = {
        "property": _property(facts, language),
        "path": short_path(facts.path) if facts.path else "",
        "value": _value(facts, language),
        "found": _found(facts, language),
        "limit": _limit(facts, shapes, language),
        "fact": _fact(facts),
        "component": component,
    }
    return form.format(**values)


def _property(facts: Facts, language: str) -> str:
    if facts.path is None:
        return NO_PROPERTY[language]
    labels = facts.shape.labels
    name = short_path(facts.path)
    return f"{_in_language(labels, language)} ({name})" if labels else name


def _value(facts: Facts, language: str) -> str:
    if facts.value is None:
        return WORDS["nothing"][language]
    return _quoted(short_term(facts.value), language)


def _found(facts: Facts, language: str) -> str:
    """What kind of thing the value is."""
    if isinstance(facts.value, ox.NamedNode):
        return KINDS["IRI"][language]
    if isinstance(facts.value, ox.Literal):
        if facts.constraint.component in ("MinLength", "MaxLength"):
            return str(len(facts.value.value))
        return short_term(facts.value.datatype)
    return KINDS["BlankNode"][language]


def _fact(facts: Facts) -> str:
    """The count, language or other value; where a count is not known, how it compares with the limit."""
    if facts.fact is not None:
        return facts.fact.value if isinstance(facts.fact, ox.Literal) else short_term(facts.fact)
    number = facts.constraint.number
    if facts.constraint.component in ("MaxCount", "QualifiedMaxCount"):
        return f"> {number}"
    return "0" if number <= 1 else f"< {number}"


def _limit(facts: Facts, shapes: Shapes, language: str) -> str:
    constraint = facts.constraint
    special = _LIMITS.get(constraint.component)
    if special:
        return special(constraint, shapes, language)
    if constraint.terms:
        return short_term(constraint.terms[0])
    return constraint.text or str(constraint.number)


def _allowed(constraint: Constraint, shapes: Shapes, language: str) -> str:
    if len(constraint.terms) > _MOST_LISTED:
        return WORDS["one of many"][language].format(number=len(constraint.terms))
    return ", ".join(short_term(each) for each in constraint.terms)


def _allowed_languages(constraint: Constraint, shapes: Shapes, language: str) -> str:
    return ", ".join(each.value for each in constraint.terms)


def _node_kind(constraint: Constraint, shapes: Shapes, language: str) -> str:
    return KINDS[constraint.text][language]


def _alternatives(constraint: Constraint, shapes: Shapes, language: str) -> str:
    """The alternatives of sh:or and its kin: by class or datatype where they are that simple, or by name."""
    return ", ".join(_describe(shapes[each], language) for each in constraint.shapes)


def _describe(shape: Shape, language: str) -> str:
    terms = [
        short_term(term)
        for constraint in shape.constraints
        if constraint.component in ("Class", "Datatype", "HasValue")
        for term in constraint.terms
    ]
    if terms:
        return " + ".join(terms)
    if isinstance(shape.node, ox.NamedNode):
        return short_term(shape.node)
    if shape.path is not None:
        return short_path(str(shape.path))
    return WORDS["rule"][language]


_LIMITS: dict[str, Callable[[Constraint, Shapes, str], str]] = {
    "In": _allowed,
    "LanguageIn": _allowed_languages,
    "NodeKind": _node_kind,
    "And": _alternatives,
    "Or": _alternatives,
    "Xone": _alternatives,
    "Not": _alternatives,
    "Node": _alternatives,
}
