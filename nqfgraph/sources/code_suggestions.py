"""Which field of education a row with a wrong code may mean: its titles know better than the code.

A code that looks like the wrong one may stand for something else altogether (0541 for a row on chemistry), so
fields whose names occur in the titles come first, and codes nearby are told with their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nqfgraph.ontology import Ontology
from nqfgraph.ontology.concepts import Concept, Scheme
from nqfgraph.sources.columns import nearest
from nqfgraph.sources.plans import Fault
from nqfgraph.sources.values import code_of, labelled
from nqfgraph.sources.wordings import Texts, Wording, any_of

FIELDS = "isced-f"
"""The scheme whose concepts say what a record is about."""
_MOST = 3


def suggest_by_titles(fault: Fault, values: Mapping[str, Any], ontology: Ontology) -> Wording:
    """Return what is said of a fault; of a wrong field of education with those that the titles name."""
    wording = fault.error.wording
    if wording.case != "bad-code" or fault.field.takes != f"code:{FIELDS}":
        return wording
    scheme, code = ontology.scheme(FIELDS), str(wording.facts["code"])
    titles: Texts = values.get("title") or {}
    near, fields = _nearby(scheme, code), find_fields(scheme, titles, len(code))
    if not near:
        return wording
    facts = {**wording.facts, "near": any_of([labelled(each) for each in near])}
    if not fields:
        return Wording("bad-code/near", facts)
    return Wording("bad-code/titles", {**facts, "fields": any_of([labelled(each) for each in fields])})


def find_fields(scheme: Scheme, titles: Texts, length: int) -> list[Concept]:
    """Return up to three concepts whose names stand in the titles, the longest names first.

    Their codes have ``length`` characters.
    """
    words = {language: set(_words(title)) for language, title in titles.items()}
    found: list[tuple[int, str, Concept]] = []
    for concept in scheme.concepts.values():
        sizes = [
            len(name)
            for language, said in words.items()
            if (name := _words(concept.labels.get(language, ""))) and said.issuperset(name)
        ]
        if sizes and len(code_of(concept)) == length:
            found.append((-max(sizes), code_of(concept), concept))
    return [concept for *_, concept in sorted(found, key=lambda each: each[:2])[:_MOST]]


def _nearby(scheme: Scheme, code: str) -> list[Concept]:
    """Return concepts whose codes look like one, in the order of the list."""
    by_code = {code_of(each): each for each in scheme.concepts.values()}
    alike = [each for each in by_code if len(each) == len(code)]
    return [by_code[each] for each in sorted(nearest(code, alike or list(by_code)))]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
