"""Documents: the files of a submission in memory, read within limits, archives unpacked."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from nqfgraph.errors import InputError

MAX_BYTES = 256 * 1024 * 1024
"""Most bytes of all documents of a submission together, unpacked."""
MAX_FILES = 200
"""Most documents of a submission."""
MAX_RATIO = 200
"""Most bytes that one packed byte of an archive may become."""

_ARCHIVE = b"PK\x03\x04"
_EMPTY_ARCHIVE = b"PK\x05\x06"
_NOT_DATA = ("__MACOSX", "Thumbs.db", "desktop.ini")
"""What systems put into archives by themselves, beside names that begin with a dot."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file of a submission."""

    name: str
    """As given; in an archive its path there, after that of the archive."""
    content: bytes


def read_documents(paths: Iterable[Path]) -> tuple[Document, ...]:
    """Read files, archives (ZIP) with all that is in them.

    Raises InputError for what cannot be read and for more than the limits of this module allow.
    """
    documents: list[Document] = []
    left = MAX_BYTES
    for path in paths:
        for document in _unpacked(_read(path, left), left):
            documents.append(document)
            left -= len(document.content)
            if len(documents) > MAX_FILES:
                raise InputError(
                    f"There are more than {MAX_FILES} files.", remedy="Check them in several parts."
                )
    return tuple(documents)


def _read(path: Path, limit: int) -> Document:
    try:
        with path.open("rb") as file:
            # Not every file states its size: a pipe or a device has none.
            content = file.read(limit + 1)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    if len(content) > limit:
        raise _too_large(str(path))
    return Document(str(path), content)


def _too_large(name: str) -> InputError:
    return InputError(
        f"{name} is too large: a submission may have {MAX_BYTES // 1024**2} MiB in all.",
        remedy="Check it in several parts.",
    )


def _unpacked(document: Document, limit: int) -> Iterator[Document]:
    is_workbook = document.name.lower().endswith(".xlsx")  # a ZIP too; its own reader unpacks it
    if is_workbook or not document.content.startswith((_ARCHIVE, _EMPTY_ARCHIVE)):
        yield document
        return
    try:
        with zipfile.ZipFile(BytesIO(document.content)) as archive:
            for each in archive.infolist():
                _check_name(document, each)
            members = [each for each in archive.infolist() if _is_data(each)]
            _check_members(document, members, limit)
            for member in members:
                yield _member(document, archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            f"The archive {document.name} cannot be unpacked: {error}.", remedy="Pack it again as plain ZIP."
        ) from error


def _is_data(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return not member.is_dir() and not any(each in _NOT_DATA or each.startswith(".") for each in parts)


def _check_members(document: Document, members: list[zipfile.ZipInfo], limit: int) -> None:
    if any(each.filename in ("[Content_Types].xml", "mimetype") for each in members):
        raise InputError(
            f"{document.name} is a spreadsheet or another office document, which cannot be checked alone.",
            remedy="Give the folder with register.toml that names this table.",
        )
    if not members:
        raise InputError(f"The archive {document.name} is empty.")
    if len(members) > MAX_FILES:
        raise InputError(
            f"The archive {document.name} holds {len(members)} files; {MAX_FILES} are allowed.",
            remedy="Check them in several parts.",
        )
    for each in members:
        _check_size(document, each)
    if sum(each.file_size for each in members) > limit:
        raise _too_large(document.name)


def _check_name(document: Document, member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename)
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or {"\\", ":"} & set(member.filename) or is_link:
        raise InputError(
            f"The archive {document.name} holds “{member.filename}”, which leads out of the archive.",
            remedy="Pack the files anew, under names without “..”, “\\” and “:”.",
        )


def _check_size(document: Document, member: zipfile.ZipInfo) -> None:
    named = f"The archive {document.name} holds “{member.filename}”"
    if member.flag_bits & 1:
        raise InputError(f"{named}, which is locked with a password.", remedy="Pack it without one.")
    if member.file_size > MAX_RATIO * max(member.compress_size, 1024):
        raise InputError(
            f"{named}, which would unpack to {member.file_size:,} bytes from {member.compress_size:,}:"
            f" more than {MAX_RATIO} times its size.",
            remedy="Unpack the archive yourself and check the files.",
        )


def _member(document: Document, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Document:
    with archive.open(member) as file:
        # The size that the archive states may be a lie.
        content = file.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise zipfile.BadZipFile(f"“{member.filename}” has another size than stated")
    if content.startswith(_ARCHIVE) and not member.filename.lower().endswith(".xlsx"):
        raise InputError(
            f"The archive {document.name} holds another archive, “{member.filename}”.",
            remedy="Unpack the inner one first.",
        )
    return Document(f"{document.name}/{member.filename}", content)
