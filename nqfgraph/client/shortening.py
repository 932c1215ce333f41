"""IRIs as prefixed names, for people: ``http://data.europa.eu/snb/model/elm/Note`` as ``elm:Note``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

from nqfgraph.client.scanning import Token, scan

Shorten = Callable[[str], str]

_LOCAL = re.compile(r"[\w-](?:[\w.-]*[\w-])?")


def prefixes_of(query: str) -> dict[str, str]:
    """Return the prefixes that a query declares, with their namespaces; relative ones are left out."""
    found: dict[str, str] = {}
    tokens = scan(query)
    for before, (name, iri) in zip(tokens, pairwise(tokens[1:]), strict=False):
        if before.word == "PREFIX" and name.text.endswith(":") and ":" in iri.text:
            found[name.text[:-1]] = _content(iri)
    return found


def shortener(prefixes: Mapping[str, str]) -> Shorten:
    """Return the function that writes an IRI with the prefix of its longest namespace, where it has one."""
    ordered = sorted(prefixes.items(), key=lambda each: -len(each[1]))

    def shorten(iri: str) -> str:
        for prefix, namespace in ordered:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    return shorten


def _content(token: Token) -> str:
    return token.text.removeprefix("<").removesuffix(">")
