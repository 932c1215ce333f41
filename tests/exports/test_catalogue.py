"""The register as a dataset in a catalogue, and what its graphs hold."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pyoxigraph as ox
import pytest

from nqfgraph.exports.catalogue import describe_catalogue, describe_register
from nqfgraph.exports.data_services import SERVICES
from nqfgraph.exports.metadata import WRITERS, write_description
from nqfgraph.exports.published import DISTRIBUTIONS, File, Published
from nqfgraph.exports.void import Holding, describe_holding
from nqfgraph.model.statistics import Tally
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import ADMS, DCAT, DCTERMS, FOAF, RDF, SKOS, SPDX, VCARD, VOID

BASE = "https://data.example.org/"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}


def node(path: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + path)


DATASET, SERIES, CONTACT = (node(f"catalogue#{name}") for name in ("dataset", "releases", "contact"))
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
KNOWN = [
    ox.Triple(DATASET, RDF.type, DCAT.Dataset),
    ox.Triple(DATASET, DCTERMS.title, ox.Literal("Register", language="en")),
    ox.Triple(DATASET, DCTERMS.license, ox.NamedNode(LICENCE)),
    ox.Triple(DATASET, DCTERMS.publisher, node("id/organisation/office")),
    ox.Triple(DATASET, DCAT.contactPoint, CONTACT),
    ox.Triple(CONTACT, RDF.type, VCARD.Kind),
]
FIRST = Published(
    version="2026-11-23.1",
    created=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    previous=None,
    program="0.1.0",
    modified=datetime(2026, 11, 1, tzinfo=UTC),
    title={"en": "Register", "az": "Reyestr"},
    description={"en": "A register."},
    publisher=f"{BASE}id/organisation/office",
    publisher_name={"en": "Office"},
    licence=LICENCE,
    languages=("az", "en"),
    country="AZE",
    changes={"created": 3, "changed": 0, "removed": 0},
    findings={"violation": 0, "warning": 2},
    files={"dump.nq": File(120, "ab" * 32), "report.ttl": File(10, "cd" * 32)},
)
SECOND = replace(
    FIRST,
    version="2026-11-24.1",
    created=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    previous="2026-11-23.1",
    changes={"created": 1, "changed": 2, "removed": 4},
)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


def catalogue(
    ontology: Ontology, releases: Sequence[Published] = (FIRST,), current: str = FIRST.version
) -> set[ox.Triple]:
    return set(describe_catalogue(BASE, KNOWN, current, releases, ontology))


def values(triples: set[ox.Triple], subject: ox.NamedNode, predicate: ox.NamedNode) -> set[str]:
    return {each.object.value for each in triples if each.subject == subject and each.predicate == predicate}


def test_every_node_has_an_iri_and_what_the_register_says_is_kept(ontology: Ontology) -> None:
    found = catalogue(ontology)
    assert set(KNOWN) <= found
    assert not [each for each in found if ox.BlankNode in (type(each.subject), type(each.object))]


def test_a_file_is_described_where_the_base_has_it(ontology: Ontology) -> None:
    found = catalogue(ontology)
    distribution = node("catalogue#distribution-nquads")
    address = f"{BASE}releases/2026-11-23.1/dump.nq"
    assert distribution.value in values(found, DATASET, DCAT.distribution)
    assert values(found, distribution, DCAT.accessURL) == {address}
    assert values(found, distribution, DCAT.downloadURL) == {address}
    assert values(found, distribution, DCAT.byteSize) == {"120"}
    (checksum,) = values(found, distribution, SPDX.checksum)
    assert values(found, ox.NamedNode(checksum), SPDX.checksumValue) == {"ab" * 32}


def test_a_document_about_the_data_is_no_distribution(ontology: Ontology) -> None:
    found = catalogue(ontology)
    report = f"{BASE}releases/2026-11-23.1/report.ttl"
    assert report in values(found, DATASET, FOAF.page)
    assert ox.Triple(ox.NamedNode(report), RDF.type, FOAF.Document) in found
    assert report not in {each.object.value for each in found if each.predicate == DCAT.accessURL}


def test_releases_are_a_series_that_the_catalogue_does_not_list_one_by_one(ontology: Ontology) -> None:
    found = catalogue(ontology, (FIRST, SECOND), SECOND.version)
    first, second = (node(f"catalogue#release-{each.version}") for each in (FIRST, SECOND))
    assert values(found, node("catalogue#catalogue"), DCAT.dataset) == set()  # said by the register itself
    assert values(found, DATASET, DCAT.hasVersion) == {first.value, second.value}
    assert values(found, DATASET, DCAT.hasCurrentVersion) == {second.value}
    assert values(found, second, DCAT.prev) == {first.value}
    assert values(found, first, DCAT.prev) == set()
    assert values(found, SERIES, DCAT.last) == {second.value}
    assert values(found, SERIES, DCTERMS.identifier) == {SERIES.value}
    for each in (first, second):
        assert values(found, each, DCAT.inSeries) == {SERIES.value}
    assert values(found, second, ADMS.versionNotes) >= {
        "Since release 2026-11-23.1: new 1, changed 2, removed 4."
    }
    assert values(found, first, ADMS.versionNotes) == set()


def test_portals_that_take_every_typed_dataset_can_have_the_register_alone(ontology: Ontology) -> None:
    known = (BASE, KNOWN, SECOND.version, (FIRST, SECOND), ontology)
    whole, alone = set(describe_catalogue(*known)), set(describe_register(*known))
    assert [each.subject for each in alone if each.object == DCAT.Dataset] == [DATASET]
    assert alone < whole
    assert not [each for each in alone if each.object == DCAT.DatasetSeries or each.subject == SERIES]
    mentioned = {each.object for each in alone if isinstance(each.object, ox.NamedNode)}
    assert not {node(f"catalogue#release-{each.version}") for each in (FIRST, SECOND)} & mentioned
    assert {each for each in whole if each.subject == DATASET} - alone == {
        each
        for each in whole
        if each.subject == DATASET
        and each.predicate in (DCAT.hasVersion, DCAT.hasCurrentVersion, DCTERMS.hasVersion)
    }


def test_a_publisher_is_an_organisation_for_portals_that_look_for_one(ontology: Ontology) -> None:
    old = replace(FIRST, publisher=f"{BASE}id/organisation/ministry")
    found = catalogue(ontology, (old, SECOND), SECOND.version)
    for name in ("office", "ministry"):
        publisher = node(f"id/organisation/{name}")
        assert values(found, publisher, RDF.type) == {FOAF.Agent.value, FOAF.Organization.value}


def test_a_data_service_is_a_distribution_with_its_protocol_and_media_type(ontology: Ontology) -> None:
    found = set(describe_catalogue(BASE, KNOWN, FIRST.version, (FIRST,), ontology, SERVICES))
    for service in SERVICES:
        distribution = node(f"catalogue#distribution-{service.name}")
        assert values(found, distribution, DCTERMS.conformsTo) == {service.protocol}
        (media_type,) = values(found, distribution, DCAT.mediaType)
        assert media_type.endswith(f"/media-types/{service.media_type}")
        assert ox.Triple(ox.NamedNode(media_type), RDF.type, DCTERMS.MediaType) in found


def test_everybody_may_read_the_data(ontology: Ontology) -> None:
    found = catalogue(ontology)
    public = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
    for name in ("dataset", f"release-{FIRST.version}", "sparql"):
        assert values(found, node(f"catalogue#{name}"), DCTERMS.accessRights) == {public}
    assert DCTERMS.RightsStatement.value in values(found, ox.NamedNode(public), RDF.type)


def test_how_often_the_data_are_updated_is_told_where_the_register_says_so(ontology: Ontology) -> None:
    frequency = "http://publications.europa.eu/resource/authority/frequency/"
    annual = ox.NamedNode(f"{frequency}ANNUAL")
    known = [*KNOWN, ox.Triple(DATASET, DCTERMS.accrualPeriodicity, annual)]
    said = set(describe_catalogue(BASE, known, FIRST.version, (FIRST,), ontology))
    for found, expected in ((catalogue(ontology), "UNKNOWN"), (said, "ANNUAL")):
        for each in (DATASET, SERIES):
            assert values(found, each, DCTERMS.accrualPeriodicity) == {frequency + expected}
        concept = ox.NamedNode(frequency + expected)
        assert DCTERMS.Frequency.value in values(found, concept, RDF.type)
        assert len(values(found, concept, SKOS.prefLabel)) == 3


def test_a_release_that_is_served_again_is_the_current_one_and_not_the_last(ontology: Ontology) -> None:
    found = catalogue(ontology, (FIRST, SECOND), FIRST.version)
    assert values(found, DATASET, DCAT.version) == {FIRST.version}
    assert values(found, DATASET, DCAT.hasCurrentVersion) == {
        node(f"catalogue#release-{FIRST.version}").value
    }
    assert values(found, SERIES, DCAT.last) == {node(f"catalogue#release-{SECOND.version}").value}


def test_the_day_of_issue_is_told_as_long_as_the_first_release_is_kept(ontology: Ontology) -> None:
    for resource in (DATASET, SERIES, node("catalogue#catalogue")):
        assert values(catalogue(ontology), resource, DCTERMS.issued) == {"2026-11-23T09:30:00Z"}
        pruned = catalogue(ontology, (SECOND,), SECOND.version)
        assert values(pruned, resource, DCTERMS.issued) == set()


def test_an_older_release_keeps_its_own_licence_languages_and_publisher(ontology: Ontology) -> None:
    old = replace(
        FIRST,
        licence="https://example.org/licence",
        languages=("az",),
        publisher=f"{BASE}id/organisation/ministry",
        publisher_name={"en": "Ministry"},
    )
    found = catalogue(ontology, (old, SECOND), SECOND.version)
    first = node(f"catalogue#release-{FIRST.version}")
    assert values(found, first, DCTERMS.language) == {
        "http://publications.europa.eu/resource/authority/language/AZE"
    }
    assert values(found, first, DCTERMS.publisher) == {f"{BASE}id/organisation/ministry"}
    assert values(found, node("id/organisation/ministry"), FOAF.name) == {"Ministry"}
    (distribution,) = values(found, first, DCAT.distribution)
    assert values(found, ox.NamedNode(distribution), DCTERMS.license) == {"https://example.org/licence"}
    licence = ox.NamedNode("https://example.org/licence")
    assert ox.Triple(licence, RDF.type, DCTERMS.LicenseDocument) in found


def test_what_is_referred_to_in_lists_of_others_is_inlined(ontology: Ontology) -> None:
    found = catalogue(ontology)
    referred = {
        each.object
        for each in found
        if each.predicate
        in (
            DCAT.theme,
            DCAT.mediaType,
            DCTERMS["format"],
            DCTERMS.language,
            DCTERMS.spatial,
            DCTERMS.license,
            DCTERMS.accrualPeriodicity,
            DCTERMS.conformsTo,
            SPDX.algorithm,
            SKOS.inScheme,
        )
    }
    assert len(referred) > 10
    assert referred <= {each.subject for each in found if each.predicate == RDF.type}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_every_form_of_data_is_of_a_listed_type(ontology: Ontology, name: str) -> None:
    release = replace(FIRST, files={name: File(1, "00")})
    found = catalogue(ontology, (release,))
    (distribution,) = values(found, node(f"catalogue#release-{release.version}"), DCAT.distribution)
    (file_type,) = values(found, ox.NamedNode(distribution), DCTERMS["format"])
    assert values(found, ox.NamedNode(file_type), SKOS.prefLabel)


def test_titles_of_our_own_stand_in_the_languages_of_the_register(ontology: Ontology) -> None:
    assert values(catalogue(ontology), SERIES, DCTERMS.title) == {
        "Register: all releases",
        "Reyestr: bütün buraxılışlar",
    }
    foreign = replace(FIRST, title={"de": "Verzeichnis"}, languages=("de",))
    assert values(catalogue(ontology, (foreign,)), SERIES, DCTERMS.title) == {"Verzeichnis: all releases"}


def test_a_new_release_of_the_same_changes_only_what_tells_of_it(ontology: Ontology) -> None:
    again = replace(SECOND, changes={"created": 0, "changed": 0, "removed": 0})
    before = catalogue(ontology)
    after = catalogue(ontology, (FIRST, again), again.version)
    lost = {(each.subject, each.predicate) for each in before - after}
    served = (DATASET, node("catalogue#distribution-nquads"))
    assert {subject for subject, _ in lost} <= {*served, SERIES}
    assert (DATASET, DCTERMS.modified) not in lost
    new = {each.subject for each in after - before}
    assert {each for each in new if again.version not in each.value} <= {*served, SERIES}


@pytest.mark.parametrize("media_type", WRITERS)
def test_every_form_says_the_same_and_is_complete_in_itself(ontology: Ontology, media_type: str) -> None:
    triples = describe_catalogue(BASE, KNOWN, FIRST.version, (FIRST,), ontology)
    written = write_description(triples, media_type)
    assert {each.triple for each in ox.parse(written, format=FORMATS[media_type])} == set(triples)
    assert written == write_description(reversed(triples), media_type)


def test_json_ld_has_types_languages_and_short_names(ontology: Ontology) -> None:
    triples = [*KNOWN, ox.Triple(DATASET, ox.NamedNode("https://elsewhere.example/p"), ox.Literal("x"))]
    document = json.loads(write_description(triples, "application/ld+json"))
    (dataset,) = (each for each in document["@graph"] if each["@id"] == DATASET.value)
    assert dataset["@type"] == ["dcat:Dataset"]
    assert dataset["dcterms:title"] == [{"@value": "Register", "@language": "en"}]
    assert dataset["https://elsewhere.example/p"] == [{"@value": "x"}]
    assert set(document["@context"]) == {"dcat", "dcterms", "rdf", "vcard"}


def test_a_form_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        write_description(KNOWN, "text/csv")


def holding(lines: Sequence[bytes]) -> Holding:
    tally = Tally()
    assert list(tally.watch(lines))
    statistics = tally.statistics()
    framework = f"{BASE}id/framework/f"
    return Holding(version="2026-11-23.1", things=1, example=framework, statistics=statistics)


LINES = sorted(
    [
        f"<{BASE}id/level/1> <{RDF.type.value}> <{SKOS.Concept.value}> <{BASE}graph/framework> .\n".encode(),
        f'<{BASE}id/level/1> <{SKOS.prefLabel.value}> "x" <{BASE}graph/framework> .\n'.encode(),
        f'<{BASE}id/level/1> <https://elsewhere.example/p> "x" <{BASE}graph/register> .\n'.encode(),
    ]
)


def test_void_tells_what_each_graph_holds() -> None:
    found = set(describe_holding(BASE, KNOWN, holding(LINES)))
    assert values(found, node("void"), FOAF.primaryTopic) == {DATASET.value}
    assert values(found, DATASET, VOID.triples) == {"3"}
    assert values(found, DATASET, VOID.distinctSubjects) == {"1"}
    assert values(found, DATASET, VOID.entities) == {"1"}
    subset = node("void#graph-framework")
    assert subset.value in values(found, DATASET, VOID.subset)
    assert values(found, subset, VOID.triples) == {"2"}
    partition = node("void#framework-class-skos-Concept")
    assert values(found, subset, VOID.classPartition) == {partition.value}
    assert values(found, partition, VOID.entities) == {"1"}
    assert values(found, node("void#framework-property-skos-prefLabel"), VOID.triples) == {"1"}


def test_void_names_the_vocabularies_that_are_used() -> None:
    found = set(describe_holding(BASE, KNOWN, holding(LINES)))
    assert values(found, DATASET, VOID.vocabulary) == {RDF.type.value.removesuffix("type"), SKOS.iri}
    foreign = node("void#property-https%3A%2F%2Felsewhere.example%2Fp")
    assert values(found, foreign, VOID.triples) == {"1"}


def test_the_pattern_of_identifiers_fits_things_and_not_their_parts() -> None:
    found = set(describe_holding(BASE, KNOWN, holding(LINES)))
    (pattern,) = values(found, DATASET, VOID.uriRegexPattern)
    assert re.search(pattern, f"{BASE}id/level/1")
    assert not re.search(pattern, f"{BASE}id/level/1#note")
    assert not re.search(pattern, "https://data-example.org/id/level/1")


def test_a_concept_of_no_known_list_gets_the_class_that_is_asked_for(ontology: Ontology) -> None:
    place = ox.NamedNode("https://elsewhere.example/place")
    known = [*KNOWN, ox.Triple(DATASET, DCTERMS.spatial, place)]
    found = set(describe_catalogue(BASE, known, FIRST.version, (FIRST,), ontology))
    assert {each.object for each in found if each.subject == place} == {DCTERMS.Location}
