"""Older releases answer where they are asked for, by ``release=`` or by a time, and say which they are."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import flask
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.errors import InputError
from nqfgraph.release import Releases, Silence, build
from nqfgraph_server.languages import LANGUAGES
from nqfgraph_server.memento import Memento, choose, neighbours, read_time, write_time_map

REGISTER = Path(__file__).parent / "register"
OLD, NEW = "2024-05-01.1", "2026-11-23.1"
OLD_TIME, NEW_TIME = "Wed, 01 May 2024 09:00:00 GMT", "Mon, 23 Nov 2026 12:00:00 GMT"
BETWEEN = "Thu, 01 Jan 2026 00:00:00 GMT"
QUALIFICATION = "qualification/2012/1203.01"
TITLES = {OLD: "Computing machinery", NEW: "Computer science"}
ASK_TITLE = (
    "SELECT ?title WHERE { <https://hillside.example/id/qualification/2012/1203.01> "
    "<http://purl.org/dc/terms/title> ?title FILTER(LANG(?title) = 'en') }"
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with two releases, in which one qualification has different titles."""
    folder = tmp_path_factory.mktemp("past")
    home = folder / "home"
    times = {OLD: datetime(2024, 5, 1, 9, tzinfo=UTC), NEW: datetime(2026, 11, 23, 12, tzinfo=UTC)}
    for version, time in times.items():
        register = Path(shutil.copytree(REGISTER, folder / version))
        table = register / "qualifications.csv"
        table.write_text(
            table.read_text(encoding="utf-8").replace(TITLES[NEW], TITLES[version]), encoding="utf-8"
        )
        release = build(register, home, now=time, progress=Silence())
        manifest = replace(release.manifest, created=time)
        (release.folder / "manifest.json").write_bytes(manifest.to_json())
    return home


@pytest.fixture(scope="module")
def app(make_app: Callable[..., flask.Flask], published: Path) -> flask.Flask:
    return make_app(home=published)


@pytest.fixture
def client(app: flask.Flask) -> FlaskClient:
    return app.test_client()


def links(answer: object) -> dict[str, str]:
    """Return the targets of the links of an answer by relation."""
    found = {}
    for each in answer.headers.getlist("Link"):
        target, relations = re.fullmatch(r'<([^>]*)>; rel="([^"]*)".*', each).groups()
        found.update(dict.fromkeys(relations.split(), target))
        found[relations] = target
    return found


# -- which release is asked


@pytest.mark.parametrize(
    ("query", "fields", "version"),
    [
        ("", {}, NEW),
        ("?release=", {}, NEW),
        (f"?release={OLD}", {}, OLD),
        (f"?release={NEW}", {}, NEW),
        (f"?%72elease={OLD}", {}, OLD),
        (f"?release={OLD}&release={OLD}", {}, OLD),
        (f"?release={OLD}", {"Accept-Datetime": NEW_TIME}, OLD),
        ("", {"Accept-Datetime": OLD_TIME}, OLD),
        ("", {"Accept-Datetime": BETWEEN}, OLD),
        ("", {"Accept-Datetime": NEW_TIME}, NEW),
        ("", {"Accept-Datetime": "Fri, 01 Jan 2100 00:00:00 GMT"}, NEW),
        ("", {"Accept-Datetime": "Sat, 01 Jan 2000 00:00:00 GMT"}, OLD),
    ],
)
def test_a_release_is_chosen_by_name_or_by_time(
    client: FlaskClient, query: str, fields: dict[str, str], version: str
) -> None:
    answer = client.get(f"/data/{QUALIFICATION}.ttl{query}", headers=fields)
    assert answer.status_code == 200
    assert TITLES[version] in answer.text
    page = client.get(f"/doc/{QUALIFICATION}{query}", headers={**fields, "Accept-Language": "en"})
    assert TITLES[version] in page.text


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/en/qualifications", TITLES[OLD]),
        ("/qualifications?format=csv", "title"),
        ("/catalogue.ttl", "dcat:"),
        ("/void.ttl", "void:"),
        ("/sitemap.xml", "sitemap"),
        (f"/id/{QUALIFICATION}", ""),
    ],
)
def test_everything_that_is_read_from_a_release_can_be_asked_of_an_older_one(
    client: FlaskClient, address: str, part: str
) -> None:
    mark = "&" if "?" in address else "?"
    answer = client.get(f"{address}{mark}release={OLD}", follow_redirects=False)
    assert answer.status_code in (200, 303)
    if answer.status_code == 200:
        assert answer.headers["Memento-Datetime"] == OLD_TIME
        assert part in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_query_asks_an_older_release(client: FlaskClient, method: str) -> None:
    values = {"query": ASK_TITLE, "release": OLD, "format": "csv"}
    if method == "GET":
        answer = client.get("/sparql", query_string=values)
    else:
        answer = client.post("/sparql", data=values)
    assert TITLES[OLD] in answer.text
    assert answer.headers["Memento-Datetime"] == OLD_TIME
    current = client.get("/sparql", query_string={"query": ASK_TITLE, "format": "csv"})
    assert TITLES[NEW] in current.text
    assert "Memento-Datetime" not in current.headers
    assert current.headers["ETag"] != answer.headers["ETag"]


