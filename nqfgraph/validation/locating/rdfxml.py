"""Reads RDF/XML with positions; document types, and with them entities of one's own, are refused.

A second reading, for files that the fast parser has already accepted: it leans on that and does not look for
every fault. Nesting costs memory, but no recursion. Specification: RDF 1.1 XML Syntax § 7.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

import pyoxigraph as ox

from nqfgraph.validation.locating.resolution import resolve
from nqfgraph.validation.locating.statements import (
    RDF,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    XML_LITERAL,
    Anonymous,
    Node,
    Reading,
    Statement,
    Unreadable,
    Value,
    decode,
    labelled,
    literal,
    named,
)
from nqfgraph.validation.locating.tags import Attribute, attributes_of_tag, unescape

_CHUNK = 65_536
_SEPARATOR = "\f"
"""Between namespace and name; no XML document can have this character."""
_XML = "http://www.w3.org/XML/1998/namespace"
_SYNTAX = frozenset(("about", "ID", "nodeID", "resource", "datatype", "parseType", "type"))
"""Attributes of RDF's namespace that are not literal properties (§ 7.2.2)."""
_SPACE = " \t\r\n"


@dataclass(slots=True)
class _Element:
    """An element that is open."""

    kind: Literal["root", "node", "property", "collection", "markup"]
    """``root`` holds nodes: the document or ``rdf:RDF``; ``markup`` is a property with parseType Literal."""
    at: int
    base: str | None
    language: str | None
    subject: Node = RDF_NIL
    """Of a node: itself; of a property: the node that has it."""
    subject_at: int = 0
    predicate: ox.NamedNode = RDF_NIL
    datatype: ox.NamedNode | None = None
    name: ox.NamedNode | None = None
    """The name of a property's statement (``rdf:ID``)."""
    value: Node | None = None
    value_at: int = 0
    text: list[str] = field(default_factory=list)
    text_at: int | None = None
    word_at: int | None = None
    members: list[tuple[Node, int]] = field(default_factory=list)
    items: int = 0
    """How many ``rdf:li`` there have been."""
    depth: int = 0
    """How many elements are open in markup."""
    silent: bool = False


@dataclass(slots=True)
class _Attributes:
    """The attributes of an element by what they are for."""

    base: str | None
    language: str | None
    syntax: dict[str, Attribute] = field(default_factory=dict)
    properties: list[tuple[ox.NamedNode, Attribute]] = field(default_factory=list)

    def iri(self, name: str) -> ox.NamedNode | None:
        """Return the IRI that an attribute refers to; None without it."""
        found = self.syntax.get(name)
        if found is None:
            return None
        return named(resolve(self.base, f"#{found.text}" if name == "ID" else found.text))

    def node(self) -> ox.BlankNode | None:
        """Return the blank node of ``rdf:nodeID``."""
        found = self.syntax.get("nodeID")
        return None if found is None else labelled(found.text)


def read_rdfxml(content: bytes, base: str | None = None) -> Reading:
    """Read a file of RDF/XML in UTF-8; relative IRIs are resolved against ``base``.

    Statements come in the order in which pyoxigraph gives them; the text of every XML literal is left out
    (`XML_LITERAL`). Raises Unreadable, also while the statements are taken.
    """
    decode(content)
    content = content.removeprefix(b"\xef\xbb\xbf")
    return Reading(content, _RdfXml(content, base).statements())


