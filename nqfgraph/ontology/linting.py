"""Finds what is wrong in an ontology or vocabulary file, and terms that are used but declared nowhere.

Every function returns faults as sentences, sorted; none means that all is well. They keep the rule that
Turtle is the single source of truth: a term is declared in ``ontology/nqfgraph.ttl``, or listed in
``nqfgraph.vocab`` if it is another vocabulary's, before anything may use it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

import pyoxigraph as ox

from nqfgraph.vocab import DCTERMS, NAMESPACES, NQF, OWL, PREFIXES, RDF, RDFS, SKOS, Namespace

LANGUAGES = ("az", "en", "ru")

Statement = ox.Triple | ox.Quad
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Index = Mapping[str, Mapping[str, list[_Term]]]

_VERSION = re.compile(r"\d+\.\d+\.\d+")
_PREFIX = re.compile(r"@?prefix\s+([\w-]*)\s*:\s*<([^>]*)>", re.IGNORECASE)
_IRI = re.compile(r"<([^<>\s\"{}|^`\\]*)>")
_LITERAL_OR_COMMENT = re.compile(
    r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"' + r"|'(?:\\.|[^'\\\n])*'|<[^<>\s]*>|#[^\n]*",
)
_NAME = re.compile(r"(?<![\w?$-])([A-Za-z][\w-]*):((?:[\w-]|\\/|(?<=[\w-])\.(?=[\w-]))+)")
_OWN_IRI = re.compile(re.escape(NQF.iri) + r"([\w/.-]*[\w-])")
_OWN_NAME = re.compile(r"(?<![\w/-])nqf:([A-Za-z](?:[\w-]|\\?/(?=\w))*)")


def declaration_faults(statements: Iterable[Statement]) -> list[str]:
    """Check our ontology: each term has a type, a name and a definition in all languages, and a home."""
    index = _index(statements)
    faults = []
    for iri in sorted(iri for iri in index if iri.startswith(NQF.iri) and iri != NQF.iri):
        said = index[iri]
        label = RDFS.label if _is_class_or_property(said) else SKOS.prefLabel
        faults += [f"{iri} has no {_short(p)}." for p in (RDF.type, RDFS.isDefinedBy) if p.value not in said]
        for predicate in (label, SKOS.definition):
            faults += _language_faults(iri, predicate, said)
    return sorted(faults)


def scheme_faults(statements: Iterable[Statement]) -> list[str]:
    """Check concept schemes against SKOS (section 5.4 labels, section 8 hierarchy) and against our habits.

    Exactly one label a language in all languages, every concept in a typed scheme and under a top concept of
    it, no circle of broader concepts, every notation given and used once in its scheme.
    """
    index = _index(statements)
    schemes = _of_type(index, SKOS.ConceptScheme)
    concepts = _of_type(index, SKOS.Concept)
    faults: list[str] = []
    for iri in schemes + concepts:
        faults += _language_faults(iri, SKOS.prefLabel, index[iri])
    for iri in concepts:
        faults += _membership_faults(iri, index, schemes)
        faults += _hierarchy_faults(iri, index)
    faults += _notation_faults(concepts, index)
    return sorted(faults)


def undeclared_in_statements(statements: Iterable[Statement], also: Collection[str] = ()) -> list[str]:
    """Find terms of a closed namespace that it does not have; ``also`` are IRIs declared elsewhere."""
    nodes: set[str] = set()
    for each in statements:
        terms = (each.subject, each.predicate, each.object)
        nodes.update(term.value for term in terms if isinstance(term, ox.NamedNode))
    return sorted(fault for iri in nodes.difference(also) for fault in _iri_faults(iri))


def undeclared_in_query(text: str) -> list[str]:
    """Find terms of a closed namespace that it does not have in a SPARQL query (or in Turtle, as text).

    Prefixes that the text does not declare are ours.
    """
    prefixes = {**PREFIXES, **dict(_PREFIX.findall(text))}
    body = _PREFIX.sub("", text)
    iris = {iri for iri in _IRI.findall(body) if not _is_namespace(iri)}
    names = _LITERAL_OR_COMMENT.sub(" ", body)
    for prefix, name in _NAME.findall(names):
        if prefix in prefixes:  # the name of no prefix at all is a syntax error, which parsing finds
            iris.add(prefixes[prefix] + name.replace("\\", ""))
    return sorted(fault for iri in iris for fault in _iri_faults(iri))


def undeclared_in_text(text: str) -> list[str]:
    """Find our terms that are not declared in any text: full IRIs and names such as ``nqf:Level``."""
    names = {*_OWN_IRI.findall(text), *(each.replace("\\", "") for each in _OWN_NAME.findall(text))}
    return sorted(fault for name in names for fault in _iri_faults(NQF.iri + name))


def undeclared_in_python(source: str) -> list[str]:
    """Find terms that Python code asks a namespace of ``nqfgraph.vocab`` for, or writes in a text."""
    tree = ast.parse(source)
    known = _imported_namespaces(tree)
    faults: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            faults.update(undeclared_in_text(node.value))
        elif isinstance(node, ast.Attribute | ast.Subscript):
            namespace, name = _namespace_of(node.value, known), _asked_name(node)
            if namespace is not None and name is not None and name not in namespace:
                faults.add(f"line {node.lineno}: {_no_such(namespace, name)}")
    return sorted(faults)


def _imported_namespaces(tree: ast.AST) -> dict[str, Namespace | None]:
    """Return the names under which a module knows namespaces; None stands for ``nqfgraph.vocab`` itself."""
    by_name = {prefix.upper(): namespace for prefix, namespace in NAMESPACES.items()}
    known: dict[str, Namespace | None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "nqfgraph.vocab":
            known.update({a.asname or a.name: by_name[a.name] for a in node.names if a.name in by_name})
        elif isinstance(node, ast.ImportFrom) and node.module == "nqfgraph":
            known.update({a.asname or a.name: None for a in node.names if a.name == "vocab"})
    return known


def _namespace_of(node: ast.expr, known: Mapping[str, Namespace | None]) -> Namespace | None:
    """Return the namespace that an expression such as ``ELM`` or ``vocab.ELM`` stands for."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        is_module = node.value.id in known and known[node.value.id] is None
        return NAMESPACES.get(node.attr.lower()) if is_module else None
    return None


