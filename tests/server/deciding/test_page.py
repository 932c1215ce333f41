"""A person decides on links in a browser: what she sees, sends, takes back, and what nobody else can do."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from nqfgraph.errors import InputError
from nqfgraph_server.deciding.serving import check_address

BASE = "http://data.europa.eu/esco/skill/"
LIST, ONE, TWO = "/secret/en/", "/secret/en/outcomes/1", "/secret/en/outcomes/2"


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def read(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def words(found: Any, path: str) -> list[str]:
    return [" ".join(" ".join(each.itertext()).split()) for each in found.xpath(path)]


def fields(form: Any) -> dict[str, Any]:
    """Return what a browser sends of a form before anything is changed in it."""
    return {name: value for name, value in form.fields.items() if value is not None}


# -- the way through


def test_somebody_decides_on_everything_with_forms_alone(page: Any) -> None:
    browser = page.browser
    assert browser.get("/secret/", headers={"Accept-Language": "ru"}).headers["Location"] == "/secret/ru/"
    found = read(browser.get(LIST))
    assert words(found, "//label[@for='progress']") == ["Decided: 0 of 2"]
    found = read(browser.get(found.xpath("//a[@class='button']/@href")[0]))
    assert words(found, "//h1") == ["Bakes bread <b>"]
    assert words(found, "//fieldset[1]/legend") == ["1. bake bread Skill"]
    assert "working with food How." in words(found, "//fieldset[1]/div")[0]
    (form,) = found.forms
    sent = {**fields(form), "decision-0": "accept", "action": "next", "person": "A. P."}
    saved = browser.post(ONE, data=sent)
    assert (saved.status_code, saved.headers["Location"]) == (303, f"{TWO}?saved=1")
    found = read(browser.get(f"{TWO}?saved=1"))
    assert words(found, "//*[@role='status']") == ["Outcome 1 is saved. Look at it again"]
    assert not found.xpath("//input[@name='person']")
    assert words(found, "//div[@class='save']/p") == ["Decided by A. P.. Somebody else"]
    form = next(each for each in found.forms if each.get("id") == "decision")
    sent = {**fields(form), "decision-0": "reject", "reason": "Too wide", "action": "none"}
    saved = browser.post(TWO, data=sent)
    assert saved.headers["Location"] == f"{LIST}?saved=2"
    found = read(browser.get(saved.headers["Location"]))
    assert words(found, "//label[@for='progress']") == ["Decided: 2 of 2"]
    assert words(found, "//pre") == ["nqfgraph decide apply ./register review.csv"]
    assert words(found, "//tbody/tr/td[2]") == ["Decided, skills: 1", "No skill fits"]
    assert [(each["decision"], each["person"]) for each in rows_of(page.path)] == [
        ("accept", "A. P."), ("none fits", "A. P.")
    ]  # fmt: skip


def test_a_search_keeps_what_was_chosen_and_its_finds_can_be_accepted(page: Any) -> None:
    sent = page.sent(**{"decision-0": "reject", "reason-0": "No", "q": "flour old ovens", "action": "search"})
    found = read(page.browser.post(ONE, data=sent))
    assert found.xpath("//input[@name='decision-0'][@checked]/@value") == ["reject"]
    assert found.xpath("//input[@name='reason-0']/@value") == ["No"]
    assert found.xpath("//input[@name='add']/@value") == [f"{BASE}flour"]
    assert rows_of(page.path)[0]["decision"] == ""
    again = read(page.browser.post(ONE, data={**sent, "add": f"{BASE}flour", "q": "nothing at all"}))
    assert again.xpath("//input[@name='add'][@checked]/@value") == [f"{BASE}flour"]
    saved = page.browser.post(ONE, data={**sent, "add": f"{BASE}flour", "action": "stay"})
    assert saved.headers["Location"] == f"{ONE}?saved=1"
    found = read(page.browser.get(ONE))
    assert words(found, "//fieldset[2]/legend") == ["2. kinds of flour Knowledge added by a person"]
    sent = page.sent(**{"decision-0": "reject", "decision-1": "", "action": "stay"})
    page.browser.post(ONE, data=sent)
    assert [each["decision"] for each in rows_of(page.path)] == ["reject", ""]


def test_a_skill_is_found_by_its_iri_and_the_search_says_if_there_is_none(page: Any) -> None:
    found = read(page.browser.get(ONE, query_string={"q": f"{BASE}flour"}))
    assert found.xpath("//input[@name='add']/@value") == [f"{BASE}flour"]
    for nothing in (f"{BASE}old", f"{BASE}none", "http://data.europa.eu/esco/occupation/baker", "zzz"):
        found = read(page.browser.get(ONE, query_string={"q": nothing}))
        assert words(found, "//p[@role='status']") == ["No skill was found."]


def test_the_last_decision_is_taken_back(page: Any) -> None:
    page.browser.post(ONE, data=page.sent(**{"decision-0": "accept", "action": "next"}))
    found = read(page.browser.get(f"{TWO}?saved=1"))
    form = next(each for each in found.forms if each.get("action").endswith("/undo"))
    taken = page.browser.post(form.get("action"), data=fields(form))
    assert taken.headers["Location"] == ONE
    assert rows_of(page.path)[0]["decision"] == ""
    again = read(page.browser.post(form.get("action"), data=fields(form)), 409)
    assert words(again, "//*[@role='alert']/p") == ["Somebody has decided on this outcome meanwhile."]
    sent = page.sent()
    again = read(page.browser.post(f"{ONE}/undo", data=sent), 409)
    assert words(again, "//*[@role='alert']/p") == ["There is nothing to take back."]


def test_the_list_shows_what_is_to_be_decided(page: Any) -> None:
    page.browser.post(TWO, data=page.sent(2, **{"decision-0": "accept", "action": "next"}))
    for show, numbers in (("undecided", ["1"]), ("decided", ["2"]), ("all", ["1", "2"])):
        found = read(page.browser.get(LIST, query_string={"show": show}))
        assert words(found, "//tbody/tr/td[1]") == numbers
        assert found.xpath("//nav[@aria-label='Which are shown']//a[@aria-current]/@href")[0].endswith(show)
    assert page.browser.get(f"{LIST}?show=some").status_code == 404
    assert page.browser.get(f"{LIST}?page=x").status_code == 400


def test_the_page_speaks_the_reader_s_language_and_marks_others(page: Any) -> None:
    found = read(page.browser.get("/secret/az/outcomes/1"))
    assert words(found, "//h1") == ["Çörək bişirir"]
    assert words(found, "//dd[@lang='en']") == ["Bakes bread <b>"]
    assert found.xpath("//legend//span[@lang='en']")[0].text == "bake bread"
    assert "Uyğundur" in words(found, "//label[@class='pick-one']")
    links = found.xpath("//nav[@class='languages']//a/@href")
    assert links == [f"/secret/{each}/outcomes/1" for each in ("az", "en", "ru")]
    sent = page.sent(action="none")
    refused = read(page.browser.post("/secret/ru/outcomes/1", data=sent), 400)
    assert words(refused, "//*[@role='alert']/p")[0] == "Не указано, почему не подходит ни один навык."


def test_everything_has_a_label_and_describes_what_is_there(page: Any) -> None:
    found = read(page.browser.get(ONE, query_string={"q": "flour"}))
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    for each in found.xpath("//@aria-describedby | //@aria-labelledby | //label/@for"):
        assert set(each.split()) <= set(ids), each
    for each in found.xpath("//input[not(@type='hidden')]"):
        label = each.xpath("ancestor::label") or found.xpath(f"//label[@for='{each.get('id')}']")
        assert label, html.tostring(each)
    assert not found.xpath("//*[@style] | //style | //script[not(@src)]")
    assert len(found.xpath("//h1")) == 1


# -- who decides


def test_a_name_is_needed_and_entered_once(page: Any) -> None:
    nameless = page.sent(**{"decision-0": "accept", "action": "next", "person": " "})
    refused = read(page.browser.post(ONE, data=nameless), 400)
    assert words(refused, "//*[@role='alert']/p") == ["Say who decides."]
    assert refused.xpath("//input[@name='decision-0'][@checked]/@value") == ["accept"]
    named = page.browser.post("/secret/en/person", data=page.sent(person="Çiçək, «Ə»"))
    cookie = named.headers["Set-Cookie"]
    assert re.search("HttpOnly; Path=/secret/; SameSite=Strict", cookie)
    page.browser.post(ONE, data=nameless)
    assert rows_of(page.path)[0]["person"] == "Çiçək, «Ə»"
    for wrong in ("", "x" * 201):
        assert page.browser.post("/secret/en/person", data=page.sent(person=wrong)).status_code == 400
    too_long = page.sent(2, **{"decision-0": "accept", "action": "next", "person": "x" * 201})
    assert "more than 200" in page.browser.post(TWO, data=too_long).text


def test_the_command_may_name_who_decides(open_page: Callable[..., Any]) -> None:
    page = open_page("The desk")
    page.browser.post(ONE, data=page.sent(**{"decision-0": "accept", "action": "next", "person": ""}))
    assert rows_of(page.path)[0]["person"] == "The desk"


# -- two at once, and what stands in the file


def test_two_tabs_do_not_write_over_each_other(page: Any) -> None:
    first = page.sent(**{"decision-0": "accept", "action": "next"})
    second = {**first, "decision-0": "reject", "label-0": "bake bread", "add": f"{BASE}flour"}
    assert page.browser.post(ONE, data=first).status_code == 303
    for action in ("next", "search"):
        refused = read(page.browser.post(ONE, data={**second, "action": action}), 409)
        assert words(refused, "//*[@role='alert']//li") == [
            "bake bread: It does not fit", f"{BASE}flour: It fits"
        ]  # fmt: skip
        assert refused.xpath("//input[@name='decision-0'][@checked]/@value") == ["accept"]
    assert rows_of(page.path)[0]["decision"] == "accept"


def test_a_decision_that_comes_between_looking_and_writing_is_not_lost(
    page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = page.desk.review
    sent = page.sent(**{"decision-0": "accept", "action": "next"})
    as_it_was = review.outcomes()
    page.browser.post(ONE, data={**sent, "decision-0": "reject"})
    answers = iter([as_it_was])
    looked = review.outcomes
    monkeypatch.setattr(review, "outcomes", lambda: next(answers, None) or looked())
    assert page.browser.post(ONE, data=sent).status_code == 409
    assert rows_of(page.path)[0]["decision"] == "reject"


def test_what_others_wrote_into_the_file_is_shown(page: Any) -> None:
    rows = rows_of(page.path)
    rows[0] |= {"decision": "replace", "replacement": f"{BASE}flour", "confidence": "0.46"}
    rows[0]["asked"] = "Because"
    rows.append({**rows[1], "skill": f"{BASE}gone", "label": "gone <i>"})
    rows.append({**rows[1], "skill": f"{BASE}old"})
    rows.append({**rows[0], "outcome": "qualification:x/1", "confidence": "much"})
    rows.append({**rows[0], "outcome": "qualification:x/2", "confidence": "7"})
    rows[1]["decision"] = "perhaps"
    with page.path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = read(page.browser.get(ONE))
    assert found.xpath("//input[@name='decision-0'][@checked]/@value") == ["replace"]
    assert "Another one fits in its place: kinds of flour" in words(found, "//label[@class='pick-one']")
    assert "Of such suggestions 46 % were right. Suggested by words" in words(found, "//fieldset/p")
    assert words(found, "//dl/div[dt='Why it is asked about']/dd") == ["Because"]
    wrong = read(page.browser.get("/secret/ru/outcomes/2"))
    assert "“perhaps” is not a decision." in words(wrong, "//div[@class='banner banner-fault']/p")
    assert wrong.xpath("//div[@class='banner banner-fault']//span[@lang='en']")
    assert words(wrong, "//fieldset[2]/legend") == ["2. gone <i>"]
    assert words(read(page.browser.get(TWO)), "//p[@class='missing']") == [
        "The vocabulary does not have this skill any more.", "The vocabulary has this skill as obsolete."
    ]  # fmt: skip
    mended = page.sent(2, **{"decision-0": "accept", "action": "stay"})
    assert page.browser.post(TWO, data=mended).status_code == 303
    unknown = read(page.browser.get("/secret/en/outcomes/3"))
    assert "The register has no outcome" in words(unknown, "//div[@class='banner banner-fault']/p")[0]
    assert not unknown.xpath("//form[@id='decision']")
    assert "Something is wrong in the file" in words(read(page.browser.get(LIST)), "//tbody/tr/td[2]")
    assert page.browser.get("/secret/en/outcomes/5").status_code == 404
    assert page.browser.get("/secret/en/outcomes/0").status_code == 404


def test_none_fits_is_shown_and_can_be_cleared(page: Any) -> None:
    rows = rows_of(page.path)
    rows[0] |= {"skill": "", "label": "", "decision": "none fits", "reason": "Wide"}
    with page.path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    found = read(page.browser.get(ONE))
    assert found.xpath("//input[@name='decision-0'][@checked]/@value") == ["none fits"]
    assert found.xpath("//input[@name='reason']/@value") == ["Wide"]
    page.browser.post(ONE, data=page.sent(**{"decision-0": "", "action": "stay"}))
    assert rows_of(page.path)[0]["decision"] == ""
    assert "Nothing was suggested." in read(page.browser.get(ONE)).text_content()


def test_a_file_that_is_gone_is_said_and_comes_back(page: Any) -> None:
    content = page.path.read_bytes()
    page.path.unlink()
    assert "cannot be read" in page.browser.get(ONE).text
    page.path.write_bytes(content)
    assert page.browser.get(ONE).status_code == 200


# -- what nobody else can do


def test_without_the_address_nothing_is_told(page: Any) -> None:
    for path in ("/", "/en/", "/secre/en/", "/static/style.css", "/en/outcomes/1"):
        answer = page.browser.get(path)
        assert (answer.status_code, answer.text) == (404, "Not Found\n")
    assert page.browser.get("/secret/static/style.css", buffered=True).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:4712"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_forms_of_other_sites_are_refused(page: Any, headers: dict[str, str]) -> None:
    sent = page.sent(**{"decision-0": "accept", "action": "next"})
    assert page.browser.post(ONE, data=sent, headers=headers).status_code == 403
    assert rows_of(page.path)[0]["decision"] == ""


@pytest.mark.parametrize("token", ["", "x", "ə" * 32])
def test_forms_without_the_token_are_refused(page: Any, token: str) -> None:
    for path in (ONE, f"{ONE}/undo", "/secret/en/person"):
        assert page.browser.post(path, data=page.sent(token=token)).status_code == 403


def test_only_the_names_of_the_page_are_served(page: Any) -> None:
    assert page.browser.get(ONE, headers={"Host": "evil.example:4711"}).status_code == 403
    assert page.browser.get(ONE, headers={"Host": "127.0.0.1:4711"}).status_code == 200
    sent = page.sent(**{"decision-0": "accept", "action": "next"})
    own = {"Origin": "http://127.0.0.1:4711", "Host": "127.0.0.1:4711", "Sec-Fetch-Site": "same-origin"}
    assert page.browser.post(ONE, data=sent, headers=own).status_code == 303


def test_answers_are_private_and_strict(page: Any) -> None:
    headers = page.browser.get(ONE).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def test_too_much_is_refused_and_markup_stays_text(page: Any) -> None:
    assert page.browser.post(ONE, data=page.sent(q="x" * 600_000)).status_code == 413
    sent = page.sent(**{"q": "<script>alert(1)</script>", "reason-0": '"><b>', "action": "search"})
    answer = page.browser.post(ONE, data=sent)
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text
    assert read(answer).xpath("//input[@name='reason-0']/@value") == ['"><b>']


@pytest.mark.parametrize("address", ["desk.example", "ftp://desk.example", "https://desk.example/page"])
def test_an_address_is_the_beginning_of_one(address: str) -> None:
    with pytest.raises(InputError, match="not the beginning of an address"):
        check_address("127.0.0.1", address)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk"])
def test_others_come_in_only_by_an_address_that_is_named(host: str) -> None:
    with pytest.raises(InputError, match="may decide"):
        check_address(host, "")
    check_address(host, "https://desk.example")
    check_address("::1", "")
