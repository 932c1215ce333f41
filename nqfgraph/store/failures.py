"""Translates what pyoxigraph raises into the errors of nqfgraph, at the door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from nqfgraph.errors import QueryError, StoreUnavailable
from nqfgraph.places import Place

_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_EXPECTED = re.compile(r'"[^"]*"|\[[^\]]*\]|[^,\[\s][^,\[]*')
_LONGEST_MESSAGE = 300
_MOST_EXPECTED = 12


@contextmanager
def translated() -> Iterator[None]:
    """Raise QueryError for a query that is wrong and StoreUnavailable for a store that cannot be read."""
    try:
        yield
    except SyntaxError as error:
        raise _query_error(str(error)) from error
    except (RuntimeError, ValueError) as error:
        raise QueryError(f"The query cannot be answered: {_shorten(str(error))}.") from error
    except OSError as error:
        raise StoreUnavailable(f"The store cannot be read: {error}.") from error


@contextmanager
def asking_others() -> Iterator[None]:
    """Say of a failure that it is another endpoint's, where the query asks one with SERVICE."""
    try:
        yield
    except StoreUnavailable as error:
        raise StoreUnavailable(
            f"An endpoint that the query asks has not answered: {_shorten(str(error.__cause__))}.",
            remedy="Ask it by itself to see why, or write SERVICE SILENT to go on without its answer.",
        ) from error


def _query_error(message: str) -> QueryError:
    found = _POSITION.match(message)
    if found is None:
        return QueryError(f"The query is not valid SPARQL: {_shorten(message)}.")
    line, column, expected = found.groups()
    return QueryError(
        f"The query is not valid SPARQL: {_shorten(_readable(expected))}.",
        place=Place(file="query", line=int(line), column=column),
        remedy="Correct the query at or just before that place.",
    )


def _readable(expected: str) -> str:
    """Keep the words of what the parser would have taken, and not its ranges of characters."""
    alternatives = expected.removeprefix("expected ").removeprefix("one of ")
    words = [each.strip() for each in _EXPECTED.findall(alternatives) if not each.startswith("[")]
    if not words:
        return "something else is expected here"
    more = "…" if len(words) > _MOST_EXPECTED else ""
    return f"expected {', '.join(words[:_MOST_EXPECTED])}{more}"


def _shorten(text: str) -> str:
    text = text.strip().rstrip(".")
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[:_LONGEST_MESSAGE]}…"
