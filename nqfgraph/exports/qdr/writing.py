"""Writes one thing after the other as LOQ XML: its elements in the schema's order, and nothing it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from nqfgraph.exports.qdr.elements import CONCEPT, DEMANDED_BY_SHAPES, ENTITIES, TYPES, entity_element
from nqfgraph.exports.qdr.markup import clean
from nqfgraph.exports.qdr.schema import Element, Kind
from nqfgraph.exports.qdr.values import FORMS, in_xml, is_empty_duration
from nqfgraph.vocab import RDF, XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Description = Mapping[ox.NamedNode, Sequence[Term]]
"""What is said of a node: the values of each property."""

REMEMBERED = 1024
"""How many things that others refer to are kept at hand."""

_SPECIAL = re.compile("[^ !#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that have to be written otherwise; to look for them first is cheaper than to replace none."""

_MISSING: Mapping[str, str] = {
    "NQFLevel": "level-not-in-qdr",
    "EQFLevel": "no-eqf-level",
    "ISCEDFCode": "no-field",
    "language": "no-language",
    "title": "no-title",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something cannot be written: the code of the reason, the element, and the value found."""

    code: str
    element: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a writer finds what it writes."""

    describe: Callable[[ox.NamedNode], Description]
    """What is said of a node; nothing of a node that is not to be written."""
    listed: Callable[[str, str], bool]
    """Whether the closed list of a name has an IRI."""
    withheld: Callable[[ox.NamedNode], bool] = lambda node: False
    """Whether a thing is not handed over although it could be written, because it is illustrative."""
    languages: tuple[str, ...] = ()
    """Languages whose texts come first, in this order."""


class Writer:
    """Writes things; what it refers to and what it leaves out is told to the caller."""

    def __init__(
        self,
        source: Source,
        refer: Callable[[str, ox.NamedNode], None],
        leave_out: Callable[[ox.NamedNode, Fault], None],
    ) -> None:
        self._source = source
        self._refer = refer
        self._leave_out = leave_out
        self._is_complete = lru_cache(REMEMBERED)(self._has_no_faults)

    def faults(self, type_name: str, node: ox.NamedNode) -> Iterator[Fault]:
        """Give why a thing cannot be written: required elements without a value that can be."""
        withheld = self._source.withheld(node)
        if withheld:
            yield Fault("illustrative", entity_element(type_name))
        description = self._source.describe(node)
        for element in TYPES[type_name].elements:
            if element.least or (type_name, element.name) in DEMANDED_BY_SHAPES:
                values = description.get(element.predicate, ())
                found = [self._fault(element, value) for value in values]
                if all(found):
                    missing = Fault(_MISSING.get(element.name, "incomplete"), element.name)
                    fault = self._worst(missing, found)
                    # What an illustrative thing leads to is so too, which says nothing new.
                    if not (withheld and fault.code == "illustrative"):
                        yield fault

    def entity(self, type_name: str, node: ox.NamedNode) -> str:
        """Write a thing that has no faults, as a block of lines."""
        name = entity_element(type_name)
        lines = [f"    <{name} id={_quoted(node.value)}>"]
        lines += self._children(type_name, node, node, "      ")
        lines.append(f"    </{name}>\n")
        return "\n".join(lines)

    def _children(
        self, type_name: str, node: ox.NamedNode, entity: ox.NamedNode, indent: str
    ) -> Iterator[str]:
        description = self._source.describe(node)
        for element in TYPES[type_name].elements:
            values = description.get(element.predicate)
            if values:
                yield from self._element(element, values, entity, indent)

    def _element(
        self, element: Element, values: Sequence[Term], entity: ox.NamedNode, indent: str
    ) -> Iterator[str]:
        written = 0
        for value in sorted(values, key=self._order):
            fault = self._fault(element, value)
            if fault is None and element.most is not None and written == element.most:
                fault = Fault("only-one", element.name, _text_of(value))
            if fault is not None:
                self._leave_out(entity, fault)
                continue
            written += 1
            yield from self._write(element, value, entity, indent)

    def _write(self, element: Element, value: Term, entity: ox.NamedNode, indent: str) -> Iterator[str]:
        name = element.name
        if isinstance(value, ox.Literal):
            yield f"{indent}<{name}{_attributes(element, value)}>{_content(element, value)}</{name}>"
            return
        assert isinstance(value, ox.NamedNode)
        if element.kind is Kind.IRI:
            yield f"{indent}<{name}>{_escaped(value.value)}</{name}>"
            return
        if element.kind is Kind.REFERENCE:
            target = self._type_of(value)
            assert target is not None
            self._refer(target, value)
        attribute = {Kind.PART: "", Kind.REFERENCE: f" idref={_quoted(value.value)}"}.get(
            element.kind, f" uri={_quoted(value.value)}"
        )
        content = list(self._inside(element, value, entity, f"{indent}  "))
        if not content:
            yield f"{indent}<{name}{attribute}/>"
            return
        yield f"{indent}<{name}{attribute}>"
        yield from content
        yield f"{indent}</{name}>"

    def _inside(
        self, element: Element, value: ox.NamedNode, entity: ox.NamedNode, indent: str
    ) -> Iterator[str]:
        if element.kind is Kind.PART:
            yield from self._children(element.of, value, entity, indent)
        elif element.kind is Kind.CONCEPT:
            description = self._source.describe(value)
            for each in CONCEPT:
                yield from self._element(each, description.get(each.predicate, ()), entity, indent)

    def _fault(self, element: Element, value: Term) -> Fault | None:
        """Say why a value cannot be written, None if it can."""
        if element.kind is Kind.PART and isinstance(value, ox.NamedNode):
            return self._part_fault(element, value)
        if isinstance(value, ox.Literal):
            code = _literal_fault(element, value)
        elif isinstance(value, ox.NamedNode) and element.kind not in (Kind.TEXT, Kind.VALUE):
            code = self._node_fault(element, value)
        else:
            code = "wrong-form"
        return Fault(code, element.name, _text_of(value)) if code else None

    def _node_fault(self, element: Element, value: ox.NamedNode) -> str | None:
        if element.kind is Kind.CODE:
            if self._source.listed(element.of, value.value):
                return None
            return "level-not-in-qdr" if element.of == "qdr" else "not-in-list"
        if element.kind is Kind.REFERENCE:
            if self._source.withheld(value):
                return "illustrative"
            return self._reference_fault(element, value)
        # Whoever named the concept may have mistyped its address, and one that is none spoils the whole file.
        return None if FORMS["anyURI"](value.value) else "wrong-form"

    def _part_fault(self, element: Element, value: ox.NamedNode) -> Fault | None:
        """Say what is wrong inside a part, whose own name says nothing to those who are to correct it."""
        inside = next(self.faults(element.of, value), None)
        if inside is None or inside.value:
            return inside
        return Fault("incomplete", element.name, value.value)

    def _reference_fault(self, element: Element, value: ox.NamedNode) -> str | None:
        """Say why a thing cannot be referred to.

        Its type is looked at first: what the types of the schema demand of each other never goes in a circle,
        while a thing of the wrong type could lead back to itself.
        """
        name = self._type_of(value)
        if name is None or name not in element.of.split():
            return "not-described"
        return None if self._is_complete(name, value) else "not-described"

    def _type_of(self, node: ox.NamedNode) -> str | None:
        classes = self._source.describe(node).get(RDF.type, ())
        return next((each for each in ENTITIES if TYPES[each].cls in classes), None)

    def _has_no_faults(self, type_name: str, node: ox.NamedNode) -> bool:
        return not any(self.faults(type_name, node))

    @staticmethod
    def _worst(missing: Fault, found: Sequence[Fault | None]) -> Fault:
        """Choose what says most of a required element without usable value."""
        return next((each for each in found if each), missing)

    def _order(self, value: Term) -> tuple[int, str, int, str]:
        """Sort texts by language, in the register's order, and all else so that 10 comes behind 9."""
        if isinstance(value, ox.Literal):
            languages, tag = self._source.languages, value.language or ""
            rank = languages.index(tag) if tag in languages else len(languages)
            return rank, tag, 0, value.value
        text = _text_of(value)
        return 0, "", len(text), text


def _literal_fault(element: Element, value: ox.Literal) -> str | None:
    text = value.value
    if element.kind is Kind.TEXT:
        if not value.language:
            return "wrong-form"
        return None if (clean(text) if element.html else text).strip() else "empty"
    if element.kind is not Kind.VALUE or value.language:
        return "wrong-form"
    if element.of and not FORMS[element.of](text):
        return "wrong-form"
    return "empty" if element.of == "duration" and is_empty_duration(text) else None


def _attributes(element: Element, value: ox.Literal) -> str:
    if element.kind is Kind.TEXT:
        return f" language={_quoted(value.language or '')}"
    if not element.of and value.datatype != XSD.string:
        return f" type={_quoted(value.datatype.value)}"
    return ""


def _content(element: Element, value: ox.Literal) -> str:
    return _escaped(clean(value.value) if element.html else value.value)


def _escaped(text: str) -> str:
    return escape(in_xml(text), {"\r": "&#13;"}) if _SPECIAL.search(text) else text


def _quoted(text: str) -> str:
    return quoteattr(in_xml(text)) if _SPECIAL.search(text) else f'"{text}"'


def _text_of(value: Term) -> str:
    return str(value) if isinstance(value, (ox.BlankNode, ox.Triple)) else value.value
