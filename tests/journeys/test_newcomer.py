"""A newcomer reaches the statement about a qualification in three clicks from the home page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from lxml import html

from nqfgraph.settings import Settings
from nqfgraph_server import create_app
from nqfgraph_server.validation import jobs_of

WORDS = "Bakalavr, kompüter elmləri"


@pytest.fixture(scope="module")
def client(shipped_home: Callable[[], Path]) -> Iterator[FlaskClient]:
    app = create_app(Settings(home=shipped_home(), workers=1))
    yield app.test_client()
    app.extensions["nqfgraph"].pool.close()
    jobs_of(app).close()


def _page(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.text)


@pytest.mark.parametrize(
    ("language", "title", "name"),
    [
        ("az", "Kompüter elmləri (bakalavr)", "Tanınma üçün arayış"),
        ("en", "Computer Science (bachelor)", "Statement for recognition"),
        ("ru", "Компьютерные науки (бакалавр)", "Справка для признания"),
    ],
)
def test_three_clicks_lead_to_the_statement(
    client: FlaskClient, language: str, title: str, name: str
) -> None:
    form = _page(client, f"/{language}/").xpath("//main//form[@role='search']")[0]
    (field,) = form.xpath(".//input[@type='search']/@name")
    found = _page(client, f"{form.get('action')}?{urlencode({field: WORDS})}")
    # The edition of 2019 has the same title and is marked as superseded.
    rows = "//table[contains(@class, 'found-records')]/tbody/tr[not(.//*[contains(@class, 'superseded')])]"
    qualification = _page(client, found.xpath(f"{rows}[1]/th//a/@href")[0])
    (button,) = qualification.xpath("//main//header//a[contains(@class, 'button')]")
    assert button.text_content() == name
    statement = _page(client, button.get("href"))
    assert statement.xpath("string(//h1)").strip() == title
    assert name in statement.xpath("string(//main//header/p[@class='eyebrow'])")
    assert "2024/6005009" in button.get("href")


def test_similar_qualifications_share_skills(client: FlaskClient) -> None:
    page = _page(client, "/doc/qualification/2024/6005009?lang=en")
    similar = " ".join(page.xpath("string(//section[@aria-labelledby='similar'])").split())
    assert "Doctor of Philosophy in Computer Science shares 2 ESCO skills" in similar
