"""The AzNQF tables on their own, read with the csv module alone, so that no fault of the reader hides one."""

from __future__ import annotations

import csv
import gzip
import io
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "registers" / "aznqf"
CONFIGURATION = tomllib.loads((REGISTER / "register.toml").read_text(encoding="utf-8"))
LANGUAGES = tuple(CONFIGURATION["register"]["languages"])
FILES = sorted(path.name for path in REGISTER.glob("*.csv"))
MARKS = {"high", "medium-high", "medium", "low"}
DOMAINS = {"knowledge", "skills", "autonomy"}
CYRILLIC = re.compile(r"[\u0400-\u04ff]")

Row = dict[str, str]
Shared = Callable[[str], Path]


def rows(name: str) -> list[Row]:
    with (REGISTER / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, strict=True))


def of_kind(kind: str) -> list[Row]:
    return [row for table in CONFIGURATION["tables"] if table["kind"] == kind for row in rows(table["file"])]


def key_of(qualification: Row) -> str:
    return f"{qualification['edition']}/{qualification['code']}"


def numbered(row: Row, name: str) -> list[str]:
    pattern = re.compile(rf"{name}(\[\d+\])?")
    return [value for column, value in row.items() if value and pattern.fullmatch(column)]


def outcomes_by_subject() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in of_kind("learning_outcome"):
        found[row.get("qualification") or f"award-type {row['award_type']}"].append(row)
    return found


def accepted_by_subject() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in of_kind("link"):
        if row["decision"] == "accepted":
            found[row["qualification"]].add(row["skill"])
    return found


def shared_rows(path: Path) -> Iterator[Row]:
    usual = csv.field_size_limit(10_000_000)
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8", newline="") as table:
            yield from csv.DictReader(table)
    finally:
        csv.field_size_limit(usual)


def test_the_configuration_names_every_table_once() -> None:
    assert sorted(table["file"] for table in CONFIGURATION["tables"]) == FILES


def test_medical_residency_is_only_for_holders_of_basic_medical_education() -> None:
    admitting = {row["key"]: set(numbered(row, "entry_award")) for row in of_kind("award_type")}
    assert admitting["residency"] == {"basic-medical-diploma"}
    assert {key for key, awards in admitting.items() if "bachelor-diploma" in awards} == {"master-diploma"}
    assert admitting["phd-diploma"] == {"master-diploma", "basic-medical-diploma", "residency"}


def test_an_award_that_gives_access_is_named_once_and_is_not_of_a_higher_level() -> None:
    levels = {row["key"]: int(row["level"]) for row in of_kind("award_type")}
    for row in of_kind("award_type"):
        awards = numbered(row, "entry_award")
        assert len(awards) == len(set(awards)), row["key"]
        assert row["key"] not in awards
        assert all(levels[each] <= levels[row["key"]] for each in awards), row["key"]


SECTORS = {
    "general": r"İbtidai|orta təhsil\b",
    "vocational": r"(?i)peşə",
    "secondary-specialised": r"Orta ixtisas",
    "higher": r"Ali təhsil",
    "further": r"qeyri-formal",
}
"""What the stage of education of an award type says where it belongs to a sector."""


def test_an_award_type_has_the_sectors_that_its_stage_names() -> None:
    for row in of_kind("award_type"):
        named = {sector for sector, words in SECTORS.items() if re.search(words, row["stage_az"])}
        assert set(numbered(row, "sector")) == named != set(), row["key"]


@pytest.mark.parametrize("name", FILES)
def test_a_table_is_plain_utf_8_with_full_rows(name: str) -> None:
    content = (REGISTER / name).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    header, *data = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    assert all(header)
    assert len(set(header)) == len(header)
    assert data
    assert {len(row) for row in data} == {len(header)}
    assert all(cell == cell.strip() and "  " not in cell for row in data for cell in row)


@pytest.mark.parametrize("name", FILES)
def test_every_row_names_its_source_and_confidence(name: str) -> None:
    phrases = CONFIGURATION["lookups"]["confidence"]
    assert set(phrases.values()) <= MARKS
    for row in rows(name):
        assert row["source"], row
        assert all(part.strip() for part in row["source"].split(" ; ")), row
        assert phrases.get(row["confidence"], row["confidence"]) in MARKS, row


def test_every_confidence_phrase_is_used() -> None:
    used = {row["confidence"] for name in FILES for row in rows(name)}
    assert set(CONFIGURATION["lookups"]["confidence"]) <= used


@pytest.mark.parametrize("name", FILES)
def test_a_text_is_in_all_languages_or_in_none(name: str) -> None:
    table = rows(name)
    stems = {column[:-3] for column in table[0] if column[-3:] in {f"_{tag}" for tag in LANGUAGES}}
    assert stems
    for row in table:
        for stem in stems:
            filled = [bool(row[f"{stem}_{tag}"]) for tag in LANGUAGES]
            assert len(set(filled)) == 1, (stem, row)
        assert all(row[f"{stem}_az"] for stem in stems & {"title", "name", "label"}), row


