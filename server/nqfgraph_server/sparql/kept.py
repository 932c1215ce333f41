"""A whole answer in memory, in its content codings."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from nqfgraph_server.compression import IDENTITY, compress

_OVERHEAD = 1000
"""Bytes that an answer takes beyond its content, about."""


@dataclass(frozen=True, slots=True)
class Representation:
    """The bytes of an answer in one content coding, and the value of their ``Repr-Digest`` (RFC 9530 § 3)."""

    content: bytes
    digest: str

    @classmethod
    def of(cls, content: bytes) -> Representation:
        """Return the representation with these bytes."""
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        return cls(content, f"sha-256=:{digest}:")


class Kept:
    """An answer that is whole; its compressed forms are made when they are first asked for."""

    __slots__ = ("codings",)

    def __init__(self, content: bytes) -> None:
        self.codings = {IDENTITY: Representation.of(content)}

    @property
    def content(self) -> bytes:
        """The bytes of the answer, not compressed."""
        return self.codings[IDENTITY].content

    @property
    def size(self) -> int:
        """Bytes of memory that the answer takes, about."""
        return _OVERHEAD + sum(len(each.content) for each in self.codings.values())

    def close(self) -> None:
        """Do nothing: there is nothing to let go, but answers that are read from the engine have it."""

    def coded(self, coding: str) -> Representation:
        """Return the answer in a content coding of `nqfgraph_server.compression`."""
        return self.codings.get(coding) or Representation.of(compress(self.content, coding))
