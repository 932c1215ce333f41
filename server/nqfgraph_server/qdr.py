"""The file that Europass QDR fetches: at one address for the current release, at an immutable one for each.

A file is made when it is first asked for and kept in ``{home}/cache/qdr``, outside the release's folder,
which never changes. An empty file there says that the release has nothing that QDR would take.
"""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path

import flask
from werkzeug.exceptions import NotFound

from nqfgraph import __version__
from nqfgraph.errors import StoreBusy
from nqfgraph.exports.qdr import Content, Remark, write_qualifications
from nqfgraph.files import sha256
from nqfgraph.release import Release
from nqfgraph_server.languages import marked as _
from nqfgraph_server.service import NotServing, current_service

blueprint = flask.Blueprint("qdr", __name__)

NAME = "qdr-qualifications.xml"
_A_YEAR = 31_536_000
_making = threading.Lock()


@blueprint.get("/qdr/qualifications.xml")
def current() -> flask.Response:
    """Hand out the file of the current release, at the address that QDR is told once and for all."""
    response = _file(current_service().release().release)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    return response


@blueprint.get(f"/releases/<version>/{NAME}")
def of_release(version: str) -> flask.Response:
    """Hand out the file of one release; 404 for an unknown release."""
    response = _file(current_service().releases.get(version))
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = _A_YEAR
    return response


def _file(release: Release) -> flask.Response:
    """Answer the file of a release; 404 if QDR would take nothing of it, 503 while it is being made."""
    path = _made(release)
    size = path.stat().st_size
    if not size:
        # An empty file would be valid, and would tell QDR that every qualification was withdrawn.
        raise NotFound(_("No qualification of this release can be handed to QDR."))
    response = flask.send_file(
        path,
        mimetype="application/xml",
        etag=_checksum(path, path.stat().st_mtime_ns, size),
        last_modified=release.manifest.created,
        conditional=True,
    )
    response.headers["Content-Disposition"] = f'inline; filename="{release.version}-{NAME}"'
    return response


def _made(release: Release) -> Path:
    service = current_service()
    folder = service.releases.home.resolve() / "cache" / "qdr"
    path = folder / f"{release.version}-{__version__}.xml"
    if path.is_file():
        return path
    if not _making.acquire(timeout=service.settings.query_wait_seconds):
        raise StoreBusy("The file for QDR is being made.", remedy="Ask again in a minute.")
    try:
        if not path.is_file():
            _make(release, path)
            _remove_others(folder, service.releases.versions())
    except OSError as error:
        raise NotServing(
            f"The file for QDR cannot be kept in {folder}: {error.strerror or error}.",
            remedy="Let the server write to the folder cache in its home.",
        ) from error
    finally:
        _making.release()
    return path


def _make(release: Release, path: Path) -> None:
    """Write the file under another name first, so that a half-written one is never handed out."""
    register = release.manifest.register
    content = Content(
        dump=release.dump,
        store_folder=release.store_folder,
        base=register.base,
        languages=register.languages,
        levels=register.qdr_levels,
    )
    refused: set[str] = set()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            written = write_qualifications(content, file, lambda remark: _count(refused, remark))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    flask.current_app.logger.info(
        "The file for QDR of release %s holds %d of %d qualifications. Records left out: %s",
        release.version,
        written,
        release.manifest.counts.qualifications,
        ", ".join(sorted(refused)) or "none",
    )


def _count(refused: set[str], remark: Remark) -> None:
    if remark.refused:
        refused.add(remark.code)


def _remove_others(folder: Path, versions: tuple[str, ...]) -> None:
    """Remove the files of releases that are gone and of other versions of the program."""
    kept = {f"{version}-{__version__}.xml" for version in versions}
    for path in folder.glob("[0-9]*.xml"):
        if path.name not in kept:
            path.unlink(missing_ok=True)


@lru_cache(64)
def _checksum(path: Path, changed: int, size: int) -> str:
    """Return the SHA-256 of a file; its time and size tell whether it is still the one that was read."""
    return sha256(path)
