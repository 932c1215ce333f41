"""Parses documents: RDF in any accepted syntax, told from its content, within limits that keep it safe.

Nothing is ever fetched: neither JSON-LD contexts, nor XML entities, nor what owl:imports names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn
from urllib.parse import quote
from xml.parsers import expat

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.exports.formats import FORMATS, guess_format
from nqfgraph.exports.qdr import is_loq
from nqfgraph.places import Place
from nqfgraph.submissions.documents import Document
from nqfgraph.submissions.loading import load_plain
from nqfgraph.submissions.loq import LOQ, parse_loq
from nqfgraph.validation.nesting import find_too_deep

MAX_DEPTH = 200
"""Deepest nesting of JSON and XML; the parsers take much longer with each level."""
MAX_ENTITY = 500
"""Longest XML entity that a document may define, in characters: enough for an IRI."""

SPARQL = "sparql"
"""Stands for the syntax of what an endpoint has answered; such a document has no content."""

SYNTAXES: Mapping[str, str] = MappingProxyType(
    {
        "turtle": "Turtle",
        "trig": "TriG",
        "ntriples": "N-Triples",
        "nquads": "N-Quads",
        "rdfxml": "RDF/XML",
        "jsonld": "JSON-LD",
        LOQ: "QDR XML",
        SPARQL: "SPARQL",
    }
)
"""The syntaxes that are read, and what people call them."""

_FILES = tuple(name for syntax, name in SYNTAXES.items() if syntax != SPARQL)
_PARSER = re.compile(r"^Parser error at line .*?: ")
_BOM = b"\xef\xbb\xbf"
_BEGINNING = 65_536
_TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
_JSON_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]', re.DOTALL)
_CONTEXT = re.compile(rb'"@context"\s*:\s*(?:\[[^\]{}]*?)?"(https?:[^"\s]+)"')


@dataclass(frozen=True)
class Parsed:
    """A document with the statements in it."""

    document: Document
    syntax: str
    """Its name in `nqfgraph.exports.formats`, or `LOQ` or `SPARQL`."""
    base: str
    given: tuple[ox.Quad, ...] | None = None
    """The statements, where they have been taken out of it already."""
    store: ox.Store | None = None
    """A large document with nothing to be changed in it, loaded without looking at its statements."""

    @cached_property
    def statements(self) -> tuple[ox.Quad, ...]:
        """Return the statements in their order; InputError for a document that is not valid."""
        return _statements(self) if self.given is None else self.given

    def count(self) -> int:
        """Return how many statements there are, or where they are not at hand, how many different ones."""
        return len(self.statements) if self.store is None else len(self.store)


def parse_document(document: Document) -> Parsed:
    """Parse a document; InputError with the place for one that is not valid or not safe to read."""
    content = document.content.removeprefix(_BOM)
    _check_encoding(document.name, content)
    syntax = _syntax(document.name, content)
    base = f"file:///{quote(document.name.lstrip('/'))}"
    document = Document(document.name, content)
    if syntax == "rdfxml":
        _check_xml(document.name, content)
        if is_loq(content[:_BEGINNING]):
            return Parsed(document, LOQ, base, parse_loq(document))
    elif syntax == "jsonld":
        _check_json(document.name, content)
    elif (offset := find_too_deep(content)) is not None:
        raise _too_deep(_place(document.name, content, offset))
    with _buffer_in_words(document):
        store = load_plain(content, syntax, base)
        parsed = Parsed(document, syntax, base, store=store)
        return parsed if store is not None else replace(parsed, given=parsed.statements)


@contextmanager
def _buffer_in_words(document: Document) -> Iterator[None]:
    try:
        yield
    except MemoryError as error:
        if "buffer" not in str(error):
            raise
        raise InputError(
            "The file has a single text of more than 16 MiB, which is not read.",
            place=Place(file=document.name),
            remedy="Shorten it. If there is none, a quotation mark may not be closed.",
        ) from error


def _statements(parsed: Parsed) -> tuple[ox.Quad, ...]:
    content, syntax = parsed.document.content, parsed.syntax
    try:
        return tuple(
            each if isinstance(each, ox.Quad) else ox.Quad(*each)
            for each in ox.parse(content, format=FORMATS[syntax], base_iri=parsed.base)
        )
    except SyntaxError as error:
        _refuse(parsed.document, syntax, error)


def _syntax(name: str, content: bytes) -> str:
    path = Path(name)
    if path.suffix.lower() in _TABLES:
        raise InputError(
            f"{name} is a table. A table is checked together with the register.toml that says what it holds.",
            remedy="Give the folder with register.toml. docs/guides/own-register.md shows how to write one.",
        )
    try:
        syntax = guess_format(path, content[:_BEGINNING])
    except InputError as error:
        raise InputError(
            f"{name} is in none of the forms that can be checked.",
            remedy=f"These are {', '.join(_FILES)}, a ZIP archive of such files, and a folder"
            " with register.toml.",
        ) from error
    return "turtle" if syntax == "n3" else syntax


def _check_encoding(name: str, content: bytes) -> None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{name} is in UTF-16.", remedy="Save the file as UTF-8 and try again.")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"The file is not UTF-8: byte {content[error.start]:#04x} cannot be read.",
            place=_place(name, content, error.start),
            remedy="Save the file as UTF-8 and try again. Texts in Azerbaijani that were saved by an older"
            " program are often in windows-1254, those in Russian in windows-1251.",
        ) from error


def _place(name: str, content: bytes, offset: int) -> Place:
    start = content.rfind(b"\n", 0, offset) + 1
    column = len(content[start:offset].decode("utf-8", errors="replace")) + 1
    return Place(file=name, line=content.count(b"\n", 0, offset) + 1, column=str(column))


def _check_json(name: str, content: bytes) -> None:
    depth = 0
    for match in _JSON_TOKEN.finditer(content):
        token = match[0]
        if token in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(_place(name, content, match.start()))
        elif token in b"]}":
            depth -= 1


def _too_deep(place: Place) -> InputError:
    return InputError(
        f"The file is nested more than {MAX_DEPTH} levels deep here.",
        place=place,
        remedy="Give nodes an identifier and refer to it instead of nesting them.",
    )


def _check_xml(name: str, content: bytes) -> None:
    """Refuse what pyoxigraph takes too long for, expands without bound, or accepts though it is cut off."""
    checker = _XmlCheck(name)
    try:
        checker.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InputError(
            f"The file is not valid XML: {expat.ErrorString(error.code)}.",
            place=Place(file=name, line=error.lineno, column=str(error.offset + 1)),
            remedy="Correct this place, or export the file again: it may be cut off.",
        ) from error


class _XmlCheck:
    """Watches how an XML document is built."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity
        self.parser.XmlDeclHandler = self._declaration

    def _here(self) -> Place:
        return Place(
            file=self._name,
            line=self.parser.CurrentLineNumber,
            column=str(self.parser.CurrentColumnNumber + 1),
        )

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
            raise InputError(
                f"The file says that it is in {encoding}; only UTF-8 is read.",
                place=self._here(),
                remedy="Save the file as UTF-8, and correct encoding in its first line.",
            )

    def _start(self, element: str, attributes: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _too_deep(self._here())

    def _end(self, element: str) -> None:
        self._depth -= 1

    def _entity(self, entity: str, is_parameter: bool, value: str | None, *elsewhere: str | None) -> None:
        if value is None or is_parameter:
            reason = "would be read from elsewhere"
        elif len(value) > MAX_ENTITY:
            reason = f"is longer than {MAX_ENTITY} characters"
        elif "&" in value:
            reason = "is made of other entities"
        else:
            return
        raise InputError(
            f"The file defines the XML entity “{entity}”, which {reason}; that is not read.",
            place=self._here(),
            remedy="Write the text itself where the entity stands.",
        )


def _refuse(document: Document, syntax: str, error: SyntaxError) -> NoReturn:
    if "LoadDocumentCallback" in (error.msg or ""):
        found = _CONTEXT.search(document.content)
        address = f" {found[1].decode()}" if found else ""
        raise InputError(
            f"The file takes its @context from another address{address}, which is never fetched.",
            place=Place(file=document.name),
            remedy="Put the context itself, the object with the terms, in place of its address.",
        ) from error
    raise InputError(
        f"The file is not valid {SYNTAXES[syntax]}: {_PARSER.sub('', error.msg or '')}.",
        place=Place(
            file=document.name,
            line=error.lineno,
            column=None if error.offset is None else str(error.offset),
        ),
        remedy="Correct this place. If it is the end of the file, the file may be cut off.",
    ) from error
