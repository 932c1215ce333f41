"""A LOQ XML file put together thing by thing: each goes to its block, and what it refers to follows."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox

from nqfgraph.exports.qdr.elements import BLOCKS
from nqfgraph.exports.qdr.schema import LOQ, NAMESPACES, ROOT, VERSION
from nqfgraph.exports.qdr.writing import Fault, Source, Writer

_IN_MEMORY = 1 << 20
"""Bytes of a block that are held in memory before they go to a scratch file."""
_BLOCK_OF = {name: block for block, names in BLOCKS.items() for name in names}


def _always(type_name: str, node: ox.NamedNode) -> bool:
    return True


class Document:
    """Collects the blocks in scratch files; a context manager that lets go of them."""

    def __init__(
        self,
        source: Source,
        leave_out: Callable[[ox.NamedNode, Fault], None],
        *,
        shared: Callable[[str, ox.NamedNode], bool] = _always,
        not_followed: str | None = None,
    ) -> None:
        """Take where to find what is said, and what to tell of a part that cannot be written.

        ``shared`` tells whether several may refer to a thing; what only one refers to is not remembered.
        ``not_followed`` is a type whose things are all added by the caller, once each.
        """
        self._writer = Writer(source, self._refer, leave_out)
        self._shared = shared
        self._not_followed = not_followed
        self._written: set[str] = set()
        self._waiting: deque[tuple[str, ox.NamedNode]] = deque()
        self._files = ExitStack()
        self._blocks: dict[str, IO[bytes]] = {}

    def __enter__(self) -> Document:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._files.close()

    def add(self, type_name: str, node: ox.NamedNode) -> tuple[Fault, ...]:
        """Write a thing and all that it leads to; return why it cannot be, nothing if it was written."""
        faults = tuple(self._writer.faults(type_name, node))
        if not faults:
            if type_name == self._not_followed:
                self._waiting.append((type_name, node))
            else:
                self._refer(type_name, node)
            while self._waiting:
                self._write(*self._waiting.popleft())
        return faults

    def finish(self, output: IO[bytes]) -> None:
        """Write the file; a document to which nothing was added is an empty one, which the schema allows."""
        prefixes = "".join(f"\n         xmlns:{name}={quoteattr(iri)}" for name, iri in NAMESPACES.items())
        output.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT} xmlns="{LOQ}"{prefixes}'
            f'\n         xsdVersion="{VERSION}">\n'.encode()
        )
        for name in BLOCKS:
            if block := self._blocks.get(name):
                output.write(f"  <{name}>\n".encode())
                block.seek(0)
                shutil.copyfileobj(block, output)
                output.write(f"  </{name}>\n".encode())
        output.write(f"</{ROOT}>\n".encode())

    def _refer(self, type_name: str, node: ox.NamedNode) -> None:
        if type_name == self._not_followed:
            return
        if self._shared(type_name, node):
            if node.value in self._written:
                return
            self._written.add(node.value)
        self._waiting.append((type_name, node))

    def _write(self, type_name: str, node: ox.NamedNode) -> None:
        name = _BLOCK_OF[type_name]
        block = self._blocks.get(name)
        if block is None:
            file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by __exit__
            block = self._blocks[name] = self._files.enter_context(file)
        block.write(self._writer.entity(type_name, node).encode())
