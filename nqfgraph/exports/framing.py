"""Writes a register as JSON-LD, thing by thing, each with its parts inside it.

The context gives the keys and the forms of values, as in `nqfgraph.exports.jsonld`; what a key does not fit
is written under its prefixed name, which no context coerces (JSON-LD 1.1, § 4.2.3). Nothing is held but one
thing, and the same dump gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any

import pyoxigraph as ox

from nqfgraph.exports.sorted_dump import Thing, read_things
from nqfgraph.vocab import RDF, XSD

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the context: its name, what its plain values are, and its containers."""

    name: str
    coercion: str | None
    """``@id``, a datatype, or None for a string."""
    containers: tuple[str, ...]


def write_document(lines: Iterable[bytes], context: Mapping[str, object], output: IO[bytes]) -> None:
    """Write the sorted lines of a dump as one document; ``context`` (``{"@context": {…}}``) stands in it."""
    framing = Framing(context)
    output.write(b'{"@context": ' + _bytes(context["@context"]) + b',\n"@graph": [')
    separator = b"\n"
    for thing in read_things(lines):
        for node in framing.nodes(thing):
            output.write(separator + _bytes(node))
            separator = b",\n"
    output.write(b"\n]}\n")


def write_lines(
    lines: Iterable[bytes], context: Mapping[str, object], address: str, output: IO[bytes]
) -> None:
    """Write the sorted lines of a dump as JSON Lines: a document a line, of one thing with its parts.

    Each names the context by its ``address``. A thing that its parts do not all hang on has ``@graph``.
    """
    framing = Framing(context)
    for thing in read_things(lines):
        nodes = framing.nodes(thing)
        content = nodes[0] if len(nodes) == 1 else {"@graph": nodes}
        output.write(_bytes({"@context": address} | content) + b"\n")


class Framing:
    """Turns things into nodes of JSON-LD by a context."""

    def __init__(self, context: Mapping[str, object]) -> None:
        """Take ``{"@context": {…}}``, whose entries are IRIs, prefixed names, or maps with ``@id``."""
        entries = context["@context"]
        assert isinstance(entries, Mapping)
        self._prefixes = {
            iri: name for name, iri in entries.items() if isinstance(iri, str) and iri.endswith(("/", "#"))
        }
        self._keys: dict[str, _Key] = {}
        for name, entry in entries.items():
            self._learn(name, entry, entries)

    def _learn(self, name: str, entry: object, entries: Mapping[str, Any]) -> None:
        says: Mapping[str, Any] = entry if isinstance(entry, Mapping) else {"@id": entry}
        iri = says["@id"]
        if not isinstance(iri, str) or iri.startswith("@") or iri in self._prefixes:
            return
        container = says.get("@container", ())
        coercion = says.get("@type")
        self._keys.setdefault(
            _expand(iri, entries),
            _Key(
                name,
                coercion and _expand(coercion, entries),
                (container,) if isinstance(container, str) else tuple(container),
            ),
        )

    def nodes(self, thing: Thing) -> list[Node]:
        """Return a thing's node, its parts inside it, those that refer to it under ``@reverse``.

        Behind it stand the parts that have nothing to do with it, mostly none.
        """
        said: dict[str, list[ox.Triple]] = {}
        for triple in thing.triples():
            assert isinstance(triple.subject, ox.NamedNode)
            said.setdefault(triple.subject.value, []).append(triple)
        # Parts come before their thing in the dump, and the thing is what is looked for.
        order = sorted(said, key=lambda iri: iri != thing.iri)
        waiting = {iri: said[iri] for iri in order}
        referred = {
            each.object.value
            for triples in said.values()
            for each in triples
            if isinstance(each.object, ox.NamedNode) and each.object != each.subject
        }
        roots = [iri for iri in order if iri == thing.iri or iri not in referred]
        whole = self._node(thing.iri, waiting) if thing.iri in waiting else None
        found = [] if whole is None else [whole]
        for iri in (each for each in roots if each in waiting):
            back = _reference(waiting[iri], thing.iri)
            if whole is not None and back is not None:
                waiting[iri].remove(back)
                reverse = whole.setdefault("@reverse", {})
                _add(
                    reverse, self._reference_name(back.predicate.value), self._node(iri, waiting), always=True
                )
            else:
                found.append(self._node(iri, waiting))
        # Parts that refer to each other in a circle hang on nothing.
        while waiting:
            found.append(self._node(next(iter(waiting)), waiting))
        return found

    def _reference_name(self, predicate: str) -> str:
        key = self._keys.get(predicate)
        return key.name if key and key.coercion == "@id" else self._compact(predicate)

    def _node(self, iri: str, waiting: dict[str, list[ox.Triple]]) -> Node:
        node: Node = {"id": iri}
        for _, predicate, value in waiting.pop(iri):
            if predicate == RDF.type and isinstance(value, ox.NamedNode):
                node.setdefault("type", []).append(self._class(value.value))
            elif isinstance(value, ox.NamedNode):
                self._refer(node, predicate.value, value.value, waiting)
            else:
                assert isinstance(value, ox.Literal)
                self._tell(node, predicate.value, value)
        types = node.get("type", ())
        if len(types) == 1:
            node["type"] = types[0]
        return node

    def _refer(self, node: Node, predicate: str, iri: str, waiting: dict[str, list[ox.Triple]]) -> None:
        key = self._keys.get(predicate)
        inside = self._node(iri, waiting) if iri in waiting else None
        if key and key.coercion == "@id":
            _add(node, key.name, inside or iri, "@set" in key.containers)
        else:
            fits = key is not None and "@language" not in key.containers
            name = key.name if key and fits else self._compact(predicate)
            _add(node, name, inside or {"id": iri}, bool(key and fits and "@set" in key.containers))

    def _tell(self, node: Node, predicate: str, value: ox.Literal) -> None:
        key = self._keys.get(predicate)
        if key and value.language and "@language" in key.containers:
            _add(node.setdefault(key.name, {}), value.language, value.value, "@set" in key.containers)
            return
        datatype = value.datatype.value
        if key and not value.language and "@language" not in key.containers:
            plain = XSD.string.value if key.coercion is None else key.coercion
            if datatype == plain:
                _add(node, key.name, value.value, "@set" in key.containers)
                return
        written: Node = {"@value": value.value}
        if value.language:
            written["@language"] = value.language
        elif datatype != XSD.string.value:
            written["@type"] = self._compact(datatype)
        _add(node, self._compact(predicate), written, always=False)

    def _class(self, iri: str) -> str:
        key = self._keys.get(iri)
        return key.name if key else self._compact(iri)

    def _compact(self, iri: str) -> str:
        for namespace, prefix in self._prefixes.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri


def _reference(triples: Iterable[ox.Triple], iri: str) -> ox.Triple | None:
    """Return the first of the triples that refers to a node."""
    node = ox.NamedNode(iri)
    return next((each for each in triples if each.object == node), None)


def _add(node: Node, name: str, value: object, always: bool) -> None:
    """Add a value under a key: alone, or in a list where there are several or ``always``."""
    if name not in node:
        node[name] = [value] if always else value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]


def _expand(name: str, entries: Mapping[str, Any]) -> str:
    prefix, colon, rest = name.partition(":")
    namespace = entries.get(prefix)
    return namespace + rest if colon and isinstance(namespace, str) else name


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
