"""Reads LOQ XML, 3.1 or 3.3, as statements in the stored ELM terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.exports.qdr.elements import CONCEPT, TYPES
from nqfgraph.exports.qdr.naming import part_iri
from nqfgraph.exports.qdr.parsing import Tree, fault, parse, parse_pieces, shown
from nqfgraph.exports.qdr.schema import Element, Kind, qualified
from nqfgraph.exports.qdr.values import FORMS
from nqfgraph.vocab import RDF, SKOS, XSD

_ATTRIBUTES: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("language",),
    Kind.CODE: ("uri",),
    Kind.CONCEPT: ("uri",),
    Kind.REFERENCE: ("idref",),
}
"""Attributes that an element of each kind must have."""


def read_loq(path: Path) -> Iterator[ox.Quad]:
    """Yield what a file says, thing by thing, in the default graph; every node has an IRI.

    Nodes without an identifier in the file are named as releases name them (`naming.part_iri`). A concept is
    described only where the file says more of it than its IRI. Order, cardinalities, closed lists and whether
    references lead somewhere are not checked: that is what the XML schema is for.

    Raises InputError with line and column for an element, attribute or text that the schema does not have
    there, for a value of the wrong form, and as `parsing.parse`; OSError if the file cannot be read.
    """
    reader = _Reader(str(path))
    for type_name, tree in parse(path):
        for triple, _ in reader.entity(type_name, tree):
            yield ox.Quad(*triple)


def read_elements(name: str, content: bytes) -> Iterator[tuple[ox.Triple, Tree]]:
    """Yield what the file ``name`` says, each statement with the element that it stands in.

    Beside what `read_loq` gives, it says what the schema implies: whatever is referred to as a concept is
    one, and what is named as its scheme is a scheme. Raises InputError as `read_loq`.
    """
    reader = _Reader(name, implied=True)
    for type_name, tree in parse_pieces(name, [content]):
        yield from reader.entity(type_name, tree)


@cache
def _children(type_name: str) -> Mapping[str, Element]:
    """Return the elements of a type, or of a concept for an empty name, by their expanded names."""
    elements = TYPES[type_name].elements if type_name else CONCEPT
    return {qualified(each.name): each for each in elements}


Placed = tuple[ox.Triple, Tree]


class _Reader:
    """Turns trees into triples, each with its element; knows the file's name for its errors."""

    def __init__(self, file: str, *, implied: bool = False) -> None:
        self._file = file
        self._implied = implied

    def entity(self, type_name: str, tree: Tree) -> Iterator[Placed]:
        self._check(tree, ("id",))
        node = self._iri(tree, tree.attributes["id"])
        yield from self._inside(type_name, node, tree)

    def _inside(self, type_name: str, node: ox.NamedNode, tree: Tree) -> Iterator[Placed]:
        yield ox.Triple(node, RDF.type, TYPES[type_name].cls), tree
        yield from self._elements(type_name, node, tree)

    def _elements(self, type_name: str, node: ox.NamedNode, tree: Tree) -> Iterator[Placed]:
        if tree.text.strip():
            raise fault(self._file, tree, f"There is text directly inside {shown(tree.name)}.")
        numbers: Counter[str] = Counter()
        for child in tree.children:
            element = _children(type_name).get(child.name)
            if element is None:
                raise fault(self._file, child, f"{shown(tree.name)} has no element {shown(child.name)}.")
            numbers[child.name] += 1
            if element.kind is Kind.PART:
                self._check(child, ())
                part = ox.NamedNode(part_iri(node.value, type_name, element.name, numbers[child.name]))
                yield ox.Triple(node, element.predicate, part), child
                yield from self._inside(element.of, part, child)
            elif element.kind in (Kind.TEXT, Kind.VALUE):
                yield ox.Triple(node, element.predicate, self._literal(element, child)), child
            else:
                yield from self._named(element, node, child)

    def _named(self, element: Element, node: ox.NamedNode, child: Tree) -> Iterator[Placed]:
        """Give the triples for an element that stands for an IRI."""
        attributes = _ATTRIBUTES.get(element.kind, ())
        self._check(child, attributes)
        if element.kind is Kind.IRI:
            self._refuse_children(child)
            value = self._iri(child, child.text.strip())
            if element.of:
                yield ox.Triple(value, RDF.type, TYPES[element.of].cls), child
            elif self._implied and element.predicate == SKOS.inScheme:
                yield ox.Triple(value, RDF.type, SKOS.ConceptScheme), child
        else:
            value = self._iri(child, child.attributes[attributes[0]])
            if element.kind is not Kind.CONCEPT:
                self._refuse_children(child)
            if child.children or (self._implied and element.kind is not Kind.REFERENCE):
                yield ox.Triple(value, RDF.type, SKOS.Concept), child
            yield from self._elements("", value, child)
        yield ox.Triple(node, element.predicate, value), child

    def _literal(self, element: Element, child: Tree) -> ox.Literal:
        self._refuse_children(child)
        if element.kind is Kind.TEXT:
            self._check(child, ("language",))
            tag = child.attributes["language"].strip()
            try:
                return ox.Literal(child.text, language=tag)
            except ValueError as error:
                raise fault(
                    self._file, child, f"“{tag}” is not a language tag.", "Write one such as az or en."
                ) from error
        if not element.of:
            self._check(child, (), optional="type")
            datatype = child.attributes.get("type")
            return ox.Literal(child.text, datatype=self._iri(child, datatype) if datatype else None)
        self._check(child, ())
        text = child.text if element.of == "string" else child.text.strip()
        # Of addresses the schema knows no wrong ones; what is wrong with a link is for the shapes to say.
        if element.of != "anyURI" and not FORMS[element.of](text):
            raise fault(
                self._file, child, f"“{text[:80]}” in {shown(child.name)} is not of the type {element.of}."
            )
        return ox.Literal(text, datatype=XSD[element.of])

    def _iri(self, tree: Tree, text: str) -> ox.NamedNode:
        try:
            return ox.NamedNode(text.strip())
        except ValueError as error:
            raise fault(
                self._file,
                tree,
                f"“{text.strip()[:80]}” in {shown(tree.name)} is not a complete address (IRI).",
                "Write one such as https://data.example.org/id/1.",
            ) from error

    def _refuse_children(self, tree: Tree) -> None:
        if tree.children:
            child = tree.children[0]
            raise fault(self._file, child, f"{shown(tree.name)} has no element {shown(child.name)}.")

    def _check(self, tree: Tree, required: tuple[str, ...], optional: str = "") -> None:
        """Make sure that an element has the attributes it must have, and no other."""
        for name in required:
            if name not in tree.attributes:
                raise fault(self._file, tree, f"{shown(tree.name)} lacks the attribute {name}.")
        for name in tree.attributes:
            if name not in required and name != optional:
                raise fault(self._file, tree, f"{shown(tree.name)} has no attribute {shown(name)}.")
