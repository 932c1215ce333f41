"""The files of the releases: ``/releases/{version}/{file}``, with checksums and byte ranges.

Only files that are listed here are handed out, whatever the address says: those of the release itself, and
its other forms, which are made beside it (`nqfgraph.exports.files`).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import flask
from werkzeug.exceptions import NotFound, RequestedRangeNotSatisfiable, ServiceUnavailable

from nqfgraph.exports.files import MADE, PACKED_TYPES, ReleaseFiles, media_type
from nqfgraph.exports.packing import PACKINGS, File, read_packed
from nqfgraph.files import sha256
from nqfgraph.release import Release
from nqfgraph_server import compression
from nqfgraph_server.caching import PINNED_SECONDS
from nqfgraph_server.languages import marked as _
from nqfgraph_server.service import current_service

blueprint = flask.Blueprint("archive", __name__)

FILES: Mapping[str, str] = MappingProxyType(
    {
        "dump.nq": "application/n-quads",
        "manifest.json": "application/json",
        "report.json": "application/json",
        "report.ttl": "text/turtle",
        "changes.json": "application/json",
        "statistics.json": "application/json",
    }
)
"""The files of a release itself, with their media types."""
TYPES = frozenset({*FILES.values(), *(form.media_type for form in MADE.values()), *PACKED_TYPES.values()})
"""Every media type that a file may have."""

_A_YEAR = 31_536_000
_MOST_DIGITS = 15
_CODINGS = {coding: end for end, coding in PACKINGS.items()}


@blueprint.get("/releases/<version>/<name>")
def download(version: str, name: str) -> flask.Response:
    """Hand out a file of a release; 404 for an unknown release and for every file that is not listed.

    503 with a time to ask again for a form that is being made.
    """
    release = current_service().releases.get(version)
    if name not in FILES:
        return _made(release, name)
    path = release.folder / name
    if not path.is_file():
        raise _missing()
    response = _send(path, FILES[name], _checksum(release, path), _A_YEAR)
    response.cache_control.immutable = True
    return _finish(response, release, name, _checksum(release, path))


def made(release: Release) -> Mapping[str, File]:
    """Return the files that were made of a release, the dump itself left out; empty if none are yet."""
    found = ReleaseFiles(current_service().releases.home.absolute()).of(release.version)
    return {name: file for name, file in found.items() if name not in FILES}


def made_versions() -> tuple[str, ...]:
    """Return the releases that files were made of."""
    files = ReleaseFiles(current_service().releases.home.absolute())
    return tuple(each for each in current_service().releases.versions() if files.of(each))


def _made(release: Release, name: str) -> flask.Response:
    content_type = media_type(name)
    if content_type is None:
        raise _missing()
    files = ReleaseFiles(current_service().releases.home.absolute())
    found = files.of(release.version)
    if name not in found:
        raise _missing() if found or not _is_coming(release) else _being_made()
    path = files.path(release.version, name)
    if path.suffix in PACKINGS or not MADE[name].is_text:
        response = _send(path, content_type, found[name].sha256, PINNED_SECONDS)
    else:
        response = _send_text(path, content_type, found[name])
    coding = response.headers.get("Content-Encoding")
    sent = f"{name}{_CODINGS[coding]}" if coding else name
    return _finish(response, release, name, found[sent].sha256)


def _send(path: Path, content_type: str, checksum: str, seconds: int) -> flask.Response:
    # Flask would look for a relative path (a home given as one) beside its own code.
    response = flask.send_file(
        path.absolute(), mimetype=content_type, etag=checksum, conditional=False, max_age=seconds
    )
    size = path.stat().st_size
    asked = dict(flask.request.environ)
    part = _part(asked.pop("HTTP_RANGE", ""), size)
    if part:
        asked["HTTP_RANGE"] = part
    try:
        response.make_conditional(asked, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    return response


def _part(asked: str, size: int) -> str:
    """Return which part of a file of ``size`` bytes a ``Range`` is answered with; empty for all of it.

    A unit that is not known is ignored, an end longer than the file is all of it (RFC 9110, § 14.2 and
    § 14.1.2), and several parts are sent as the whole, which the standard leaves to servers.
    """
    unit, _, wanted = (each.strip() for each in asked.partition("="))
    if unit.lower() != "bytes" or "," in wanted:
        return ""
    end = wanted.removeprefix("-")
    is_end = wanted.startswith("-") and end.isascii() and end.isdigit()
    return "bytes=0-" if is_end and (len(end) > _MOST_DIGITS or int(end) > size) else asked


def _send_text(path: Path, content_type: str, file: File) -> flask.Response:
    """Answer the plain form of a text: as it is kept, compressed, if the client takes that; else unpacked."""
    coding = compression.choose(flask.request.headers.get("Accept-Encoding"))
    if coding != compression.IDENTITY:
        response = flask.send_file(
            path.with_name(f"{path.name}{_CODINGS[coding]}"),
            mimetype=content_type,
            etag=False,
            max_age=PINNED_SECONDS,
        )
    else:
        content = read_packed(path.with_name(f"{path.name}{_CODINGS['zstd']}"))
        response = flask.Response(content, mimetype=content_type, direct_passthrough=True)
        response.content_length = file.size
    response.set_etag(file.sha256)
    response.cache_control.max_age = PINNED_SECONDS
    response.vary.add("Accept-Encoding")
    # Parts would have to be counted in what is not on the disk; the compressed files have them.
    response.make_conditional(flask.request, accept_ranges=False)
    if coding != compression.IDENTITY and response.status_code == 200:
        compression.label(response, coding)
    return response


def _finish(response: flask.Response, release: Release, name: str, checksum: str) -> flask.Response:
    response.cache_control.public = True
    # It is the digest of what is sent, coding and all (RFC 9530, § 3).
    digest = base64.b64encode(bytes.fromhex(checksum)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Content-Disposition"] = f'inline; filename="{release.version}-{name}"'
    return response


def _is_coming(release: Release) -> bool:
    service = current_service()
    return service.settings.release_files and service.releases.current_version() == release.version


def _missing() -> NotFound:
    return NotFound(_("This release has no such file. The list of releases links the files that there are."))


def _being_made() -> ServiceUnavailable:
    return ServiceUnavailable(
        _("This file is being made: ask again in a minute. The dump of the release, dump.nq, is there.")
    )


def _checksum(release: Release, path: Path) -> str:
    entry = release.manifest.files.get(path.name)
    return entry.sha256 if entry else sha256(path)
