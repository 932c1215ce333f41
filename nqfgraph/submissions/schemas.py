"""Checks QDR XML with its XML schema, where somebody has the schema and lxml is installed.

Neither a schema nor a document is read from the network, and no entity is expanded.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.exports.qdr.parsing import parse_pieces
from nqfgraph.places import Place
from nqfgraph.submissions.documents import Document
from nqfgraph.submissions.texts import PROBLEMS, fill
from nqfgraph.validation import DEFAULT_LIMIT, Finding, Report
from nqfgraph.vocab import NQF

if TYPE_CHECKING:
    from types import ModuleType

MAX_BYTES = 64 * 1024 * 1024
"""Largest document that is checked with a schema: it is held in memory as a tree."""

_RULE = NQF["submission-rule/schema"].value
_NAMESPACE = re.compile(r"\{[^{}]*\}")


class XmlSchema:
    """An XML schema, ready to check documents."""

    def __init__(self, path: Path) -> None:
        """Read a schema with the files that it includes.

        Raises InputError without lxml, and for what is not a schema or includes what is not beside it.
        """
        self._etree = _lxml()
        self._path = path
        if not path.is_file():
            raise InputError(f"There is no file {path}.")
        parser = self._parser()
        parser.resolvers.add(_local_only(self._etree, path))
        try:
            self._schema = self._etree.XMLSchema(self._etree.parse(str(path), parser))
        except (self._etree.XMLSyntaxError, self._etree.XMLSchemaParseError) as error:
            raise InputError(
                f"The XML schema {path} cannot be used: {_bare(str(error))}.",
                remedy="Give loq.xsd as Europass publishes it, in its folder with the files beside it.",
            ) from error

    def check(self, document: Document) -> Report:
        """Return what of a document the schema does not allow, each with its line.

        Raises InputError for a document that is too large, not well-formed, or has a document type.
        """
        if len(document.content) > MAX_BYTES:
            raise InputError(
                f"{document.name} is too large to be checked with an XML schema:"
                f" {MAX_BYTES // 1024**2} MiB are allowed.",
                remedy="Check it without --schema, or in several parts.",
            )
        # Refuses a document type, in which entities would be declared, before lxml sees it.
        next(parse_pieces(document.name, [document.content]), None)
        try:
            tree = self._etree.fromstring(document.content, self._parser())
        except self._etree.XMLSyntaxError as error:
            raise InputError(
                f"The file is not well-formed XML: {error.msg}.",
                place=Place(file=document.name, line=error.lineno),
                remedy="Correct this place, or write the file again.",
            ) from error
        self._schema.validate(tree)
        entries = list(self._schema.error_log)
        causes = Counter(_finding(each, document.name).cause for each in entries)
        listed = tuple(_finding(each, document.name) for each in islice(entries, DEFAULT_LIMIT))
        return Report(listed, causes, {self._path.name: 1})

    def _parser(self) -> Any:
        return self._etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False, huge_tree=False)


def _lxml() -> ModuleType:
    try:
        from lxml import etree
    except ImportError as error:
        raise InputError(
            "Checking with an XML schema needs the package lxml, which is not installed.",
            remedy="Install it: pip install 'nqfgraph[schema]'. Without --schema the file is checked as RDF.",
        ) from error
    module: ModuleType = etree
    return module


def _local_only(etree: ModuleType, path: Path) -> Any:
    """Make a resolver that refuses whatever does not stand in the folder of the schema."""
    folder = path.resolve().parent

    # lxml is optional and has no types.
    class LocalOnly(etree.Resolver):  # type: ignore[name-defined, misc]
        def resolve(self, address: str | None, _: object, context: object) -> object:
            found = Path(address or "")
            if "://" in str(address) or not (Path.cwd() / found).resolve().is_relative_to(folder):
                raise InputError(
                    f"The XML schema {path} includes {address}, which is not in its folder and is not read.",
                    remedy="Put that file beside the schema, and its relative path into schemaLocation.",
                )
            return None

    return LocalOnly()


def _finding(entry: Any, name: str) -> Finding:
    message = _bare(entry.message)
    texts = PROBLEMS["schema"]
    place = Place(file=name, line=entry.line or None, column=str(entry.column) if entry.column else None)
    return Finding(
        severity="violation",
        focus=str(ox.Literal(str(place))),
        path=None,
        value=None,
        constraint=_RULE,
        shape=f"{_RULE}#{entry.type_name}",
        messages=fill(texts.message, found=message),
        remedy=texts.hint,
        place=place,
    )


def _bare(message: str) -> str:
    return _NAMESPACE.sub("", message).rstrip(". ")
