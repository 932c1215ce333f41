"""Reads a shapes graph into shapes; what is broken becomes a ShapesError that names the shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from nqfgraph.errors import ShapesError
from nqfgraph.validation.limits import check_limits
from nqfgraph.validation.parameters import LISTS_OF_SHAPES, SINGLE_SHAPES, read_constraints
from nqfgraph.validation.shapes import (
    SHACL,
    Node,
    Operator,
    Path,
    Severity,
    Shape,
    Shapes,
    Target,
    TargetKind,
    Term,
)
from nqfgraph.validation.triples import RDF_FIRST, RDF_REST, TripleIndex

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RDFS_CLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#Class")
OWL_CLASS = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")

_TARGETS: Mapping[str, TargetKind] = {
    "targetClass": "class",
    "targetNode": "node",
    "targetSubjectsOf": "subjects-of",
    "targetObjectsOf": "objects-of",
}
_REPEATS: Mapping[str, Operator] = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_SEVERITIES: dict[Term, Severity] = {
    ox.NamedNode(f"{SHACL}Violation"): "violation",
    ox.NamedNode(f"{SHACL}Warning"): "warning",
    ox.NamedNode(f"{SHACL}Info"): "info",
}
_BLANK_LABEL = re.compile(r"_:\S+")


def sh(name: str) -> ox.NamedNode:
    """Return the term ``sh:name``."""
    return ox.NamedNode(SHACL + name)


def read_shapes(triples: Iterable[ox.Triple]) -> Shapes:
    """Read a shapes graph.

    Raises ShapesError that names the first shape that is broken, and for what `limits` does not allow.
    """
    graph = TripleIndex(triples)
    check_limits(graph)
    owners = _owners(graph)
    components = _custom_parameters(graph)
    found: dict[Node, Shape] = {}
    for node in _shape_nodes(graph):
        name = _name(node, owners)
        try:
            found[node] = _read_shape(graph, node, name, components)
        except ShapesError as error:
            reason = _BLANK_LABEL.sub("a blank node", error.message)
            raise ShapesError(
                f"The shape {_called(node, name)} is broken: {reason}", remedy=error.remedy
            ) from error
    _check_property_shapes(found)
    return Shapes(found, graph.triples)


def _check_property_shapes(shapes: dict[Node, Shape]) -> None:
    for shape in shapes.values():
        for constraint in shape.constraints:
            if constraint.component == "Property" and shapes[constraint.shapes[0]].path is None:
                broken = shapes[constraint.shapes[0]]
                raise ShapesError(
                    f"The shape {_called(broken.node, broken.name)} is used as a property shape, "
                    "but has no sh:path."
                )


def _called(node: Node, name: str) -> str:
    if isinstance(node, ox.NamedNode):
        return node.value
    return f"inside {name}" if name else "without a name"


def _shape_nodes(graph: TripleIndex) -> list[Node]:
    """Every node that SHACL § 2.1 takes for a shape, targets and types first."""
    nodes: dict[Node, None] = {}
    for subject in graph.subjects(RDF_TYPE):
        types = graph.objects(subject, RDF_TYPE)
        if sh("NodeShape") in types or sh("PropertyShape") in types:
            nodes[subject] = None
    for name in _TARGETS:
        nodes.update(dict.fromkeys(graph.subjects(sh(name))))
    for name in SINGLE_SHAPES:
        for subject in graph.subjects(sh(name)):
            nodes[subject] = None
            nodes.update(_as_keys(graph.objects(subject, sh(name))))
    for name in LISTS_OF_SHAPES:
        for subject in graph.subjects(sh(name)):
            nodes[subject] = None
            for head in graph.objects(subject, sh(name)):
                nodes.update(_as_keys(_safe_members(graph, head)))
    return list(nodes)


def _as_keys(terms: Iterable[Term]) -> dict[Node, None]:
    return {each: None for each in terms if not isinstance(each, ox.Literal)}


def _safe_members(graph: TripleIndex, head: Term) -> tuple[Term, ...]:
    """The members of a list, or none if it is broken: the shape that owns it reports that when it is read."""
    try:
        return graph.members(head)
    except ShapesError:
        return ()


def _owners(graph: TripleIndex) -> dict[Node, Node]:
    """From a blank node to a node that refers to it (a shape, or a cell of a list)."""
    links = [sh(name) for name in (*SINGLE_SHAPES, *LISTS_OF_SHAPES)] + [RDF_FIRST, RDF_REST]
    return {
        value: subject
        for predicate in links
        for subject in graph.subjects(predicate)
        for value in graph.objects(subject, predicate)
        if isinstance(value, ox.BlankNode)
    }


def _name(node: Node, owners: dict[Node, Node]) -> str:
    seen: set[Node] = set()
    current: Node | None = node
    while current is not None and current not in seen:
        if isinstance(current, ox.NamedNode):
            return current.value
        seen.add(current)
        current = owners.get(current)
    return ""


def _custom_parameters(graph: TripleIndex) -> frozenset[Term]:
    """The mandatory parameters of SPARQL-based constraint components (SHACL § 6.2)."""
    found: set[Term] = set()
    for component in graph.subjects(sh("parameter")):
        for parameter in graph.objects(component, sh("parameter")):
            if not isinstance(parameter, ox.Literal):
                found.update(graph.objects(parameter, sh("path")))
    return frozenset(found)


def _read_shape(graph: TripleIndex, node: Node, name: str, components: frozenset[Term]) -> Shape:
    paths = graph.objects(node, sh("path"))
    if len(paths) > 1:
        raise ShapesError("it has more than one sh:path.")
    path = read_path(graph, paths[0]) if paths else None
    constraints, uncovered = read_constraints(graph, node, has_path=path is not None)
    custom = sorted(str(each) for each in graph.predicates(node) if each in components)
    return Shape(
        node=node,
        name=name,
        path=path,
        targets=_targets(graph, node),
        constraints=constraints,
        severity=_severity(graph, node),
        messages=_texts(graph, node, "message"),
        labels=_texts(graph, node, "name"),
        deactivated=ox.Literal(True) in graph.objects(node, sh("deactivated")),
        uncovered=f"it uses the constraint component of {custom[0]}" if custom else uncovered,
    )


def _targets(graph: TripleIndex, node: Node) -> tuple[Target, ...]:
    targets = [
        Target(kind, term) for name, kind in _TARGETS.items() for term in graph.objects(node, sh(name))
    ]
    types = graph.objects(node, RDF_TYPE)
    is_shape = sh("NodeShape") in types or sh("PropertyShape") in types
    if is_shape and (RDFS_CLASS in types or OWL_CLASS in types):
        targets.append(Target("class", node))
    for target in targets:
        if target.kind != "node" and not isinstance(target.term, ox.NamedNode):
            raise ShapesError(f"its target {target.term} is not an IRI.")
    return tuple(targets)


def _severity(graph: TripleIndex, node: Node) -> Severity:
    given = graph.objects(node, sh("severity"))
    if not given:
        return "violation"
    if len(given) > 1:
        raise ShapesError("it has more than one sh:severity.")
    # A severity of somebody's own (SHACL § 2.1.4 allows them) weighs like the gravest.
    return _SEVERITIES.get(given[0], "violation")


def _texts(graph: TripleIndex, node: Node, name: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for value in graph.objects(node, sh(name)):
        if not isinstance(value, ox.Literal):
            raise ShapesError(f"its sh:{name} {value} is not a text.")
        texts.setdefault(value.language or "", value.value)
    return texts


def read_path(graph: TripleIndex, term: Term, depth: int = 0) -> Path:
    """Read a SHACL property path (SHACL § 2.3.1); ShapesError if it is none."""
    if depth > 50:
        raise ShapesError("its sh:path refers to itself.")
    if isinstance(term, ox.NamedNode):
        return Path("", predicate=term)
    if isinstance(term, ox.Literal):
        raise ShapesError(f"its sh:path {term} is neither a property nor a path.")
    if graph.objects(term, RDF_FIRST):
        return Path("/", parts=_several(graph, term, depth))
    for value in graph.objects(term, sh("alternativePath")):
        return Path("|", parts=_several(graph, value, depth))
    for value in graph.objects(term, sh("inversePath")):
        return Path("^", parts=(read_path(graph, value, depth + 1),))
    for name, operator in _REPEATS.items():
        for value in graph.objects(term, sh(name)):
            return Path(operator, parts=(read_path(graph, value, depth + 1),))
    raise ShapesError("its sh:path is not a property path.")


def _several(graph: TripleIndex, head: Term, depth: int) -> tuple[Path, ...]:
    members = graph.members(head)
    if len(members) < 2:
        raise ShapesError("its sh:path has a list with fewer than two members.")
    return tuple(read_path(graph, each, depth + 1) for each in members)
