"""Tables as a submission: every fault is in its row and column again."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError
from nqfgraph.iris import Iris
from nqfgraph.model.graphs import register_quads
from nqfgraph.ontology import Ontology
from nqfgraph.places import Place
from nqfgraph.sources import Origins, read_register
from nqfgraph.sources.codes import CODES
from nqfgraph.sources.kinds import KINDS
from nqfgraph.submissions import check
from nqfgraph.submissions.cells import FIELDS, NOTES, fields_of
from nqfgraph.submissions.registers import _Places
from nqfgraph.submissions.texts import ISSUES
from nqfgraph.validation import Finding
from nqfgraph.validation.verdicts import Verdict
from nqfgraph.vocab import DCTERMS, ELM, FOAF, NQF, RDF, SKOS

BASE = "https://demo.example/id/"


OFFERS = """\
key,qualification,title_az,title_en,title_ru,provided_by,homepage,default_language,starts,ends,price_en,price_amount,\
price_currency,city_en
economics-here,2024/100,İqtisadiyyat,Economics here,Экономика,uni,https://uni.example/economics,az,2027-09-01,\
2028-06-30,For all,10,AZN,Hill
"""


@pytest.fixture
def offering(register: Path) -> Path:
    """Return the register with a table of learning opportunities, and an organisation that provides them."""
    (register / "offers.csv").write_text(OFFERS, encoding="utf-8")
    table = "key,kind,name_az,name_en,name_ru\nuni,higher-education,Universitet,University,Университет\n"
    (register / "providers.csv").write_text(table, encoding="utf-8")
    tables = {"learning_opportunity": "offers.csv", "organisation": "providers.csv"}
    with (register / "register.toml").open("a", encoding="utf-8") as file:
        for kind, name in tables.items():
            file.write(f'\n[[tables]]\nkind = "{kind}"\nfile = "{name}"\n')
    return register


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def places(verdict: Verdict, path: ox.NamedNode) -> list[Place | None]:
    return [each.place for each in verdict.report.findings if each.path == path.value]


def test_issues_and_findings_stand_in_one_report(register: Path) -> None:
    table = register / "qualifications.csv"
    change(table, "P4Y", "4 years")
    change(table, "Экономика", "")
    verdict = check([register])
    (issue,) = [each for each in verdict.report.findings if each.shape.endswith("readable#bad-duration")]
    assert issue.place == Place(file="qualifications.csv", row=2, column="duration")
    assert issue.focus == '"qualifications.csv, row 2, column duration"'
    assert "4 years" in issue.messages["en"]
    assert issue.messages["az"] == "“4 years” müddət deyil. Qiymət nəzərə alınmadı."
    assert issue.remedy["ru"].startswith("Запишите P4Y для четырёх лет")
    assert places(verdict, DCTERMS.title) == [Place(file="qualifications.csv", row=2, column="title_ru")]
    assert verdict.fails("violation")
    assert [each.syntax for each in verdict.files] == ["register"]


def test_profiles_are_those_of_the_policy_unless_others_are_named(register: Path) -> None:
    assert set(check([register]).report.checked) == {"elm-loq", "framework", "register"}
    assert set(check([register / "register.toml"], ["framework"]).report.checked) == {"framework"}


def test_an_archive_of_a_register_is_checked(register: Path, tmp_path: Path) -> None:
    change(register / "qualifications.csv", "P4Y", "4 years")
    path = Path(shutil.make_archive(str(tmp_path / "demo"), "zip", tmp_path, "register"))
    verdict = check([path])
    assert verdict.report.findings[0].place == Place(file="qualifications.csv", row=2, column="duration")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("other.ttl", "")
    with pytest.raises(InputError, match=r"other\.ttl does not belong"):
        check([path])


def test_what_cannot_be_checked_together_is_refused(register: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be checked together"):
        check([register, register])
    with pytest.raises(InputError, match=r"has no register\.toml"):
        check([tmp_path])


def test_sheets_of_workbooks_are_named(westland_register: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(westland_register, tmp_path / "westland"))
    verdict = check([folder])
    assert not verdict.fails("violation")
    ontology = Ontology.load()
    origins = Origins()
    register, _ = read_register(folder, ontology, origins)
    place = finder(origins, register).find(
        finding(FOAF.homepage, None, "https://register.westland.example/id/framework/wqr")
    )
    assert (place.sheet, place.row) == ("Rahmen", 2)


def finder(origins: Origins, register: object) -> _Places:
    return _Places(origins, register)


def finding(path: ox.NamedNode | str | None, value: object, focus: str) -> Finding:
    return Finding(
        severity="violation",
        focus=focus,
        path=path.value if isinstance(path, ox.NamedNode) else path,
        value=None if value is None else str(value),
        constraint="",
        shape="",
        messages={"en": ""},
    )


TITLE = ox.Literal("Economics", language="en")
ISCED = "http://data.europa.eu/snb/isced-f/"


@pytest.mark.parametrize(
    ("focus", "path", "value", "row", "column"),
    [
        ("qualification/2024/100", DCTERMS.title, TITLE, 2, "title_en"),
        ("qualification/2024/100", DCTERMS.title, ox.Literal("ru"), 2, "title_ru"),
        ("qualification/2024/100", DCTERMS.title, ox.Literal("a", language="de"), 2, None),
        ("qualification/2024/100", DCTERMS.title, None, 2, None),
        ("qualification/2024/100", None, None, 2, None),
        ("qualification/2024/10", ELM.ISCEDFCode, ox.NamedNode(f"{ISCED}0714"), 3, "isced_f[2]"),
        ("qualification/2024/10", ELM.ISCEDFCode, ox.NamedNode(f"{ISCED}0999"), 3, None),
        ("qualification/2024/10", ELM.NQFLevel, ox.NamedNode(f"{BASE}level/6"), 3, "award_type"),
        ("qualification/2024/10#credit-point", ELM.point, ox.Literal("240"), 3, "credits"),
        ("qualification/2024/10#awarding-opportunity", ELM.awardingBody, None, 3, "awarding_body[1]"),
        ("qualification/2024/10#evidence", DCTERMS.source, None, 3, None),
        ("record/2024/10", NQF.recordStatus, None, 3, "status"),
        ("record/2024/10", f"<{NQF.recordStatus.value}>/<{RDF.type.value}>", None, 3, "status"),
        ("record/2024/10", f"^<{FOAF.primaryTopic.value}>", None, 3, None),
        ("record/2024/10", f"<{NQF.level.value}>*", None, 3, None),
    ],
)
def test_a_finding_has_its_cell(
    register: Path, focus: str, path: ox.NamedNode | str, value: object, row: int, column: str | None
) -> None:
    origins = Origins()
    records, _ = read_register(register, Ontology.load(), origins)
    place = finder(origins, records).find(finding(path, value, BASE + focus))
    assert place == Place(file="qualifications.csv", row=row, column=column)


def test_other_things_have_their_rows_too(register: Path) -> None:
    origins = Origins()
    records, _ = read_register(register, Ontology.load(), origins)
    places = finder(origins, records)

    def at(focus: str, path: ox.NamedNode, value: object = None) -> str:
        return str(places.find(finding(path, value, BASE + focus)))

    label = ox.Literal("x", language="az")
    assert at("level/6", SKOS.prefLabel, label).endswith("levels.csv, row 3, column label_az")
    assert at("award-type/bachelor-diploma", NQF.level).startswith("award-types.csv, row ")
    assert at("learning-outcome/award-type/bachelor-diploma/1", DCTERMS.title, label) == (
        "learning-outcomes.csv, row 2, column title_az"
    )
    assert at("organisation/keeper", DCTERMS.title) == "register.toml"
    assert (
        str(places.find(finding(DCTERMS.title, None, "https://demo.example/catalogue#dataset")))
        == "register.toml"
    )


@pytest.mark.parametrize(
    ("part", "path", "value", "column"),
    [
        ("", ELM.learningAchievementSpecification, None, "qualification"),
        ("", ELM.providedBy, None, "provided_by"),
        ("", DCTERMS.title, ox.Literal("a", language="en"), "title_en"),
        ("", NQF.recordStatus, None, None),
        ("#period", ELM.startDate, None, "starts"),
        ("#period", ELM.endDate, None, "ends"),
        ("#price", DCTERMS.description, ox.Literal("a", language="en"), "price_en"),
        ("#amount", RDF.value, None, "price_amount"),
        ("#amount", ELM.unit, None, "price_currency"),
        ("#homepage", ELM.contentUrl, None, "homepage"),
        ("#evidence", DCTERMS.source, None, None),
    ],
)
def test_a_finding_on_a_learning_opportunity_has_its_cell(
    offering: Path, part: str, path: ox.NamedNode, value: object, column: str | None
) -> None:
    origins = Origins()
    records, issues = read_register(offering, Ontology.load(), origins)
    assert issues == ()
    focus = f"{BASE}learning-opportunity/economics-here{part}"
    place = finder(origins, records).find(finding(path, value, focus))
    assert place == Place(file="offers.csv", row=2, column=column)


def test_a_learning_opportunity_is_told_by_its_title(offering: Path) -> None:
    change(offering / "offers.csv", "2027-09-01,2028-06-30", "2028-09-01,2028-06-30")
    verdict = check([offering])
    path = ELM.startDate.value
    (found,) = [each for each in verdict.report.findings if each.path == path]
    assert found.place == Place(file="offers.csv", row=2, column="starts")
    assert found.name["en"] == "learning opportunity economics-here – Economics here"
    assert found.name["az"].startswith("təlim imkanı economics-here")


@pytest.mark.parametrize("with_offers", [False, True])
def test_every_row_that_became_something_is_found_again(
    register: Path, with_offers: bool, request: pytest.FixtureRequest
) -> None:
    """The subjects of the graphs lead to the rows they were made from."""
    register = request.getfixturevalue("offering") if with_offers else register
    ontology = Ontology.load()
    origins = Origins()
    records, _ = read_register(register, ontology, origins)
    finds = finder(origins, records)
    lost = set()
    for quad in register_quads(records, ontology):
        subject = quad.subject.value
        graph = quad.graph_name.value.rpartition("/")[2]
        if graph not in ("vocabularies", "catalogue") and subject.startswith(BASE):
            place = finds.find(finding(quad.predicate, quad.object, subject))
            if place.file == "register.toml":
                lost.add(subject)
    publisher = Iris("https://demo.example/").thing("organisation", *records.description.publisher)
    framework = f"{BASE}framework/demo#award-types"
    assert lost <= {publisher, framework}


def test_fields_are_those_of_the_tables() -> None:
    assert set(FIELDS) <= set(KINDS)
    for kind, fields in FIELDS.items():
        known = {name.removeprefix("learning_outcome.") for name in KINDS[kind]}
        for names in fields.values():
            assert set(names) <= known, (kind, names)
    known = {name for kind in KINDS.values() for name in kind}
    assert {name for names in NOTES.values() for name in names} <= known
    assert fields_of("organisation", "role", ELM.noteLiteral) == ("role",)
    assert fields_of("level", "evidence-x", NQF.confidence) == ("confidence",)
    assert fields_of("level", "evidence", None) == ()


def test_every_issue_has_a_name_in_every_language() -> None:
    assert set(ISSUES) == set(CODES)
    assert all(text for texts in ISSUES.values() for text in texts.values())


SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix elm: <http://data.europa.eu/snb/model/elm/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix nqf: <https://w3id.org/nqfgraph/def/> .
<urn:s> sh:targetClass elm:Qualification ; sh:property [ sh:path dcterms:title ; sh:maxLength 3 ] .
<urn:r> sh:targetClass nqf:Record ; sh:property [ sh:path nqf:validFrom ; sh:lessThan nqf:validUntil ] .
"""


