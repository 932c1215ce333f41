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
    weak = f"W/{headers['ETag']}"  # as a proxy that compresses sends it back
    assert fetch(changed, path, **{"If-None-Match": weak})[0] == 304
    assert int(headers["Content-Length"]) == len(data)


@pytest.mark.parametrize("name", ["2026-11-23.999", "x", "..%2Fchangelog", ""])
def test_there_is_no_other_change_set(client: FlaskClient, name: str) -> None:
    assert client.get(f"/feeds/changesets/{name}.zip").status_code == 404


def test_resources_and_changes_are_found_from_the_well_known_place(
    changed: FlaskClient, history: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(resourcesync, "PART", 5)
    monkeypatch.setattr(resourcesync, "_BATCH", 3)
    (capabilities,) = follow(changed, document(changed, "/.well-known/resourcesync"))
    resources, changes = follow(changed, document(changed, capabilities))
    parts = [document(changed, path) for path in follow(changed, document(changed, resources))]
    assert all(part.find(f"{RS}md").get("capability") == "resourcelist" for part in parts)
    addresses = [path for part in parts for path in follow(changed, part)]
    assert len(addresses) == len(set(addresses)) == 18
    assert len(parts) == 4
    assert all(fetch(changed, path)[0] == 200 for path in addresses)
    urls = [
        url
        for path in follow(changed, document(changed, changes))
        for url in document(changed, path).iter(f"{SITEMAP}url")
    ]
    told = {url.findtext(f"{SITEMAP}loc"): url.find(f"{RS}md").get("change") for url in urls}
    gone = {urlsplit(address).path for address, change in told.items() if change == "deleted"}
    first, second = Releases(history.home).versions()
    assert gone == {"/data/qualification/x/hostile.ttl", f"/releases/{first}/dump.nq"}
    assert not gone & set(addresses)
    assert {urlsplit(address).path for address in told} == gone | set(addresses)
    assert set(told.values()) <= {"created", "updated", "deleted"}
    assert f"/releases/{second}/dump.nq" in addresses


def changes(client: FlaskClient) -> dict[str, dict[str, str]]:
    """Return the list of changes: what is said of each resource, by its path."""
    urls = document(client, "/resourcesync/changes.xml").iter(f"{SITEMAP}url")
    return {urlsplit(url.findtext(f"{SITEMAP}loc")).path: dict(url.find(f"{RS}md").attrib) for url in urls}


def test_the_dump_that_is_served_is_the_one_to_fetch(changed: FlaskClient, history: Any) -> None:
    first, second = Releases(history.home).versions()
    release = Releases(history.home).get(first)
    assert changes(changed)[f"/releases/{first}/dump.nq"]["change"] == "deleted"
    Releases(history.home).switch(first)
    told = changes(changed)
    assert told[f"/releases/{second}/dump.nq"]["change"] == "deleted"
    dump = told[f"/releases/{first}/dump.nq"]
    assert dump["change"] == "created"
    assert dump["hash"] == f"sha-256:{hashlib.sha256(release.dump.read_bytes()).hexdigest()}"
    assert dump["length"] == str(release.dump.stat().st_size)
    assert list(told)[-1] == f"/releases/{first}/dump.nq"
    times = [each["datetime"] for each in told.values()]
    assert times == sorted(times)


def test_what_is_logged_and_not_served_is_not_told(changed: FlaskClient, history: Any) -> None:
    before = changes(changed)
    history.publish(lambda rows: (rows.pop(), rows[0].update(title_en="Renamed")))
    # The log is ahead of what is served as long as a release is opened or refused.
    release = Releases(history.home).current()
    assert release is not None
    release.search_path.write_bytes(b"")
    told = changes(changed)
    assert {path: each["change"] for path, each in told.items() if each["change"] == "deleted"} == {
        path: each["change"] for path, each in before.items() if each["change"] == "deleted"
    }
    assert set(told) == set(before)
    assert max(each["datetime"] for each in told.values()) == max(
        each["datetime"] for each in before.values()
    )


@pytest.mark.parametrize("end", ["0", "5", "x", "9" * 30, "-1", "01", "1.0", ""])
def test_a_forged_part_is_not_there(client: FlaskClient, monkeypatch: Any, end: str) -> None:
    monkeypatch.setattr(resourcesync, "PART", 5)
    part = follow(client, document(client, "/resourcesync/resources.xml"))[0]
    assert client.get(part).status_code == 200
    assert client.get(f"{part.rpartition('-')[0]}-{end}.xml").status_code == 404


def test_parts_of_two_lists_are_not_mixed(changed: FlaskClient, history: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(resourcesync, "PART", 5)
    parts = follow(changed, document(changed, "/resourcesync/changes.xml"))
    known = fetch(changed, parts[0])[2]["ETag"]
    assert fetch(changed, parts[0], **{"If-None-Match": known})[0] == 304
    history.publish(lambda rows: rows[0].update(title_en="Renamed"))
    # What was renamed has moved to the last part: the second would not have it any more.
    assert {fetch(changed, part)[0] for part in parts} == {404}
    assert {fetch(changed, part, **{"If-None-Match": known})[0] for part in parts} == {404}
    assert fetch(changed, follow(changed, document(changed, "/resourcesync/changes.xml"))[-1])[0] == 200


def test_a_list_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    for path in ("/resourcesync/changes.xml", "/.well-known/resourcesync", "/feeds/changesets"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_quads_of_a_change_set_can_be_read(client: FlaskClient) -> None:
    path = urlsplit(client.get("/feeds/changesets").json["changesets"][0]["address"]).path
    with zipfile.ZipFile(io.BytesIO(fetch(client, path)[1])) as archive:
        assert len(list(ox.parse(archive.read("changed.nq"), format=ox.RdfFormat.N_QUADS))) > 300