def test_a_time_is_honoured_where_the_query_is_posted(client: FlaskClient) -> None:
    answer = client.post(
        "/sparql",
        data={"query": ASK_TITLE, "format": "csv"},
        headers={"Accept-Datetime": BETWEEN},
    )
    assert TITLES[OLD] in answer.text


@pytest.mark.parametrize(
    ("version", "status", "words"),
    [
        ("2020-01-01.1", 404, f"{NEW}, {OLD}; the list is at /releases"),
        ("current", 400, "no version"),
        ("../../etc", 400, "no version"),
        (f"{OLD}&release={NEW}", 400, "more than one release"),
        ("x" * 5000, 400, "no version"),
    ],
)
@pytest.mark.parametrize("path", ["/data/level/6.ttl", "/sparql?query=ASK{}", "/levels", "/"])
def test_a_release_that_cannot_be_asked_is_refused_with_the_way_out(
    client: FlaskClient, path: str, version: str, status: int, words: str
) -> None:
    mark = "&" if "?" in path else "?"
    answer = client.get(f"{path}{mark}release={version}")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert words in answer.get_json(force=True)["detail"]
    assert len(answer.get_json(force=True)["detail"]) < 500


def test_a_refusal_is_a_page_for_readers(client: FlaskClient) -> None:
    answer = client.get("/az/levels?release=2020-01-01.1", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Bu buraxılış burada saxlanmır" in answer.text


@pytest.mark.parametrize("time", ["yesterday", "", "2026-11-23", "x" * 5000])
def test_a_time_that_cannot_be_read_is_refused(client: FlaskClient, time: str) -> None:
    answer = client.get("/data/level/6.ttl", headers={"Accept-Datetime": time})
    assert answer.status_code == 400
    assert "Accept-Datetime" in answer.get_json(force=True)["detail"]


# -- what answers say of it


def test_a_memento_names_its_time_its_original_and_its_neighbours(client: FlaskClient) -> None:
    path = f"/data/{QUALIFICATION}.ttl"
    answer = client.get(f"{path}?release={OLD}")
    assert answer.headers["Memento-Datetime"] == OLD_TIME
    assert "Accept-Datetime" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    found = links(answer)
    assert found["original"] == found["timegate"] == path
    assert found["timemap"] == f"/releases/timemap?of={quote(path, safe='')}"
    assert found["first memento"] == f"{path}?release={OLD}"
    assert found["last next memento"] == f"{path}?release={NEW}"


def test_an_answer_by_time_says_where_the_memento_is(client: FlaskClient) -> None:
    path = f"/data/{QUALIFICATION}.ttl"
    answer = client.get(path, headers={"Accept-Datetime": BETWEEN})
    assert answer.headers["Memento-Datetime"] == OLD_TIME
    assert answer.headers["Content-Location"] == f"{path}?release={OLD}"
    assert "Accept-Datetime" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "public, no-cache"
    memento = client.get(answer.headers["Content-Location"])
    assert memento.data == answer.data


def test_the_current_answer_is_its_own_time_gate(client: FlaskClient) -> None:
    answer = client.get("/data/level/6.ttl")
    assert "Accept-Datetime" in answer.headers["Vary"]
    assert "Memento-Datetime" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert links(answer)["original timegate"] == "/data/level/6.ttl"


def test_an_unchanged_memento_is_told_with_its_time(client: FlaskClient) -> None:
    address = f"/data/level/6.ttl?release={OLD}"
    tag = client.get(address).headers["ETag"]
    answer = client.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["Memento-Datetime"]) == (304, OLD_TIME)


def test_a_redirect_stays_in_the_release_and_is_no_memento(client: FlaskClient) -> None:
    for fields in ({"Accept": "text/html"}, {"Accept": "text/turtle"}):
        answer = client.get(f"/id/level/6?release={OLD}", headers=fields)
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith(f"?release={OLD}")
        assert "Memento-Datetime" not in answer.headers
    for path in ("/", "/levels", "/qualifications", "/releases", "/.well-known/void"):
        answer = client.get(f"{path}?release={OLD}", headers={"Accept": "text/html"})
        assert answer.headers["Location"].endswith(f"?release={OLD}"), path
    by_time = client.get("/levels", headers={"Accept": "text/html", "Accept-Datetime": BETWEEN})
    assert by_time.headers["Location"].endswith(f"/levels?release={OLD}")


