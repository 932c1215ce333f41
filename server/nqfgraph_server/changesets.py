"""Change sets: for each publication one ZIP file with what it changed, at ``/feeds/changesets``.

``changed.nq`` has the new content of what was created or changed, ``removed.nq`` the last content of what was
removed (the full record before its end), ``entries.jsonl`` the entries of the log, ``manifest.json`` counts
and digests. A file never changes: a release that is served again later gets another one, with the number of
that step in its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from itertools import islice
from typing import IO

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.changelog import ChangeLog, Entry, Operation, Step
from nqfgraph_server.feeds.answers import A_YEAR, answer, change_log, tag
from nqfgraph_server.languages import marked as _
from nqfgraph_server.service import current_service

blueprint = flask.Blueprint("changesets", __name__)

ZIP = "application/zip"
JSON = "application/json"
_BATCH = 200
_IN_MEMORY = 4_000_000


@blueprint.get("/feeds/changesets")
def index() -> flask.Response:
    """Answer the list of the change sets, the oldest first."""
    base = current_service().current().manifest.register.base
    named = _named(change_log())

    def write() -> bytes:
        told = [
            {**_described(step), "address": f"{base}feeds/changesets/{name}.zip"}
            for name, step in named.items()
        ]
        return json.dumps({"changesets": told}, ensure_ascii=False, indent=1).encode()

    return answer(JSON, tag("changesets", base, *map(repr, named.items())), write, lasting=False)


@blueprint.get("/feeds/changesets/<name>.zip")
def changeset(name: str) -> flask.Response:
    """Hand out a change set; 404 if there is none of this name."""
    log = change_log()
    step = _named(log).get(name)
    if step is None:
        raise NotFound(_("There is no such version. The feed of changes lists all of them."))
    validator = tag("changeset", _described(step), log.path.name)
    if flask.request.if_none_match.contains_weak(validator):
        response = flask.current_app.response_class(status=304)
        response.set_etag(validator)
    else:
        file = _pack(log, step)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        response = flask.send_file(file, mimetype=ZIP, etag=validator)
        response.content_length = size
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _named(log: ChangeLog) -> dict[str, Step]:
    """Return the steps by the names of their files, the oldest first."""
    named: dict[str, Step] = {}
    for step in log.steps():
        again = step.release in named
        named[f"{step.release}-step-{step.number}" if again else step.release] = step
    return named


def _described(step: Step) -> dict[str, object]:
    return {
        "release": step.release,
        "step": step.number,
        "time": f"{step.time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "first": step.first,
        "last": step.last,
        "counts": {operation.value: step.counts.get(operation, 0) for operation in Operation},
    }


def _pack(log: ChangeLog, step: Step) -> IO[bytes]:
    """Return the file of a step, open; beyond some megabytes it stands on the disk."""
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the response closes it
    members: dict[str, dict[str, object]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in (
            ("changed.nq", _contents(log, step, lambda each: each.operation is not Operation.REMOVED)),
            ("removed.nq", _contents(log, step, lambda each: each.operation is Operation.REMOVED)),
            ("entries.jsonl", map(_line, _entries(log, step))),
        ):
            members[name] = _add(archive, step, name, lines)
        manifest = json.dumps({**_described(step), "files": members}, indent=1).encode()
        _add(archive, step, "manifest.json", [manifest])
    return file


def _add(archive: zipfile.ZipFile, step: Step, name: str, parts: Iterable[bytes]) -> dict[str, object]:
    """Add a file, written as it is read; return its size in bytes and its SHA-256."""
    # The time of the step and one system for all, so that the bytes are the same whenever they are made.
    about = zipfile.ZipInfo(name, step.time.astimezone(UTC).timetuple()[:6])
    about.compress_type, about.create_system, about.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    digest, size = hashlib.sha256(), 0
    with archive.open(about, "w") as member:
        for part in parts:
            member.write(part)
            digest.update(part)
            size += len(part)
    return {"size": size, "sha256": digest.hexdigest()}


def _entries(log: ChangeLog, step: Step) -> Iterator[Entry]:
    return log.entries(step.first - 1, step.last - step.first + 1)


def _contents(log: ChangeLog, step: Step, wanted: Callable[[Entry], bool]) -> Iterator[bytes]:
    chosen = filter(wanted, _entries(log, step))
    while batch := [each.number for each in islice(chosen, _BATCH)]:
        found = log.contents(batch)
        yield from (found[number] for number in batch)


def _line(entry: Entry) -> bytes:
    told = {
        "number": entry.number,
        "operation": entry.operation.value,
        "iri": entry.iri,
        "kind": entry.kind,
        "digest": entry.digest,
    }
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"
