"""The example queries that an endpoint offers beside itself, at ``{endpoint}/examples``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nqfgraph.client.replies import Reply
from nqfgraph.errors import InputError, StoreUnavailable


@dataclass(frozen=True, slots=True)
class Example:
    """A query that shows what can be asked."""

    name: str
    """What `Client.example` finds it by."""
    title: str
    """In the language of the client if there is such a title, else in English, else in any."""
    question: str
    """What it asks, in the same language."""
    group: str
    query: str


def read_examples(reply: Reply, language: str) -> tuple[Example, ...]:
    """Return the examples of a reply; raises StoreUnavailable if it has none."""
    try:
        listed = json.loads(reply.body) if reply.status == 200 else None
        if not isinstance(listed, list):
            raise StoreUnavailable(
                f"{reply.iri} offers no example queries (status {reply.status}).",
                remedy="Write a query of your own, or ask a newer endpoint.",
            )
        return tuple(_example(each, language) for each in listed)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreUnavailable(f"The examples of {reply.iri} cannot be read.") from error


def find_example(examples: tuple[Example, ...], name: str) -> Example:
    """Return the example of a name; raises InputError, with the names that there are."""
    found = next((each for each in examples if each.name == name), None)
    if found is None:
        names = ", ".join(each.name for each in examples)
        raise InputError(f"There is no example “{name}”.", remedy=f"There are: {names}.")
    return found


def _example(told: Mapping[str, Any], language: str) -> Example:
    return Example(
        name=str(told["name"]),
        title=_in_language(told["title"], language),
        question=_in_language(told["question"], language),
        group=str(told["group"]),
        query=str(told["query"]),
    )


def _in_language(texts: Mapping[str, str], language: str) -> str:
    return str(texts.get(language) or texts.get("en") or next(iter(texts.values()), ""))
