"""Citations keep to their syntax, whatever a title holds."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime

import pyoxigraph as ox
import pytest

from nqfgraph.describe import Neighbourhood
from nqfgraph.exports.records import Record
from nqfgraph.exports.records.citations import Cited, write_bibtex, write_csl, write_ris, write_text
from nqfgraph.exports.records.issuers import write_elm, write_eudi, write_open_badges
from nqfgraph.vocab import DCTERMS, ELM, RDF, SKOS

IRI = "https://data.example.org/id/qualification/2024/100%2Fa"
DIGEST = "ab" * 32
HOSTILE = [
    "a}\n@misc{b, title={c",
    "100% \\input{/etc/passwd} $x_1^2$ & #~",
    "one\r\nER  - \r\nTY  - BOOK\r\nTI  - other",
    "line\u2028separator\u2029and\u0085next\x00nul\ttab",
    "\u202eright to left\u202c \u2066isolate\u2069",
    "<script>alert(1)</script> \"quoted\" 'single'",
    "x" * 10_000,
]


def cited(title: str = "Economics", **changed: object) -> Cited:
    values: dict[str, object] = {
        "iri": IRI,
        "title": title,
        "language": "en",
        "titles": {"en": title, "az": "İqtisadiyyat"},
        "code": "100/a",
        "register": "Register of Hillside",
        "publisher": "Office & Sons",
        "release": "2026-11-23.1",
        "released": datetime(2026, 11, 23, 12, tzinfo=UTC),
        "version": 7,
        "digest": DIGEST,
        "version_iri": "https://data.example.org/feeds/versions/7",
        "content": "https://data.example.org/data/qualification/2024/100%2Fa/citation?format=nquads&version=7",
    }
    return Cited(**{**values, **changed})


@pytest.fixture
def record() -> Record:
    this, level, outcome = ox.NamedNode(IRI), ox.NamedNode("https://x.org/6"), ox.NamedNode("https://x.org/o")
    return Record(
        Neighbourhood(
            IRI,
            [
                ox.Triple(this, ELM.EQFLevel, level),
                ox.Triple(level, SKOS.notation, ox.Literal("6")),
                ox.Triple(level, SKOS.prefLabel, ox.Literal("Level 6", language="en")),
                ox.Triple(level, SKOS.inScheme, ox.NamedNode("https://x.org/eqf")),
                ox.Triple(this, ELM.learningOutcome, outcome),
                ox.Triple(outcome, DCTERMS.title, ox.Literal("Knows *all* [this](x)", language="en")),
                ox.Triple(this, DCTERMS.description, ox.Literal("Was beschrieben ist", language="de")),
            ],
        )
    )


def balanced(text: str) -> bool:
    depth = 0
    for each in re.sub(r"\\[{}]", "", text):
        depth += {"{": 1, "}": -1}.get(each, 0)
        if depth < 0:
            return False
    return depth == 0


def test_a_citation_in_words_names_everything() -> None:
    assert write_text(cited()) == (
        "Office & Sons: Economics (100/a). In: Register of Hillside, release 2026-11-23.1, version 7, "
        f"2026-11-23. {IRI}. SHA-256 {DIGEST}.\n"
    )


def test_what_no_log_tells_is_left_out() -> None:
    plain = cited(version=None, digest="", version_iri="", content="", code="")
    assert "version" not in write_text(plain)
    assert "SHA" not in "".join(each(plain) for each in (write_text, write_bibtex, write_ris, write_csl))


@pytest.mark.parametrize("title", HOSTILE)
def test_bibtex_stays_one_entry_with_its_braces_in_pairs(title: str) -> None:
    text = write_bibtex(cited(title))
    assert balanced(text)
    assert len(re.findall(r"^@", text, re.MULTILINE)) == 1
    field = next(line for line in text.splitlines() if line.startswith("  title"))
    assert not re.search(r"(?<!\\)[%$&#_]", field)
    assert "\\input" not in field
    assert f"  url = {{{IRI}}}" in text


@pytest.mark.parametrize("title", HOSTILE)
def test_ris_stays_one_record_with_known_tags(title: str) -> None:
    text = write_ris(cited(title))
    lines = text.split("\r\n")
    assert "\n" not in "".join(lines)
    assert lines[-1] == ""
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert [line[:2] for line in lines[:-1]].count("ER") == 1
    assert [line[:2] for line in lines[:-1]].count("TY") == 1
    assert len("".join(lines).splitlines()) == 1


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("write", [write_text, write_bibtex, write_ris, write_csl])
def test_no_citation_turns_the_direction_of_text_or_grows_without_end(write, title: str) -> None:
    text = write(cited(title))
    assert not set(text) & set("\u202e\u202c\u2066\u2069\x00")
    assert len(text) < 3000


def test_csl_is_one_item_for_processors() -> None:
    (item,) = json.loads(write_csl(cited("<i>Title</i>")))
    assert item["issued"] == {"date-parts": [[2026, 11, 23]]}
    assert (item["URL"], item["title"]) == (IRI, "<i>Title</i>")


def test_an_open_badge_has_what_its_schema_demands(record: Record) -> None:
    """Members and their types as in 1EdTech's achievementcredential schema for Open Badges 3.0."""
    fragment = write_open_badges(cited(), record)
    achievement = fragment["credentialSubject"]["achievement"]
    assert {"id", "type", "criteria", "description", "name"} <= set(achievement)
    assert achievement["id"] == IRI
    assert achievement["description"] == "Was beschrieben ist"
    assert achievement["inLanguage"] == "en"
    assert achievement["criteria"] == {"id": IRI, "narrative": "- Knows \\*all\\* \\[this\\](x)"}
    for each in achievement["alignment"]:
        assert {"type", "targetName", "targetUrl"} <= set(each)
        assert each["type"] == ["Alignment"]
        assert re.fullmatch(r"ceterms:Credential|ext:[A-Za-z]+", each["targetType"])
        assert all(isinstance(value, str) for name, value in each.items() if name != "type")
    assert [each["targetUrl"] for each in achievement["alignment"]] == [IRI, "https://x.org/6"]
    (related,) = fragment["relatedResource"]
    assert base64.b64decode(related["digestSRI"].removeprefix("sha256-")).hex() == DIGEST


