"""The statement for recognition, as a page and as PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import flask
import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.describe import Text
from nqfgraph.errors import StoreBusy
from nqfgraph_server import statement, statement_pdf
from nqfgraph_server.sheets.reader import Value
from nqfgraph_server.sheets.recognition import Statement
from nqfgraph_server.statement import Kept, read_statement

KEY = "2024/6006022"


def _text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(" ".join(html.fromstring(answer.text).itertext()).split())


def test_the_statement_says_what_recognition_offices_ask(client: FlaskClient) -> None:
    text = _text(client, f"/en/qualifications/{KEY}/statement")
    for words in (
        "Computer engineering",
        "Level 6",
        "EQF level 6",
        "Claimed to be compatible",
        "QF-EHEA: first cycle",
        "Self-certified",
        "Official length 4 years, 6 months",
        "240",
        "Entry requirement Complete secondary education",
        "Awarding bodies",
        "Act 1",
        "Digest of the data",
        "2026-11-23.1",
        f"https://hillside.example/en/qualifications/{KEY}/statement?release=2026-11-23.1",
    ):
        assert words in text, words


def test_what_is_not_known_is_said(client: FlaskClient) -> None:
    assert "Professional rights The register does not say." in _text(
        client, f"/en/qualifications/{KEY}/statement"
    )


def test_what_comes_from_the_award_type_is_marked(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/en/qualifications/2009/050631/statement").text)
    length = page.xpath("//dt[text()='Official length']/following-sibling::dd[1]")[0]
    assert length.text_content().startswith("4 years – 5 years")
    assert "Taken from the award type" in length.xpath(".//*[contains(@class, 'inferred')]")[0].text_content()


def test_access_to_further_study_names_what_the_framework_says_and_is_marked_as_inferred(
    client: FlaskClient,
) -> None:
    for address in (f"/en/qualifications/{KEY}/statement", f"/doc/qualification/{KEY}?lang=en"):
        page = html.fromstring(client.get(address).text)
        access = page.xpath("//dt[text()='Access to further study']/following-sibling::dd[1]")[0]
        assert access.xpath(".//a/text()") == ["PhD diploma"]
        assert access.text_content().strip().startswith("PhD diploma")
        said = access.xpath(".//*[contains(@class, 'inferred')]")[0].text_content()
        assert said.startswith("Inferred: these award types admit holders of this type of award.")


def test_nothing_is_concluded_from_the_order_of_the_levels(client: FlaskClient) -> None:
    assert "Access to further study The register does not say." in _text(
        client, "/en/qualifications/illustrative/cook/statement"
    )
    assert "Access to further study" not in _text(client, "/doc/qualification/illustrative/cook?lang=en")


def test_an_award_type_says_which_award_admits_to_it_and_what_it_opens(client: FlaskClient) -> None:
    entered = _text(client, "/doc/award-type/phd-diploma?lang=en")
    assert "Award that gives access Bachelor diploma" in entered
    assert "Gives access to PhD diploma" in _text(client, "/doc/award-type/bachelor-diploma?lang=en")


def test_what_is_asked_besides_keeps_its_own_language(said: Statement) -> None:
    further = Value(Text("Fəlsəfə doktoru", "az"), None, Text("an exam", "en"))
    fact = replace(said.sections[2].facts[1], values=(further,))
    section = replace(said.sections[2], facts=(fact,))
    assert statement_pdf.write(replace(said, sections=(section,))).startswith(b"%PDF-")


@pytest.mark.parametrize("key", [KEY, "illustrative/cook"])
def test_content_that_is_not_official_is_unmistakable(client: FlaskClient, key: str) -> None:
    page = html.fromstring(client.get(f"/en/qualifications/{key}/statement").text)
    assert page.xpath("//div[contains(@class, 'banner-derived') or contains(@class, 'banner-illustrative')]")


def test_the_digest_is_that_of_the_release(client: FlaskClient, app: flask.Flask) -> None:
    with app.app_context():
        opened = app.extensions["nqfgraph"].release()
    thing = opened.search.thing(f"https://hillside.example/id/qualification/{KEY}")
    assert thing is not None
    assert thing.digest in client.get(f"/ru/qualifications/{KEY}/statement").text


def test_an_unknown_qualification_has_none(client: FlaskClient) -> None:
    assert client.get("/en/qualifications/2024/1/statement").status_code == 404
    assert client.get("/en/qualifications/2024/1/statement.pdf").status_code == 404


@pytest.mark.parametrize(
    ("language", "title"), [("az", "Kompüter mühəndisliyi"), ("ru", "Компьютерная инженерия")]
)
def test_the_pdf_says_its_language_and_title(client: FlaskClient, language: str, title: str) -> None:
    answer = client.get(f"/{language}/qualifications/{KEY}/statement.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert f"/Lang ({language})".encode() in answer.data
    assert title.encode("utf-16-be").hex().encode() in answer.data
    assert b"/DisplayDocTitle true" in answer.data
    assert b"/PageMode /UseOutlines" in answer.data


def test_the_pdf_is_the_same_bytes_every_time(make_app: Callable[..., flask.Flask]) -> None:
    address = f"/az/qualifications/{KEY}/statement.pdf"
    bodies = [make_app().test_client().get(address).data for _ in range(2)]
    assert len({hashlib.sha256(each).digest() for each in bodies}) == 1


def test_a_pdf_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    address = f"/az/qualifications/{KEY}/statement.pdf"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_hostile_texts_do_no_harm_to_the_pdf(client: FlaskClient) -> None:
    assert client.get("/en/qualifications/x/hostile/statement.pdf").status_code == 200


def test_without_the_packages_there_is_no_link_and_a_clear_answer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_pdf, "is_available", lambda: False)
    page = client.get(f"/en/qualifications/{KEY}/statement").text
    assert "statement.pdf" not in page
    answer = client.get(f"/en/qualifications/{KEY}/statement.pdf")
    assert answer.status_code == 404
    assert "writes no PDF" in answer.text


@pytest.fixture
def said(app: flask.Flask) -> Iterator[Statement]:
    """Return a statement, while its request lasts."""
    with app.test_request_context(f"/en/qualifications/{KEY}/statement"):
        yield read_statement(app.extensions["nqfgraph"].release(), KEY)


def test_texts_of_any_length_are_cut_and_turned_to_pages(said: Statement) -> None:
    long = Text("Very long words " * 700 + "\u202e", "en")
    levels = tuple(replace(each, award_types=(Value(long),)) for each in said.levels) * 8
    pdf = statement_pdf.write(replace(said, title=long, code="", edition=None, levels=levels))
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") >= 3


def test_who_waits_too_long_for_a_pdf_is_told(said: Statement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement, "WAIT_SECONDS", 0.01)
    kept = Kept()
    waiting: list[bool] = []

    def write(_: Statement) -> bytes:
        with pytest.raises(StoreBusy, match="right now"):
            kept.get(("other",), said)
        waiting.append(True)
        return b"%PDF-"

    monkeypatch.setattr(statement_pdf, "write", write)
    assert kept.get(("one",), said) == kept.get(("one",), said) == b"%PDF-"
    assert waiting == [True]


def test_only_the_last_pdfs_are_kept(said: Statement, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bool] = []
    monkeypatch.setattr(statement_pdf, "write", lambda _: written.append(True) or b"%PDF-")
    kept = Kept()
    for number in range(66):
        kept.get((str(number),), said)
    kept.get(("65",), said)
    kept.get(("0",), said)
    assert len(written) == 67
