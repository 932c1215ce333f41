"""Change sets as ZIP files, and the lists of ResourceSync."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import flask
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from lxml import etree

from nqfgraph.release import Releases
from nqfgraph_server import resourcesync

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RS = "{http://www.openarchives.org/rs/terms/}"


def document(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return etree.fromstring(answer.data)


def fetch(client: FlaskClient, path: str, **fields: str) -> tuple[int, bytes, Any]:
    with client.get(path, headers=fields) as answer:
        return answer.status_code, answer.data, answer.headers


def follow(client: FlaskClient, root: Any) -> list[str]:
    return [urlsplit(each.text).path for each in root.iter(f"{SITEMAP}loc")]


@pytest.fixture
def changed(history: Any, make_app: Callable[..., flask.Flask]) -> FlaskClient:
    """The server of a register whose first release lost a qualification and came back."""
    history.publish()
    history.publish(lambda rows: rows.pop())
    return make_app(home=history.home).test_client()


def test_change_sets_replay_to_what_is_served(changed: FlaskClient, history: Any) -> None:
    first = Releases(history.home).versions()[0]
    history.publish(lambda rows: rows[0].update(title_en="Renamed"))
    Releases(history.home).switch(first)
    listed = changed.get("/feeds/changesets").json["changesets"]
    assert [each["step"] for each in listed] == [1, 2, 3, 4]
    assert len({each["address"] for each in listed}) == 4
    things: dict[str, set[str]] = {}
    for each in listed:
        _, data, headers = fetch(changed, urlsplit(each["address"]).path)
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            for name, told in manifest["files"].items():
                data = archive.read(name)
                assert (len(data), hashlib.sha256(data).hexdigest()) == (told["size"], told["sha256"])
            entries = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
            lines = archive.read("changed.nq").splitlines()
            removed = archive.read("removed.nq").splitlines()
        assert manifest["counts"] == each["counts"]
        gone = {line for entry in entries if entry["operation"] == "removed" for line in things[entry["iri"]]}
        assert gone == {*removed}
        for entry in entries:
            things[entry["iri"]] = set()
        for line in lines:
            things[line[1:].partition(b">")[0].partition(b"#")[0].decode()].add(line)
    release = Releases(history.home).current()
    assert release is not None
    assert {line for kept in things.values() for line in kept} == {*release.dump.read_bytes().splitlines()}


def test_a_change_set_has_the_same_bytes_each_time_and_is_sent_once(changed: FlaskClient) -> None:
    path = urlsplit(changed.get("/feeds/changesets").json["changesets"][1]["address"]).path
    status, data, headers = fetch(changed, path)
    assert (status, headers["Content-Type"]) == (200, "application/zip")
    assert fetch(changed, path)[1] == data
    assert fetch(changed, path, **{"If-None-Match": headers["ETag"]})[:2] == (304, b"")
    assert int(headers["Content-Length"]) == len(data)


@pytest.mark.parametrize("name", ["2026-11-23.999", "x", "..%2Fchangelog", ""])
def test_there_is_no_other_change_set(client: FlaskClient, name: str) -> None:
    assert client.get(f"/feeds/changesets/{name}.zip").status_code == 404


def test_resources_and_changes_are_found_from_the_well_known_place(
    changed: FlaskClient, monkeypatch: Any
) -> None:
    monkeypatch.setattr(resourcesync, "PART", 5)
    monkeypatch.setattr(resourcesync, "_BATCH", 3)
    (capabilities,) = follow(changed, document(changed, "/.well-known/resourcesync"))
    resources, changes = follow(changed, document(changed, capabilities))
    parts = [document(changed, path) for path in follow(changed, document(changed, resources))]
    assert all(part.find(f"{RS}md").get("capability") == "resourcelist" for part in parts)
    addresses = [path for part in parts for path in follow(changed, part)]
    assert len(addresses) == len(set(addresses)) == 14
    assert all(fetch(changed, path)[0] == 200 for path in addresses)
    urls = [
        url
        for path in follow(changed, document(changed, changes))
        for url in document(changed, path).iter(f"{SITEMAP}url")
    ]
    told = {url.findtext(f"{SITEMAP}loc"): url.find(f"{RS}md").get("change") for url in urls}
    (gone,) = [address for address, change in told.items() if change == "deleted"]
    assert urlsplit(gone).path not in addresses
    assert set(told.values()) <= {"created", "updated", "deleted"}
    assert len(told) == 14


@pytest.mark.parametrize("end", ["0", "2", "x", "9" * 30])
def test_a_forged_part_is_not_there(client: FlaskClient, end: str) -> None:
    assert client.get(f"/resourcesync/resources-{end}.xml").status_code == 404


def test_a_list_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/resourcesync/changes-1.xml", "/.well-known/resourcesync", "/feeds/changesets"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_quads_of_a_change_set_can_be_read(client: FlaskClient) -> None:
    path = urlsplit(client.get("/feeds/changesets").json["changesets"][0]["address"]).path
    with zipfile.ZipFile(io.BytesIO(fetch(client, path)[1])) as archive:
        assert len(list(ox.parse(archive.read("changed.nq"), format=ox.RdfFormat.N_QUADS))) > 300