@pytest.mark.parametrize("name", FILES)
def test_a_text_is_in_the_script_of_its_language(name: str) -> None:
    for row in rows(name):
        for column, text in row.items():
            if column.endswith(("_az", "_en")):
                assert not CYRILLIC.search(text), (column, text)
            elif column.endswith("_ru") and text:
                assert CYRILLIC.search(text), (column, text)


@pytest.mark.parametrize("name", FILES)
def test_no_row_says_who_awards(name: str) -> None:
    assert not [column for column in rows(name)[0] if "award" in column and "bod" in column]


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("framework", ("key",)),
        ("level", ("key",)),
        ("level_descriptor", ("framework", "level", "domain")),
        ("level_statement", ("level", "target")),
        ("award_type", ("key",)),
        ("classification", ("key",)),
        ("organisation", ("key",)),
        ("skill", ("iri",)),
        ("skill", ("label_en",)),
        ("link", ("qualification", "position", "skill")),
        ("qualification", ("edition", "code")),
    ],
)
def test_keys_are_unique(kind: str, columns: tuple[str, ...]) -> None:
    keys = Counter(tuple(row[column] for column in columns) for row in of_kind(kind))
    assert not [key for key, count in keys.items() if count > 1]


def test_organisations_have_short_plain_keys() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["key"]) for row in of_kind("organisation"))


def test_there_is_what_the_framework_has() -> None:
    assert [row["key"] for row in of_kind("level")] == [str(number) for number in range(1, 9)]
    assert len(of_kind("award_type")) == 19
    kinds = Counter(row["kind"] for row in of_kind("organisation"))
    assert kinds == {"governance": 13, "higher-education": 47, "college": 54, "vet-centre": 18}


@pytest.mark.parametrize("framework", ["aznqf", "eqf"])
def test_each_level_has_a_descriptor_in_each_domain(framework: str) -> None:
    found = {
        (row["level"], row["domain"]) for row in of_kind("level_descriptor") if row["framework"] == framework
    }
    assert found == {(str(level), domain) for level in range(1, 9) for domain in DOMAINS}


def test_only_what_is_known_of_the_national_descriptors_is_loaded() -> None:
    national = [row for row in of_kind("level_descriptor") if row["framework"] == "aznqf"]
    assert {row["level"] for row in national if row["loaded"] == "yes"} == {"1"}
    assert all((row["loaded"] == "yes") == bool(row["text_en"]) for row in national)
    borrowed = {row["text_en"] for row in of_kind("level_descriptor") if row["framework"] == "eqf"}
    assert not borrowed & {row["text_en"] for row in national}


def test_levels_are_only_claimed_to_be_compatible() -> None:
    statements = of_kind("level_statement")
    assert {row["status"] for row in statements} == {"claimed-compatible"}
    cycles = {"5": "short", "6": "first", "7": "second", "8": "third"}
    expected = {(str(level), f"eqf/{level}") for level in range(1, 9)}
    expected |= {(level, f"qf-ehea/{cycle}") for level, cycle in cycles.items()}
    assert {(row["level"], row["target"]) for row in statements} == expected


@pytest.mark.parametrize(
    ("kind", "column", "target"),
    [
        ("level_descriptor", "level", "level"),
        ("level_statement", "level", "level"),
        ("level_statement", "stated_by", "organisation"),
        ("award_type", "level", "level"),
        ("classification", "level", "level"),
        ("classification", "successor", "classification"),
        ("organisation", "awards_level", "level"),
        ("qualification", "award_type", "award_type"),
        ("qualification", "classification", "classification"),
        ("learning_outcome", "award_type", "award_type"),
    ],
)
def test_references_resolve(kind: str, column: str, target: str) -> None:
    keys = {row["key"] for row in of_kind(target)}
    named = {row[column] for row in of_kind(kind) if row.get(column)}
    assert named
    assert named <= keys


def test_references_to_qualifications_resolve() -> None:
    qualifications = of_kind("qualification")
    keys = {key_of(row) for row in qualifications}
    assert {row["qualification"] for row in of_kind("learning_outcome") if row.get("qualification")} <= keys
    successors = {key_of(row): row["successor"] for row in qualifications if row.get("successor")}
    assert successors
    assert set(successors.values()) <= keys
    assert all(key.split("/")[0] < successor.split("/")[0] for key, successor in successors.items())


def test_a_successor_has_the_same_national_name() -> None:
    names = {key_of(row): row.get("specialty_az") for row in of_kind("qualification")}
    for row in of_kind("qualification"):
        if row.get("successor"):
            assert row["specialty_az"] == names[row["successor"]]


