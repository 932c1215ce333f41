"""The files of the releases: ``/releases/{version}/{file}``, with checksums and byte ranges.

Only files that are listed here are handed out, whatever the address says.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.files import sha256
from nqfgraph.release import Release
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
"""The files that are handed out, with their media types."""

_A_YEAR = 31_536_000


@blueprint.get("/releases/<version>/<name>")
def download(version: str, name: str) -> flask.Response:
    """Hand out a file of a release; 404 for an unknown release and for every file that is not listed."""
    release = current_service().releases.get(version)
    path = release.folder / name
    if name not in FILES or not path.is_file():
        raise NotFound(
            _("This release has no such file. The list of releases links the files that there are.")
        )
    checksum = _checksum(release, path)
    # Flask would look for a relative path (a home given as one) beside its own code.
    path = path.absolute()
    response = flask.send_file(path, mimetype=FILES[name], etag=checksum, conditional=True, max_age=_A_YEAR)
    response.cache_control.public = True
    response.cache_control.immutable = True
    digest = base64.b64encode(bytes.fromhex(checksum)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Content-Disposition"] = f'inline; filename="{version}-{name}"'
    return response


def _checksum(release: Release, path: Path) -> str:
    entry = release.manifest.files.get(path.name)
    return entry.sha256 if entry else sha256(path)
