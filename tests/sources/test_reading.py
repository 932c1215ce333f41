"""Rows become records, and nothing is dropped without an issue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from nqfgraph.model.records import Evidence, LearningOutcome, Register
from nqfgraph.places import Place
from nqfgraph.sources import CODES, Issue, Severity, codes

Read = Callable[..., tuple[Register, tuple[Issue, ...]]]
HEAD = "key,code,title_en,award_type,isced_f"
SKILL = "http://data.europa.eu/esco/skill/s1"


def said(issues: Sequence[Issue]) -> list[tuple[str, int | None, str | None]]:
    return [(each.code, each.place.row, each.place.column) for each in issues]


def test_the_small_register_has_no_issues(read: Read) -> None:
    register, issues = read()
    assert issues == ()
    qualification = register.qualifications[0]
    assert qualification.key == ("2024", "1")
    assert qualification.level == ("6",)
    assert qualification.level_derived
    assert qualification.award_type == ("bachelor",)
    assert qualification.isced_f == ("http://data.europa.eu/snb/isced-f/0613",)
    assert qualification.modified == datetime(2026, 11, 1, tzinfo=UTC)
    assert qualification.status == "valid"
    assert qualification.content == "official"
    assert qualification.version == "1"
    assert qualification.credit_system is None
    assert register.description.country == "OP_DATPRO"
    assert register.frameworks[0].country == register.organisations[0].country
    assert str(register.frameworks[0].country).endswith("/country/OP_DATPRO")


def test_a_qualification_with_everything(read: Read) -> None:
    register, issues = read(
        qualification=(
            "edition;code;title_az;title_en;alternative_title[1]_az;alternative_title[2]_en;description_en;"
            "award_type;level;classification;specialty_az;isced_f;isced_f[2];credits;duration;"
            "entry_requirement_en;outcome_summary_en;language[1];language[2];mode;learning_setting;partial;"
            "awarding_body[1];homepage;content;status;version;valid_from;valid_until;successor;modified;"
            "learning_outcome[1].title_en;learning_outcome[1].domain;learning_outcome[1].skill[1];"
            "learning_outcome[2].title_az;learning_outcome[3].title_en;source[1];source[2];confidence;note\n"
            "2024;06;Bir;One;Başqa;Other;Text;bachelor;5;2024;İxtisas;0613;0611;240.0;P4Y;Exam;Sum;az;ENG;"
            "presential;formal;yes;uni;https://example.org/;illustrative;superseded;2;2024-09-01;2026-09-01;"
            f'2024/07;2026-02-03T10:00:00Z;Knows;knowledge;{SKILL};Bilir;;"Act 1 ; Act 2";Act 2;high;Look\n'
            "2024;07;;Two;;;;bachelor;;;;0613;;;;;;;;;;;;;;;;;;;;;;;;;;;;\n"
        )
    )
    assert issues == ()
    one, two = register.qualifications
    assert one.key == ("2024", "06")
    assert one.code == "06"
    assert one.title == {"az": "Bir", "en": "One"}
    assert one.alternative_title == ({"az": "Başqa"}, {"en": "Other"})
    assert (one.level, one.level_derived) == (("5",), False)
    assert one.classification == ("2024",)
    assert one.specialty == {"az": "İxtisas"}
    assert [each[-4:] for each in one.isced_f] == ["0613", "0611"]
    assert one.credits == Decimal(240)
    assert str(one.credit_system).startswith("http://data.europa.eu/snb/education-credit/")
    assert one.duration == "P4Y"
    assert one.entry_requirement == {"en": "Exam"}
    assert one.outcome_summary == {"en": "Sum"}
    assert [each[-3:] for each in one.languages] == ["AZE", "ENG"]
    assert len(one.modes) == 1
    assert one.learning_setting
    assert one.partial
    assert one.awarding_bodies == (("uni",),)
    assert one.homepage == "https://example.org/"
    assert (one.content, one.status, one.version) == ("illustrative", "superseded", "2")
    assert (one.valid_from, one.valid_until) == (date(2024, 9, 1), date(2026, 9, 1))
    assert one.successor == two.key == ("2024", "07")
    assert one.modified == datetime(2026, 2, 3, 10, tzinfo=UTC)
    assert one.learning_outcomes == (
        LearningOutcome(title={"en": "Knows"}, domain="knowledge", skills=(SKILL,), content="illustrative"),
        LearningOutcome(title={"az": "Bilir"}, content="illustrative"),
    )
    assert one.evidence == Evidence(sources=("Act 1", "Act 2"), confidence="high", note={"en": "Look"})
    assert two.evidence == Evidence()
    assert not two.partial


def test_framework_levels_and_what_is_said_of_them(read: Read) -> None:
    register, issues = read(
        framework="key,title_en,alternative_title[1]_en,adopted,country,homepage\n"
        "frame,Frame,NQF,2018-07-18,AZE,https://example.org/\nother,Other,,,,\n",
        level="key,order,label_en\nA,1,Low\n6,,Six\n",
        level_descriptor="framework,level,domain,domain_label_en,text_en,loaded\n"
        ",A,knowledge,Knowing,Knows,\n,A,skills,,,\n,A,autonomy,,,yes\neqf,6,knowledge,,Text,no\n",
        level_statement="level,target,status,stated_by,date\nA,eqf/1,referenced,uni,2020-01-01\n"
        "A,qf-ehea/short,compared,,\n",
        award_type="key,level,label_en,alternative_label_en,kind,shortest,longest,fewest_credits,most_credits\n"
        "bachelor,6,Bachelor,Degree,partial,P3Y,P4Y,180,240\n",
    )
    assert issues == ()
    assert register.frameworks[0].adopted == date(2018, 7, 18)
    assert str(register.frameworks[0].country).endswith("/AZE")
    assert register.frameworks[1].country is None
    assert [(level.key, level.order) for level in register.levels] == [(("A",), 1), (("6",), 6)]
    assert [(each.key, each.loaded) for each in register.level_descriptors] == [
        (("frame", "A", "knowledge"), True),
        (("frame", "A", "skills"), False),
        (("frame", "A", "autonomy"), True),
        (("eqf", "6", "knowledge"), False),
    ]
    first, second = register.level_statements
    assert (first.key, first.status, first.stated_by, first.stated) == (
        ("A", "eqf"), "referenced", ("uni",), date(2020, 1, 1)
    )  # fmt: skip
    assert (second.key, second.stated_by) == (("A", "qf-ehea"), None)
    award_type = register.award_types[0]
    assert (award_type.kind, award_type.shortest, award_type.most_credits) == ("partial", "P3Y", Decimal(240))


def test_an_award_type_may_have_several_sectors_of_the_scheme(read: Read) -> None:
    table = "key,level,label_en,sector[1],sector[2],sector[3]\nbachelor,6,Bachelor,higher,vocational,higher\n"
    register, issues = read(award_type=table)
    assert register.award_types[0].sectors == ("higher", "vocational")
    assert issues == ()
    register, issues = read(award_type="key,level,label_en,sector\nbachelor,6,Bachelor,private\n")
    assert register.award_types[0].sectors == ()
    assert said(issues) == [("bad-code", 2, "sector")]


def test_award_types_may_name_those_that_give_access_in_any_order(read: Read) -> None:
    table = "key,level,label_en,entry_award[1],entry_award[2]\nmaster,6,A,bachelor,bachelor\nbachelor,6,B,,\n"
    register, issues = read(award_type=table)
    assert issues == ()
    assert {each.key: each.entry_awards for each in register.award_types} == {
        ("master",): (("bachelor",),),
        ("bachelor",): (),
    }


def test_an_award_that_gives_access_and_is_not_there_is_left_out(read: Read) -> None:
    table = "key,level,label_en,entry_award[1],entry_award[2]\nbachelor,6,B,school,bachelor\n"
    register, issues = read(award_type=table)
    assert register.award_types[0].entry_awards == (("bachelor",),)
    assert said(issues) == [("unknown-reference", 2, "entry_award[1]")]


def test_outcomes_of_a_second_table_are_joined_and_ordered(read: Read) -> None:
    register, issues = read(
        learning_outcome="qualification,award_type,position,title_en,domain,skill[1],content\n"
        f"2024/1,,2,Second,skills,{SKILL},\n2024/1,,1,First,,,illustrative\n,bachelor,1,Generic,,,\n"
    )
    assert issues == ()
    assert register.qualifications[0].learning_outcomes == (
        LearningOutcome(title={"en": "First"}, content="illustrative"),
        LearningOutcome(title={"en": "Second"}, domain="skills", skills=(SKILL,)),
    )
    assert register.award_types[0].learning_outcomes == (
        LearningOutcome(title={"en": "Generic"}, content="generic"),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("2024/1,,1,A\n2024/1,,1,B\n", [("duplicate-position", 3, None)]),
        ("2024/1,,1,A\n2024/1,,3,B\n", [("position-gap", 3, None)]),
        ("2024/9,,1,A\n", [("unknown-reference", 2, None)]),
        (",none,1,A\n", [("unknown-reference", 2, None)]),
        (",,1,A\n", [("missing-value", 2, "qualification")]),
        ("2024/1,bachelor,1,A\n", [("missing-value", 2, "qualification")]),
        ("2024/1,,first,A\n", [("bad-number", 2, "position")]),
        ("2024/1,,1,\n", [("missing-value", 2, "title_en")]),
    ],
)
def test_outcomes_that_do_not_fit(read: Read, rows: str, expected: list[tuple[str, int, str | None]]) -> None:
    _, issues = read(learning_outcome=f"qualification,award_type,position,title_en\n{rows}")
    assert said(issues) == expected


def test_outcomes_in_columns_and_rows_share_their_positions(read: Read) -> None:
    register, issues = read(
        qualification=f"{HEAD},learning_outcome[1].title_en\n2024/1,1,One,bachelor,0613,First\n",
        learning_outcome="qualification,position,title_en\n2024/1,2,Second\n2024/1,1,Again\n",
    )
    assert [each.title["en"] for each in register.qualifications[0].learning_outcomes] == ["First", "Second"]
    assert said(issues) == [("duplicate-position", 3, None)]


def test_a_part_of_an_outcome_without_its_title(read: Read) -> None:
    columns = "learning_outcome[1].title_en,learning_outcome[1].domain,learning_outcome[2].title_en"
    register, issues = read(qualification=f"{HEAD},{columns}\n2024/1,1,One,bachelor,0613,,skills,B\n")
    assert [each.title["en"] for each in register.qualifications[0].learning_outcomes] == ["B"]
    assert [each.code for each in issues] == ["missing-value", "position-gap"]


def test_a_wrong_content_leaves_the_outcome_out(read: Read) -> None:
    columns = "learning_outcome[1].title_en,learning_outcome[1].content"
    register, issues = read(qualification=f"{HEAD},{columns}\n2024/1,1,One,bachelor,0613,A,ilustrative\n")
    assert register.qualifications[0].learning_outcomes == ()
    assert said(issues) == [("bad-code", 2, "learning_outcome[1].content")]
    assert "The learning outcome is left out" in issues[0].message


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        ("status", "walid", ("bad-code", "status")),
        ("content", "oficial", ("bad-code", "content")),
        ("partial", "maybe", ("bad-yes-no", "partial")),
        ("level", "9", ("unknown-reference", "level")),
        ("level", "a/b", ("bad-key", "level")),
    ],
)
def test_a_wrong_value_that_would_mislead_leaves_the_row_out(
    read: Read, columns: str, row: str, expected: tuple[str, str]
) -> None:
    register, issues = read(qualification=f"{HEAD},{columns}\n2024/1,1,One,bachelor,0613,{row}\n")
    assert register.qualifications == ()
    assert said(issues) == [(expected[0], 2, expected[1])]
    assert "The row is left out" in issues[0].message


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("credits", "7,5", "bad-number"),
        ("duration", "4 years", "bad-duration"),
        ("homepage", "example.org", "bad-iri"),
        ("valid_from", "1.9.2024", "bad-date"),
        ("modified", "yesterday", "bad-date"),
        ("language[1]", "xx9", "bad-code"),
        ("mode[2]", "by pigeon", "bad-code"),
        ("description_en", "a\x07b", "bad-text"),
        ("awarding_body[1]", "nobody", "unknown-reference"),
        ("classification", "1999", "unknown-reference"),
        ("successor", "2024/9", "unknown-reference"),
        ("learning_outcome[1].skill[1]", "https://example.org/skill", "unknown-reference"),
        ("confidence", "certain", "bad-code"),
        ("isced_f[2]", "9998", "bad-code"),
    ],
)
def test_another_wrong_value_is_left_out_alone(read: Read, column: str, value: str, code: str) -> None:
    outcome = ",learning_outcome[1].title_en" if column.startswith("learning") else ""
    title = ",A" if outcome else ""
    register, issues = read(
        qualification=f'{HEAD},{column}{outcome}\n2024/1,1,One,bachelor,0613,"{value}"{title}\n'
    )
    assert len(register.qualifications) == 1
    assert register.qualifications[0].successor is None
    assert [each.code for each in issues] == [code]
    assert issues[0].place.row == 2
    assert issues[0].severity is Severity.ERROR
    assert "The value is left out" in issues[0].message
    assert issues[0].remedy


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2024/1,,One,bachelor,0613", "code"),
        ("2024/1,1,,bachelor,0613", "title_en"),
        ("2024/1,1,One,bachelor,", "isced_f"),
        (",1,One,bachelor,0613", "key"),
    ],
)
def test_a_row_without_what_is_needed_is_left_out(read: Read, row: str, column: str) -> None:
    register, issues = read(qualification=f"{HEAD}\n{row}\n")
    assert register.qualifications == ()
    assert said(issues) == [("missing-value", 2, column)]


def test_a_bad_code_in_a_required_column_leaves_the_row_out(read: Read) -> None:
    register, issues = read(qualification=f"{HEAD}\n2024/1,1,One,bachelor,613\n")
    assert register.qualifications == ()
    assert said(issues) == [("bad-code", 2, "isced_f")]
    assert "“613”" in issues[0].message
    assert "0613" in str(issues[0].remedy)


def test_an_edition_and_a_code_that_cannot_be_a_key(read: Read) -> None:
    _, issues = read(qualification="edition,code,title_en,award_type,isced_f\n2024,a/b,One,bachelor,0613\n")
    assert said(issues) == [("bad-key", 2, "code")]


def test_a_qualification_that_has_no_level(read: Read) -> None:
    _, issues = read(qualification=f"{HEAD}\n2024/1,1,One,,0613\n2024/2,2,Two,master,0613\n")
    assert said(issues) == [("no-level", 2, "level"), ("unknown-reference", 3, "award_type")]


def test_a_qualification_with_a_level_and_an_unknown_award_type_stays(read: Read) -> None:
    register, issues = read(qualification=f"{HEAD},level\n2024/1,1,One,master,0613,6\n")
    assert register.qualifications[0].award_type is None
    assert said(issues) == [("unknown-reference", 2, "award_type")]


def test_a_second_row_with_the_same_key_names_the_first(read: Read) -> None:
    register, issues = read(qualification=f"{HEAD}\n2024/1,1,A,bachelor,0613\n2024/1,1,B,bachelor,0613\n")
    assert [each.title["en"] for each in register.qualifications] == ["A"]
    assert said(issues) == [("duplicate-key", 3, "key")]
    assert "is already in row 2" in issues[0].message


@pytest.mark.parametrize(
    ("kind", "table", "code"),
    [
        ("framework", "key,title_en\nframe,A\nframe,B\n", "duplicate-key"),
        ("level", "key,label_en\n6,A\n6,B\n", "duplicate-key"),
        ("level", "key,label_en\n6,A\nhigh,B\n", "missing-value"),
        ("level_descriptor", "level,domain\n9,skills\n", "unknown-reference"),
        ("level_descriptor", "framework,level,domain\neqf,9,skills\n", "unknown-reference"),
        ("level_descriptor", "framework,level,domain\nother,6,skills\n", "unknown-reference"),
        ("level_descriptor", "level,domain\n6,skills\n6,skills\n", "duplicate-key"),
        ("level_statement", "level,target,status\n9,eqf/6,referenced\n", "unknown-reference"),
        ("level_statement", "level,target,status,stated_by\n6,eqf/6,referenced,x\n", "unknown-reference"),
        ("level_statement", "level,target,status\n6,eqf/6,referenced\n6,eqf/7,referenced\n", "duplicate-key"),
        ("award_type", "key,level,label_en\nbachelor,6,A\nb,9,B\n", "unknown-reference"),
        ("award_type", "key,level,label_en\nbachelor,6,A\nbachelor,6,B\n", "duplicate-key"),
        (
            "award_type",
            "key,level,label_en,fewest_credits,most_credits\nbachelor,6,A,240,180\n",
            "inconsistent-range",
        ),
        ("classification", "key,edition,title_en,level\n2024,2024,A,9\n", "unknown-reference"),
        ("classification", "key,edition,title_en,successor\n2024,2024,A,2030\n", "unknown-reference"),
        ("classification", "key,edition,title_en\n2024,2024,A\n2024,2024,B\n", "duplicate-key"),
        ("organisation", "key,name_en,kind,awards_level\nuni,U,college,9\n", "unknown-reference"),
        ("organisation", "key,name_en,kind\nuni,U,college\nuni,V,college\n", "duplicate-key"),
        ("skill", "iri,label_az,label_en\nhttps://e.org/1,bacarıq,\n", "missing-value"),
        ("skill", "iri,label_en\nhttps://e.org/1,a\nhttps://e.org/1,b\n", "duplicate-key"),
    ],
)
def test_what_is_wrong_between_rows(read: Read, kind: str, table: str, code: str) -> None:
    _, issues = read(**{kind: table})
    assert [each.code for each in issues] == [code]
    assert issues[0].place.file == f"{kind}.csv"


def test_the_other_half_of_a_bad_row_is_kept(read: Read) -> None:
    register, issues = read(level='key,label_az,label_en\n6,"a\x07",Six\n')
    assert register.levels[0].label == {"en": "Six"}
    assert [each.code for each in issues] == ["bad-text"]


def test_editions_may_follow_each_other(read: Read) -> None:
    register, issues = read(classification="key,edition,title_en,successor\n2019,2019,A,2024\n2024,2024,B,\n")
    assert issues == ()
    assert register.classifications[0].successor == ("2024",)


def test_a_register_without_its_framework_and_without_levels(read: Read) -> None:
    _, issues = read(framework="key,title_en\nother,Other\n", level=None, award_type=None, qualification=None)
    assert {each.code for each in issues} == {"no-framework", "no-levels"}
    assert {each.place.file for each in issues} == {"register.toml"}


def test_an_unknown_column_is_said_once(read: Read) -> None:
    _, issues = read(level="key,label_en,labl_az\n6,Six,x\n7,Seven,y\n")
    assert said(issues) == [("unknown-column", None, "labl_az")]
    assert "label_az" in str(issues[0].remedy)


def test_a_column_in_a_language_that_is_not_the_registers(read: Read) -> None:
    _, issues = read(level="key,label_en,label_tr\n6,Six,x\n")
    assert said(issues) == [("unknown-language", None, "label_tr")]


def test_a_missing_required_column_is_said_once(read: Read) -> None:
    register, issues = read(organisation="key,name_en\na,A\nb,B\n")
    assert register.organisations == ()
    assert [each.code for each in issues] == ["missing-column"]
    assert "kind" in issues[0].message


def test_columns_may_have_other_headers(read: Read) -> None:
    register, issues = read(
        level="Nr,Name,Remark,key\n6,Six,x,ignored\n",
        settings={
            "level": 'columns = { key = "Nr", order = "Nr", label_en = "Name" }\nignore = ["Remark", "key"]'
        },
    )
    assert issues == ()
    assert register.levels[0].key == ("6",)
    assert register.levels[0].order == 6


def test_two_columns_for_one_thing(read: Read) -> None:
    register, issues = read(
        level="key,Name,label_en\n6,Six,Sechs\n", settings={"level": 'columns = { label_en = "Name" }'}
    )
    assert register.levels[0].label == {"en": "Six"}
    assert [each.code for each in issues] == ["duplicate-column"]


def test_a_header_that_the_register_names_but_the_table_lacks(read: Read) -> None:
    _, issues = read(settings={"level": 'columns = { label_az = "Ad" }\nignore = ["Remark"]'})
    assert sorted(each.code for each in issues) == ["missing-column", "unused-ignore"]
    assert any("“Ad”" in each.message for each in issues)


def test_look_ups_put_canonical_values_in_the_place_of_words(read: Read) -> None:
    register, issues = read(
        qualification=f"{HEAD},status,language[1]\n2024/1,1,One,bachelor,0613,qüvvədə,Azərbaycan\n"
        "2024/2,2,Two,bachelor,0613,draft,-\n",
        settings={"qualification": 'lookup = { status = "status", "language[1]" = "language" }'},
        toml='[lookups.status]\n"qüvvədə" = "valid"\n[lookups.language]\n"Azərbaycan" = "AZE"\n"-" = ""',
    )
    assert issues == ()
    assert [each.status for each in register.qualifications] == ["valid", "draft"]
    assert [len(each.languages) for each in register.qualifications] == [1, 0]


def test_defaults_stand_for_empty_cells_and_absent_columns(read: Read) -> None:
    register, issues = read(
        qualification=f"{HEAD},status\n2024/1,1,One,bachelor,0613,\n2024/2,2,Two,bachelor,0613,draft\n",
        settings={"qualification": 'defaults = { status = "suspended", "language[1]" = "az" }'},
        toml='[defaults.qualification]\nstatus = "withdrawn"\nversion = "3"',
    )
    assert issues == ()
    assert [each.status for each in register.qualifications] == ["suspended", "draft"]
    assert [each.version for each in register.qualifications] == ["3", "3"]
    assert all(each.languages[0].endswith("AZE") for each in register.qualifications)


def test_a_default_alone_makes_no_learning_outcome(read: Read) -> None:
    register, issues = read(
        qualification=f"{HEAD},learning_outcome[1].title_en\n2024/1,1,One,bachelor,0613,\n",
        settings={"qualification": 'defaults = { "learning_outcome[1].content" = "illustrative" }'},
    )
    assert issues == ()
    assert register.qualifications[0].learning_outcomes == ()


def test_texts_are_trimmed_and_normalised(read: Read) -> None:
    register, _ = read(level="key,label_az\n6,  S\u0327e\u0301 \n")
    assert register.levels[0].label == {"az": "Şé"}


def test_equal_evidence_is_one_object(read: Read) -> None:
    register, _ = read(level="key,label_en,source,note\n5,Five,Act,x\n6,Six,Act,x\n")
    assert register.levels[0].evidence is register.levels[1].evidence


def test_a_kind_may_have_several_tables(read: Read) -> None:
    register, issues = read(
        skill=None,
        settings={"qualification": '[[tables]]\nkind = "skill"\nfile = "level.csv"\n'
                  'columns = { iri = "key", label_en = "label_en" }\n'
                  '[[tables]]\nkind = "level"\nfile = "level.csv"\n'},
    )  # fmt: skip
    assert len(register.levels) == 2
    assert [each.code for each in issues].count("duplicate-key") == 2


def test_too_many_issues_of_one_kind_are_counted(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "MAX_ISSUES", 3)
    rows = "".join(f"2024/{number},1,One,bachelor,0613,x\n" for number in range(10))
    register, issues = read(qualification=f"{HEAD},credits\n{rows}")
    assert len(register.qualifications) == 10
    assert len(issues) == 4
    assert "7 more of this kind" in issues[-1].message
    assert issues[-1].place == Place(file="qualification.csv")


def test_every_code_says_what_it_means() -> None:
    assert all(each.text.endswith(".") and each.severity in Severity for each in CODES.values())