def _asked_name(node: ast.Attribute | ast.Subscript) -> str | None:
    if isinstance(node, ast.Attribute):
        return None if node.attr == "iri" else node.attr
    key = node.slice
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def _iri_faults(iri: str) -> Iterator[str]:
    for namespace in NAMESPACES.values():
        name = iri.removeprefix(namespace.iri)
        if name and name != iri and name not in namespace and not _is_other(namespace, name):
            yield _no_such(namespace, name)


def _is_other(namespace: Namespace, name: str) -> bool:
    """Tell whether an IRI only begins like a term: a version of our ontology, or another namespace."""
    return bool(_VERSION.fullmatch(name)) if namespace is NQF else "/" in name or "#" in name


def _is_namespace(iri: str) -> bool:
    return any(iri == namespace.iri for namespace in NAMESPACES.values())


def _no_such(namespace: Namespace, name: str) -> str:
    home = "ontology/nqfgraph.ttl" if namespace is NQF else "nqfgraph/vocab.py"
    return f"“{name}” of {namespace.iri} is not in {home}."


def _index(statements: Iterable[Statement]) -> _Index:
    index: defaultdict[str, defaultdict[str, list[_Term]]] = defaultdict(lambda: defaultdict(list))
    for each in statements:
        if isinstance(each.subject, ox.NamedNode):
            index[each.subject.value][each.predicate.value].append(each.object)
    return {subject: dict(said) for subject, said in index.items()}


def _of_type(index: _Index, kind: ox.NamedNode) -> list[str]:
    return [iri for iri, said in index.items() if kind in said.get(RDF.type.value, ())]


def _nodes(said: Mapping[str, list[_Term]], predicate: ox.NamedNode) -> list[str]:
    return [node.value for node in said.get(predicate.value, ()) if isinstance(node, ox.NamedNode)]


def _literals(said: Mapping[str, list[_Term]], predicate: ox.NamedNode) -> list[str]:
    return [each.value for each in said.get(predicate.value, ()) if isinstance(each, ox.Literal)]


def _is_class_or_property(said: Mapping[str, list[_Term]]) -> bool:
    return bool({OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty} & set(said.get(RDF.type.value, ())))


def _language_faults(iri: str, predicate: ox.NamedNode, said: Mapping[str, list[_Term]]) -> Iterator[str]:
    texts = [each for each in said.get(predicate.value, ()) if isinstance(each, ox.Literal)]
    counts = Counter(each.language for each in texts if each.value.strip())
    for language in LANGUAGES:
        if counts[language] != 1:
            yield f"{iri} has {counts[language]} texts of {_short(predicate)} in “{language}” instead of one."


def _membership_faults(iri: str, index: _Index, schemes: Collection[str]) -> Iterator[str]:
    said = index[iri]
    own_schemes = _nodes(said, SKOS.inScheme)
    if not own_schemes:
        yield f"{iri} is in no scheme."
    for scheme in {*own_schemes, *_nodes(said, SKOS.topConceptOf)}.difference(schemes):
        yield f"{iri} is in {scheme}, which is not described as a scheme."


def _hierarchy_faults(iri: str, index: _Index) -> Iterator[str]:
    """Walk up from a concept: the way must end at a top concept of its own scheme and never come back."""
    scheme = _nodes(index[iri], SKOS.inScheme)
    seen: set[str] = set()
    waiting = [iri]
    reached = False
    while waiting:
        said = index.get(waiting.pop(), {})
        reached = reached or any(each in scheme for each in _nodes(said, SKOS.topConceptOf))
        for wider in _nodes(said, SKOS.broader):
            if wider == iri:
                yield f"{iri} is broader than itself."
            elif wider not in index:
                yield f"{iri} is under {wider}, which is not described."
            if wider not in seen:
                seen.add(wider)
                waiting.append(wider)
    if not reached:
        yield f"{iri} is under no top concept of its scheme."


def _notation_faults(concepts: Iterable[str], index: _Index) -> Iterator[str]:
    """Check that a code finds one concept: one notation each, no code with two owners, whatever its case."""
    owners: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for iri in concepts:
        notations = _literals(index[iri], SKOS.notation)
        if len(notations) != 1:
            yield f"{iri} has {len(notations)} notations instead of one."
        for scheme in _nodes(index[iri], SKOS.inScheme):
            for code in notations + _literals(index[iri], DCTERMS.identifier):
                owners[scheme, code.casefold()].add(iri)
    for (scheme, code), found in owners.items():
        if len(found) > 1:
            yield f"The code “{code}” of {scheme} has several concepts: {', '.join(sorted(found))}."


def _short(term: ox.NamedNode) -> str:
    return term.value.rpartition("#")[2].rpartition("/")[2]
