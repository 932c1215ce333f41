"""What a request sends to be checked: put into the folder of a job, under names that do no harm."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import flask
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.http import parse_options_header

from nqfgraph.errors import InputError
from nqfgraph.settings import Settings
from nqfgraph.submissions import fetching
from nqfgraph.submissions.job_folder import JobFolder, Request
from nqfgraph.validation import find_profile
from nqfgraph_server.languages import marked as _

MULTIPART = "multipart/form-data"
FORMS = (MULTIPART, "application/x-www-form-urlencoded")
"""Media types of forms; files come in the first only."""

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text/turtle": ".ttl",
        "application/trig": ".trig",
        "application/n-triples": ".nt",
        "application/n-quads": ".nq",
        "application/rdf+xml": ".rdf",
        "application/ld+json": ".jsonld",
        "application/json": ".jsonld",
        "application/xml": ".xml",
        "text/xml": ".xml",
        "text/csv": ".csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
        "application/zip": ".zip",
        "text/plain": ".txt",
        "application/octet-stream": "",
    }
)
"""Media types of a file that is sent as the body, with the ending that its name gets if it has no name."""

PASTED: Mapping[str, str] = MappingProxyType(
    {
        "turtle": ".ttl",
        "trig": ".trig",
        "ntriples": ".nt",
        "nquads": ".nq",
        "rdfxml": ".rdf",
        "jsonld": ".jsonld",
    }
)
"""Syntaxes of text that is pasted, as the form calls them; without one it is told from the text."""

ROOM = 65_536
"""Bytes that a form may have beside the files."""
MOST_TEXT = 4 * 1024 * 1024
"""Bytes of text that may be pasted."""
MOST_SHAPES = 1024 * 1024
"""Bytes of shapes of one's own, all files together."""

_MOST_PARTS = 250
_PIECE = 1024 * 1024
_LONGEST_NAME = 120
_HARMFUL = re.compile(r'[\\/:*?"<>|]')


