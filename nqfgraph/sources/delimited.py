"""Reads CSV files into rows of cells (RFC 4180, with ``,`` ``;`` or a tab between the cells).

A file is UTF-8 with or without a byte order mark unless it is said to be otherwise. A quoted cell may hold
line breaks; rows are numbered as a spreadsheet numbers them, so a row of several lines is one row.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Generator, Iterator
from pathlib import Path

from nqfgraph.errors import InputError
from nqfgraph.places import Place

MAX_BYTES = 2 * 1024**3
"""Largest CSV file that is read, in bytes."""
LIKELY_ENCODING = "windows-1254"
"""What a file that is not UTF-8 is most often in, where the register's neighbours write Turkish."""
SAMPLE = 64 * 1024
"""Characters at the beginning of a file from which the delimiter is found."""


def read_delimited(
    path: Path, name: str, encoding: str | None, delimiter: str | None
) -> Generator[tuple[int, list[str]], None, None]:
    """Yield (row number, cells) for every row, empty ones too; ``name`` is the file's name in messages.

    Raises InputError, also while rows are taken, for a file that cannot be read as CSV.
    """
    _check_beginning(path, name)
    number = 0
    try:
        with path.open(encoding=_codec(encoding), newline="") as file:
            separator = delimiter or sniff_delimiter(file.read(SAMPLE))
            file.seek(0)
            reader = csv.reader(_lines(file, name), delimiter=separator, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    yield number, cells
            except csv.Error as error:
                raise InputError(
                    f"After row {number} the file is not CSV: {error}.",
                    place=Place(file=name, row=number + 1, line=reader.line_num),
                    remedy="Look for a quotation mark that is not closed, or not doubled within a cell.",
                ) from error
    except UnicodeDecodeError as error:
        raise _wrong_encoding(path, name, encoding) from error
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror}.", place=Place(file=name)) from error


def sniff_delimiter(sample: str) -> str:
    """Return the delimiter that stands most often in the first row of ``sample``; a comma if none does."""
    first = re.sub(r'"[^"]*"', "", sample).lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def _codec(encoding: str | None) -> str:
    return "utf-8-sig" if encoding in (None, "utf-8") else encoding.replace("windows-", "cp")


def _lines(file: Iterator[str], name: str) -> Iterator[str]:
    for number, line in enumerate(file, start=1):
        if "\0" in line:
            raise InputError(
                "The file holds a NUL character, so it is not a text file.",
                place=Place(file=name, line=number),
                remedy="Save the table again as “CSV UTF-8”.",
            )
        yield line


def _check_beginning(path: Path, name: str) -> None:
    """Refuse what can be told from the first bytes and the size."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror}.", place=Place(file=name)) from error
    if size > MAX_BYTES:
        raise InputError(
            f"The file has {size:,} bytes; {MAX_BYTES:,} are allowed.",
            place=Place(file=name),
            remedy="Split it into several tables.",
        )
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start:
        raise InputError(
            "The file is UTF-16 (“Unicode text”), not UTF-8.",
            place=Place(file=name),
            remedy="Save the table as “CSV UTF-8”.",
        )
    if start.startswith(b"PK\x03\x04"):
        raise InputError(
            "The file is a workbook, not CSV.",
            place=Place(file=name),
            remedy="Rename it so that it ends in .xlsx.",
        )


def _wrong_encoding(path: Path, name: str, encoding: str | None) -> InputError:
    """Say in which line the first byte stands that does not fit, and which encoding it may be."""
    codec = _codec(encoding)
    number, line, byte, offset = 1, b"", 0, 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode(codec if number == 1 else codec.removesuffix("-sig"))
            except UnicodeDecodeError as error:
                byte, offset = line[error.start], error.start
                break
    remedy = "Save the table as “CSV UTF-8”."
    guess = _decoded(line, LIKELY_ENCODING)
    if encoding in (None, "utf-8") and guess is not None:
        shown = guess.strip()[max(0, offset - 20) : offset + 20]
        remedy = (
            f'If “{shown}” is what the line says, write encoding = "{LIKELY_ENCODING}" for the table in '
            f"register.toml; or save the table as “CSV UTF-8”."
        )
    return InputError(
        f"The file is not {encoding or 'UTF-8'}: byte 0x{byte:02X} cannot be read.",
        place=Place(file=name, line=number),
        remedy=remedy,
    )


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding.replace("windows-", "cp"))
    except UnicodeDecodeError:
        return None
