"""Answers kept in a folder, so that a question asked twice costs an answer of no content (304).

One file an answer: a line with the SHA-256 of the rest, a line of JSON (what was asked, the validator, the
fields of the reply), the body. A file that is damaged, cut, or about another question is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from nqfgraph.client.replies import Reply
from nqfgraph.errors import InputError
from nqfgraph.files import write_atomically

LARGEST_FOLDER = 256 * 1024 * 1024
"""Most bytes that the answers in a folder take; the least recently used go first."""

_ENDING = ".answer"
_KEPT_FIELDS = (
    "Cache-Control",
    "Content-Location",
    "Content-Type",
    "ETag",
    "Last-Modified",
    "Query-Limits",
    "RateLimit",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the endpoint sees it: another one may have another answer."""

    endpoint: str
    sparql: str
    release: str | None
    accept: str
    language: str

    @property
    def name(self) -> str:
        """The name of its file."""
        parts = (self.endpoint, self.sparql, self.release or "", self.accept, self.language)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest() + _ENDING


class Cache:
    """The answers in a folder of their own, which is made if it is not there.

    Several programs may use a folder at once. Raises InputError for a folder that cannot be used.
    """

    def __init__(self, folder: Path, largest: int = LARGEST_FOLDER) -> None:
        self._folder = folder
        self._largest = largest
        try:
            folder.mkdir(parents=True, exist_ok=True)
            usable = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
        except OSError as error:
            raise InputError(f"The folder {folder} cannot be used as a cache: {error.strerror}.") from error
        if not usable:
            raise InputError(f"The folder {folder} cannot be used as a cache: it may not be written to.")

    def get(self, asked: Asked) -> Reply | None:
        """Return the answer that is kept for a question, whole and unharmed; None if there is none."""
        path = self._folder / asked.name
        try:
            digest, _, rest = path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest != hashlib.sha256(rest).hexdigest().encode():
            path.unlink(missing_ok=True)
            return None
        head, _, body = rest.partition(b"\n")
        told = json.loads(head)
        if told["asked"] != _describe(asked):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return Reply(told["iri"], 200, _message(told["fields"]), body, measured=True)

    def put(self, asked: Asked, reply: Reply) -> None:
        """Keep an answer, if it has a strong validator and may be kept, and make room for it.

        Raises InputError if the folder cannot be written to.
        """
        tag = reply.field("ETag")
        if not tag.startswith('"') or "no-store" in reply.field("Cache-Control").lower():
            return
        fields = [[name, reply.field(name)] for name in _KEPT_FIELDS if reply.field(name)]
        told = {"asked": _describe(asked), "iri": reply.iri, "fields": fields}
        rest = json.dumps(told).encode() + b"\n" + reply.body
        if len(rest) > self._largest // 2:
            return
        try:
            write_atomically(
                self._folder / asked.name, hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
            )
            self._make_room()
        except OSError as error:
            raise InputError(
                f"The answer cannot be kept in {self._folder}: {error.strerror}.",
                remedy="Make room there, or ask without a cache.",
            ) from error

    def _make_room(self) -> None:
        files = sorted(self._files())
        size = sum(each for _, each, _ in files)
        for _, each, path in files:
            if size <= self._largest:
                break
            Path(path).unlink(missing_ok=True)
            size -= each

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """Give the time of use, the size and the path of each answer."""
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if not entry.name.endswith(_ENDING):
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # another program made room
                yield status.st_mtime, status.st_size, entry.path


def _describe(asked: Asked) -> list[Any]:
    return [asked.endpoint, asked.sparql, asked.release, asked.accept, asked.language]


def _message(fields: list[list[str]]) -> Message:
    made = Message()
    for name, value in fields:
        made[name] = value
    return made
