"""OAI-PMH, harvested by sickle over a socket; what it gives is compared with the change log."""

from __future__ import annotations

import csv
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from lxml import etree
from sickle import Sickle
from sickle.oaiexceptions import BadArgument, IdDoesNotExist, NoRecordsMatch
from werkzeug.serving import WSGIRequestHandler, make_server

from nqfgraph.changelog import ChangeLog
from nqfgraph.release import Releases, Silence, build
from nqfgraph.settings import Settings
from nqfgraph_server import create_app
from nqfgraph_server.oai import answers
from nqfgraph_server.oai.sets import KINDS
from nqfgraph_server.validation import jobs_of

pytestmark = pytest.mark.conformance

REGISTER = Path(__file__).parents[1] / "server" / "register"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
Row = dict[str, str]
Rows = list[Row]


class _Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """Write nothing."""


class Harvester:
    """Keeps a copy of the records, and asks for what changed since the newest datestamp that it has."""

    def __init__(self, address: str, schema: etree.XMLSchema) -> None:
        self.client = Sickle(f"{address}oai", timeout=20)
        self.schema = schema
        self.records: dict[str, set[str]] = {}
        self.deleted: set[str] = set()
        self.newest: str | None = None

    def begin(self) -> Iterator[Any]:
        period = {"from": self.newest} if self.newest else {}
        return iter(self.client.ListRecords(metadataPrefix="elm", **period))

    def take(self, records: Iterator[Any], most: int = 10_000) -> None:
        for _ in range(most):
            record = next(records, None)
            if record is None:
                return
            self.schema.assertValid(records.oai_response.xml)
            iri = record.header.identifier
            self.newest = max(self.newest or "", record.header.datestamp)
            self.records.pop(iri, None)
            self.deleted.discard(iri)
            if record.deleted:
                self.deleted.add(iri)
                assert record.header.setSpecs
            else:
                written = etree.tostring(record.xml.find(f".//{RDF}"))
                quads = ox.parse(written, format=ox.RdfFormat.RDF_XML)
                self.records[iri] = {str(each.triple) for each in quads}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(REGISTER, tmp_path / "register")
    publish(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def harvester(
    home: Path, monkeypatch: pytest.MonkeyPatch, shared: Callable[[str], Path]
) -> Iterator[Harvester]:
    """A harvester of a server with small pages."""
    monkeypatch.setattr(answers, "PAGE", 4)
    schema = etree.XMLSchema(file=str(shared("conformance/oai-pmh/OAI-PMH.xsd")))
    with ExitStack() as stack:
        app = create_app(Settings(home=home, workers=1))
        stack.callback(app.extensions["nqfgraph"].pool.close)
        stack.callback(jobs_of(app).close)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        stack.callback(server.server_close)
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield Harvester(f"http://127.0.0.1:{server.port}/", schema)


def publish(
    folder: Path, change: Callable[[Rows], object] = lambda rows: None, table: str = "qualifications"
) -> None:
    """Change the rows of a table and publish a release."""
    path = folder / "register" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=columns)
        writer.writeheader()
        writer.writerows(rows)
    build(folder / "register", folder / "home", now=datetime.now(UTC), progress=Silence())


def standing(home: Path) -> tuple[dict[str, set[str]], set[str]]:
    """Return the items that there are, with their statements, and those that are no more."""
    log = ChangeLog.open(home)
    assert log is not None
    items = [item for kind in KINDS for item in log.items(kind, limit=1000)]
    there = {
        each.iri: {
            str(quad.triple) for quad in ox.parse(log.item_content(each.iri), format=ox.RdfFormat.N_QUADS)
        }
        for each in items
        if not each.removed
    }
    log.close()
    return there, {each.iri for each in items if each.removed}


def check(harvester: Harvester, home: Path) -> None:
    there, gone = standing(home)
    assert harvester.records == there
    assert harvester.deleted <= gone


def rename(rows: Rows) -> None:
    rows[0]["title_en"] = "Renamed"


def add(rows: Rows) -> None:
    rows.append({**rows[-1], "key": "illustrative/baker", "code": "baker"})


def test_everything_once_and_then_only_changes(harvester: Harvester, home: Path, tmp_path: Path) -> None:
    harvester.take(harvester.begin())
    check(harvester, home)
    assert len(harvester.records) > 10

    def change_outcome(rows: Rows) -> None:
        rows[0]["title_en"] = f"{rows[0]['title_en']} and more"

    cook: Rows = []
    steps: list[tuple[Callable[[Rows], object], str]] = [
        (add, "qualifications"),
        (rename, "qualifications"),
        (change_outcome, "learning-outcomes"),
        (lambda rows: cook.append(rows.pop()), "qualifications"),
        (lambda rows: rows.append(cook[0]), "qualifications"),
    ]
    for change, table in steps:
        before = dict(harvester.records)
        publish(tmp_path, change, table)
        harvester.take(harvester.begin())
        check(harvester, home)
        assert harvester.records != before
        assert bool(harvester.deleted) == (change is steps[3][0])


@pytest.mark.parametrize("keeps_token", [True, False])
def test_a_harvest_that_stops_half_way_goes_on_after_releases(
    harvester: Harvester, home: Path, tmp_path: Path, keeps_token: bool
) -> None:
    records = harvester.begin()
    harvester.take(records, 6)
    publish(tmp_path, rename)
    publish(tmp_path, add)
    publish(tmp_path)
    publish(tmp_path, lambda rows: rows.remove(next(row for row in rows if row["code"] == "cook")))
    publish(tmp_path, lambda rows: rows.reverse())
    # Without the token the newest datestamp has to do; the rest of the first release has the same.
    harvester.take(records if keeps_token else harvester.begin())
    check(harvester, home)


def test_releases_that_are_taken_back_or_pruned_are_followed(
    harvester: Harvester, home: Path, tmp_path: Path
) -> None:
    publish(tmp_path, rename)
    publish(tmp_path, lambda rows: rows.pop())
    harvester.take(harvester.begin())
    check(harvester, home)
    releases = Releases(home)
    first, _, last = releases.versions()
    releases.switch(first)
    harvester.take(harvester.begin())
    check(harvester, home)
    assert not harvester.deleted
    releases.switch(last)
    releases.prune(keep=1)
    publish(tmp_path, add)
    harvester.take(harvester.begin())
    check(harvester, home)
    assert releases.versions()[0] == last


def test_the_client_is_told_what_there_is(harvester: Harvester) -> None:
    client = harvester.client
    assert client.Identify().deletedRecord == "persistent"
    assert [each.metadataPrefix for each in client.ListMetadataFormats()] == ["oai_dc", "elm"]
    assert "kind:qualification" in {each.setSpec for each in client.ListSets()}
    headers = list(client.ListIdentifiers(metadataPrefix="oai_dc", set="kind:qualification"))
    assert len(headers) == 5
    record = client.GetRecord(identifier=headers[0].identifier, metadataPrefix="oai_dc")
    assert record.metadata["title"]
    with pytest.raises(NoRecordsMatch):
        client.ListRecords(metadataPrefix="elm", **{"from": "2999-01-01"})
    with pytest.raises(IdDoesNotExist):
        client.GetRecord(identifier="oai:nothing", metadataPrefix="elm")
    with pytest.raises(BadArgument):
        client.ListRecords()
