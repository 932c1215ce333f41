"""Every issue is told in three languages, with the facts of the case in each."""

from __future__ import annotations

import re
import string

import pytest

from nqfgraph.places import Place
from nqfgraph.sources.codes import CODES, MAX_ISSUES, IssueLog
from nqfgraph.sources.kinds import KINDS as TABLES
from nqfgraph.sources.wordings import CASES, LANGUAGES, say, suggestion
from nqfgraph.sources.wordings.references import KINDS, ROW_LEFT_OUT


def places_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_told_in_every_language_with_the_same_facts(case: str) -> None:
    message, remedy = CASES[case]
    assert set(message) == set(LANGUAGES) == {"az", "en", "ru"}
    meant = places_of(message["en"]) - {"meaning", "name"}
    assert all(places_of(message[language]) - {"meaning", "name"} == meant for language in LANGUAGES)
    if remedy is not None:
        assert len({frozenset(places_of(each)) for each in remedy.values()}) == 1
        assert all(remedy.values())
    texts = [*message.values(), *(remedy or {}).values()]
    told = [each for each in texts if re.sub(r"\{[^}]*\}", "", each)]
    assert len(set(told)) == len(told), "a language repeats another"


@pytest.mark.parametrize("case", CASES)
def test_texts_are_in_the_letters_of_their_language(case: str) -> None:
    for texts in filter(None, CASES[case]):
        bare = {language: re.sub(r"\{[^}]*\}", "", text) for language, text in texts.items()}
        assert not re.search(r"[а-яё]", bare["az"] + bare["en"])
        assert not re.search(r"[əğıöşüç]", bare["en"] + bare["ru"])


def test_every_code_has_a_case_and_every_case_a_code() -> None:
    cases = {each.partition("/")[0] for each in CASES} - {"suggestion", "overflow"}
    assert cases == set(CODES)


def test_every_kind_of_table_has_a_name() -> None:
    assert set(KINDS) == set(TABLES)


def test_facts_may_be_texts_places_and_other_wordings() -> None:
    wording = say(
        "duplicate-key",
        ROW_LEFT_OUT,
        kind=KINDS["level"],
        key="6",
        place=Place(file="a.csv", row=2, sheet="S"),
    )
    assert wording.code == "duplicate-key"
    assert wording.message() == "The level “6” is already in a.csv, sheet S, row 2. The row is left out."
    assert (
        wording.message("az")
        == "“6” açarı (səviyyə) artıq var: a.csv, vərəq S, sətir 2. Sətir nəzərə alınmadı."
    )
    assert wording.message("ru").startswith("Ключ «6» (уровень) уже есть: a.csv, лист S, строка 2.")
    near = say(
        "bad-code", code="x", list="l", suggestion=suggestion(["a", {"az": "b1", "en": "b2", "ru": "b3"}], [])
    )
    assert near.remedy("ru") == "Может быть, имелось в виду a или b3?"
    with pytest.raises(KeyError):
        say("bad-weather")


def test_too_many_of_a_kind_are_counted_in_every_language() -> None:
    log = IssueLog()
    for row in range(MAX_ISSUES + 7):
        log.add(say("no-level"), Place(file="a.csv", row=row + 2))
    *_, last = log.issues()
    assert last.code == "no-level"
    assert "7" in last.messages["az"]
    assert "7" in last.messages["ru"]
    assert set(last.remedies) == set(LANGUAGES)
