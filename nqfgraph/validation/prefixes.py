"""The prefixes that SPARQL-based constraints declare (SHACL § 5.2.1)."""

from __future__ import annotations

import pyoxigraph as ox

from nqfgraph.errors import ShapesError
from nqfgraph.validation.shapes import SHACL, Node
from nqfgraph.validation.triples import TripleIndex

_OWL_IMPORTS = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")


def declared_prefixes(graph: TripleIndex, constraint: Node) -> str:
    """Return the PREFIX lines of a constraint: what its ``sh:prefixes`` declare, and what these import."""
    waiting = list(graph.objects(constraint, ox.NamedNode(f"{SHACL}prefixes")))
    seen = set()
    found: dict[str, str] = {}
    while waiting:
        node = waiting.pop()
        if node in seen or isinstance(node, ox.Literal):
            continue
        seen.add(node)
        waiting.extend(graph.objects(node, _OWL_IMPORTS))
        for declaration in graph.objects(node, ox.NamedNode(f"{SHACL}declare")):
            name, namespace = _declaration(graph, declaration)
            if found.setdefault(name, namespace) != namespace:
                raise ShapesError(f"the prefix “{name}” is declared with two namespaces.")
    return "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in sorted(found.items()))


def _declaration(
    graph: TripleIndex, declaration: ox.NamedNode | ox.BlankNode | ox.Literal
) -> tuple[str, str]:
    if not isinstance(declaration, ox.Literal):
        names = graph.objects(declaration, ox.NamedNode(f"{SHACL}prefix"))
        namespaces = graph.objects(declaration, ox.NamedNode(f"{SHACL}namespace"))
        if len(names) == 1 and len(namespaces) == 1:
            return names[0].value, namespaces[0].value
    raise ShapesError("a sh:declare needs one sh:prefix and one sh:namespace.")