def test_a_long_query_is_not_repeated_in_links(client: FlaskClient) -> None:
    answer = client.get(
        "/sparql", query_string={"query": f"ASK {{}} #{'x' * 3000}", "release": OLD, "format": "json"}
    )
    assert answer.headers["Memento-Datetime"] == OLD_TIME
    assert sum(map(len, answer.headers.getlist("Link"))) < 1000


def test_browsers_of_other_sites_may_ask_and_read(client: FlaskClient) -> None:
    asked = client.options("/data/level/6.ttl").headers["Access-Control-Allow-Headers"]
    assert "Accept-Datetime" in asked
    told = client.get("/data/level/6.ttl").headers["Access-Control-Expose-Headers"]
    assert "Memento-Datetime" in told


# -- pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path", ["/{}/", "/{}/levels", "/{}/qualifications", f"/doc/{QUALIFICATION}?lang={{}}"]
)
def test_a_page_says_that_its_release_is_an_older_one_and_keeps_to_it(
    client: FlaskClient, path: str, language: str
) -> None:
    words = {
        "az": "Köhnə buraxılışı oxuyursunuz.",
        "en": "You are reading an older release.",
        "ru": "Вы читаете старый выпуск.",
    }
    address = path.format(language)
    page = html.fromstring(client.get(f"{address}{'&' if '?' in address else '?'}release={OLD}").text)
    (banner,) = page.find_class("notice-release")
    assert words[language] in banner.text_content()
    assert OLD in banner.text_content()
    (back,) = banner.xpath(".//a")
    assert back.get("href") == address
    assert NEW in back.text_content()
    # The ontology and the checking of files are of no release.
    kept = [each for each in page.xpath("//nav//a/@href") if not _of_no_release(each)]
    assert kept
    assert all(f"release={OLD}" in each and each.count("?") == 1 for each in kept), kept
    # The list of versions leads to the releases that made them.
    elsewhere = "ancestor::section[@aria-labelledby='versions']"
    things = page.xpath(f"//main//a[starts-with(@href, '/doc/')][not({elsewhere})]/@href")
    assert things
    assert all(f"release={OLD}" in each for each in things)
    for form in page.xpath("//main//form[@role='search']"):
        assert form.xpath(".//input[@type='hidden' and @name='release']/@value") == [OLD]


def _of_no_release(address: str) -> bool:
    return "/def/" in address or address.endswith("/validate")


@pytest.mark.parametrize("query", ["", f"?release={NEW}"])
def test_a_page_of_the_current_release_has_no_such_notice(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/en/levels{query}")
    assert "notice-release" not in answer.text
    assert ("release=" in answer.text) is bool(query)


def test_a_page_is_always_asked_for_again_because_its_notice_changes(client: FlaskClient) -> None:
    assert client.get(f"/en/levels?release={OLD}").headers["Cache-Control"] == "public, no-cache"


def test_pages_of_a_list_stay_in_the_release(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"/en/qualifications?size=2&release={OLD}").text)
    following = page.xpath("//a[@rel='next']/@href")[0]
    assert following.count("?") == 1
    assert following.count("release=") == 1
    answer = client.get(following)
    assert answer.headers["Memento-Datetime"] == OLD_TIME


# -- the list of releases, time maps


def test_the_list_of_releases_says_what_can_be_asked(client: FlaskClient) -> None:
    answer = client.get("/releases", headers={"Accept": "application/json"})
    assert answer.json is not None
    newest, oldest = answer.json["items"]
    assert (newest["version"], newest["current"]) == (NEW, True)
    assert (oldest["version"], oldest["current"]) == (OLD, False)
    assert oldest["published"] == "2024-05-01T09:00:00+00:00"
    assert oldest["counts"]["qualification"] == oldest["qualifications"] == 5
    asked = client.get(f"{oldest['sparql']}&format=csv&query={quote(ASK_TITLE)}")
    assert TITLES[OLD] in asked.text
    dump = next(each for each in oldest["files"] if each["name"] == "dump.nq")
    assert dump["bytes"] == len(client.get(dump["address"], buffered=True).data)
    assert client.get(oldest["graphs"]["framework"]["address"]).headers["Memento-Datetime"] == OLD_TIME
    assert client.get(oldest["catalogue"]).status_code == 200
    assert '</catalogue>; rel="describedby"' in answer.headers.getlist("Link")


