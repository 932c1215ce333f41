"""Runs pySHACL, the reference: for shapes that SPARQL does not cover, and for comparison in tests.

The only module that knows rdflib and pySHACL. pySHACL changes rdflib's settings while it works, so there is
one run at a time, and both graphs are handed over parsed. Texts are given as rdflib's parser would make them:
plain, without ``xsd:string``, because rdflib holds the two forms for different terms.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from nqfgraph.errors import ShapesError
from nqfgraph.validation.findings import Finding
from nqfgraph.validation.messages import Facts, own_messages, write_messages
from nqfgraph.validation.reading import OWL_CLASS, RDFS_CLASS, read_path
from nqfgraph.validation.shapes import SEVERITIES, SHACL, Constraint, Node, Shape, Shapes, Term
from nqfgraph.validation.triples import TripleIndex

if TYPE_CHECKING:
    import rdflib

_LOCK = threading.Lock()
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
OWN = "Other"
"""Stands for a constraint component of somebody's own."""

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def check_with_pyshacl(
    triples: Iterable[ox.Triple], shapes: Shapes, chosen: Sequence[Shape] | None = None
) -> Iterator[Finding]:
    """Check triples with pySHACL and yield its results; ``chosen`` limits it to some targeted shapes.

    Raises ShapesError where pySHACL refuses the shapes, and where a term of the data is none that it knows.
    """
    kept = {each.node for each in (shapes.targeted if chosen is None else chosen)}
    if not kept:
        return
    others = {each.node for each in shapes.shapes.values() if each.targets and each.node not in kept}
    rules = [each for each in shapes.triples if not (each.subject in others and _is_target(each))]
    results = TripleIndex(_run(triples, rules))
    top = ox.NamedNode(f"{SHACL}result")
    # Results under sh:detail are parts of other results and do not count by themselves.
    for report in results.subjects(top):
        for result in results.objects(report, top):
            assert not isinstance(result, ox.Literal)
            yield _finding(results, result, shapes)


def _is_target(triple: ox.Triple) -> bool:
    """Whether a triple of a shape makes it apply to nodes by itself."""
    name = triple.predicate.value
    return name.startswith(f"{SHACL}target") or (name == _TYPE and triple.object in (RDFS_CLASS, OWL_CLASS))


def _run(triples: Iterable[ox.Triple], rules: Iterable[ox.Triple]) -> list[ox.Triple]:
    import pyshacl
    from pyparsing import ParseBaseException
    from pyshacl.errors import (
        ConstraintLoadError,
        ReportableRuntimeError,
        RuleLoadError,
        ShapeLoadError,
        ShapeRecursionWarning,
    )

    refusals = (
        ReportableRuntimeError,
        ConstraintLoadError,
        ShapeLoadError,
        RuleLoadError,
        ShapeRecursionWarning,
        NotImplementedError,
        ParseBaseException,
        re.error,
    )
    with _LOCK, warnings.catch_warnings():
        # rdflib warns about literals with a wrong lexical form; they become findings.
        warnings.simplefilter("ignore")
        # pySHACL leaves a recursion after three rounds and takes the rest for conformant; that is no answer.
        warnings.simplefilter("error", ShapeRecursionWarning)
        try:
            _, report, _ = pyshacl.validate(
                _graph(triples), shacl_graph=_graph(rules), inference="none", inplace=True
            )
        except Exception as error:
            # rdflib raises Exception itself, for example for a prefix that a query does not declare.
            if not isinstance(error, refusals) and type(error) is not Exception:
                raise
            raise ShapesError(f"pySHACL cannot check with these shapes: {error}") from error
        if isinstance(report, Exception):
            raise ShapesError(f"pySHACL cannot check with these shapes: {report}") from report
        return [_from_rdflib(each) for each in report]


def _graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    import rdflib

    def term(value: Term | ox.Triple) -> rdflib.term.Node:
        if isinstance(value, ox.Triple):
            raise ShapesError(
                "pySHACL cannot check with these shapes: a triple stands as a term (RDF 1.2, § 3.1), which it"
                " does not know."
            )
        if isinstance(value, ox.NamedNode):
            return rdflib.URIRef(value.value)
        if isinstance(value, ox.BlankNode):
            return rdflib.BNode(value.value)
        if value.language:
            return rdflib.Literal(value.value, lang=value.language)
        if value.datatype.value == _XSD_STRING:
            return rdflib.Literal(value.value)
        return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value), normalize=False)

    graph = rdflib.Graph(bind_namespaces="none")
    for each in triples:
        graph.add((term(each.subject), term(each.predicate), term(each.object)))
    return graph


def _from_rdflib(triple: Sequence[rdflib.term.Node]) -> ox.Triple:
    import rdflib

    def term(value: rdflib.term.Node) -> Term:
        if isinstance(value, rdflib.Literal):
            if value.language:
                return ox.Literal(str(value), language=value.language)
            return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype or _XSD_STRING)))
        if isinstance(value, rdflib.BNode):
            return ox.BlankNode(str(value))
        return ox.NamedNode(str(value))

    subject, predicate, value = (term(each) for each in triple)
    assert not isinstance(subject, ox.Literal)
    assert isinstance(predicate, ox.NamedNode)
    return ox.Triple(subject, predicate, value)


def _finding(results: TripleIndex, node: Node, shapes: Shapes) -> Finding:
    def one(name: str) -> Term | None:
        return next(iter(results.objects(node, ox.NamedNode(SHACL + name))), None)

    component, focus, source = one("sourceConstraintComponent"), one("focusNode"), one("sourceShape")
    assert isinstance(component, ox.NamedNode)
    assert focus is not None
    path_term, value = one("resultPath"), one("value")
    path = None if path_term is None else read_path(results, path_term)
    known = None if source is None or isinstance(source, ox.Literal) else shapes.shapes.get(source)
    shape = known or Shape(node=ox.BlankNode(), name="")
    severity = str(one("resultSeverity")).strip("<>").removeprefix(SHACL).lower()
    facts = Facts(
        shape=shape,
        constraint=_constraint(shape, component.value),
        focus=focus,
        path=None if path is None else (path.predicate.value if path.predicate else str(path)),
        value=value,
    )
    return Finding(
        severity=next((each for each in SEVERITIES if each == severity), "violation"),
        focus=focus.value if isinstance(focus, ox.NamedNode) else str(focus),
        path=facts.path,
        value=None if value is None else str(value),
        constraint=component.value,
        shape=shape.name,
        messages=write_messages(facts, shapes),
        hints=own_messages(facts) or (_texts(results, node) if facts.constraint.component == OWN else {}),
    )


def _constraint(shape: Shape, component: str) -> Constraint:
    """The constraint of a shape that a result is about; an empty one for a component of somebody's own."""
    for each in shape.constraints:
        if each.iri == component:
            return each
    return Constraint(component=OWN)


def _texts(results: TripleIndex, node: Node) -> Mapping[str, str]:
    messages = results.objects(node, ox.NamedNode(f"{SHACL}resultMessage"))
    return {each.language or "": each.value for each in messages if isinstance(each, ox.Literal)}
