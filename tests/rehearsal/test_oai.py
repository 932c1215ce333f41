"""The harvester of OAI-PMH, over a repository that is written by hand, and the comparison with a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from nqfgraph.iris import document
from nqfgraph.rehearsal import oai
from nqfgraph.rehearsal.asking import Asker
from nqfgraph.rehearsal.findings import Finding
from nqfgraph.rehearsal.ldes import FeedBroken
from nqfgraph.rehearsal.replication import check_feeds
from nqfgraph.release import Release

XML = "text/xml"
LIST = "/oai?verb=ListRecords&metadataPrefix=rdf"


def answer(content: str) -> tuple[int, str, str]:
    return 200, XML, f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{content}</OAI-PMH>'


def record(identifier: str, metadata: str = "", status: str = "") -> str:
    deleted = f' status="{status}"' if status else ""
    body = f"<metadata>{metadata}</metadata>" if metadata else ""
    return f"<record><header{deleted}><identifier>{identifier}</identifier></header>{body}</record>"


def rdf(triples: list[ox.Triple]) -> str:
    return ox.serialize(triples, format=ox.RdfFormat.RDF_XML).decode().partition("?>")[2]


@pytest.fixture
def repository(site: Any) -> Any:
    """Return a site with an empty repository that has two formats."""
    site.pages["/oai?verb=Identify"] = answer("<Identify/>")
    formats = "".join(
        f"<metadataFormat><metadataPrefix>{each}</metadataPrefix></metadataFormat>"
        for each in ("oai_dc", "rdf")
    )
    site.pages["/oai?verb=ListMetadataFormats"] = answer(formats)
    site.pages[LIST] = answer('<error code="noRecordsMatch"/>')
    return site


def test_lists_are_followed_and_deletions_kept(repository: Any, ask: Asker) -> None:
    said = rdf([ox.Triple(ox.NamedNode("https://demo.example/a"), ox.NamedNode("a:b"), ox.Literal("c"))])
    token = "<resumptionToken>t/1&amp;x</resumptionToken>"
    repository.pages[LIST] = answer(
        f"<ListRecords>{record('a', said)}{record('b', said)}{token}</ListRecords>"
    )
    repository.pages["/oai?verb=ListRecords&resumptionToken=t%2F1%26x"] = answer(
        f"<ListRecords>{record('b', status='deleted')}<resumptionToken/></ListRecords>"
    )
    found = oai.harvest(ask, "https://demo.example/oai")
    assert (found.prefix, found.pages, set(found.records), found.deleted) == ("rdf", 2, {"a"}, {"b"})
    assert list(found.records["a"]) == ["https://demo.example/a"]


def test_a_repository_with_dublin_core_only_is_counted(repository: Any, ask: Asker, release: Release) -> None:
    repository.pages["/oai?verb=ListMetadataFormats"] = answer("<metadataPrefix>oai_dc</metadataPrefix>")
    page = LIST.replace("rdf", "oai_dc")
    repository.pages[page] = answer(f"<ListRecords>{record('a', '<dc/>')}</ListRecords>")
    (found,) = [each for each in check_feeds(ask, release) if getattr(each, "code", "") == "feed-loses"]
    assert found.values["count"] == "3"


@pytest.mark.parametrize(
    ("page", "content", "message"),
    [
        ("/oai?verb=Identify", (503, XML, ""), "answers 503"),
        ("/oai?verb=Identify", (200, XML, "<a"), "is not XML"),
        ("/oai?verb=Identify", (200, XML, "<!DOCTYPE a><a/>"), "document type"),
        ("/oai?verb=Identify", (200, XML, "<a/>"), "not an answer of OAI-PMH"),
        ("/oai?verb=ListMetadataFormats", answer(""), "does not have oai_dc"),
        (LIST, answer('<error code="badVerb">no</error>'), "says badVerb: no"),
        (LIST, answer("<record/>"), "no identifier"),
        (LIST, answer(record("a")), "a has no metadata"),
        (
            LIST,
            answer(
                record(
                    "a",
                    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
                    '<r:Description r:about="x y" r:type="z"/></r:RDF>',
                )
            ),
            "cannot be read",
        ),
    ],
)
def test_a_repository_that_cannot_be_harvested_is_explained(
    repository: Any, ask: Asker, page: str, content: object, message: str
) -> None:
    repository.pages[page] = content
    with pytest.raises(FeedBroken, match=message):
        oai.harvest(ask, "https://demo.example/oai")


def test_a_list_that_comes_again_is_left(repository: Any, ask: Asker) -> None:
    again = answer("<resumptionToken>t</resumptionToken>")
    repository.pages |= {LIST: again, "/oai?verb=ListRecords&resumptionToken=t": again}
    with pytest.raises(FeedBroken, match="comes again"):
        oai.harvest(ask, "https://demo.example/oai")


def test_a_copy_is_compared_with_the_dump(repository: Any, ask: Asker, release: Release) -> None:
    things: dict[str, set[ox.Triple]] = {}
    for quad in ox.parse(path=str(Path(release.dump)), format=ox.RdfFormat.N_QUADS):
        things.setdefault(document(quad.subject.value), set()).add(quad.triple)
    names = sorted(each for each in things if "/id/qualification/" in each)
    assert len(names) == 4

    def serve(records: dict[str, list[ox.Triple]]) -> list[str]:
        listed = "".join(record(name, rdf(triples)) for name, triples in records.items())
        repository.pages[LIST] = answer(f"<ListRecords>{listed}</ListRecords>")
        found = [each for each in check_feeds(ask, release) if isinstance(each, Finding)]
        return [
            f"{each.code} {each.values.get('things', '')}".strip() for each in found if each.part == "oai"
        ]

    whole = {name: sorted(things[name], key=str) for name in names}
    assert serve(whole) == []
    assert serve({**whole, names[0]: whole[names[0]][1:]}) == [f"feed-differs {names[0]}"]
    assert serve({name: whole[name] for name in names[1:]}) == [f"feed-loses {names[0]}"]
    ghost = ox.Triple(ox.NamedNode("https://demo.example/id/level/9"), ox.NamedNode("a:b"), ox.Literal("c"))
    assert serve({**whole, "ghost": [ghost]}) == ["feed-keeps https://demo.example/id/level/9"]


def test_feeds_that_are_not_there_or_broken_are_findings(site: Any, ask: Asker, release: Release) -> None:
    assert [each.code for each in check_feeds(ask, release)] == ["feed-absent", "feed-absent"]
    site.pages["/feeds/ldes"] = (200, "text/html", "")
    site.pages["/oai?verb=Identify"] = (200, "text/html", "")
    assert [each.code for each in check_feeds(ask, release)] == ["feed-broken", "feed-broken"]
    view = (
        "<https://demo.example/feeds/ldes#s> <https://w3id.org/tree#view> <https://demo.example/feeds/ldes> ."
    )
    site.pages["/feeds/ldes"] = (200, "text/turtle", view)
    first = next(iter(check_feeds(ask, release)))
    assert (first.code, first.values["things"].endswith(" …")) == ("feed-loses", True)
