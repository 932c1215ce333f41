"""The namespaces of the European Learning Model: both that are live are understood, look-alikes are found.

ELM 3.0 to 3.2 and QDR's open data use the one that nqfgraph stores, ELM 3.3 another with the same names
(docs/decisions/0003-stored-elm-namespace.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

import pyoxigraph as ox

from nqfgraph.places import Place
from nqfgraph.submissions.loading import ELM_33
from nqfgraph.submissions.parsing import Parsed
from nqfgraph.submissions.texts import PROBLEMS, REMARKS, Texts, fill
from nqfgraph.validation import Finding, Report
from nqfgraph.validation.naming import short_iri
from nqfgraph.vocab import ELM, NQF, RDF

_RESEMBLES = re.compile(r"https?://(www\.)?data\.europa\.eu/(snb/model|esco/qdr)\b")
_TELLING = frozenset({"Qualification", "QualificationReference"}) | {
    name for name in ELM if re.match(r"(Learning|Awarding)[A-Z]|CreditPoint$", name)
}
"""Names of classes that mean ELM's class in whatever namespace they stand."""
CLASSES = frozenset(name for name in ELM if re.match(r"[A-Z][a-z]", name))
"""The names of the classes of the LOQ profile; EQFLevel and its like are properties."""
_MOST_NAMED = 3
_CLASSES = """
SELECT ?class (MIN(STR(?node)) AS ?first)
WHERE { ?node a ?class FILTER(isIRI(?class)) } GROUP BY ?class ORDER BY ?class
"""


@dataclass
class Survey:
    """What was seen in the statements of a submission, beside the statements themselves."""

    file: str = ""
    """The first file, for what is said of the whole."""
    statements: int = 0
    translated: int = 0
    """Places where a term of ELM 3.3 stood."""
    classes: dict[str, str] = field(default_factory=dict)
    """Each class that something is of, and the first node that is."""


def read_triples(documents: Iterable[Parsed], survey: Survey) -> Iterator[ox.Triple]:
    """Yield the triples of documents in the stored namespace; blank nodes of different files do not meet."""
    for number, parsed in enumerate(documents):
        survey.file = survey.file or parsed.document.name
        translation = Translation(number)
        for quad in parsed.statements:
            triple = translation.triple(quad)
            survey.statements += 1
            if triple.predicate == RDF.type and isinstance(triple.object, ox.NamedNode):
                survey.classes.setdefault(triple.object.value, _focus(triple.subject))
            yield triple
        survey.translated += translation.changed


def survey_store(parsed: Parsed, store: ox.Store) -> Survey:
    """Return what is to be seen in a document that needs no translation, from a store that holds it."""
    survey = Survey(file=parsed.document.name, statements=len(store))
    results = store.query(_CLASSES)
    assert isinstance(results, ox.QuerySolutions)
    survey.classes.update((each["class"].value, each["first"].value) for each in results)
    return survey


class Translation:
    """Turns the terms of one document into those that are checked, and back."""

    def __init__(self, number: int) -> None:
        self._prefix = f"f{number}-" if number else ""
        self._known: dict[ox.NamedNode, ox.NamedNode] = {}
        self.changed = 0
        """In how many places a term of ELM 3.3 stood."""

    def triple(self, quad: ox.Quad) -> ox.Triple:
        """Return the triple of a statement."""
        terms = (self._term(each) for each in (quad.subject, quad.predicate, quad.object))
        # Each is of the kind that it was.
        return ox.Triple(*terms)  # type: ignore[arg-type]

    def _term(self, term: object) -> object:
        if isinstance(term, ox.NamedNode) and term.value.startswith(ELM_33):
            self.changed += 1
            return self._known.setdefault(term, ox.NamedNode(ELM.iri + term.value.removeprefix(ELM_33)))
        if isinstance(term, ox.BlankNode) and self._prefix:
            return ox.BlankNode(self._prefix + term.value)
        return term

    def written(self, term: str) -> tuple[str, ...]:
        """Return how a term of a finding (an IRI, or N-Triples) may be written in the document."""
        term = term.replace(f"_:{self._prefix}", "_:", 1) if term.startswith("_:") else term
        bare = term.removeprefix("<")
        if not bare.startswith(ELM.iri):
            return (term,)
        return term, term[: len(term) - len(bare)] + ELM_33 + bare.removeprefix(ELM.iri)


