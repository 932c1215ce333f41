"""Reads LOQ XML thing by thing into small trees; whatever is not LOQ XML, or wants too much, is refused.

A document type is refused as such, so entities, which can make a small file endless or reach for other
files, cannot be declared at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from nqfgraph.errors import InputError
from nqfgraph.exports.qdr.elements import BLOCKS, entity_element
from nqfgraph.exports.qdr.schema import LOQ, NAMESPACES, OLD_LOQ, ROOT, qualified
from nqfgraph.places import Place

MAX_BYTES = 4 << 30
"""Largest file that is read, in bytes."""
MAX_DEPTH = 16
"""Deepest nesting of elements; the schema needs 8."""
MAX_THING_BYTES = 16 << 20
"""Most that is read of one thing, in bytes of the file."""

_PIECE = 1 << 16
_ROOTS = frozenset(f"{namespace} {ROOT}" for namespace in (LOQ, OLD_LOQ))
_BLOCKS = {
    qualified(block): {qualified(entity_element(name)): name for name in names}
    for block, names in BLOCKS.items()
}
_PREFIXES = {iri: f"{prefix}:" for prefix, iri in NAMESPACES.items()} | {LOQ: ""}
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance "


@dataclass(slots=True)
class Tree:
    """An element with its place; names are expanded (``namespace local``), old namespaces made new."""

    name: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list[Tree] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text that stands directly inside."""
        return "".join(self.pieces)


def is_loq(beginning: bytes) -> bool:
    """Tell from the first bytes of a file whether it is LOQ XML, of either version."""
    found: list[bool] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: found.append(name in _ROOTS)
    parser.StartDoctypeDeclHandler = lambda name, *_: found.append(name.rpartition(":")[2] == ROOT)
    with suppress(expat.ExpatError, LookupError, ValueError):
        parser.Parse(beginning, False)
    return bool(found) and found[0]


def parse(path: Path) -> Iterator[tuple[str, Tree]]:
    """Yield each thing of a file with the name of its type.

    Raises InputError with line and column for XML that is not well-formed, a document type, an element where
    the schema has none, and beyond the limits above; OSError if the file cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise InputError(
            f"The file is larger than {MAX_BYTES >> 30} GiB.",
            place=Place(file=str(path)),
            remedy="Split it into several files.",
        )
    with path.open("rb") as file:
        yield from parse_pieces(str(path), iter(lambda: file.read(_PIECE), b""))


def parse_pieces(name: str, pieces: Iterable[bytes]) -> Iterator[tuple[str, Tree]]:
    """Yield each thing of a file that comes in pieces; errors as `parse`, which call the file ``name``."""
    parser = _Parser(name)
    for piece in pieces:
        for start in range(0, len(piece), _PIECE):
            parser.feed(piece[start : start + _PIECE], last=False)
            yield from parser.take()
    parser.feed(b"", last=True)
    yield from parser.take()


def fault(file: str, tree: Tree, message: str, remedy: str | None = None) -> InputError:
    """Return the error for what is wrong at an element."""
    return InputError(message, place=Place(file=file, line=tree.line, column=str(tree.column)), remedy=remedy)


def shown(name: str) -> str:
    """Return an expanded name as people write it: ``title``, ``skos:notation``, or with its namespace."""
    namespace, _, local = name.rpartition(" ")
    return f"{_PREFIXES[namespace]}{local}" if namespace in _PREFIXES else f"{local} ({namespace or 'none'})"


class _Parser:
    """Takes a file piece by piece and keeps the things that are complete."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[Tree] = []
        self._complete: list[tuple[str, Tree]] = []
        self._start = 0
        self._fed = 0
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def feed(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise InputError(
                f"The file is not well-formed XML: {expat.ErrorString(error.code)}.",
                place=Place(file=self._file, line=error.lineno, column=str(error.offset + 1)),
                remedy="Correct this place, or write the file again.",
            ) from error
        except (LookupError, ValueError) as error:
            raise InputError(
                f"The file says that it is in an encoding that is not read: {error}.",
                place=Place(file=self._file, line=1),
                remedy="Save the file as UTF-8, and correct encoding in its first line.",
            ) from error
        self._fed += len(piece)
        # A tag that does not end is kept by expat, a text that does not end by us.
        begun = self._start if len(self._open) > 2 else self._parser.CurrentByteIndex
        if self._fed - begun > MAX_THING_BYTES + len(piece):
            raise self._too_long()

    def take(self) -> list[tuple[str, Tree]]:
        complete, self._complete = self._complete, []
        return complete

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        tree = self._tree(name, attributes)
        depth = len(self._open)
        if depth == 0:
            self._check_root(name, tree)
        elif depth == 1 and tree.name not in _BLOCKS:
            raise self._unknown(tree, self._open[0])
        elif depth == 2:
            if tree.name not in _BLOCKS[self._open[1].name]:
                raise self._unknown(tree, self._open[1])
            self._start = self._parser.CurrentByteIndex
        elif depth >= MAX_DEPTH:
            raise fault(self._file, tree, f"Elements are nested more than {MAX_DEPTH} deep.")
        elif depth > 2:
            self._open[-1].children.append(tree)
            if self._parser.CurrentByteIndex - self._start > MAX_THING_BYTES:
                raise self._too_long()
        self._open.append(tree)

    def _end(self, name: str) -> None:
        tree = self._open.pop()
        if len(self._open) == 2:
            self._complete.append((_BLOCKS[self._open[1].name][tree.name], tree))

    def _text(self, text: str) -> None:
        tree = self._open[-1]
        if len(self._open) > 2:
            tree.pieces.append(text)
        elif text.strip():
            raise fault(self._file, tree, f"There is text directly inside {shown(tree.name)}.")

    def _tree(self, name: str, attributes: dict[str, str]) -> Tree:
        namespace, _, local = name.rpartition(" ")
        known = {key: value for key, value in attributes.items() if not key.startswith(_SCHEMA_INSTANCE)}
        return Tree(
            f"{LOQ if namespace == OLD_LOQ else namespace} {local}",
            known,
            self._parser.CurrentLineNumber,
            self._parser.CurrentColumnNumber + 1,
        )

    def _check_root(self, name: str, tree: Tree) -> None:
        if name not in _ROOTS:
            raise fault(
                self._file,
                tree,
                f"The file begins with {shown(tree.name)}, which is not the root of LOQ XML.",
                f"LOQ XML begins with {ROOT} in the namespace {LOQ} or {OLD_LOQ}.",
            )

    def _unknown(self, tree: Tree, parent: Tree) -> InputError:
        return fault(self._file, tree, f"{shown(parent.name)} has no element {shown(tree.name)}.")

    def _too_long(self) -> InputError:
        line = self._open[2].line if len(self._open) > 2 else self._parser.CurrentLineNumber
        return InputError(
            f"What begins here takes more than {MAX_THING_BYTES >> 20} MiB.",
            place=Place(file=self._file, line=line),
        )

    def _refuse_doctype(self, *declaration: object) -> NoReturn:
        raise InputError(
            "The file has a document type (DOCTYPE), which LOQ XML does not need and which is not read.",
            place=Place(
                file=self._file,
                line=self._parser.CurrentLineNumber,
                column=str(self._parser.CurrentColumnNumber + 1),
            ),
            remedy="Remove the line that begins with <!DOCTYPE.",
        )
