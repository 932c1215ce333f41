"""What changed between two releases, thing by thing.

A thing (entity) is a document IRI below ``{base}id/`` with everything that is said of it and of its parts:
its digest is the SHA-256 of those lines of the sorted dump. Two releases differ in a thing if its digests do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from nqfgraph.errors import ReleaseError

FILE = "changes.json"
KINDS_OF_CHANGE: tuple[Literal["created", "changed", "removed"], ...] = ("created", "changed", "removed")


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of a release: its IRI, its kind (``qualification``) and its digest in hexadecimal."""

    iri: str
    kind: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The things that were created, changed and removed; each IRI with its digest (removed: its last one)."""

    previous: str | None
    """The release compared with; None for the first one."""
    created: Mapping[str, str]
    changed: Mapping[str, str]
    removed: Mapping[str, str]

    def counts(self) -> dict[str, int]:
        """Return the number of things by kind of change."""
        return {name: len(getattr(self, name)) for name in KINDS_OF_CHANGE}

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return any(self.counts().values())


def entities(lines: Iterable[bytes], base: str) -> Iterator[Entity]:
    """Yield the things described by the sorted lines of a dump.

    The order is that in which they are complete: in byte order the parts of ``…/6`` (``…/6#note``) come
    first, then everything below ``…/60``, then ``…/6`` itself. So things nest; a stack holds the open ones.
    """
    start = b"<" + base.encode() + b"id/"
    stack: list[tuple[bytes, Any]] = []
    for line in lines:
        if not line.startswith(start):
            continue
        document = line[1 : line.index(b">")].partition(b"#")[0]
        while stack and not document.startswith(stack[-1][0]):
            yield _close(*stack.pop(), len(start) - 1)
        if not stack or stack[-1][0] != document:
            stack.append((document, hashlib.sha256()))
        stack[-1][1].update(line)
    while stack:
        yield _close(*stack.pop(), len(start) - 1)


def _close(document: bytes, digest: Any, start: int) -> Entity:
    kind = document[start:].partition(b"/")[0].decode()
    return Entity(document.decode(), kind, digest.hexdigest())


def compare(
    old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]], *, previous: str | None
) -> Changes:
    """Return the changes from ``old`` to ``new``: (IRI, digest) pairs, both sorted by IRI."""
    found: dict[str, dict[str, str]] = {name: {} for name in KINDS_OF_CHANGE}
    left, right = iter(old), iter(new)
    before, after = next(left, None), next(right, None)
    while before or after:
        if after is None or (before is not None and before[0] < after[0]):
            assert before is not None
            found["removed"][before[0]] = before[1]
            before = next(left, None)
        elif before is None or after[0] < before[0]:
            found["created"][after[0]] = after[1]
            after = next(right, None)
        else:
            if before[1] != after[1]:
                found["changed"][after[0]] = after[1]
            before, after = next(left, None), next(right, None)
    return Changes(previous=previous, **found)


def write_changes(changes: Changes, path: Path) -> None:
    """Write the changes as JSON, one thing a line."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"previous": {json.dumps(changes.previous)}, "counts": {json.dumps(changes.counts())}')
        for name in KINDS_OF_CHANGE:
            file.write(f',\n"{name}": {{')
            separator = "\n"
            for iri, digest in getattr(changes, name).items():
                file.write(f'{separator}{json.dumps(iri, ensure_ascii=False)}: "{digest}"')
                separator = ",\n"
            file.write("}")
        file.write("}\n")


def read_changes(path: Path) -> Changes:
    """Read what `write_changes` wrote; ReleaseError if the file is missing or damaged."""
    try:
        value = json.loads(path.read_bytes())
        return Changes(**{each.name: value[each.name] for each in fields(Changes)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"The list of changes {path} cannot be read: {error}.") from error