def remarks(survey: Survey) -> Iterator[Texts]:
    """Say what was done with the namespaces before checking."""
    if survey.translated:
        yield fill(REMARKS["elm-3.3"], count=survey.translated, found=ELM_33, expected=ELM.iri)


def problems(survey: Survey, report: Report, known: Collection[str]) -> Iterator[Finding]:
    """Yield what kept data from being checked; ``known`` are the classes that the shapes apply to."""
    found = [*_wrong_namespaces(survey, known), *_unknown_classes(survey, known)]
    yield from found
    if not found and not any(report.checked.values()):
        yield _nothing_checked(survey, known)


def _wrong_namespaces(survey: Survey, known: Collection[str]) -> Iterator[Finding]:
    if not any(each.startswith(ELM.iri) for each in known):
        return
    for iri, focus in survey.classes.items():
        namespace, name = _split(iri)
        is_ours = namespace in (ELM.iri, NQF.iri) or iri in known
        if not is_ours and (_RESEMBLES.match(namespace) or name in _TELLING):
            yield _problem("known-namespace", focus, iri, found=namespace, expected=ELM.iri, other=ELM_33)


def _unknown_classes(survey: Survey, known: Collection[str]) -> Iterator[Finding]:
    if not any(each.startswith(ELM.iri) for each in known):
        return
    for iri, focus in survey.classes.items():
        name = iri.removeprefix(ELM.iri)
        if iri.startswith(ELM.iri) and iri not in known and name not in CLASSES:
            close = get_close_matches(name, CLASSES, n=_MOST_NAMED) or sorted(CLASSES)[:_MOST_NAMED]
            yield _problem(
                "known-class", focus, iri, found=short_iri(iri), expected=", ".join(f"elm:{e}" for e in close)
            )


def _nothing_checked(survey: Survey, known: Collection[str]) -> Finding:
    if not survey.statements:
        return _whole(survey, "empty")
    expected = ", ".join(short_iri(each) for each in sorted(known, key=_weight)[:_MOST_NAMED])
    if not survey.classes:
        return _whole(survey, "no-class", expected=expected)
    found = ", ".join(short_iri(each) for each in list(survey.classes)[:_MOST_NAMED])
    iri, focus = next(iter(survey.classes.items()))
    return _problem("something-checked", focus, iri, kind="other-classes", found=found, expected=expected)


def _weight(iri: str) -> tuple[bool, bool, str]:
    """Sort a qualification first, then the classes of ELM."""
    return iri != ELM.Qualification.value, not iri.startswith(ELM.iri), iri


def _whole(survey: Survey, kind: str, **facts: str) -> Finding:
    """Return a finding about the submission itself; its focus node is the name of the file."""
    finding = _problem("something-checked", str(ox.Literal(survey.file)), None, kind, **facts)
    return replace(finding, place=Place(file=survey.file))


def _problem(rule: str, focus: str, value: str | None, kind: str = "", **facts: str) -> Finding:
    texts = PROBLEMS[kind or rule]
    facts["class"] = value or ""
    return Finding(
        severity="violation",
        focus=focus,
        path=RDF.type.value if value else None,
        value=f"<{value}>" if value else None,
        constraint=NQF[f"submission-rule/{rule}"].value,
        shape="",
        messages=fill(texts.message, **facts),
        remedy=fill(texts.hint, **facts),
    )


def _split(iri: str) -> tuple[str, str]:
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:end], iri[end:]


def _focus(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