def test_every_award_type_is_a_qualification() -> None:
    derived = [row for row in of_kind("qualification") if row["edition"] == "award-type"]
    assert {row["code"] for row in derived} == {row["key"] for row in of_kind("award_type")}
    assert all(row["code"] == row["award_type"] and row["content"] == "derived" for row in derived)


def test_a_specialty_is_kept_with_its_edition() -> None:
    names = {key_of(row): row.get("specialty_az") for row in of_kind("qualification")}
    assert names["2009/050631"] == "Kompüter mühəndisliyi"
    assert names["2019/050631"] == "Neft-qaz mühəndisliyi"
    for row in of_kind("qualification"):
        if row.get("classification"):
            assert row["classification"] == row["edition"]


def test_the_status_follows_the_edition() -> None:
    expected = {"2009": "superseded", "2019": "superseded", "2024": "valid", "2011": "in-transition"}
    for row in of_kind("qualification"):
        assert row["status"] == expected.get(row["edition"], "valid"), key_of(row)
        start, end = row.get("valid_from"), row.get("valid_until")
        assert not (start and end) or start < end


def test_outcomes_stand_in_order_and_every_award_type_has_some() -> None:
    by_subject = outcomes_by_subject()
    for subject, outcomes in by_subject.items():
        assert [int(row["position"]) for row in outcomes] == list(range(1, len(outcomes) + 1)), subject
        assert {row["domain"] for row in outcomes} == DOMAINS, subject
        assert len({row["title_en"] for row in outcomes}) == len(outcomes), subject
    for row in of_kind("award_type"):
        generic = by_subject[f"award-type {row['key']}"]
        assert 3 <= len(generic) <= 6
        assert {each["content"] for each in generic} == {"generic"}


def test_illustrative_qualifications_are_complete_and_say_so() -> None:
    levels = {row["key"]: row["level"] for row in of_kind("award_type")}
    outcomes = outcomes_by_subject()
    illustrative = [row for row in of_kind("qualification") if row["content"] == "illustrative"]
    assert len(illustrative) >= 15
    assert {levels[row["award_type"]] for row in illustrative} == set("345678")
    assert {key for key in outcomes if not key.startswith("award-type ")} == set(map(key_of, illustrative))
    for row in illustrative:
        own = outcomes[key_of(row)]
        assert len(own) >= 8
        assert {each["content"] for each in own} == {"illustrative"}
        assert 8 <= len(accepted_by_subject()[key_of(row)]) <= 16
        assert "not official" in row["note_en"]
        assert "rəsmi deyil" in row["note_az"]
        texts = (
            "description_en",
            "entry_requirement_en",
            "outcome_summary_en",
            "duration",
            "learning_setting",
        )
        assert all(row[column] for column in texts)
        assert bool(row["credits"]) == (levels[row["award_type"]] in "5678")


def test_other_qualifications_carry_nothing_that_was_made_up() -> None:
    own = (
        "credits",
        "duration",
        "entry_requirement_az",
        "outcome_summary_az",
        "description_az",
        "language[1]",
    )
    for row in of_kind("qualification"):
        if row["content"] != "illustrative":
            assert not [column for column in own if row.get(column)], key_of(row)
            assert "written for this register" not in row["source"]


def test_related_qualifications_share_skills() -> None:
    holders: dict[str, set[str]] = defaultdict(set)
    for subject, skills in accepted_by_subject().items():
        for skill in skills:
            holders[skill].add(subject)
    pairs = [each for each in holders.values() if len(each) > 1]
    assert {"2024/6002007", "2011/060212"} in pairs
    assert {"illustrative/network-administration", "illustrative/computer-repair"} in pairs


def test_the_skills_listed_are_the_skills_used() -> None:
    used = {skill for skills in accepted_by_subject().values() for skill in skills}
    assert used == {row["iri"] for row in of_kind("skill")}
    assert not [row for row in of_kind("learning_outcome") if numbered(row, "skill")]


def test_every_specific_outcome_has_decided_links() -> None:
    decided: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in of_kind("link"):
        decided[row["qualification"], row["position"]].add(row["decision"])
    specific = {(row["qualification"], row["position"]) for row in rows("learning-outcomes.csv")}
    assert len(specific) == 159
    assert set(decided) == specific
    for place, decisions in decided.items():
        assert len(decisions & {"accepted", "none-fits"}) == 1, place


def test_a_decision_says_who_when_how_and_why_not() -> None:
    labels = {row["iri"]: row["label_en"] for row in of_kind("skill")}
    for row in of_kind("link"):
        assert row["person"], row
        assert date.fromisoformat(row["date"]) <= date(2026, 12, 31)
        assert (row["method"], row["vocabulary"], row["version"]) == ("language-model", "esco", "1.2.0")
        assert bool(row["reason_en"]) == (row["decision"] != "accepted"), row
        assert bool(row["skill"]) == (row["decision"] != "none-fits"), row
        assert row["label"] == labels.get(row["skill"], row["label"])
        assert row["note_en"].startswith("Illustrative")


