"""The catalogue, links, findability and the file for QDR, each against what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nqfgraph.errors import InputError, ShapesError
from nqfgraph.exports.qdr import LEARNING_OPPORTUNITIES
from nqfgraph.handover import Made
from nqfgraph.rehearsal.asking import Asker
from nqfgraph.rehearsal.catalogue import check_catalogue
from nqfgraph.rehearsal.fair import METRICS, check_findability
from nqfgraph.rehearsal.findings import Finding, Note, Weight
from nqfgraph.rehearsal.handing import check_handover, check_handovers
from nqfgraph.rehearsal.links import check_links
from nqfgraph.rehearsal.texts import LANGUAGES, say, say_note
from nqfgraph.release import Release

TURTLE = "text/turtle"
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix c: <https://demo.example/catalogue#> .
"""
GOOD = """
c:catalogue a dcat:Catalog ; dct:title "T" ; dct:description "D" ; dct:publisher c:p ;
 dcat:dataset c:dataset ;
 dcat:themeTaxonomy c:t ; dct:language c:l ; dct:license c:lic ; dct:modified "2026" ; dct:spatial c:place ;
 foaf:homepage c:home .
c:dataset a dcat:Dataset ; dct:title "T" ; dct:description "D" ; dcat:contactPoint c:k ; dcat:keyword "w" ;
 dcat:distribution c:file ; dcat:theme c:t ; dct:publisher c:p ; dct:identifier "https://w3id.org/demo" ;
 dct:issued "2026" ; dct:license c:lic ; dct:accessRights c:open ; dct:provenance c:prov ;
 dct:conformsTo <http://data.europa.eu/snb/model/elm/> .
c:file a dcat:Distribution ; dcat:accessURL <https://demo.example/f> ; dct:license c:lic ;
 dcat:downloadURL <https://demo.example/f> ; dcat:byteSize 1 ;
 dcat:mediaType <https://www.iana.org/assignments/media-types/application/n-quads> .
c:p a foaf:Agent ; foaf:name "P" .
c:t a skos:Concept ; skos:prefLabel "t" . c:l a dct:LinguisticSystem .
"""


def findings(results: Any) -> list[Finding]:
    return [each for each in results if isinstance(each, Finding)]


def qualifications(release: Release) -> set[str]:
    return set(re.findall(r"(/id/qualification/[^>#]*)", release.dump.read_text(encoding="utf-8")))


def catalogue(text: str) -> tuple[int, str, str]:
    return 200, TURTLE, PREFIXES + text


def test_a_complete_catalogue_gets_no_finding(site: Any, ask: Asker) -> None:
    site.pages["/catalogue"] = catalogue(GOOD)
    results = list(check_catalogue(ask, None))
    assert findings(results) == []
    assert [each.code for each in results] == ["no-shapes"]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (
            'dct:title "T" ; dct:description "D" ; dcat:contactPoint',
            "dcat:contactPoint",
            "catalogue-lacks",
            "dct:title",
        ),
        ("dcat:accessURL <https://demo.example/f> ;", "", "catalogue-lacks", "dcat:accessURL"),
        ("dct:license c:lic ;\n dcat:downloadURL", "dcat:downloadURL", "catalogue-lacks", "dct:license"),
        ("c:l a dct:LinguisticSystem .", "", "catalogue-bare-concept", ""),
        ('foaf:name "P" .', 'foaf:name "P" . [] foaf:name "nobody" .', "catalogue-blank", ""),
        ("a dcat:Dataset ;", "", "catalogue-lacks", "rdf:type"),
    ],
)
def test_what_a_portal_misses_is_found(
    site: Any, ask: Asker, old: str, new: str, code: str, said: str
) -> None:
    assert old in GOOD
    site.pages["/catalogue"] = catalogue(GOOD.replace(old, new))
    found = findings(check_catalogue(ask, None))
    assert code in {each.code for each in found}
    assert said in {each.values.get("property", "") for each in found}


