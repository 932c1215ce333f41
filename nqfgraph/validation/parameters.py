"""Reads the parameters of SHACL's constraint components into constraints, by one table."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from nqfgraph.errors import ShapesError
from nqfgraph.validation.prefixes import declared_prefixes
from nqfgraph.validation.shapes import SHACL, Constraint, Node, Term
from nqfgraph.validation.triples import TripleIndex

SINGLE_SHAPES = ("property", "node", "not", "qualifiedValueShape")
LISTS_OF_SHAPES = ("and", "or", "xone")

_ONLY_WITH_PATH = frozenset(
    {"minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape"}
)
_SINGLE = frozenset(
    {
        "datatype",
        "nodeKind",
        "minCount",
        "maxCount",
        "minLength",
        "maxLength",
        "languageIn",
        "in",
        "uniqueLang",
    }
    | {"minInclusive", "minExclusive", "maxInclusive", "maxExclusive", "closed", "qualifiedMinCount"}
    | {"qualifiedMaxCount", "qualifiedValueShapesDisjoint"}
)
_BEYOND = frozenset({"target", "rule", "expression", "js", "reifierShape", "reificationRequired"})
_NODE_KINDS = frozenset(
    {"BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"}
)

Reader = Callable[[TripleIndex, Term], Constraint]


def _term(component: str) -> Reader:
    def read(graph: TripleIndex, value: Term) -> Constraint:
        return Constraint(component=component, terms=(value,))

    return read


def _iri(component: str) -> Reader:
    def read(graph: TripleIndex, value: Term) -> Constraint:
        if not isinstance(value, ox.NamedNode):
            raise ShapesError(f"the value {value} of its {component} constraint is not an IRI.")
        return Constraint(component=component, terms=(value,))

    return read


def _number(component: str) -> Reader:
    def read(graph: TripleIndex, value: Term) -> Constraint:
        return Constraint(component=component, number=read_count(value))

    return read


def _shape(component: str) -> Reader:
    def read(graph: TripleIndex, value: Term) -> Constraint:
        return Constraint(component=component, shapes=(_node(value),))

    return read


def _shapes(component: str) -> Reader:
    def read(graph: TripleIndex, value: Term) -> Constraint:
        return Constraint(component=component, shapes=tuple(_node(each) for each in graph.members(value)))

    return read


def _members(graph: TripleIndex, value: Term) -> Constraint:
    return Constraint(component="In", terms=graph.members(value))


def _languages(graph: TripleIndex, value: Term) -> Constraint:
    return Constraint(component="LanguageIn", terms=graph.members(value))


def _node_kind(graph: TripleIndex, value: Term) -> Constraint:
    name = value.value.removeprefix(SHACL) if isinstance(value, ox.NamedNode) else ""
    if name not in _NODE_KINDS:
        raise ShapesError(f"{value} is no value of sh:nodeKind.", remedy=f"Use one of {sorted(_NODE_KINDS)}.")
    return Constraint(component="NodeKind", text=name)


def _unique_language(graph: TripleIndex, value: Term) -> Constraint:
    return Constraint(component="UniqueLang", number=int(value == ox.Literal(True)))


_READERS: dict[str, Reader] = {
    "class": _iri("Class"),
    "datatype": _iri("Datatype"),
    "nodeKind": _node_kind,
    "minCount": _number("MinCount"),
    "maxCount": _number("MaxCount"),
    "minLength": _number("MinLength"),
    "maxLength": _number("MaxLength"),
    "minInclusive": _term("MinInclusive"),
    "minExclusive": _term("MinExclusive"),
    "maxInclusive": _term("MaxInclusive"),
    "maxExclusive": _term("MaxExclusive"),
    "hasValue": _term("HasValue"),
    "in": _members,
    "languageIn": _languages,
    "uniqueLang": _unique_language,
    "equals": _iri("Equals"),
    "disjoint": _iri("Disjoint"),
    "lessThan": _iri("LessThan"),
    "lessThanOrEquals": _iri("LessThanOrEquals"),
    "node": _shape("Node"),
    "property": _shape("Property"),
    "not": _shape("Not"),
    "and": _shapes("And"),
    "or": _shapes("Or"),
    "xone": _shapes("Xone"),
}
_OTHER = frozenset(
    {"path", "pattern", "flags", "closed", "ignoredProperties", "sparql", "qualifiedValueShape", "severity"}
    | {
        "qualifiedMinCount",
        "qualifiedMaxCount",
        "qualifiedValueShapesDisjoint",
        "message",
        "name",
        "description",
    }
    | {"order", "group", "defaultValue", "deactivated", "targetClass", "targetNode", "targetSubjectsOf"}
    | {"targetObjectsOf", "select", "ask", "prefixes", "declare", "suggestedShapesGraph"}
    # The parts of a path, a component or a prefix declaration may stand on a node that is also a shape.
    | {"parameter", "validator", "nodeValidator", "propertyValidator", "labelTemplate", "optional"}
    | {
        "inversePath",
        "alternativePath",
        "zeroOrMorePath",
        "oneOrMorePath",
        "zeroOrOnePath",
        "prefix",
        "namespace",
    }
)


def read_constraints(
    graph: TripleIndex, node: Node, *, has_path: bool
) -> tuple[tuple[Constraint, ...], str | None]:
    """Return the constraints of a shape, and why only pySHACL can check it, if that is so.

    Raises ShapesError for a parameter that SHACL does not allow.
    """
    uncovered: str | None = None
    found: list[Constraint] = []
    for predicate in graph.predicates(node):
        if not predicate.value.startswith(SHACL):
            continue
        name = predicate.value.removeprefix(SHACL)
        values = graph.objects(node, predicate)
        _check_parameter(name, len(values), has_path=has_path)
        if name in _BEYOND:
            uncovered = f"it uses sh:{name}"
        elif name in _READERS:
            found.extend(_READERS[name](graph, value) for value in values)
    found.extend(_patterns(graph, node))
    found.extend(_closed(graph, node))
    found.extend(_qualified(graph, node))
    found.extend(_queries(graph, node))
    return tuple(found), uncovered


def _check_parameter(name: str, count: int, *, has_path: bool) -> None:
    if name not in _READERS and name not in _OTHER and name not in _BEYOND:
        raise ShapesError(f"sh:{name} is not a term of SHACL.", remedy="Check the spelling.")
    if name in _SINGLE and count > 1:
        raise ShapesError(f"it has {count} values of sh:{name}, one is allowed.")
    if name in _ONLY_WITH_PATH and not has_path:
        raise ShapesError(f"it uses sh:{name}, which needs a sh:path.")


def read_count(value: Term) -> int:
    """Return a count that a shape gives; ShapesError if it is no whole number from 0."""
    text = value.value if isinstance(value, ox.Literal) else ""
    if not text.isdecimal():
        raise ShapesError(f"{value} is not a whole number.")
    return int(text)


def _node(value: Term) -> Node:
    if isinstance(value, ox.Literal):
        raise ShapesError(f"{value} stands where a shape should stand.")
    return value


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SHACL + name)


def _patterns(graph: TripleIndex, node: Node) -> list[Constraint]:
    flags = "".join(each.value for each in graph.objects(node, _sh("flags")) if isinstance(each, ox.Literal))
    found = []
    for value in graph.objects(node, _sh("pattern")):
        if not isinstance(value, ox.Literal):
            raise ShapesError(f"its sh:pattern {value} is not a text.")
        found.append(Constraint(component="Pattern", text=value.value, flags=flags))
    return found


def _closed(graph: TripleIndex, node: Node) -> list[Constraint]:
    if ox.Literal(True) not in graph.objects(node, _sh("closed")):
        return []
    allowed: dict[Term, None] = {}
    for shape in graph.objects(node, _sh("property")):
        for path in graph.objects(_node(shape), _sh("path")):
            if isinstance(path, ox.NamedNode):
                allowed[path] = None
    for head in graph.objects(node, _sh("ignoredProperties")):
        allowed.update(dict.fromkeys(graph.members(head)))
    return [Constraint(component="Closed", terms=tuple(allowed))]


def _qualified(graph: TripleIndex, node: Node) -> list[Constraint]:
    found = []
    for value in graph.objects(node, _sh("qualifiedValueShape")):
        shape = _node(value)
        disjoint = ox.Literal(True) in graph.objects(node, _sh("qualifiedValueShapesDisjoint"))
        siblings = _siblings(graph, node, shape) if disjoint else ()
        for name, component in (
            ("qualifiedMinCount", "QualifiedMinCount"),
            ("qualifiedMaxCount", "QualifiedMaxCount"),
        ):
            for count in graph.objects(node, _sh(name)):
                found.append(
                    Constraint(
                        component=component, shapes=(shape,), siblings=siblings, number=read_count(count)
                    )
                )
    return found


def _siblings(graph: TripleIndex, node: Node, shape: Node) -> tuple[Node, ...]:
    """The other qualified value shapes in the shapes that this property shape is part of (SHACL § 4.7.3)."""
    siblings: dict[Node, None] = {}
    for parent in graph.subjects(_sh("property")):
        properties = graph.objects(parent, _sh("property"))
        if node in properties:
            for each in properties:
                siblings.update(
                    (_node(other), None) for other in graph.objects(_node(each), _sh("qualifiedValueShape"))
                )
    siblings.pop(shape, None)
    return tuple(siblings)


def _queries(graph: TripleIndex, node: Node) -> list[Constraint]:
    found = []
    for value in graph.objects(node, _sh("sparql")):
        constraint = _node(value)
        if ox.Literal(True) in graph.objects(constraint, _sh("deactivated")):
            continue
        queries = graph.objects(constraint, _sh("select"))
        if len(queries) != 1 or not isinstance(queries[0], ox.Literal):
            raise ShapesError("its sh:sparql needs exactly one sh:select with a text.")
        texts = {
            each.language or "": each.value
            for each in graph.objects(constraint, _sh("message"))
            if isinstance(each, ox.Literal)
        }
        prefixes = declared_prefixes(graph, constraint)
        found.append(Constraint(component="SPARQL", text=prefixes + queries[0].value, messages=texts))
    return found