def test_fields_of_education_are_in_our_vocabulary() -> None:
    vocabulary = ROOT / "ontology" / "vocabularies" / "isced-f.ttl"
    known = {
        triple.subject.value
        for triple in ox.parse(path=str(vocabulary), format=ox.RdfFormat.TURTLE)
        if isinstance(triple.subject, ox.NamedNode)
    }
    used = {code for row in of_kind("qualification") for code in numbered(row, "isced_f")}
    assert used
    assert {f"http://data.europa.eu/snb/isced-f/{code}" for code in used} <= known


def test_licence_and_readme_carry_the_esco_attribution() -> None:
    for name in ("LICENSE.md", "README.md"):
        text = (REGISTER / name).read_text(encoding="utf-8")
        assert "This service uses the ESCO classification of the European Commission." in text


@pytest.mark.conformance
def test_fields_of_education_are_in_the_published_list(shared: Shared) -> None:
    known = {row["notation"] for row in shared_rows(shared("data/elm/cv/isced-f.csv"))}
    for row in of_kind("qualification"):
        assert set(numbered(row, "isced_f")) <= known
        assert numbered(row, "isced_f")


@pytest.mark.conformance
@pytest.mark.parametrize("table", ["v1.1.1/skills_en.csv.gz", "v1.2.0/skills_en.RECONSTRUCTED.csv.gz"])
def test_skills_are_those_of_esco(shared: Shared, table: str) -> None:
    types = {"skill/competence": "skill", "knowledge": "knowledge"}
    esco = {
        row["conceptUri"]: (row["preferredLabel"], types.get(row["skillType"]))
        for row in shared_rows(shared(f"data/esco/{table}"))
    }
    newer = "1.2.0" in table
    for row in of_kind("skill"):
        label, kind = esco[row["iri"]]
        assert kind == row["kind"]
        assert label == row["label_en"] or not newer


@pytest.mark.conformance
def test_rejected_skills_are_those_of_esco_too(shared: Shared) -> None:
    table = shared_rows(shared("data/esco/v1.2.0/skills_en.RECONSTRUCTED.csv.gz"))
    esco = {row["conceptUri"]: row["preferredLabel"] for row in table}
    for row in of_kind("link"):
        assert not row["skill"] or esco[row["skill"]] == row["label"]


@pytest.mark.conformance
def test_exactly_the_confirmed_bachelor_codes_are_published(shared: Shared) -> None:
    specialties = list(shared_rows(shared("data/aznqf/specialties_bachelor.csv")))
    confirmed = {
        (row["edition"], row["code"], row["name_az"], row["iscedf_suggested"])
        for row in specialties
        if row["code_status"] == "confirmed"
    }
    published = rows("qualifications-bachelor.csv")
    ours = {(row["edition"], row["code"], row["specialty_az"], row["isced_f"]) for row in published}
    assert ours == confirmed
    assert len(ours) == len(published) == 110


@pytest.mark.conformance
def test_no_unconfirmed_code_appears_anywhere(shared: Shared) -> None:
    specialties = list(shared_rows(shared("data/aznqf/specialties_bachelor.csv")))
    confirmed = {row["code"] for row in specialties if row["code_status"] == "confirmed"}
    guessed = {row["code"] for row in specialties if row["code_status"] != "confirmed"} - confirmed - {""}
    assert guessed
    words = {
        word for path in REGISTER.iterdir() for word in re.findall(r"\d+", path.read_text(encoding="utf-8"))
    }
    assert not words & guessed


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("table", "source"), [("master", "specialties_master"), ("doctorate", "specialties_doctoral")]
)
def test_master_and_doctoral_specialties_are_complete(shared: Shared, table: str, source: str) -> None:
    wanted = {
        (row["edition"][:4], row["code"], row["name_az"])
        for row in shared_rows(shared(f"data/aznqf/{source}.csv"))
    }
    published = rows(f"qualifications-{table}.csv")
    assert {(row["edition"], row["code"], row["specialty_az"]) for row in published} == wanted
    assert len(published) == len(wanted)


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("table", "source"),
    [("higher-education", "hei"), ("colleges", "colleges"), ("vet-centres", "vet_centres")],
)
def test_institutions_are_complete(shared: Shared, table: str, source: str) -> None:
    wanted = {(row["name_az"], row["city"]) for row in shared_rows(shared(f"data/aznqf/{source}.csv"))}
    published = rows(f"{table}.csv")
    assert {(row["name_az"], row["city_az"]) for row in published} == wanted
    assert len(published) == len(wanted)