class _RdfXml:
    def __init__(self, content: bytes, base: str | None) -> None:
        self._content = content
        self._open = [_Element("root", 0, base, None)]
        self._batch: list[Statement] = []
        self._ready: list[Statement] = []
        self._parser = expat.ParserCreate("utf-8", _SEPARATOR)
        self._parser.namespace_prefixes = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def statements(self) -> Iterator[Statement]:
        for start in range(0, len(self._content) + 1, _CHUNK):
            chunk = self._content[start : start + _CHUNK]
            try:
                self._parser.Parse(chunk, len(chunk) < _CHUNK)
            except expat.ExpatError as error:
                raise Unreadable(f"The file is not well-formed XML: {error}.") from error
            yield from self._ready
            self._ready.clear()

    def _refuse(self, *_: object) -> None:
        raise Unreadable("The file has a document type, which could define entities.")

    # Elements

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at, parent = self._parser.CurrentByteIndex, self._open[-1]
        if parent.kind == "markup":
            parent.depth += 1
            if parent.text_at is None:
                parent.text_at = at
            return
        namespace, _, rest = name.partition(_SEPARATOR)
        iri = namespace + rest.partition(_SEPARATOR)[0]
        found = self._sort(parent, at, attributes)
        if parent.kind == "node":
            self._start_property(parent, iri, at, found)
        elif len(self._open) == 1 and iri == f"{RDF}RDF":
            self._open.append(_Element("root", at, found.base, found.language))
        else:
            self._start_node(iri, at, found)
        self._flush()

    def _sort(self, parent: _Element, at: int, attributes: dict[str, str]) -> _Attributes:
        found = _Attributes(parent.base, parent.language)
        if not attributes:
            return found
        for name, attribute in zip(attributes, attributes_of_tag(self._content, at), strict=True):
            namespace, _, rest = name.partition(_SEPARATOR)
            local = rest.partition(_SEPARATOR)[0]
            if namespace == _XML:
                if local == "lang":
                    found.language = attribute.text
                elif local == "base":
                    found.base = resolve(parent.base, attribute.text)
            elif not rest and name.startswith("xml"):
                continue
            elif namespace == RDF and local in _SYNTAX:
                found.syntax[local] = attribute
            else:
                found.properties.append((named(namespace + local), attribute))
        return found

    def _start_node(self, iri: str, at: int, found: _Attributes) -> None:
        subject = found.iri("about") or found.iri("ID") or found.node() or Anonymous()
        self._describe(subject, at, found)
        if iri != f"{RDF}Description":
            self._batch.append(Statement(subject, RDF_TYPE, named(iri), at, at + 1))
        self._open.append(_Element("node", at, found.base, found.language, subject, at))

    def _describe(self, subject: Node, at: int, found: _Attributes) -> None:
        """Add what attributes say of a node (§ 7.2.11, property attributes)."""
        for predicate, attribute in found.properties:
            value = literal(attribute.text, language=found.language)
            self._batch.append(Statement(subject, predicate, value, at, attribute.at))
        kind = found.iri("type")
        if kind is not None:
            self._batch.append(Statement(subject, RDF_TYPE, kind, at, found.syntax["type"].at))

    def _start_property(self, parent: _Element, iri: str, at: int, found: _Attributes) -> None:
        if iri == f"{RDF}li":
            parent.items += 1
            iri = f"{RDF}_{parent.items}"
        element = _Element("property", at, found.base, found.language, parent.subject, parent.at)
        element.predicate, element.name = named(iri), found.iri("ID")
        element.datatype = found.iri("datatype")
        self._open.append(element)
        parse_type = found.syntax.get("parseType")
        if parse_type is not None:
            self._start_parse_type(element, parse_type.text)
        elif found.properties or "resource" in found.syntax or "nodeID" in found.syntax:
            element.value = found.iri("resource") or found.node() or Anonymous()
            source = found.syntax.get("resource") or found.syntax.get("nodeID")
            element.value_at = at if source is None else source.at
            self._describe(element.value, element.value_at, found)

    def _start_parse_type(self, element: _Element, parse_type: str) -> None:
        if parse_type == "Collection":
            element.kind = "collection"
        elif parse_type == "Resource":
            value = Anonymous()
            self._state(element, value, element.at)
            element.kind, element.subject, element.subject_at = "node", value, element.at
        else:
            # Any other word counts as Literal (§ 7.2.20), but pyoxigraph leaves such properties out.
            element.kind, element.silent = "markup", parse_type != "Literal"

    def _end(self, _: str) -> None:
        element = self._open[-1]
        if element.depth:
            element.depth -= 1
            return
        self._open.pop()
        if element.kind == "node":
            self._end_node(element, self._open[-1])
        elif element.kind == "collection":
            self._end_collection(element)
        elif element.kind == "property":
            self._end_property(element)
        elif element.kind == "markup" and not element.silent:
            self._state(element, XML_LITERAL, element.at if element.text_at is None else element.text_at)
        self._flush()

    def _end_node(self, element: _Element, parent: _Element) -> None:
        if parent.kind == "property":
            parent.value, parent.value_at = element.subject, element.at
        elif parent.kind == "collection":
            parent.members.append((element.subject, element.at))

    def _end_property(self, element: _Element) -> None:
        if element.value is not None:
            self._state(element, element.value, element.value_at)
            return
        language = None if element.datatype is not None else element.language
        value = literal(self._whole_text(element), datatype=element.datatype, language=language)
        begins = element.word_at if element.word_at is not None else element.text_at
        self._state(element, value, element.at if begins is None else begins)

    def _whole_text(self, element: _Element) -> str:
        """The text as pyoxigraph takes it: with the line ends of the file."""
        if element.text_at is not None:
            raw = self._content[element.text_at : self._parser.CurrentByteIndex]
            if b"\r" in raw and b"<" not in raw:
                return unescape(raw)
        return "".join(element.text)

    def _end_collection(self, element: _Element) -> None:
        following: Node = RDF_NIL
        for member, at in reversed(element.members):
            node = Anonymous()
            self._batch.append(Statement(node, RDF_FIRST, member, at, at))
            self._batch.append(Statement(node, RDF_REST, following, at, at))
            following = node
        self._state(element, following, element.at)

    def _text(self, text: str) -> None:
        element = self._open[-1]
        if element.kind in ("property", "markup") and element.value is None:
            at = self._parser.CurrentByteIndex
            element.text.append(text)
            if element.text_at is None:
                element.text_at = at
            if element.word_at is None and (begins := len(text) - len(text.lstrip(_SPACE))) < len(text):
                element.word_at = at + begins

    # Statements

    def _state(self, element: _Element, value: Value, at: int) -> None:
        """Add the statement of a property, and what is said of the statement if it has a name (§ 7.3)."""
        subject, subject_at, predicate = element.subject, element.subject_at, element.predicate
        if element.name is not None:
            parts = {
                "type": named(f"{RDF}Statement"),
                "subject": subject,
                "predicate": predicate,
                "object": value,
            }
            for part, term in parts.items():
                self._batch.append(Statement(element.name, named(RDF + part), term, element.at, at))
        self._batch.append(Statement(subject, predicate, value, subject_at, at))

    def _flush(self) -> None:
        # Of what one tag completes, pyoxigraph gives the last first.
        self._ready.extend(reversed(self._batch))
        self._batch.clear()
