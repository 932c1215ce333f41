"""The change log as plain JSON."""

from __future__ import annotations

import flask

from nqfgraph.changelog import ChangeLog, Entry

SIZE, LARGEST_SIZE = 100, 1000
"""Entries of an answer if nothing is said, and at most."""


def document(log: ChangeLog | None, after: int, limit: int, kind: str | None) -> dict[str, object]:
    """Return the entries with numbers above ``after``; ``next`` is None where the log ends.

    ``kind``: only of things of one kind. Whoever begins with 0 and applies all entries in their order
    has what the served release holds.
    """
    found = list(log.entries(after, limit + 1, kind=kind)) if log else []
    shown = found[:limit]
    return {
        "last": log.last() if log else 0,
        "items": [_item(each) for each in shown],
        "next": _next(shown[-1].number, limit, kind) if len(found) > limit else None,
    }


def _next(after: int, limit: int, kind: str | None) -> str:
    return flask.url_for("api.changes", after=after, limit=limit, kind=kind)


def _item(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "release": entry.release,
        "time": entry.time.isoformat(),
        "operation": entry.operation.value,
        "kind": entry.kind,
        "iri": entry.iri,
        "digest": entry.digest,
    }
