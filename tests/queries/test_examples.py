"""The example queries: well described, and answered by a release of the shipped register."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.ontology import linting
from nqfgraph.queries.documentation import examples_page
from nqfgraph.queries.documentation import main as write_examples_page
from nqfgraph.queries.examples import GROUPS, Example, read_examples, turtle
from nqfgraph.release import Releases
from nqfgraph.vocab import PREFIXES, RDF, SCHEMA, SH

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guides"
BASE = "https://data.example.org/"
EXAMPLES = read_examples(BASE)
BY_NAME = {each.name: each for each in EXAMPLES}
LANGUAGES = ("az", "en", "ru")
DEF = "https://w3id.org/nqfgraph/def/"
TITLE = ox.NamedNode(f"{PREFIXES['dcterms']}title")

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


@pytest.fixture(scope="module")
def store(shipped_home: Callable[[], Path]) -> ox.Store:
    """The shipped register, as it is published."""
    release = Releases(shipped_home()).current()
    assert release is not None
    return ox.Store.read_only(str(release.store_folder))


@pytest.fixture(scope="module")
def workshop(workshop_home: Path) -> ox.Store:
    """A register with a small vocabulary of skills and occupations."""
    release = Releases(workshop_home).current()
    assert release is not None
    return ox.Store.read_only(str(release.store_folder))


def asked(example: Example, store: ox.Store, workshop: ox.Store) -> ox.Store:
    """Questions about skills need a vocabulary, which the shipped register does not bring."""
    return workshop if example.group == "skills" else store


def ask(store: ox.Store, example: Example) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    return store.query(example.query, use_default_graph_as_union=True)


def rows(store: ox.Store, name: str) -> list[tuple[str | None, ...]]:
    answer = ask(store, BY_NAME[name])
    assert isinstance(answer, ox.QuerySolutions)
    return [
        tuple(term.value if isinstance(term, ox.NamedNode | ox.Literal) else None for term in row)
        for row in answer
    ]


def only(store: ox.Store, name: str) -> tuple[str | None, ...]:
    found = rows(store, name)
    assert len(found) == 1
    return found[0]


# -- how they are described


def test_there_are_enough_in_every_group_and_of_every_form() -> None:
    assert len(EXAMPLES) >= 25
    groups = Counter(each.group for each in EXAMPLES)
    assert tuple(groups) == GROUPS
    assert min(groups.values()) >= 4
    assert {each.form for each in EXAMPLES} == {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


def test_they_come_sorted_by_group_and_name() -> None:
    assert list(EXAMPLES) == sorted(EXAMPLES, key=lambda each: (GROUPS.index(each.group), each.name))


@each_example
def test_an_example_is_described_in_three_languages(example: Example) -> None:
    assert tuple(sorted(example.titles)) == tuple(sorted(example.questions)) == LANGUAGES
    for language in LANGUAGES:
        assert 5 < len(example.titles[language]) <= 60
        assert 20 < len(example.questions[language]) <= 160
        assert example.titles[language] != example.questions[language]
    assert any("?" in text for text in example.questions.values())


@pytest.mark.parametrize("texts", [[each.titles for each in EXAMPLES], [each.questions for each in EXAMPLES]])
def test_no_two_examples_say_the_same(texts: list[dict[str, str]]) -> None:
    for language in LANGUAGES:
        assert len({each[language] for each in texts}) == len(EXAMPLES)


@each_example
def test_an_example_is_about_the_endpoint_of_the_register(example: Example) -> None:
    document = turtle(BASE, example.name)
    triples = {each.triple for each in ox.parse(document, format=ox.RdfFormat.TURTLE)}
    subject = ox.NamedNode(f"{BASE}sparql/examples/{example.name}")
    assert ox.Triple(subject, SCHEMA.target, ox.NamedNode(f"{BASE}sparql")) in triples
    assert ox.Triple(subject, SH.prefixes, ox.NamedNode(f"{BASE}sparql/examples#prefixes")) in triples
    assert ox.Triple(subject, RDF.type, SH.SPARQLExecutable) in triples
    shared = f"{BASE}sparql/examples#prefix"
    assert not [each for each in triples if each.subject != subject and shared not in str(each.subject)]
    assert not [each for each in triples if isinstance(each.subject, ox.BlankNode)]


@each_example
def test_an_example_declares_the_prefixes_it_uses_and_no_others(example: Example) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", example.query, re.MULTILINE))
    body = re.sub(r"^PREFIX .*$|#.*$|<[^>\s]*>|\"[^\"]*\"", "", example.query, flags=re.MULTILINE)
    assert set(re.findall(r"\b(\w+):\w", body)) == set(declared)
    assert declared.items() <= PREFIXES.items()


@each_example
def test_an_example_asks_for_declared_terms_only(example: Example) -> None:
    assert linting.undeclared_in_query(example.query) == []


@each_example
def test_an_example_fits_every_register(example: Example) -> None:
    """It names no thing of a register, neither in full nor relative to the base."""
    for iri in re.findall(r"<([^>\s]+)>", re.sub(r"#.*$", "", example.query, flags=re.MULTILINE)):
        assert any(iri.startswith(known) for known in (*PREFIXES.values(), "http")), iri
        assert "/id/" not in iri


def test_the_shared_prefixes_are_those_that_examples_use() -> None:
    used = {
        pair
        for each in EXAMPLES
        for pair in re.findall(r"^PREFIX (\w+): <([^>]+)>$", each.query, re.MULTILINE)
    }
    store = ox.Store()
    store.load(turtle(BASE), ox.RdfFormat.TURTLE)
    declared = {
        (str(row["prefix"].value), str(row["namespace"].value))
        for row in store.query(
            f"SELECT * {{ ?all <{SH.declare.value}> ?one ."
            f" ?one <{SH.prefix.value}> ?prefix ; <{SH.namespace.value}> ?namespace }}"
        )
    }
    assert declared == used


def test_a_document_of_all_is_one_document() -> None:
    document = turtle(BASE, *(each.name for each in EXAMPLES))
    triples = [each.triple for each in ox.parse(document, format=ox.RdfFormat.TURTLE)]
    executables = [each for each in triples if each.object == SH.SPARQLExecutable]
    assert len(executables) == len(EXAMPLES)


@pytest.mark.parametrize("name", ["", "missing", "prefixes", "../__init__"])
def test_only_examples_are_read(name: str) -> None:
    with pytest.raises(ValueError, match="there is no example named"):
        turtle(BASE, name)


def test_the_page_with_the_examples_is_up_to_date(tmp_path: Path) -> None:
    write_examples_page([str(tmp_path / "page.md")])
    written = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert written == examples_page()
    remedy = "run: make docs"
    assert (GUIDES / "examples.md").read_text(encoding="utf-8") == written, remedy


@pytest.mark.parametrize("language", LANGUAGES)
@each_example
def test_an_example_has_an_answer_in_every_language_of_the_register(
    store: ox.Store, workshop: ox.Store, example: Example, language: str
) -> None:
    answer = asked(example, store, workshop).query(
        example.query_in(language), use_default_graph_as_union=True
    )
    assert bool(answer) if isinstance(answer, ox.QueryBoolean) else next(iter(answer), None)


# -- what they answer


@each_example
def test_every_example_has_an_answer(store: ox.Store, workshop: ox.Store, example: Example) -> None:
    answer = ask(asked(example, store, workshop), example)
    if isinstance(answer, ox.QueryBoolean):
        assert bool(answer)
        return
    found = list(answer)
    assert found
    if isinstance(answer, ox.QuerySolutions):
        # Every column is bound somewhere: a misspelt property would leave one empty.
        assert all(any(row[place] is not None for row in found) for place in range(len(answer.variables)))


def test_changes_since_a_date_are_those_since_the_date(store: ox.Store) -> None:
    assert len(rows(store, "changed-since")) == number_of_qualifications(store)
    later = BY_NAME["changed-since"].query.replace("2026-01-01", "2100-01-01")
    assert not list(store.query(later, use_default_graph_as_union=True))


def number_of_qualifications(store: ox.Store) -> int:
    found = list(store.quads_for_pattern(None, RDF.type, ox.NamedNode(f"{PREFIXES['elm']}Qualification")))
    assert len(found) >= 100
    return len(found)


def test_one_qualification_has_its_record_outcomes_and_evidence(store: ox.Store) -> None:
    found = list(ask(store, BY_NAME["one-qualification"]))
    types = {each.object.value.rpartition("/")[2] for each in found if each.predicate == RDF.type}
    assert types == {"Qualification", "Record", "LearningOutcome", "Evidence", "Identifier"}
    qualifications = {each.subject for each in found if each.object.value.endswith("/Qualification")}
    assert len(qualifications) == 1


def test_pages_of_records_join_without_gap_or_repetition(store: ox.Store) -> None:
    text = BY_NAME["records-page-by-page"].query
    pages = [
        [
            str(row[0])
            for row in store.query(
                text.replace("OFFSET 0", f"OFFSET {start}"), use_default_graph_as_union=True
            )
        ]
        for start in range(0, 300, 50)
    ]
    together = [each for page in pages for each in page]
    assert len(together) == len(set(together)) == number_of_qualifications(store)


def test_graph_sizes_add_up(store: ox.Store) -> None:
    assert sum(int(size or 0) for _, size in rows(store, "graph-sizes")) == len(store)


def test_counts_by_level_add_up(store: ox.Store) -> None:
    found = rows(store, "qualifications-by-level")
    assert len(found) == 8
    assert sum(int(number or 0) for *_, number in found) == number_of_qualifications(store)


def test_the_fields_of_education_are_a_tree(store: ox.Store) -> None:
    counts = {code: int(number or 0) for code, _, number in rows(store, "fields-of-education") if code}
    broad = [number for code, number in counts.items() if len(code) == 2]
    assert sum(broad) == number_of_qualifications(store)
    assert all(counts[code[:-1]] >= number for code, number in counts.items() if len(code) > 2)


def test_records_by_status_and_by_content_add_up(store: ox.Store) -> None:
    number = number_of_qualifications(store)
    assert sum(int(each or 0) for _, each in rows(store, "records-by-status")) == number
    assert sum(int(each or 0) for what, _, each in rows(store, "content-kinds") if what == "record") == number


def test_every_level_is_related_to_one_eqf_level_on_somebodys_word(store: ox.Store) -> None:
    found = rows(store, "levels-and-the-eqf")
    assert [row[1].rpartition("/")[2] for row in found if row[1]] == list("12345678")
    assert all(claim and stated_by and date for *_, claim, stated_by, date in found)


def test_descriptors_are_compared_in_three_domains_a_level(store: ox.Store) -> None:
    found = rows(store, "descriptors-beside-the-eqf")
    assert len(found) == 8 * 3
    assert {status for *_, status, _ in found} == {"loaded", "not loaded"}


def test_a_title_falls_back_to_the_next_language(store: ox.Store) -> None:
    copy = copy_of(store)
    expected = {"az": "en", "en": "ru"}
    qualification = next(
        iter(copy.quads_for_pattern(None, RDF.type, ox.NamedNode(f"{PREFIXES['elm']}Qualification")))
    ).subject
    for missing, fallback in expected.items():
        for quad in copy.quads_for_pattern(qualification, TITLE, None):
            if isinstance(quad.object, ox.Literal) and quad.object.language == missing:
                copy.remove(quad)
        assert [row[2] for row in rows(copy, "title-with-fallback") if row[0] == qualification.value] == [
            fallback
        ]


def test_pairs_that_share_skills_are_counted_once(store: ox.Store) -> None:
    pairs = [frozenset((row[0], row[2])) for row in rows(store, "nearest-by-shared-skills")]
    assert len(pairs) == len(set(pairs))
    assert all(len(pair) == 2 for pair in pairs)


# -- what the examples on skills find in the small vocabulary

ESCO = "http://data.europa.eu/esco/"
WORKSHOP = "https://workshop.example/id/qualification/"


def test_what_is_below_a_group_is_found_over_several_steps_and_parents(workshop: ox.Store) -> None:
    assert rows(workshop, "skills-below-a-group") == [(f"{WORKSHOP}kilns", "Kilns", "1")]
    question = BY_NAME["skills-below-a-group"].query
    firing = question.replace("isced-f/06", "skill/firing")
    found = [row["qualification"].value for row in workshop.query(firing, use_default_graph_as_union=True)]
    # What fires a kiln is taught by three; one of them has only the skill that has a second parent.
    assert sorted(found) == [f"{WORKSHOP}{key}" for key in ("kilns", "pottery/one", "pottery/two")]


def test_occupations_are_ranked_by_the_share_of_their_essential_skills(workshop: ox.Store) -> None:
    found = rows(workshop, "occupations-prepared-for")
    assert [(row[1], *row[3:6]) for row in found] == [
        (f"{ESCO}occupation/kiln-keeper", "4", "4", "100"),
        (f"{ESCO}occupation/potter", "1", "4", "25"),
    ]
    assert found[0][6] == ""
    assert sorted(str(found[1][6]).split(" · ")) == ["build by hand", "kinds of clay", "throw pots"]


def test_a_field_lacks_what_its_occupations_need_and_none_of_its_qualifications_teaches(
    workshop: ox.Store,
) -> None:
    found = {str(row[1]).rpartition("/")[2] for row in rows(workshop, "skills-a-field-lacks")}
    assert found == {"hand-build", "kiln-programs"}


def test_a_rare_skill_brings_qualifications_nearer(workshop: ox.Store) -> None:
    found = {row[1]: (row[3], float(row[4] or 0)) for row in rows(workshop, "nearest-by-rare-skills")}
    assert list(found) == [f"{WORKSHOP}pottery/two", f"{WORKSHOP}pottery/one"]
    assert found[f"{WORKSHOP}pottery/two"] == ("3", pytest.approx(1 / 2 + 1 / 2 + 1 / 3))
    assert found[f"{WORKSHOP}pottery/one"] == ("1", pytest.approx(1 / 3))


def test_nearest_at_other_levels_leaves_out_the_own_level(workshop: ox.Store) -> None:
    assert [row[1] for row in rows(workshop, "nearest-at-other-levels")] == [f"{WORKSHOP}pottery/two"]


def test_groups_are_counted_with_the_skills_directly_in_them(workshop: ox.Store) -> None:
    found = {row[0]: row[2:] for row in rows(workshop, "skill-groups-taught")}
    assert found[f"{ESCO}skill/firing"] == ("3", "3")
    assert found[f"{ESCO}isced-f/0214"] == ("2", "3")


# -- what the examples on quality find when there is something to find


def copy_of(store: ox.Store) -> ox.Store:
    copy = ox.Store()
    copy.bulk_extend(store)
    return copy


def plant(store: ox.Store, turtle_text: str) -> ox.Store:
    copy = copy_of(store)
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    copy.load(f"{prefixes}@base <http://planted.example/> .\n{turtle_text}", ox.RdfFormat.TURTLE)
    return copy


def test_a_thing_with_better_evidence_too_is_not_known_with_low_confidence_only(store: ox.Store) -> None:
    low = f"<e1> a nqf:Evidence ; nqf:evidenceFor <thing> ; nqf:confidence <{DEF}confidence/low> ."
    high = f"<e2> a nqf:Evidence ; nqf:evidenceFor <thing> ; nqf:confidence <{DEF}confidence/high> ."
    found = [row[0] for row in rows(plant(store, low), "only-low-confidence")]
    assert "http://planted.example/thing" in found
    assert "http://planted.example/thing" not in [
        row[0] for row in rows(plant(store, low + high), "only-low-confidence")
    ]


def test_an_outcome_without_a_skill_is_counted(store: ox.Store) -> None:
    def without(asked: ox.Store) -> dict[str | None, int]:
        return {content: int(number or 0) for content, _, number in rows(asked, "outcomes-without-skills")}

    planted = plant(store, f"<o> a elm:LearningOutcome ; nqf:content <{DEF}content/illustrative> .")
    assert without(planted)["illustrative"] == without(store)["illustrative"] + 1


def test_a_level_without_a_statement_is_seen(store: ox.Store) -> None:
    example = BY_NAME["every-level-has-a-statement"]
    assert bool(ask(store, example))
    assert not bool(ask(plant(store, "<level/9> a nqf:Level ."), example))
    assert not bool(ask(ox.Store(), example))


def test_a_missing_language_is_seen(store: ox.Store) -> None:
    planted = plant(store, '<q> a elm:Qualification ; dcterms:title "Ausbildung"@de .')
    assert ("de", "1", "0") in rows(planted, "language-completeness")


def test_a_property_that_all_have_is_complete(store: ox.Store) -> None:
    found = {
        name.rpartition("/")[2]: float(percent or 0)
        for name, _, percent in rows(store, "completeness-by-property")
        if name
    }
    assert found["NQFLevel"] == 100
    assert 0 < found["creditPoint"] < 100


def test_a_title_borne_twice_is_seen(store: ox.Store) -> None:
    record = f"nqf:recordStatus <{DEF}record-status/valid>"
    planted = plant(
        store,
        '<a> a elm:Qualification ; dcterms:title "Zwei"@de .'
        '<b> a elm:Qualification ; dcterms:title "Zwei"@de .'
        f"<ra> foaf:primaryTopic <a> ; {record} . <rb> foaf:primaryTopic <b> ; {record} .",
    )
    titles = {row[0]: row[1] for row in rows(planted, "same-title-twice")}
    assert titles["Zwei"] == "2"
