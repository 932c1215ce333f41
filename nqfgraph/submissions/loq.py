"""Europass QDR XML (LOQ 3.1 to 3.3) as a submission: statements, each of which stands in an element."""

from __future__ import annotations

from collections.abc import Collection

import pyoxigraph as ox

from nqfgraph.exports.qdr import read_elements
from nqfgraph.places import Place
from nqfgraph.submissions.documents import Document
from nqfgraph.validation.locating import Wanted

LOQ = "loq"
"""Stands for the syntax where an RDF syntax would be named."""


def parse_loq(document: Document) -> tuple[ox.Quad, ...]:
    """Return the statements of a document; InputError with line and column where it is not LOQ XML."""
    return tuple(ox.Quad(*triple) for triple, _ in read_elements(document.name, document.content))


def locate_elements(document: Document, wanted: Collection[Wanted]) -> dict[Wanted, Place]:
    """Return the elements that wanted statements stand in.

    A statement that is not there has the element of its subject: where the subject is described, else where
    it is first referred to.
    """
    exact: dict[Wanted, Place] = {}
    described: dict[str, Place] = {}
    mentioned: dict[str, Place] = {}
    subjects = {each.subject for each in wanted}
    for triple, tree in read_elements(document.name, document.content) if wanted else ():
        place = Place(file=document.name, line=tree.line, column=str(tree.column))
        subject, value = _bare(triple.subject), _bare(triple.object)
        if subject in subjects:
            described.setdefault(subject, place)
            exact.setdefault(Wanted(subject, triple.predicate.value, str(triple.object)), place)
        if value in subjects:
            mentioned.setdefault(value, place)
    places = {
        each: exact.get(each) or described.get(each.subject) or mentioned.get(each.subject) for each in wanted
    }
    return {each: place for each, place in places.items() if place}


def _bare(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
