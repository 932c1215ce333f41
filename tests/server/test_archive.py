"""The files of a release are handed out with checksums and in parts, and nothing else is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.release import Release
from nqfgraph_server.archive import FILES


@pytest.mark.parametrize("name", FILES)
def test_every_listed_file_is_handed_out_with_its_checksum(
    client: FlaskClient, release: Release, name: str
) -> None:
    answer = client.get(f"/releases/{release.version}/{name}", buffered=True)
    expected = (release.folder / name).read_bytes()
    assert answer.data == expected
    assert answer.mimetype == FILES[name]
    digest = hashlib.sha256(expected)
    assert answer.headers["ETag"] == f'"{digest.hexdigest()}"'
    assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert sorted(answer.headers["Cache-Control"].split(", ")) == ["immutable", "max-age=31536000", "public"]


def test_files_are_found_in_a_home_given_as_a_relative_path(
    make_app: Callable[..., flask.Flask], release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = release.folder.parents[1]
    monkeypatch.chdir(home.parent)
    client = make_app(home=Path(home.name)).test_client()
    assert client.get(f"/releases/{release.version}/manifest.json", buffered=True).status_code == 200
    assert (
        client.get("/id/level/6", headers={"Accept": "text/turtle"}, follow_redirects=True).status_code == 200
    )


def test_a_part_of_a_file_can_be_asked_for(client: FlaskClient, release: Release) -> None:
    address = f"/releases/{release.version}/dump.nq"
    answer = client.get(address, headers={"Range": "bytes=10-19"}, buffered=True)
    assert answer.status_code == 206
    assert answer.data == release.dump.read_bytes()[10:20]
    assert answer.headers["Content-Range"] == f"bytes 10-19/{release.dump.stat().st_size}"
    assert client.get(address, headers={"Range": "bytes=999999999-"}, buffered=True).status_code == 416


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-9,20-29", "bytes=20-29,0-9", "lines=1-2", "bytes=-999999999", f"bytes=-{'9' * 5000}"],
)
def test_a_range_that_is_not_counted_in_bytes_or_in_one_part_gets_the_whole(
    client: FlaskClient, release: Release, asked: str
) -> None:
    address = f"/releases/{release.version}/dump.nq"
    answer = client.get(address, headers={"Range": asked}, buffered=True)
    size = release.dump.stat().st_size
    assert answer.data == release.dump.read_bytes()
    # An end that is longer than the file is a part all the same: all of it (RFC 9110, § 14.1.2).
    end = (206, f"bytes 0-{size - 1}/{size}") if "=-" in asked else (200, None)
    assert (answer.status_code, answer.headers.get("Content-Range")) == end


def test_the_end_of_a_file_can_be_asked_for(client: FlaskClient, release: Release) -> None:
    address = f"/releases/{release.version}/dump.nq"
    answer = client.get(address, headers={"Range": "bytes=-10"}, buffered=True)
    assert (answer.status_code, answer.data) == (206, release.dump.read_bytes()[-10:])
    assert client.get(address, headers={"Range": "bytes=-0"}, buffered=True).status_code == 416


def test_a_part_is_of_the_file_that_the_client_has(client: FlaskClient, release: Release) -> None:
    address = f"/releases/{release.version}/dump.nq"
    tag = client.get(address, buffered=True).headers["ETag"]
    for condition, status in ((tag, 206), ('"older"', 200), ("Mon, 01 Jan 2020 00:00:00 GMT", 200)):
        headers = {"Range": "bytes=0-9", "If-Range": condition}
        assert client.get(address, headers=headers, buffered=True).status_code == status


def test_an_unchanged_file_is_not_sent_again(client: FlaskClient, release: Release) -> None:
    address = f"/releases/{release.version}/dump.nq"
    tag = client.get(address, buffered=True).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}, buffered=True).status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/releases/{}/search.sqlite",
        "/releases/{}/store",
        "/releases/{}/..%2f..%2f..%2fetc%2fpasswd",
        "/releases/{}/.%2e/current/dump.nq",
        "/releases/current/dump.nq",
        "/releases/../dump.nq",
        "/releases/1999-01-01.1/dump.nq",
        "/releases/{}/dump.nq/",
        "/releases/{}/",
    ],
)
def test_nothing_else_is_handed_out(client: FlaskClient, release: Release, address: str) -> None:
    assert client.get(address.format(release.version), buffered=True).status_code == 404
