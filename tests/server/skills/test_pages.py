"""The list of skills, the page of a skill, the page of an occupation, and the ways between them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

HILLSIDE_SKILL = "ccd0a1d9-afda-43d9-b901-96344886e14d"


def page(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def names_of(client: FlaskClient, query: str) -> list[str]:
    answer = client.get(f"/skills?format=json&lang=en{query}").json
    assert answer is not None
    return [each["label"] for each in answer["items"]]


def texts(found: Any, path: str) -> list[str]:
    return [" ".join(" ".join(each.itertext()).split()) for each in found.xpath(path)]


# -- the list


def test_the_list_has_what_is_taught_the_most_taught_first(workshop: FlaskClient) -> None:
    found = texts(page(workshop, "/en/skills"), "//table//tbody/tr")
    assert found[:2] == ["glaze pots Skill 3", "kinds of clay Knowledge 2"]
    assert len(found) == 7


def test_a_group_narrows_the_list_to_what_is_below_it_at_any_distance(workshop: FlaskClient) -> None:
    assert names_of(workshop, "&group=skill/firing") == ["glaze pots", "programme a kiln", "stack a kiln"]
    assert names_of(workshop, "&group=isced-f/06") == ["programs of kilns"]
    assert len(names_of(workshop, "&group=skill/making&group=isced-f/06")) == 6
    assert names_of(workshop, "&group=skill/none") == []


def test_a_skill_with_two_parents_counts_in_both_groups_and_once_above_them(workshop: FlaskClient) -> None:
    answer = workshop.get("/skills?format=json&lang=en").json
    assert answer is not None
    making, knowing = answer["facets"]["group"]
    assert (making["label"], making["count"], knowing["count"]) == ("making things", 5, 2)
    assert [(each["label"], each["count"]) for each in making["within"]] == [
        ("firing kilns", 3),
        ("shaping clay", 2),
        ("selling what was made", 1),
    ]


def test_a_type_and_words_narrow_the_list(workshop: FlaskClient) -> None:
    assert names_of(workshop, "&type=knowledge") == ["kinds of clay", "programs of kilns"]
    assert names_of(workshop, "&q=KILN&type=skill") == ["programme a kiln", "stack a kiln"]
    assert names_of(workshop, "&q=печей") == ["programs of kilns"]
    answer = workshop.get("/skills?format=json&type=attitude")
    assert answer.status_code == 400
    assert "There are: skill, knowledge." in answer.text


def test_the_form_keeps_what_is_chosen_and_offers_the_other_values(workshop: FlaskClient) -> None:
    found = page(workshop, "/en/skills?group=skill/firing&type=skill")
    assert found.xpath("//input[@name='group'][@checked]/@value") == ["skill/firing"]
    assert found.xpath("//ul[@class='chosen']//a/@href")[0] == "/en/skills?type=skill"
    assert "isced-f/06" not in found.xpath("//input[@name='group']/@value")
    assert found.xpath("//input[@name='type']/@value") == ["skill"]


def test_the_list_has_pages_and_comes_in_csv(workshop: FlaskClient) -> None:
    found = page(workshop, "/en/skills?size=3&page=2")
    assert len(found.xpath("//table//tbody/tr")) == 3
    assert found.xpath("//nav[@class='pager']//a[@aria-current='page']")
    answer = workshop.get("/skills?format=csv&lang=az&size=3")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 7
    assert rows[0]["label"] == "qabları şirələmək"


def test_the_list_sends_a_browser_to_its_language(workshop: FlaskClient) -> None:
    answer = workshop.get("/skills?group=isced-f/06", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/skills?group=isced-f%2F06")


def test_names_that_are_not_of_the_vocabulary_are_marked(workshop: FlaskClient) -> None:
    assert "qeyri-rəsmi ad" in texts(page(workshop, "/az/skills"), "//tbody/tr")[0]
    assert "unofficial name" not in texts(page(workshop, "/en/skills"), "//tbody/tr")[0]


# -- a skill


def test_a_skill_has_its_names_type_groups_teachers_and_occupations(workshop: FlaskClient) -> None:
    found = page(workshop, "/en/skills/glaze")
    assert texts(found, "//h1") == ["glaze pots"]
    assert texts(found, "//dl[@class='facts']//li") == ["firing kilns", "shaping clay"]
    assert texts(found, "//section[@aria-labelledby='teachers']//tbody//th") == [
        "Kilns",
        "Pottery",
        "Higher pottery",
    ]
    assert texts(found, "//section[@aria-labelledby='needing-1']//li") == [
        "keeper of kilns",
        "potter of the stub",
    ]
    names = texts(found, "//table[caption='Names by language']//tbody/tr")
    assert names[0] == "az qabları şirələmək unofficial name"
    assert names[1] == "en glaze pots of the vocabulary"


def test_a_skill_is_taught_by_what_teaches_something_below_it(workshop: FlaskClient) -> None:
    found = page(workshop, "/en/skills/stack")
    assert texts(found, "//section[@aria-labelledby='teachers']//tbody//td") == ["this skill", "this skill"]
    assert texts(found, "//dl[@class='facts']//dd[preceding-sibling::dt='More closely']//li") == [
        "programme a kiln"
    ]
    untaught = page(workshop, "/en/skills/hand-build")
    assert "No qualification of this release teaches it." in untaught.text_content()


def test_a_group_leads_to_the_list_below_it(workshop: FlaskClient) -> None:
    answer = workshop.get("/en/skills/firing")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/en/skills?group=skill/firing")


@pytest.mark.parametrize(
    "address", ["/en/skills/none", "/en/skills/a%22b", "/az/occupations/none", "/en/skills/ə"]
)
def test_what_the_release_does_not_know_is_not_found(workshop: FlaskClient, address: str) -> None:
    assert workshop.get(address).status_code == 404


# -- an occupation


def test_an_occupation_ranks_qualifications_by_share_and_says_what_is_missing(workshop: FlaskClient) -> None:
    found = page(workshop, "/en/occupations/potter")
    rows = found.xpath("//section[@aria-labelledby='covering']//tbody/tr")
    assert [texts(row, "th | td[@class='number']") for row in rows][:2] == [
        ["Pottery", "75 % (3/4)"],
        ["Higher pottery", "50 % (2/4)"],
    ]
    assert texts(rows[0], ".//li") == ["build by hand"]
    assert texts(found, "//section[@aria-labelledby='optional']//li") == ["price pots"]
    assert texts(found, "//dl[@class='facts']//li") == ["people with clay"]


def test_nothing_is_missing_where_everything_is_taught(workshop: FlaskClient) -> None:
    found = page(workshop, "/en/occupations/kiln-keeper")
    assert texts(found, "//section[@aria-labelledby='covering']//tbody/tr[1]/td") == ["100 % (4/4)", "none"]


# -- links both ways


def test_the_page_of_a_qualification_leads_to_its_skills_and_occupations_and_back(
    workshop: FlaskClient,
) -> None:
    section = "//section[@aria-labelledby='taught-skills']"
    found = page(workshop, "/doc/qualification/kilns?lang=en")
    assert texts(found, f"{section}//tbody/tr") == [
        "keeper of kilns 100 % (4/4)",
        "potter of the stub 25 % (1/4)",
    ]
    for address in found.xpath(f"{section}//a/@href"):
        assert "Kilns" in texts(page(workshop, address), "//tbody//th/a")


def test_links_stay_in_the_release_that_is_read(workshop: FlaskClient) -> None:
    found = page(workshop, "/en/skills/glaze?release=2026-11-23.1")
    links = found.xpath("//main//section//a/@href | //main//dl//a/@href")
    assert links
    assert all("release=2026-11-23.1" in each for each in links)


# -- without a vocabulary


def test_without_a_vocabulary_pages_say_what_is_missing_and_how_to_load_it(client: FlaskClient) -> None:
    found = page(client, "/en/skills")
    assert texts(found, "//tbody/tr") == ["Python (computer programming) Knowledge 1"]
    for address in ("/en/skills", f"/en/skills/{HILLSIDE_SKILL}"):
        text = page(client, address).text_content()
        assert "nqfgraph vocab import esco" in text
        assert "[vocabularies] esco" in text
    assert "Computer engineering" in page(client, f"/en/skills/{HILLSIDE_SKILL}").text_content()
    linked = page(client, "/doc/qualification/2024/6006022?lang=en")
    assert linked.xpath("//section[@aria-labelledby='taught-skills']//li/a/@href") == [
        f"/en/skills/{HILLSIDE_SKILL}"
    ]
    assert not linked.xpath("//section[@aria-labelledby='taught-skills']//table")
