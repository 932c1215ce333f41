"""Every mistake in register.toml is one clear error with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.files import data_folder
from nqfgraph.ontology import Ontology
from nqfgraph.places import Place
from nqfgraph.sources import (
    Issue,
    Policy,
    Severity,
    find_register,
    load_configuration,
    read_register,
    toml_sections,
)

Write = Callable[..., Path]


def mistake(folder: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load_configuration(folder)
    return caught.value


def change(write: Write, old: str, new: str) -> InputError:
    """Return the error after a change in the text of register.toml."""
    path = write() / "register.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return mistake(path.parent)


def test_the_head_of_a_register(write: Write) -> None:
    configuration = load_configuration(write())
    description = configuration.description
    assert description.name == "small"
    assert description.languages == ("az", "en")
    assert description.title == {"en": "A small register"}
    assert description.publisher == ("keeper",)
    assert description.publisher_name == {"en": "The keeper"}
    assert description.framework == ("frame",)
    assert description.modified == datetime(2026, 11, 1, tzinfo=UTC)
    assert description.contact is None
    assert description.frequency is None
    assert configuration.policy == Policy()
    assert [each.kind for each in configuration.tables][:2] == ["framework", "level"]


def test_the_date_may_have_a_time(write: Write) -> None:
    path = write() / "register.toml"
    path.write_text(path.read_text("utf-8").replace("2026-11-01", "2026-11-01T08:30:00"), encoding="utf-8")
    assert load_configuration(path.parent).description.modified == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def test_how_often_the_data_are_updated_is_a_code_of_the_list(write: Write) -> None:
    path = write() / "register.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("languages", 'frequency = "annual"\nlanguages', 1), encoding="utf-8")
    assert load_configuration(path.parent).description.frequency == "ANNUAL"
    error = change(write, "languages", 'frequency = "when we can"\nlanguages')
    assert "when we can" in error.message
    assert "QUARTERLY" in (error.remedy or "")


def test_a_folder_without_register_toml(tmp_path: Path) -> None:
    assert "register.toml" in str(mistake(tmp_path))


def test_toml_that_is_not_toml_names_the_line(write: Write) -> None:
    error = change(write, 'name = "small"', "name = small")
    assert error.place == Place(file="register.toml", line=2, column="8")
    assert "not TOML" in error.message


def test_toml_that_ends_too_early(write: Write) -> None:
    error = mistake(write(toml="x = ["))
    assert error.place is not None
    assert error.place.line


def test_register_toml_in_another_encoding(write: Write) -> None:
    folder = write()
    (folder / "register.toml").write_bytes("name = “ı”".encode("utf-16"))
    assert "UTF-8" in str(mistake(folder))


def test_a_register_toml_of_any_size_is_not_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml_sections, "MAX_BYTES", 1024)
    assert "larger than" in mistake(write(toml="# " + "x" * 1024)).message


def test_deeply_nested_toml_is_no_crash(write: Write) -> None:
    assert "register.toml" in str(mistake(write(head="x = " + "[" * 20000)))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('name = "small"\n', "", 1, "“name” is missing"),
        ('name = "small"', 'nmae = "small"', 1, "Did you mean nmae"),
        ('name = "small"', 'name = "Small One"', 2, "not a short name"),
        ('name = "small"', "name = 3", 2, "3 is not a text in quotation marks"),
        ('name = "small"', 'name = ""', 2, "the text is empty"),
        ("https://data.example.org/", "https://data.example.org", 3, "does not end in a slash"),
        ("https://data.example.org/", "data.example.org/", 3, "not a web address"),
        ("https://data.example.org/", "https://data.example.org/?a/", 3, "has a “?” or “#”"),
        ('["az", "en"]', '["az", "e"]', 4, "“e” is not a language tag"),
        ('["az", "en"]', '["az", "az"]', 4, "stands there twice"),
        ('["az", "en"]', "[]", 4, "there is no language"),
        ('["az", "en"]', '"az"', 4, "“az” is not a list of texts"),
        ('["az", "en"]', "[1]", 4, "a list is not a list of texts"),
        ('licence = "https', 'licence = "htps', 7, "not a web address"),
        ("2026-11-01", '"2026-11-01"', 8, "not a date without quotation marks"),
        ("title_en", "title_fr", 9, "“fr” is not a language of this register"),
        ('title_en = "A small register"\n', "", 1, "title_az or title_en is missing"),
        ("title_en = ", 'titel = "x"\ntitle_en = ', 9, "“titel” is not known here"),
        ('framework = "frame"', 'framework = "a/b"', 6, "cannot be used as a key"),
        ("[register.publisher]", "[register.publisher]\nname_enn = 3", 12, "“enn” is not a language"),
        ('kind = "framework"', 'kind = "frame"', 16, "“frame” is not a kind of table"),
        ('file = "level.csv"', 'file = "levels.csv"', 21, "there is no file “levels.csv”"),
        ('file = "level.csv"', 'file = "../level.csv"', 21, "leaves the register's folder"),
        ('file = "level.csv"', 'file = "/etc/level.csv"', 21, "absolute path"),
        ('file = "level.csv"', 'file = "C:\\\\level.csv"', 21, "absolute path"),
        ('file = "level.csv"', 'file = "a\\\\level.csv"', 21, "is not a path"),
        ('file = "level.csv"', 'file = "register.toml"', 21, "neither .csv nor .xlsx"),
        ('file = "level.csv"', 'file = "level.csv"\nsheet = "x"', 22, "a CSV file has no sheet"),
        ('file = "level.csv"', 'file = "level.csv"\nencoding = "latin"', 22, "“latin” is not known"),
        ('file = "level.csv"', 'file = "level.csv"\ndelimiter = "|"', 22, "“|” is not known"),
        ('file = "level.csv"', 'file = "level.csv"\ncolums = { key = "k" }', 22, "Did you mean columns"),
        ('file = "level.csv"', 'file = "level.csv"\ncolumns = { kee = "k" }', 22, "“kee” is not known"),
        ('file = "level.csv"', 'file = "level.csv"\ncolumns = "key"', 22, "not a table of values"),
        ('file = "level.csv"', 'file = "level.csv"\ndefaults = { key = ["k"] }', 22, "not a single value"),
        ('file = "level.csv"', 'file = "level.csv"\ndefaults = { label_tr = "k" }', 22, "language “tr”"),
        ('file = "level.csv"', 'file = "level.csv"\nlookup = { key = "k" }', 22, "there is no look-up “k”"),
        ('file = "level.csv"', 'file = "level.csv"\nlookup = { kee = "k" }', 22, "“kee” is not known"),
    ],
)  # fmt: skip
def test_mistakes_have_a_line_and_a_way_out(write: Write, old: str, new: str, line: int, said: str) -> None:
    error = change(write, old, new)
    assert error.place == Place(file="register.toml", line=line)
    assert said in str(error)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[policy]\nstop_on = ["eror"]', "Did you mean error?"),
        ('[policy]\nignore = ["bad-dat"]', "Did you mean bad-date"),
        ('[policy]\nvalidation_stop_on = ["all"]', "violation, warning, info"),
        ("[policy]\nstop = []", "Did you mean stop_on?"),
        ('[defaults.qualification]\nkredit = "1"', "“kredit” is not known"),
        (
            '[defaults.qualifications]\nkey = "1"',
            "register.toml, line 43: [defaults], qualifications: “qualifications” is not known",
        ),
        ("lookups = 3", "“lookups” is not known"),
        ("[policy]\nstop_on = true", "true is not a list"),
        ("[policy]\nprofiles = {}", "a section is not a list"),
        ("[lookup]", "Did you mean lookups?"),
    ],
)
def test_mistakes_in_other_sections(write: Write, toml: str, said: str) -> None:
    assert said in str(mistake(write(toml=toml)))


def test_sections_of_the_wrong_form(write: Write) -> None:
    error = mistake(write(head="tables = 3\n" + HEAD, **dict.fromkeys(TABLES)))
    assert "one or more sections that begin with a line [[tables]]" in error.message
    assert "“tables” is missing" in mistake(write(**dict.fromkeys(TABLES))).message
    assert "“register” is missing" in str(mistake(write(head="", level=None)))
    assert "[register]" in str(mistake(write(head="register = 3\n")))


HEAD = """[register]
name = "small"
base = "https://data.example.org/"
languages = ["en"]
country = "OP_DATPRO"
framework = "frame"
licence = "https://creativecommons.org/licenses/by/4.0/"
modified = 2026-11-01
title_en = "A small register"
publisher = { key = "keeper", name_en = "The keeper" }
"""
TABLES = ("framework", "level", "award_type", "classification", "organisation", "skill", "qualification")


def test_a_link_that_leaves_the_folder_is_refused(
    write: Write, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = write()
    outside = tmp_path_factory.mktemp("outside") / "level.csv"
    outside.write_text("key,label_en\n1,One\n")
    (folder / "level.csv").unlink()
    (folder / "level.csv").symlink_to(outside)
    assert "leaves the register's folder" in mistake(folder).message


def test_a_folder_without_tables_says_so(write: Write) -> None:
    folder = write()
    for path in folder.glob("*.csv"):
        path.unlink()
    assert "no table in the folder" in str(mistake(folder))


def test_an_encoding_for_a_workbook_is_a_mistake(write: Write) -> None:
    folder = write(settings={"skill": '[[tables]]\nkind = "level"\nfile = "x.xlsx"\nencoding = "utf-8"'})
    (folder / "x.xlsx").write_bytes(b"")
    assert "an XLSX file has no encoding" in mistake(folder).message


def test_plain_values_may_be_of_any_type(write: Write) -> None:
    settings = {"qualification": "defaults = { partial = true, credits = 60, valid_from = 2026-01-01 }"}
    table = load_configuration(write(settings=settings)).tables[-1]
    assert table.defaults == {"partial": "yes", "credits": "60", "valid_from": "2026-01-01"}


def test_the_policy_says_what_stops_a_build(write: Write) -> None:
    policy = load_configuration(
        write(toml='[policy]\nstop_on = ["error", "warning"]\nignore = ["bad-date"]\nprofiles = ["elm-loq"]')
    ).policy
    issue = Issue(severity=Severity.WARNING, code="position-gap", message="", place=Place(file="x"))
    assert policy.stops(issue)
    assert not Policy().stops(issue)
    assert not policy.stops(
        Issue(severity=Severity.ERROR, code="bad-date", message="", place=Place(file="x"))
    )
    assert policy.profiles == ("elm-loq",)


def test_an_unknown_country_is_a_mistake(write: Write, ontology: Ontology) -> None:
    folder = write()
    path = folder / "register.toml"
    path.write_text(path.read_text("utf-8").replace("OP_DATPRO", "AZR"), encoding="utf-8")
    with pytest.raises(InputError, match="“AZR” is not a code of the list “Countries") as caught:
        read_register(folder, ontology)
    assert "AZE" in str(caught.value)


def test_a_default_that_cannot_be_read_is_a_mistake(write: Write, ontology: Ontology) -> None:
    for settings, toml in (
        ({"qualification": 'defaults = { status = "walid" }'}, ""),
        ({}, '[defaults.qualification]\nstatus = "walid"'),
    ):
        with pytest.raises(InputError, match="“walid”") as caught:
            read_register(write(settings=settings, toml=toml), ontology)
        assert caught.value.place == Place(file="register.toml")
        assert "valid" in str(caught.value.remedy)


def test_a_register_is_found_by_its_folder(write: Write) -> None:
    folder = write()
    assert find_register(str(folder)) == folder


def test_a_shipped_register_is_found_by_its_name() -> None:
    assert find_register("aznqf") == data_folder("registers") / "aznqf"


def test_an_unknown_register_names_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="aznqf"):
        find_register("atlantis")
    with pytest.raises(InputError, match=r"has no register\.toml"):
        find_register(str(tmp_path))


def test_versions_of_vocabularies_are_named(write: Write) -> None:
    folder = write(toml='[vocabularies]\nesco = "1.2.0"\ndigcomp = "2.2"\n')
    assert load_configuration(folder).vocabularies == {"esco": "1.2.0", "digcomp": "2.2"}
    assert load_configuration(write()).vocabularies == {}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("esco = 1.2", "1.2 is not a text in quotation marks"),
        ('esco = ""', "the text is empty"),
        ('esco = "latest/../1"', "“latest/../1” is not a version. Write a version in quotation marks"),
        ('ESCO = "1.2.0"', "“ESCO” is not a name of a vocabulary. Use small letters"),
    ],
)
def test_what_is_no_version_is_named_with_its_line(write: Write, line: str, words: str) -> None:
    error = mistake(write(toml=f"[vocabularies]\n{line}\n"))
    assert words in str(error)
    assert error.place is not None
    assert error.place.line is not None
