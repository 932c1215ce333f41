"""Qualifications side by side."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html

ADDRESS = "/en/qualifications/compare"
BACHELOR, OLD, DOCTOR, COOK = "2024/6006022", "2009/050631", "2012/1203.01", "illustrative/cook"
HTML = {"Accept": "text/html"}


def _page(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def test_differences_are_marked_with_a_sign_and_a_word(client: FlaskClient) -> None:
    page = _page(client, f"{ADDRESS}?q={BACHELOR}&q={OLD}")
    rows = {
        row.xpath("string(th/text())").strip(): " ".join(row.text_content().split())
        for row in page.xpath("//table[contains(@class, 'comparison')][1]/tbody/tr")
    }
    assert "≠ differs" in rows["Credits"]
    assert "240" in rows["Credits"]
    assert "not said" in rows["Credits"]
    assert "≠" not in rows["Level of the framework"]


def test_access_to_further_study_is_compared_and_said_to_be_inferred(client: FlaskClient) -> None:
    page = _page(client, f"{ADDRESS}?q={BACHELOR}&q={COOK}")
    title = "Access to further study, inferred from the award type"
    (row,) = page.xpath("//tr[th[starts-with(normalize-space(), $title)]]", title=title)
    assert "PhD diploma" in row.xpath("string(td[1])")
    assert row.xpath("string(td[2])") == "not said"


def test_outcomes_stand_by_domain_and_skills_are_shared_or_missing(client: FlaskClient) -> None:
    text = " ".join(_page(client, f"{ADDRESS}?q={BACHELOR}&q={DOCTOR}").text_content().split())
    assert "Knows algorithms" in text
    assert "not in all" in text
    assert "missing" in text
    assert "0 skills are shared by all of them." in text


def test_four_stand_side_by_side_and_each_can_be_taken_away(client: FlaskClient) -> None:
    page = _page(client, ADDRESS + "?" + "&".join(f"q={key}" for key in (BACHELOR, OLD, DOCTOR, COOK)))
    heads = page.xpath("(//table)[1]/thead/tr/th")
    assert len(heads) == 5
    away = page.xpath("(//table)[1]/thead//a[starts-with(text(), 'Take away')]/@href")
    assert len(away) == 4
    assert away[0].count("q=") == 3
    assert not page.xpath("//*[@id='find']")


def test_one_is_a_step_that_offers_others(client: FlaskClient) -> None:
    page = _page(client, f"{ADDRESS}?q={BACHELOR}&find=science")
    assert "Choose at least one more" in page.text_content()
    added = page.xpath("//section[@class='pick']//li/a/@href")
    assert any(each.endswith("q=2024%2F6006022&q=2012%2F1203.01") for each in added)
    assert page.xpath("//form//input[@type='hidden'][@name='q']/@value") == [BACHELOR]


def test_none_asks_to_choose(client: FlaskClient) -> None:
    assert "Choose two to four" in _page(client, ADDRESS).text_content()


@pytest.mark.parametrize(
    ("keys", "status", "words"),
    [
        (["a", "b", "c", "d", "e"], 400, "Two to four stand side by side"),
        ([BACHELOR, BACHELOR], 400, "named twice"),
        ([BACHELOR, "2024/none"], 404, "does not know this thing"),
    ],
)
def test_what_cannot_be_compared_is_told(
    client: FlaskClient, keys: list[str], status: int, words: str
) -> None:
    answer = client.get(ADDRESS, query_string={"q": keys}, headers=HTML)
    assert answer.status_code == status
    assert words in answer.text


def test_without_a_language_it_leads_to_the_readers(client: FlaskClient) -> None:
    answer = client.get(
        f"/qualifications/compare?q={BACHELOR}&q={OLD}", headers={**HTML, "Accept-Language": "ru"}
    )
    assert answer.status_code == 302
    assert answer.location == "/ru/qualifications/compare?q=2024%2F6006022&q=2009%2F050631"


def test_a_hostile_title_stays_text(client: FlaskClient) -> None:
    page = _page(client, f"{ADDRESS}?q=x/hostile&q={BACHELOR}&find=%3Cscript%3Ealert(1)%3C/script%3E")
    assert not page.xpath("//main//script")


def test_the_page_of_a_qualification_leads_to_the_comparison_and_the_statement(client: FlaskClient) -> None:
    page = _page(client, f"/doc/qualification/{BACHELOR}?lang=en")
    links = page.xpath("//a/@href")
    assert "/en/qualifications/compare?q=2024%2F6006022" in links
    assert f"/en/qualifications/{BACHELOR}/statement" in links
    assert any(each.startswith("/sparql?") and "query=" in each for each in links)
    assert page.xpath("//svg[@class='qr'][@role='img']/@aria-label")
    assert "Entered" in page.xpath("//section[@aria-labelledby='versions']")[0].text_content()


def test_similar_qualifications_say_why(client: FlaskClient) -> None:
    # The bachelor's predecessor is superseded and has another set of outcomes, so nothing valid is like it.
    page = _page(client, f"/doc/qualification/{OLD}?lang=en")
    similar = " ".join(page.xpath("string(//section[@aria-labelledby='similar'])").split())
    assert "Computer engineering same level and field" in similar
