"""Puts the findings in RDF back into the lines of the files that were submitted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyoxigraph as ox

from nqfgraph.places import Place
from nqfgraph.submissions.documents import Document
from nqfgraph.submissions.lines import keep_lines
from nqfgraph.submissions.loading import LARGE, LINES
from nqfgraph.submissions.loq import LOQ, locate_elements
from nqfgraph.submissions.namespaces import Translation
from nqfgraph.submissions.parsing import SPARQL, Parsed
from nqfgraph.validation import Finding
from nqfgraph.validation.locating import Wanted, locate

_STEP = re.compile(r"(\^?)<([^>]+)>")


_EXACT, _SUBJECT, _MENTION = range(3)
"""How near a place is to a finding: the triple itself, its subject, or where its subject is a value."""


def place_findings(findings: Sequence[Finding], documents: Sequence[Parsed]) -> tuple[Finding, ...]:
    """Return the findings with their places, as far as they are found.

    A value has the place where it stands; what is missing has that of its subject. A finding that several
    documents know of is placed in the one that says most exactly what it is about.
    """
    best: dict[int, tuple[int, int, Wanted]] = {}
    documents = [_shorten(each, Translation(number), findings) for number, each in enumerate(documents)]
    for number, parsed in enumerate(documents):
        contents = _Contents(findings, parsed, Translation(number))
        for index, finding in enumerate(findings):
            nearness, wanted = contents.find(finding)
            if wanted is not None and nearness < best.get(index, (_MENTION + 1,))[0]:
                best[index] = (nearness, number, wanted)
    places = {
        number: _locate(parsed, {wanted for _, each, wanted in best.values() if each == number})
        for number, parsed in enumerate(documents)
    }
    return tuple(
        replace(each, place=places[best[index][1]].get(best[index][2])) if index in best else each
        for index, each in enumerate(findings)
    )


def _locate(parsed: Parsed, wanted: set[Wanted]) -> dict[Wanted, Place]:
    document = parsed.document
    if parsed.syntax == SPARQL:
        return dict.fromkeys(wanted, Place(file=document.name))
    if parsed.syntax == LOQ:
        return locate_elements(document, wanted)
    return locate(document.content, parsed.syntax, document.name, wanted, parsed.base, parsed.statements)


class _Contents:
    """What a document says of the nodes of findings; terms are in N-Triples form, as written there."""

    def __init__(self, findings: Iterable[Finding], parsed: Parsed, translation: Translation) -> None:
        self._translation = translation
        nodes = _nodes(findings, translation)
        self._said: dict[str, dict[str, list[str]]] = {}
        self._mentioned: set[str] = set()
        for subject, predicate, value, _ in parsed.statements if nodes else ():
            if (node := str(subject)) in nodes:
                self._said.setdefault(node, {}).setdefault(predicate.value, []).append(str(value))
            if not isinstance(value, ox.Literal) and (node := str(value)) in nodes:
                self._mentioned.add(node)

    def find(self, finding: Finding) -> tuple[int, Wanted | None]:
        """Return what to look for, and how near it is to the finding."""
        nodes = self._forms(finding.focus)
        for node in nodes:
            if triple := self._triple(node, finding):
                return _EXACT, triple
        for node in nodes:
            if node in self._said:
                return _SUBJECT, Wanted(_bare(node), None, None)
        for node in nodes:
            if node in self._mentioned:
                return _MENTION, Wanted(_bare(node), None, None)
        return _MENTION, None

    def _forms(self, node: str) -> list[str]:
        return _forms(node, self._translation)

    def _triple(self, node: str, finding: Finding) -> Wanted | None:
        """Return the triple that a finding is about, or for a longer path the first on the way to it."""
        steps = _steps(finding.path)
        if not steps:
            return None
        inverse, predicate = steps[0]
        if inverse:
            return self._inverse(node, predicate, finding)
        values = [each for name in self._translation.written(predicate) for each in self._values(node, name)]
        wanted = self._translation.written(finding.value) if finding.value else ()
        for name, value in values:
            if value in wanted:
                return Wanted(_bare(node), name, value)
        if values and (len(steps) > 1 or not finding.value):
            # Of too many values the last is the likeliest to be the one too many.
            return Wanted(_bare(node), *values[-1])
        return None

    def _values(self, node: str, predicate: str) -> Iterable[tuple[str, str]]:
        return ((predicate, each) for each in self._said.get(node, {}).get(predicate, ()))

    def _inverse(self, node: str, predicate: str, finding: Finding) -> Wanted | None:
        for subject in self._forms(finding.value or ""):
            for name in self._translation.written(predicate):
                if (name, node) in self._values(subject, name):
                    return Wanted(_bare(subject), name, node)
        return None


def _nodes(findings: Iterable[Finding], translation: Translation) -> set[str]:
    """Return the nodes that tell where findings stand, in N-Triples form as a document may have them."""
    nodes: set[str] = set()
    for finding in findings:
        nodes.update(_forms(finding.focus, translation))
        if finding.path is not None and finding.path.startswith("^"):
            nodes.update(_forms(finding.value or "", translation))
    return nodes


def _forms(node: str, translation: Translation) -> list[str]:
    """Return a node as the document may have it; nothing for a literal."""
    if not node or node.startswith('"'):
        return []
    return list(translation.written(node if node.startswith(("_:", "<")) else f"<{node}>"))


def _shorten(parsed: Parsed, translation: Translation, findings: Sequence[Finding]) -> Parsed:
    """Return a large document of lines without those that are of no interest, but their ends."""
    content = parsed.document.content
    if parsed.syntax not in LINES or len(content) < LARGE or not findings:
        return parsed
    content = keep_lines(content, _nodes(findings, translation))
    return Parsed(Document(parsed.document.name, content), parsed.syntax, parsed.base)


def _bare(node: str) -> str:
    return node if node.startswith("_:") else node[1:-1]


def _steps(path: str | None) -> list[tuple[bool, str]]:
    """The properties along a path, in their order, and whether each is followed backwards."""
    if path is None:
        return []
    if "<" not in path:
        return [(False, path)]
    return [(mark == "^", iri) for mark, iri in _STEP.findall(path)]
