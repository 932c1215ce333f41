"""The other forms of a release: handed out compressed or plain once they are made, and told of everywhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from nqfgraph.cli.export import content_of
from nqfgraph.exports import files
from nqfgraph.exports.files import MADE, ReleaseFiles, media_type
from nqfgraph.exports.packing import PACKINGS, read_packed
from nqfgraph.release import Release, Releases
from nqfgraph.vocab import DCAT, SPDX, VOID
from nqfgraph_server.compression import CODINGS

IDENTITY = {"Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A home in which the files of the release are made."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(home / "releases", folder / "releases", symlinks=True)
    release = Releases(folder).current()
    assert release is not None
    ReleaseFiles(folder).make(release.version, content_of(release))
    return folder


@pytest.fixture(scope="module")
def made_client(make_app: Callable[..., flask.Flask], made_home: Path) -> FlaskClient:
    return make_app(home=made_home).test_client()


def names() -> list[str]:
    packed = [name + end for name, form in MADE.items() if form.is_text for end in PACKINGS]
    return [name for name in MADE if name != "dump.nq"] + packed


@pytest.mark.parametrize("name", names())
def test_every_file_is_handed_out_with_its_checksum(
    made_client: FlaskClient, made_home: Path, release: Release, name: str
) -> None:
    answer = made_client.get(f"/releases/{release.version}/{name}", headers=IDENTITY, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, media_type(name))
    file = ReleaseFiles(made_home).of(release.version)[name]
    assert (len(answer.data), hashlib.sha256(answer.data).hexdigest()) == (file.size, file.sha256)
    assert answer.content_length == file.size
    assert answer.headers["ETag"] == f'"{file.sha256}"'
    digest = base64.b64encode(hashlib.sha256(answer.data).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert sorted(answer.headers["Cache-Control"].split(", ")) == ["max-age=86400", "public"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("coding", CODINGS)
def test_a_plain_text_is_sent_compressed_to_those_who_take_it(
    made_client: FlaskClient, made_home: Path, release: Release, coding: str
) -> None:
    address = f"/releases/{release.version}/dump.ttl"
    answer = made_client.get(address, headers={"Accept-Encoding": coding}, buffered=True)
    assert answer.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in answer.vary
    end = next(end for end, name in PACKINGS.items() if name == coding)
    path = ReleaseFiles(made_home).path(release.version, f"dump.ttl{end}")
    assert answer.data == path.read_bytes()
    digest = base64.b64encode(hashlib.sha256(answer.data).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert b"".join(read_packed(path)) == made_client.get(address, headers=IDENTITY, buffered=True).data
    tag = answer.headers["ETag"]
    assert tag.endswith(f'-{coding}"')
    again = made_client.get(address, headers={"Accept-Encoding": coding, "If-None-Match": tag}, buffered=True)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


def test_the_head_of_a_file_says_what_it_is(made_client: FlaskClient, release: Release) -> None:
    for name in ("dump.ttl", "dump.ttl.gz", "tables.zip"):
        address = f"/releases/{release.version}/{name}"
        head = made_client.head(address, headers=IDENTITY, buffered=True)
        whole = made_client.get(address, headers=IDENTITY, buffered=True)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == whole.headers["ETag"]
        assert head.content_length == len(whole.data)


@pytest.mark.parametrize("name", ["dump.nq.gz", "dump.ttl.zst", "tables.xlsx", "qualifications.parquet"])
def test_parts_of_files_can_be_asked_for(made_client: FlaskClient, release: Release, name: str) -> None:
    address = f"/releases/{release.version}/{name}"
    whole = made_client.get(address, buffered=True).data
    part = made_client.get(address, headers={"Range": "bytes=10-19"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole[10:20])
    end = made_client.get(address, headers={"Range": "bytes=-5"}, buffered=True)
    assert (end.status_code, end.data) == (206, whole[-5:])
    beyond = made_client.get(address, headers={"Range": f"bytes={len(whole)}-"}, buffered=True)
    assert beyond.status_code == 416
    tag = made_client.get(address, buffered=True).headers["ETag"]
    other = {"Range": "bytes=10-19", "If-Range": '"other"'}
    assert made_client.get(address, headers=other, buffered=True).status_code == 200
    same = {"Range": "bytes=10-19", "If-Range": tag}
    assert made_client.get(address, headers=same, buffered=True).status_code == 206


def test_plain_texts_are_whole_or_not_at_all(made_client: FlaskClient, release: Release) -> None:
    address = f"/releases/{release.version}/dump.ttl"
    answer = made_client.get(address, headers={"Range": "bytes=10-19", **IDENTITY}, buffered=True)
    assert answer.status_code == 200
    assert "bytes" not in answer.headers.get("Accept-Ranges", "")


def test_a_file_that_is_being_made_is_to_be_asked_for_again(client: FlaskClient, release: Release) -> None:
    for name in ("dump.ttl", "dump.ttl.gz", "tables.zip"):
        answer = client.get(f"/releases/{release.version}/{name}")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "being made" in answer.get_json(force=True)["detail"]


def test_what_nobody_makes_is_not_there(
    make_app: Callable[..., flask.Flask], made_home: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/releases/{release.version}/dump.ttl"
    assert make_app(release_files=False).test_client().get(address).status_code == 404
    client = make_app(home=made_home).test_client()
    # Without pyarrow there are all files but these.
    found = {
        name: each
        for name, each in ReleaseFiles(made_home).of(release.version).items()
        if "parquet" not in name
    }
    monkeypatch.setattr(ReleaseFiles, "of", lambda self, version: found)
    assert client.get(f"/releases/{release.version}/levels.parquet").status_code == 404
    assert client.get(address, headers=IDENTITY, buffered=True).status_code == 200


@pytest.mark.parametrize(
    "name", ["index.json", ".lock", "tables.zip.gz", "dump.nq.gz.gz", "a.parquet", ".gz"]
)
def test_nothing_else_is_handed_out(made_client: FlaskClient, release: Release, name: str) -> None:
    assert made_client.get(f"/releases/{release.version}/{name}", buffered=True).status_code == 404


def test_a_home_given_as_a_relative_path(
    make_app: Callable[..., flask.Flask], made_home: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made_home.parent)
    client = make_app(home=Path(made_home.name)).test_client()
    for headers in (IDENTITY, {"Accept-Encoding": "gzip"}):
        answer = client.get(f"/releases/{release.version}/dump.ttl", headers=headers, buffered=True)
        assert answer.status_code == 200


def values(found: list[ox.Triple], predicate: ox.NamedNode) -> dict[str, str]:
    return {each.subject.value: each.object.value for each in found if each.predicate == predicate}


def test_the_catalogue_tells_of_every_file_as_it_is(
    made_client: FlaskClient, made_home: Path, release: Release
) -> None:
    document = made_client.get("/catalogue.ttl").data
    found = [each.triple for each in ox.parse(document, format=ox.RdfFormat.TURTLE)]
    addresses, sizes = values(found, DCAT.downloadURL), values(found, DCAT.byteSize)
    checksums, sums = values(found, SPDX.checksum), values(found, SPDX.checksumValue)
    served = {iri for iri in addresses if "#distribution-" in iri}
    assert {Path(urlsplit(addresses[iri]).path).name for iri in served} == {"dump.nq", *names()}
    for iri in served:
        answer = made_client.get(urlsplit(addresses[iri]).path, headers=IDENTITY, buffered=True)
        assert int(sizes[iri]) == len(answer.data)
        assert sums[checksums[iri]] == hashlib.sha256(answer.data).hexdigest()
    codings = values(found, DCAT.compressFormat)
    assert {
        addresses[iri].rpartition(".")[2]: coding.rpartition("/")[2] for iri, coding in codings.items()
    } == {
        "gz": "gzip",
        "zst": "zstd",
    }
    (packages,) = {iri.rpartition("/")[2] for iri in values(found, DCAT.packageFormat).values()}
    assert packages == "zip"


def test_void_names_every_dump_that_is_there(made_client: FlaskClient, release: Release) -> None:
    found = [each.triple for each in ox.parse(made_client.get("/void.ttl").data, format=ox.RdfFormat.TURTLE)]
    dumps = {each.object.value for each in found if each.predicate == VOID.dataDump}
    base = f"https://hillside.example/releases/{release.version}/"
    forms = ("dump.nq", "dump.ttl", "dump.trig", "dump.jsonld", "dump.rdf")
    assert dumps == {f"{base}{name}{end}" for name in forms for end in ("", *PACKINGS)}
    assert len([each for each in found if each.predicate == VOID.feature]) == len(forms)


def test_descriptions_change_when_the_files_are_there(
    make_app: Callable[..., flask.Flask], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MADE", {"dump.ttl": MADE["dump.ttl"]})
    shutil.copytree(home / "releases", tmp_path / "releases", symlinks=True)
    client = make_app(home=tmp_path).test_client()
    before = {name: client.get(name).data for name in ("/catalogue.ttl", "/void.ttl")}
    assert {name: client.get(name).data for name in before} == before
    release = Releases(tmp_path).current()
    assert release is not None
    ReleaseFiles(tmp_path).make(release.version, content_of(release))
    after = {name: client.get(name).data for name in before}
    assert all(before[name] != after[name] for name in before)


def test_the_lists_of_releases_have_the_files(
    made_client: FlaskClient, made_home: Path, release: Release
) -> None:
    (item,) = made_client.get("/releases", headers={"Accept": "application/json"}).get_json()["items"]
    listed = {each["name"]: each for each in item["files"]}
    assert set(names()) <= set(listed)
    file = ReleaseFiles(made_home).of(release.version)["dump.ttl.gz"]
    assert (listed["dump.ttl.gz"]["bytes"], listed["dump.ttl.gz"]["sha256"]) == (file.size, file.sha256)
    assert listed["dump.ttl.gz"]["media_type"] == "application/gzip"
    page = made_client.get("/catalogue", headers={"Accept": "text/html", "Accept-Language": "en"}).text
    assert f"/releases/{release.version}/tables.xlsx" in page


def test_what_is_sent_as_gzip_is_read_by_any_client(made_client: FlaskClient, release: Release) -> None:
    address = f"/releases/{release.version}/dump.nq.gz"
    content = gzip.decompress(made_client.get(address, buffered=True).data)
    assert content == release.dump.read_bytes()
