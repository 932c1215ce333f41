"""The framework beside others."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html

ADDRESS = "/en/levels/compare"


def _page(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def _row(page: html.HtmlElement, level: str) -> str:
    rows = page.xpath("//table[contains(@class, 'correspondence')]/tbody/tr")
    found = [" ".join(row.text_content().split()) for row in rows]
    return next(each for each in found if each.startswith(f"{level} Level"))


def test_each_relation_says_of_what_kind_it_is_and_who_says_so(client: FlaskClient) -> None:
    row = _row(_page(client, ADDRESS), "6")
    assert "EQF level 6 Claimed to be compatible" in row
    assert "QF-EHEA: first cycle Self-certified" in row
    assert "Stated by" in row
    assert "Nothing is stated." in _row(_page(client, ADDRESS), "4")


def test_a_framework_stands_beside_through_the_eqf(client: FlaskClient) -> None:
    page = _page(client, f"{ADDRESS}?with=ie-nqf")
    assert "7 · 8 Referenced" in _row(page, "6")
    assert "Ireland · IE NQF" in page.text_content()
    assert page.xpath("//input[@name='with'][@value='ie-nqf'][@checked]")


def test_what_the_list_does_not_say_is_not_filled_in(client: FlaskClient) -> None:
    page = _page(client, f"{ADDRESS}?with=pqf")
    assert "not known" in _row(page, "6")
    assert "does not say to which EQF levels they belong" in page.text_content()


def test_the_choice_says_of_which_frameworks_the_eqf_levels_are_known(client: FlaskClient) -> None:
    page = _page(client, ADDRESS)
    said = {
        each.xpath("input/@value")[0]: each.text_content() for each in page.xpath("//label[@class='choice']")
    }
    assert "EQF levels not known" in said["pqf"]
    assert "EQF levels not known" not in said["dqr"]


@pytest.mark.parametrize("language", ["az", "ru"])
def test_countries_are_named_in_the_readers_language(client: FlaskClient, language: str) -> None:
    page = _page(client, f"/{language}/levels/compare?with=dqr")
    name = {"az": "Almaniya · DQR", "ru": "Германия · DQR"}[language]
    assert page.xpath("//h2[@id='of-dqr']")[0].text_content() == name


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("with=aznqf", "levels are not known here"),
        ("with=dqr&with=ie-nqf&with=scqf&with=rqf&with=pqf", "At most four"),
    ],
)
def test_what_cannot_be_shown_is_told(client: FlaskClient, query: str, words: str) -> None:
    answer = client.get(f"{ADDRESS}?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert words in answer.text


def test_all_frameworks_can_be_chosen(client: FlaskClient) -> None:
    assert len(_page(client, ADDRESS).xpath("//input[@name='with']")) == 43


def test_without_a_language_it_leads_to_the_readers(client: FlaskClient) -> None:
    answer = client.get("/levels/compare?with=dqr&lang=az")
    assert (answer.status_code, answer.location) == (302, "/az/levels/compare?with=dqr")


def test_the_levels_are_a_picture_and_a_table(client: FlaskClient) -> None:
    page = _page(client, "/en/levels")
    picture = page.xpath("//svg[@class='picture'][@role='img']")[0]
    assert picture.xpath("string(title)") == "The levels of Hillside framework, the highest first"
    assert len(picture.xpath("g")) == len(page.xpath("//table[contains(@class, 'levels')]/tbody/tr")) == 3


def test_an_award_says_on_the_page_of_its_level_what_it_asks_and_what_it_opens(client: FlaskClient) -> None:
    page = _page(client, "/doc/level/6?lang=en")
    (award,) = page.xpath("//ul[@class='awards']/li[a='Bachelor diploma']")
    text = " ".join(award.text_content().split())
    assert "Entry requirement: Complete secondary education" in text
    assert "Gives access to: PhD diploma" in text


def test_a_level_counts_its_qualifications(client: FlaskClient) -> None:
    page = _page(client, "/doc/level/6?lang=en")
    text = " ".join(page.xpath("string(//section[@aria-labelledby='statistics'])").split())
    assert "Bachelor diploma" in text
    assert "Award type" in text