@pytest.mark.parametrize("page", [(500, TURTLE, ""), (200, "text/html", ""), (200, TURTLE, "<a")])
def test_a_catalogue_that_cannot_be_read_is_found(site: Any, ask: Asker, page: object) -> None:
    site.pages["/catalogue"] = page
    assert [each.code for each in check_catalogue(ask, None)] == ["catalogue-unreadable"]


def test_a_catalogue_that_changes_by_itself_is_found(site: Any, ask: Asker) -> None:
    times = iter(range(9))
    site.pages["/catalogue"] = lambda _: catalogue(f"{GOOD} # {next(times)}")
    assert "catalogue-unstable" in {each.code for each in findings(check_catalogue(ask, None))}


def test_official_shapes_are_run_as_they_are_meant(site: Any, ask: Asker, tmp_path: Path) -> None:
    site.pages["/catalogue"] = catalogue(GOOD)
    (tmp_path / "rules.ttl").write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix dct: <http://purl.org/dc/terms/> . @prefix e: <https://e.example/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        e:rules owl:imports <https://nowhere.example/> .
        e:shape a sh:NodeShape ; sh:targetClass dcat:Dataset ;
          sh:property [ sh:path dct:rights ; sh:minCount 1 ] ;
          sh:property [ sh:path dct:temporal ; sh:minCount 1 ] ;
          sh:property [ sh:path dct:title ; sh:shape e:short ] .
        e:short a sh:NodeShape ; sh:maxLength 0 .""",
        encoding="utf-8",
    )
    (tmp_path / "imports.ttl").write_text("<a:b> <http://www.w3.org/2002/07/owl#imports> <a:c> .")
    results = list(check_catalogue(ask, tmp_path))
    assert {each.values["property"] for each in findings(results)} == {"rights", "title"}
    (note,) = [each for each in results if isinstance(each, Note)]
    assert note.values == {"files": "rules.ttl", "known": "1"}


def test_shapes_that_cannot_be_used_are_errors(site: Any, ask: Asker, tmp_path: Path) -> None:
    site.pages["/catalogue"] = catalogue(GOOD)
    with pytest.raises(InputError, match="no SHACL files"):
        list(check_catalogue(ask, tmp_path / "nowhere"))
    (tmp_path / "a.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> ."
        " <a:s> a sh:NodeShape ; sh:targetNode <a:t> ; sh:minCount 1 ."
    )
    with pytest.raises(ShapesError, match=r"a\.ttl"):
        list(check_catalogue(ask, tmp_path))


def test_addresses_that_do_not_answer_are_found_and_the_sample_is_said(
    site: Any, ask: Asker, release: Release
) -> None:
    site.pages["/catalogue"] = catalogue(GOOD)
    site.pages["/"] = (
        200,
        "text/html",
        '<a href="gone">x</a><link href="/here"><a href="https://other.example/">y</a><a>z</a>',
    )
    site.pages["/here"] = (200, "text/css", "")
    results = list(check_links(ask, release, sample=2))
    notes = {each.code: each.values for each in results if isinstance(each, Note)}
    assert notes["links-things"]["asked"] == "2"
    assert int(notes["links-things"]["mentioned"]) > 20
    assert notes["links-pages"] == {"asked": "2", "mentioned": "2"}
    told = [each.values for each in findings(results)]
    assert {"count": "1", "asked": "2", "first": "https://demo.example/gone (404)"} in told


def test_answers_to_every_address_are_no_finding(site: Any, ask: Asker, release: Release) -> None:
    class Everything(dict[str, Any]):
        def get(self, key: str, default: object = None) -> object:
            return (200, "text/plain", "")

    site.pages = Everything()
    assert findings(check_links(ask, release)) == []


def test_every_metric_fails_on_nothing_and_passes_on_what_is_complete(
    site: Any, ask: Asker, release: Release
) -> None:
    codes = {each.code for each in findings(check_findability(ask, release))}
    # What these two ask is told by the base, and by files where there are any.
    told = {each.code: each for each in METRICS if each.name in ("A1.1-01MD", "A1.2-01MD")}
    assert codes == {each.code for each in METRICS} - set(told)
    assert not told["fair-A1.1-01MD"].passes(SimpleNamespace(base="http://demo.gov/"))
    site.pages |= {
        "/catalogue": catalogue(GOOD),
        "/f": (200, "application/n-quads", ""),
        "/": (200, "text/html", '<script type="application/ld+json">{bad</script>'),
    }

    def thing(environment: dict[str, Any]) -> tuple[int, str, str]:
        if environment["HTTP_ACCEPT"] == "text/html":
            return 200, "text/html", '<script type="application/ld+json">{"a": 1}</script>'
        return 200, TURTLE, "<a:b> <a:c> <a:d> ."

    for path in qualifications(release):
        site.pages[path] = thing
        site.headers[path] = [
            ("Link", '<a>; rel="cite-as", <b>; rel="describedby"; type="text/turtle"'),
            ("Link", '<c>; rel="license", <d>; rel="type"'),
        ]
    results = list(check_findability(ask, release))
    assert findings(results) == []
    assert results[-1].values["passed"] == str(len(METRICS))
    site.pages["/catalogue"] = catalogue(GOOD.replace("downloadURL <https:", "downloadURL <gopher:"))
    assert "fair-A1.2-01MD" in {each.code for each in findings(check_findability(ask, release))}


def test_a_thing_that_answers_with_broken_rdf_fails(site: Any, ask: Asker, release: Release) -> None:
    for path in qualifications(release):
        site.pages[path] = (200, TURTLE, "<a")
    assert "fair-I1-01M" in {each.code for each in findings(check_findability(ask, release))}


@pytest.fixture
def made(tmp_path: Path) -> Made:
    (tmp_path / "f.xml").write_text('<?xml version="1.0"?>\n<a xmlns="urn:x"/>\n')
    return Made(
        folder=tmp_path, stem="f", written=2, total=4, sha256="", size=9,
        refused={"no-language": 2}, parts={"not-in-list": 1},
    )  # fmt: skip


def test_what_qdr_does_not_take_is_found(made: Made) -> None:
    results = list(check_handover(made, None))
    assert [(each.code, each.weight) for each in findings(results)] == [
        ("qdr-record-left-out", Weight.ERROR),
        ("qdr-part-left-out", Weight.ADVICE),
    ]
    assert [each.code for each in results if isinstance(each, Note)] == ["qdr-written", "no-schema"]
    (only,) = check_handover(replace(made, written=0), None)
    assert (only.code, only.values["reasons"]) == ("qdr-nothing", "no-language (2)")


def test_learning_opportunities_are_called_so_and_what_holds_for_both_files_is_said_once(made: Made) -> None:
    offered = replace(made, dataset=LEARNING_OPPORTUNITIES)
    results = list(check_handovers([made, offered, replace(offered, written=0)], None))
    codes = [each.code for each in results]
    assert codes == [
        "qdr-record-left-out",
        "qdr-part-left-out",
        "qdr-written",
        "no-schema",
        "qdr-opportunity-left-out",
        "qdr-opportunity-part-left-out",
        "qdr-opportunities-written",
        "qdr-no-opportunities",
    ]
    for each in results:
        for language in LANGUAGES:
            words = say_note(each, language) if isinstance(each, Note) else say(each, language).what
            assert "{" not in words


def test_a_file_that_is_too_large_for_the_schema_is_said(made: Made) -> None:
    results = check_handover(replace(made, size=1 << 40), Path("loq.xsd"))
    assert "schema-too-large" in {each.code for each in results}


def test_the_schema_is_asked(made: Made, shared: Callable[[str], Path]) -> None:
    schema = shared("conformance/elm/xsd-3.3.1/loq.xsd")
    made.xml.write_text(
        '<Courses xsdVersion="2"'
        ' xmlns="http://data.europa.eu/snb/model/application-profile/loq-constraints/"/>'
    )
    results = list(check_handover(replace(made, refused={}, parts={}), schema))
    (found,) = findings(results)
    assert found.code == "qdr-invalid"
    assert "xsdVersion" in found.values["problem"]
    assert results[-1].values == {"schema": "loq.xsd", "count": "1"}
    made.xml.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        list(check_handover(made, schema))