class NothingSent(InputError):
    """A request to check nothing."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was sent to be checked."),
            remedy=_("Choose a file, or paste a text."),
        )


@dataclass(frozen=True, slots=True)
class Received:
    """What was put into the folder of a job."""

    files: tuple[str, ...]
    shapes: tuple[str, ...]
    size: int
    """Bytes of the files."""


def most_bytes(settings: Settings) -> int:
    """Return how many bytes the body of a request may have."""
    return settings.validation_bytes + MOST_SHAPES + ROOM


def read_form(settings: Settings) -> None:
    """Set what the body of the current request may have, and read it if it is a form; raises 413."""
    request = flask.request
    request.max_content_length = most_bytes(settings)
    request.max_form_memory_size = MOST_TEXT
    request.max_form_parts = _MOST_PARTS
    try:
        _ = request.form, request.stream
    except RequestEntityTooLarge as error:
        raise _too_large(settings) from error


def receive(folder: JobFolder, settings: Settings) -> Received:
    """Put what the current request sends into a folder; `read_form` comes first.

    Raises NothingSent, InputError for an address that is not fetched, and werkzeug's exceptions for what is
    not in order: 413, 415.
    """
    if flask.request.mimetype in FORMS:
        files, shapes = _from_form(folder, settings), _save_all("shapes", folder.shapes)
    else:
        files, shapes = [_from_body(folder, settings)], []
    size = sum(_size(folder.files / each) for each in files)
    if size > settings.validation_bytes or sum(_size(folder.shapes / each) for each in shapes) > MOST_SHAPES:
        raise _too_large(settings)
    if not size:
        raise NothingSent
    return Received(tuple(files), tuple(shapes), size)


def request_of(received: Received, profiles: Iterable[str], settings: Settings, register: Path) -> Request:
    """Return the job for what was received; raises InputError for a profile that there is not."""
    return Request(
        files=received.files,
        shapes=received.shapes,
        profiles=tuple(dict.fromkeys(find_profile(each).name for each in profiles)),
        register=str(register.absolute()),  # the process works in another folder
        seconds=settings.validation_seconds,
        megabytes=settings.validation_megabytes,
        triples=settings.validation_triples,
        created=time.time(),
    )


def _from_form(folder: JobFolder, settings: Settings) -> list[str]:
    files = _save_all("file", folder.files)
    form = flask.request.form
    text = form.get("text", "")
    if text.strip():
        name = free_name(f"text{PASTED.get(form.get('syntax', ''), '.txt')}", files)
        (folder.files / name).write_bytes(text.encode(errors="replace"))
        files.append(name)
    if iri := (form.get("iri") or flask.request.args.get("iri", "")).strip():
        files.append(_fetch(iri, folder, settings, files))
    return files


def _fetch(iri: str, folder: JobFolder, settings: Settings, taken: Collection[str]) -> str:
    fetched = fetching.fetch(
        iri,
        fetching.read_hosts(settings.fetch_hosts),
        most_bytes=settings.validation_bytes,
    )
    ending = MEDIA_TYPES.get(fetched.media_type, "")
    name = free_name(_named(fetched.name, ending), taken)
    (folder.files / name).write_bytes(fetched.content)
    return name


def _from_body(folder: JobFolder, settings: Settings) -> str:
    request = flask.request
    iri = request.args.get("iri", "").strip()
    if iri and not request.content_length:
        return _fetch(iri, folder, settings, ())
    if not request.mimetype and not request.content_length:
        raise NothingSent
    if request.mimetype not in MEDIA_TYPES:
        raise UnsupportedMediaType(
            f"Files are sent as {MULTIPART}, or one as the body in one of {', '.join(MEDIA_TYPES)};"
            f" not as {request.mimetype or 'a body without a type'}."
        )
    given = request.args.get("name") or _disposition(request.headers.get("Content-Disposition", ""))
    name = _named(given, MEDIA_TYPES[request.mimetype])
    with (folder.files / name).open("wb") as file:
        while piece := request.stream.read(_PIECE):
            file.write(piece)
    return name


def _disposition(field: str) -> str:
    """Return the name in a ``Content-Disposition`` (RFC 6266); empty if there is none."""
    return parse_options_header(field)[1].get("filename", "")


def _named(given: str, ending: str) -> str:
    name = plain_name(given) if given else "submission"
    return name if Path(name).suffix else f"{name}{ending}"


def _save_all(part: str, folder: Path) -> list[str]:
    names: list[str] = []
    for each in _parts(part):
        name = free_name(plain_name(each.filename or ""), names)
        each.save(folder / name, _PIECE)
        names.append(name)
    return names


def _parts(name: str) -> Iterator[FileStorage]:
    """Yield the files of a part; a browser sends an empty one where nothing was chosen."""
    for each in flask.request.files.getlist(name):
        if each.filename:
            yield each


def plain_name(given: str) -> str:
    """Return the last part of a file's name, without what means something to a system or a terminal."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    name = "".join(each for each in name if unicodedata.category(each)[0] != "C")
    name = _HARMFUL.sub("_", name).strip().lstrip(".-~").strip() or "file"
    stem, ending = Path(name).stem, Path(name).suffix[:20]
    while len(f"{stem}{ending}".encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem}{ending}"


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken, also where a system does not tell small letters from capitals."""
    known = {each.casefold() for each in taken}
    path, number = Path(name), 1
    while name.casefold() in known:
        number += 1
        name = f"{path.stem}-{number}{path.suffix}"
    return name


def _size(path: Path) -> int:
    return path.stat().st_size


def _too_large(settings: Settings) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(
        f"More was sent than may be checked at once: {settings.validation_bytes / 1024**2:,.0f} MiB of files,"
        f" {MOST_TEXT // 1024**2} MiB of pasted text, {MOST_SHAPES // 1024**2} MiB of shapes."
        " Check it in several parts, or on your own machine with “nqfgraph validate”."
    )


def known_severity(given: str) -> str:
    """Return the least weight that counts as a failure; raises 400 for one that there is not."""
    if given not in ("violation", "warning", "info"):
        raise BadRequest(f"fail_on is “{given[:40]}”. Give violation, warning or info.")
    return given
