"""How a record is cited: as text, in BibTeX, in RIS and in CSL-JSON.

Titles come from outside: no line of theirs may become a field of the citation, no sign of theirs a command,
and nothing may turn the direction in which the rest is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of text (Unicode Standard Annex 9, § 2)."""
_SPACES = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
_LONGEST = 1000
_LATEX: Mapping[str, str] = MappingProxyType(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        '"': r"\textquotedbl{}",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What there is to say of a version of a record."""

    iri: str
    title: str
    language: str
    """The language of the title; empty if it says none."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """All titles by language."""
    code: str = ""
    register: str
    publisher: str
    release: str
    released: datetime
    version: int | None = None
    """The number of the version in the change log; None if no log tells."""
    digest: str = ""
    """SHA-256 of the N-Quads of the version, in hexadecimal digits; empty if no log tells."""
    version_iri: str = ""
    content: str = ""
    """The address of the very bytes that the digest is of."""

    @property
    def edition(self) -> str:
        """Release and version in words."""
        version = f", version {self.version}" if self.version is not None else ""
        return f"release {self.release}{version}"


def one_line(text: str) -> str:
    """Return a text from outside on one line, without marks of direction, of at most 1,000 characters."""
    line = _SPACES.sub(" ", _DIRECTIONS.sub("", text)).strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def write_text(cited: Cited) -> str:
    """Return a citation in words."""
    code = f" ({one_line(cited.code)})" if cited.code else ""
    digest = f" SHA-256 {cited.digest}." if cited.digest else ""
    return (
        f"{one_line(cited.publisher)}: {one_line(cited.title)}{code}. In: {one_line(cited.register)}, "
        f"{cited.edition}, {cited.released:%Y-%m-%d}. {cited.iri}.{digest}\n"
    )


def write_bibtex(cited: Cited) -> str:
    """Return an entry for BibTeX (``@misc``); fields that it does not know are skipped by it."""
    digest = f"SHA-256 {cited.digest}" if cited.digest else ""
    fields = {
        "author": f"{{{_latex(cited.publisher)}}}",
        "title": f"{{{_latex(cited.title)}}}",
        "howpublished": _latex(cited.register),
        "year": f"{cited.released:%Y}",
        "month": f"{cited.released:%m}".lstrip("0"),
        "date": f"{cited.released:%Y-%m-%d}",
        "version": _latex(cited.edition),
        "number": _latex(cited.code),
        "note": digest,
        # Verbatim in every style; an IRI has no braces.
        "url": cited.iri,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{_key(cited)},\n" + ",\n".join(lines) + "\n}\n"


def write_ris(cited: Cited) -> str:
    """Return a record for RIS; lines end with CRLF and a value never has more than its line."""
    fields = (
        ("TY", "ELEC"),
        ("ID", _key(cited)),
        ("AU", cited.publisher),
        ("TI", cited.title),
        ("T2", cited.register),
        ("PB", cited.publisher),
        ("PY", f"{cited.released:%Y}"),
        ("DA", f"{cited.released:%Y/%m/%d}/"),
        ("ET", cited.edition),
        ("M1", cited.code),
        ("LA", cited.language),
        ("N1", f"SHA-256 {cited.digest}" if cited.digest else ""),
        ("UR", cited.iri),
    )
    lines = [f"{tag}  - {one_line(value)}" for tag, value in fields if value]
    return "\r\n".join((*lines, "ER  - ", ""))


def write_csl(cited: Cited) -> str:
    """Return an item for processors of the Citation Style Language, as JSON (CSL 1.0.2)."""
    item = {
        "id": cited.iri,
        "type": "entry",
        "title": one_line(cited.title),
        "author": [{"literal": one_line(cited.publisher)}],
        "container-title": one_line(cited.register),
        "publisher": one_line(cited.publisher),
        "number": one_line(cited.code),
        "version": cited.edition,
        "language": cited.language,
        "issued": {"date-parts": [[cited.released.year, cited.released.month, cited.released.day]]},
        "URL": cited.iri,
        "note": f"SHA-256 {cited.digest}" if cited.digest else "",
    }
    given = {name: value for name, value in item.items() if value}
    return json.dumps([given], ensure_ascii=False, indent=1) + "\n"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(each, each) for each in one_line(text))


def _key(cited: Cited) -> str:
    """Return a key for reference managers: the last parts of the IRI in letters that all of them take."""
    return re.sub(r"[^A-Za-z0-9]+", "-", cited.iri.partition("/id/")[2] or cited.iri).strip("-")[:100]