def test_the_list_of_releases_is_a_table_too(client: FlaskClient) -> None:
    header, *rows = client.get("/releases?format=csv").text.lstrip("\ufeff").splitlines()
    assert header.startswith("version,published,current,")
    assert [each.partition(",")[0] for each in rows] == [NEW, OLD]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("az", "Bu buraxılışı SPARQL ilə sorğulayın"),
        ("en", "Ask this release in SPARQL"),
        ("ru", "Запросить этот выпуск на SPARQL"),
    ],
)
def test_the_page_of_releases_leads_to_each(client: FlaskClient, language: str, words: str) -> None:
    page = html.fromstring(client.get(f"/{language}/releases?release={OLD}").text)
    found = page.xpath(f"//main//a[text()='{words}']/@href")
    assert found == [f"/sparql?lang={language}&release={version}" for version in (NEW, OLD)]
    (row,) = page.xpath("//tr[.//*[contains(@class, 'mark-valid')]]")
    assert NEW in row.text_content()


def test_a_time_map_lists_the_mementos_of_an_address(client: FlaskClient) -> None:
    address = "/doc/level/6?lang=az"
    answer = client.get("/releases/timemap", query_string={"of": address})
    assert answer.mimetype == "application/link-format"
    lines = answer.text.strip().split(",\n")
    assert lines[0] == f'<http://localhost{address}>; rel="original timegate"'
    assert lines[1].endswith(f'from="{OLD_TIME}"; until="{NEW_TIME}"')
    assert [re.findall(r"release=([^>]+)>.*(?:first|last) memento", each) for each in lines[2:]] == [
        [OLD],
        [NEW],
    ]
    tag = answer.headers["ETag"]
    again = client.get("/releases/timemap", query_string={"of": address}, headers={"If-None-Match": tag})
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "", "/" + "x" * 3000])
def test_a_time_map_is_only_of_addresses_of_this_server(client: FlaskClient, address: str) -> None:
    assert client.get("/releases/timemap", query_string={"of": address}).status_code == 400


def test_what_a_time_map_repeats_cannot_leave_its_place(client: FlaskClient) -> None:
    answer = client.get("/releases/timemap", query_string={"of": '/a>; rel="license", <b\r\nX: y'})
    assert answer.text.count("<") == answer.text.count(">") == 4
    assert '"license"' not in answer.text


def test_a_release_that_was_taken_back_is_no_memento_but_can_be_asked(
    make_app: Callable[..., flask.Flask], published: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(published, tmp_path / "home", symlinks=True))
    Releases(home).switch(OLD)
    client = make_app(home=home).test_client()
    by_time = client.get("/data/level/6.ttl", headers={"Accept-Datetime": "Fri, 01 Jan 2100 00:00:00 GMT"})
    assert by_time.headers["Memento-Datetime"] == OLD_TIME
    page = client.get(f"/en/levels?release={NEW}").text
    assert "You are reading a release that was taken back." in page


def test_a_release_that_is_removed_cannot_be_asked_any_more(
    make_app: Callable[..., flask.Flask], published: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(published, tmp_path / "home", symlinks=True))
    client = make_app(home=home).test_client()
    assert client.get(f"/data/level/6.ttl?release={OLD}").status_code == 200
    Releases(home).prune(1)
    answer = client.get(f"/data/level/6.ttl?release={OLD}")
    assert answer.status_code == 404
    assert f"These can be asked: {NEW};" in answer.get_json(force=True)["detail"]


# -- the rules apart from the server


def mementos(*times: str) -> list[Memento]:
    return [Memento(time[:10], datetime.fromisoformat(time)) for time in times]


def test_a_release_is_there_from_the_beginning_of_its_second() -> None:
    found = mementos("2026-01-02T00:00:00.900000+00:00", "2026-01-01T00:00:00+00:00")
    assert choose(found, read_time("Fri, 02 Jan 2026 00:00:00 GMT")).version == "2026-01-02"
    assert choose(found, read_time("Thu, 01 Jan 2026 23:59:59 GMT")).version == "2026-01-01"


def test_a_time_that_is_too_long_is_not_read() -> None:
    with pytest.raises(InputError):
        read_time(f"Fri, 02 Jan 2026 00:00:00 GMT{' ' * 100}")


def test_a_memento_has_the_relations_that_it_stands_in() -> None:
    newest, middle, oldest = several = mementos(
        "2026-01-03T00:00:00+00:00", "2026-01-02T00:00:00+00:00", "2026-01-01T00:00:00+00:00"
    )
    assert neighbours(several, middle.version) == [
        ("last next memento", newest),
        ("first prev memento", oldest),
    ]
    assert neighbours(several, oldest.version) == [
        ("last memento", newest),
        ("next memento", middle),
        ("first memento", oldest),
    ]
    assert neighbours([oldest], oldest.version) == [("first last memento", oldest)]
    assert neighbours([], "") == []


def test_a_time_map_without_mementos_names_the_original() -> None:
    assert write_time_map("http://a/", "http://a/map", [], str).splitlines() == [
        '<http://a/>; rel="original timegate",',
        '<http://a/map>; rel="self"; type="application/link-format"',
    ]
