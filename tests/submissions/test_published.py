"""What an endpoint answers and what a release holds is checked like a file, with the places there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError, ReleaseError, StoreUnavailable
from nqfgraph.places import Place
from nqfgraph.release import Release, Silence, build
from nqfgraph.store import EmbeddedStore
from nqfgraph.store.remote import RemoteStore
from nqfgraph.submissions.dumps import locate_in_dump
from nqfgraph.submissions.published import EVERYTHING, check_endpoint, check_release
from nqfgraph.submissions.watching import Watch
from nqfgraph.validation import Finding
from nqfgraph.vocab import DCTERMS, ELM, RDF

Write = Callable[..., Path]
REGISTER = Path(__file__).parents[1] / "release" / "register"
ADDRESS = "http://endpoint.example/sparql"
DATA = f"""<http://x/n> {RDF.type} {ELM.Note} .
<http://x/n> {ELM.noteLiteral} "plain" .
""".encode()
asked: list[str] = []


def server(content: bytes = DATA, status: int = 200) -> RemoteStore:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.read().decode())
        return httpx.Response(status, content=content, headers={"Content-Type": "application/n-triples"})

    return RemoteStore(ADDRESS, client=httpx.Client(transport=httpx.MockTransport(answer)))


def test_an_endpoint_is_the_file_of_its_findings() -> None:
    asked.clear()
    verdict = check_endpoint(server(), ADDRESS)
    (finding,) = verdict.report.findings
    assert finding.place == Place(file=ADDRESS)
    assert (finding.focus, finding.path) == ("http://x/n", ELM.noteLiteral.value)
    assert [(each.name, each.syntax) for each in verdict.files] == [(ADDRESS, "SPARQL")]
    assert verdict.contents == {}
    assert EVERYTHING.replace(" ", "+").split("{")[0].rstrip("+") in asked[0]


def test_a_query_chooses_what_is_checked_and_somebody_can_watch() -> None:
    read: list[int] = []

    class Listening(Watch):
        def read(self, statements: int) -> None:
            read.append(statements)

    store = EmbeddedStore.in_memory()
    store.store.load(DATA, format=ox.RdfFormat.N_TRIPLES)
    query = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }"
    verdict = check_endpoint(store, "here", query, ["elm-loq"], watch=Listening())
    assert [each.constraint.rpartition("#")[2] for each in verdict.report.findings] == [
        "MinCountConstraintComponent"
    ]
    assert read == [1]


def test_a_query_that_gives_no_statements_is_refused() -> None:
    for query in ("SELECT * WHERE { ?s ?p ?o }", "ASK { ?s ?p ?o }"):
        with pytest.raises(InputError, match="no statements to check"):
            check_endpoint(server(), ADDRESS, query)
    with pytest.raises(InputError, match="no validation profile"):
        check_endpoint(server(), ADDRESS, profiles=["weather"])


def test_an_endpoint_that_fails_is_no_empty_answer() -> None:
    with pytest.raises(StoreUnavailable):
        check_endpoint(server(status=500), ADDRESS)
    empty = check_endpoint(server(b""), ADDRESS)
    assert empty.fails("violation"), "nothing was checked"


def test_the_answer_of_an_endpoint_is_limited() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=DATA, headers={"Content-Type": "application/n-triples"})

    client = httpx.Client(transport=httpx.MockTransport(answer))
    with pytest.raises(StoreUnavailable, match="longer than 10 bytes"):
        check_endpoint(RemoteStore(ADDRESS, client=client, largest_answer=10), ADDRESS)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    home = tmp_path_factory.mktemp("home")
    return build(REGISTER, home, progress=Silence(), now=datetime(2026, 11, 23, tzinfo=UTC))


def test_a_release_is_checked_with_the_profiles_of_releases(release: Release) -> None:
    verdict = check_release(release)
    assert set(verdict.report.checked) == {"elm-loq", "framework", "register"}
    assert not verdict.fails("violation")
    assert [each.syntax for each in verdict.files] == ["release"]


def test_findings_in_a_release_have_the_line_of_its_dump(release: Release, write: Write) -> None:
    shapes = write(
        "s.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> sh:targetClass elm:Qualification ;"
        " sh:property [ sh:path dcterms:title ; sh:maxLength 3 ], [ sh:path elm:nothing ; sh:minCount 1 ] .",
    )
    findings = check_release(release, shapes_files=[shapes]).report.findings
    lines = release.dump.read_text(encoding="utf-8").splitlines()
    assert len(findings) > 10
    for each in findings:
        assert each.place is not None
        assert each.place.file == f"{release.version}/dump.nq"
        assert each.place.line is not None
        assert lines[each.place.line - 1].startswith(f"<{each.focus}> ")
        if each.value:
            assert lines[each.place.line - 1].startswith(f"<{each.focus}> <{each.path}> {each.value} ")


def test_a_damaged_release_is_an_error(release: Release, tmp_path: Path) -> None:
    for content in (None, b"<a"):
        if content is not None:
            (tmp_path / "dump.nq").write_bytes(content)
        with pytest.raises(ReleaseError, match="cannot be read"):
            check_release(Release(tmp_path, release.manifest))


def found(focus: str, path: str | None = None, value: str | None = None) -> Finding:
    return Finding(
        severity="violation", focus=focus, path=path, value=value, constraint="", shape="", messages={}
    )


def test_what_a_dump_does_not_say_has_no_place(tmp_path: Path) -> None:
    dump = tmp_path / "dump.nq"
    lines = sorted(f'<http://x/{n}> <{DCTERMS.title.value}> "{m}" .\n' for n in range(40) for m in range(3))
    dump.write_text("".join(lines))
    wanted = [found(f"http://x/{n}", DCTERMS.title.value, f'"{m}"') for n in range(40) for m in range(3)]
    placed = locate_in_dump(dump, "d", wanted)
    for finding, place in zip(wanted, placed, strict=True):
        line = f"<{finding.focus}> <{finding.path}> {finding.value} .\n"
        assert place.place == Place(file="d", line=lines.index(line) + 1)
    rest = [found("http://x/99"), found("_:b"), found('"text"'), found("http://x/1", "^<http://p>")]
    assert [each.place and each.place.line for each in locate_in_dump(dump, "d", rest)][:3] == [None] * 3
    assert locate_in_dump(dump, "d", rest)[3].place is not None
    dump.write_text("")
    assert locate_in_dump(dump, "d", rest) == tuple(rest)
    assert locate_in_dump(tmp_path / "none", "d", []) == ()