def test_shapes_of_ones_own_are_used_on_tables_alone_or_beside_profiles(
    register: Path, tmp_path: Path
) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES)
    verdict = check([register], shapes_files=[shapes])
    assert set(verdict.report.checked) == {"shapes-1"}
    cell = Place(file="qualifications.csv", row=2, column="title_en")
    (title,) = [each for each in verdict.report.findings if each.place == cell]
    assert "“title_en”: “Economics” (en) has 9 characters" in title.messages["en"]
    both = check([register], ["framework"], [shapes])
    assert set(both.report.checked) == {"framework", "shapes-1"}


def end_before_beginning(register: Path) -> None:
    """Give the first qualification a date of its end that is before its beginning."""
    path = register / "qualifications.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines()
    lines = [
        f"{header},valid_from,valid_until",
        f"{first},2025-09-01,2024-09-01",
        *(f"{each},," for each in rest),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_a_finding_in_a_table_is_told_in_columns_keys_and_titles(register: Path) -> None:
    end_before_beginning(register)
    report = check([register]).report
    (found,) = [each for each in report.findings if each.path == NQF.validFrom.value]
    assert found.messages["en"].startswith("valid_from (2025-09-01) is later than valid_until (")
    assert found.name["az"].startswith("kvalifikasiya 2024/100 – ")
    assert found.name["ru"].startswith("квалификация 2024/100 – ")
    assert found.remedy["az"].startswith("Səhv olan tarixi düzəldin.")
    assert [each.column for each in found.also] == ["valid_until"]


def test_what_a_rule_calls_a_violation_is_not_said_again_as_a_warning(register: Path) -> None:
    end_before_beginning(register)
    report = check([register]).report
    cell = [each for each in report.findings if each.place and each.place.column == "valid_from"]
    assert [each.severity for each in cell] == ["violation"]