@pytest.mark.parametrize(
    ("outcome", "narrative"),
    [
        ("Plans R&D (in teams), 3.5 hours.", "Plans R&D (in teams), 3.5 hours."),
        ("1. # - + = are signs", "1\\. # - + = are signs"),
        ("# no heading", "\\# no heading"),
        ("- no item", "\\- no item"),
        ("<b> and &lt; and `code`", "\\<b\\> and \\&lt; and \\`code\\`"),
    ],
)
def test_a_narrative_reads_alike_with_and_without_markdown(outcome: str, narrative: str) -> None:
    this, node = ox.NamedNode(IRI), ox.NamedNode("https://x.org/o")
    said = [
        ox.Triple(this, ELM.learningOutcome, node),
        ox.Triple(node, DCTERMS.title, ox.Literal(outcome, language="en")),
    ]
    fragment = write_open_badges(cited(), Record(Neighbourhood(IRI, said)))
    assert fragment["credentialSubject"]["achievement"]["criteria"]["narrative"] == f"- {narrative}"


def test_a_badge_without_a_log_says_nothing_of_a_digest(record: Record) -> None:
    plain = cited(version=None, digest="", content="", version_iri="", code="", language="")
    fragment = write_open_badges(plain, record)
    assert "relatedResource" not in fragment
    assert {"humanCode", "inLanguage"}.isdisjoint(fragment["credentialSubject"]["achievement"])
    assert "supplementaryDocument" not in write_elm(plain, record)["specifiedBy"]


def test_a_european_credential_is_specified_by_the_qualification(record: Record) -> None:
    fragment = write_elm(cited(), record)
    specification = fragment["specifiedBy"]
    assert (specification["id"], specification["type"]) == (IRI, "Qualification")
    assert specification["title"] == {"en": "Economics", "az": "İqtisadiyyat"}
    assert specification["eqfLevel"]["notation"] == "6"
    assert specification["eqfLevel"]["inScheme"]["id"] == "https://x.org/eqf"
    assert DIGEST in [each["notation"] for each in specification["identifier"]]
    assert "7" in [each["notation"] for each in specification["identifier"]]


def test_the_elm_fragment_uses_only_terms_of_the_official_context(record: Record, shared) -> None:
    text = shared("conformance/elm/context/edc-ap-context.jsonld").read_text(encoding="utf-8-sig")
    context = json.loads(text)["@context"]
    known = set(context if isinstance(context, dict) else {name for each in context for name in each})

    def terms(value: object) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(terms, value))
        if not isinstance(value, dict):
            return set()
        own = {name for name in value if name not in ("@context", "id", "type")}
        inner = set().union(
            *(terms(each) for name, each in value.items() if name not in ("@context", "title", "prefLabel"))
        )
        return own | inner | ({value["type"]} if isinstance(value.get("type"), str) else set())

    assert terms(write_elm(cited(), record)) <= known


def test_the_elm_fragment_names_the_qualification_to_a_reader_of_json_ld(record: Record, shared) -> None:
    """The context of ELM leaves ``id`` and ``type`` to that of credentials, which stands before it."""
    text = shared("conformance/elm/context/edc-ap-context.jsonld").read_text(encoding="utf-8-sig")
    contexts = {
        "https://www.w3.org/2018/credentials/v1": {"id": "@id", "type": "@type"},
        "http://data.europa.eu/snb/model/context/edc-ap": json.loads(text)["@context"],
    }
    fragment = write_elm(cited(), record)
    named = {**fragment, "@context": [contexts[each] for each in fragment["@context"]]}
    read = {
        each.triple for each in ox.parse(json.dumps(named), format=ox.RdfFormat.JSON_LD, base_iri="urn:x:y")
    }
    assert ox.Triple(ox.NamedNode(IRI), RDF.type, ELM.Qualification) in read
    assert {each.object.value for each in read if each.predicate == ELM.EQFLevel} == {"https://x.org/6"}
    assert IRI in {each.object.value for each in read if each.predicate.value.endswith("/specifiedBy")}


def test_an_attestation_gets_iri_version_and_digest(record: Record) -> None:
    attributes = write_eudi(cited(), record)["qualification"]
    assert attributes["qualification_id"] == IRI
    assert attributes["qualification_version"] == 7
    assert attributes["qualification_digest"] == f"sha-256:{DIGEST}"
    assert attributes["eqf_level"] == "6"
    assert "nqf_level" not in attributes
