"""The register as search engines of datasets read it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pyoxigraph as ox
from rdflib.namespace import SDO

from nqfgraph.exports.published import File, Published
from nqfgraph.exports.schema_dataset import write_dataset

BASE = "https://data.example.org/"
CURRENT = Published(
    version="2026-11-23.1",
    created=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    previous=None,
    program="0.1.0",
    modified=datetime(2026, 11, 1, tzinfo=UTC),
    title={"en": "Register", "az": "Reyestr"},
    description={},
    publisher=f"{BASE}id/organisation/office",
    publisher_name={"en": "Office"},
    licence="https://creativecommons.org/licenses/by/4.0/",
    languages=("az", "en"),
    country="AZE",
    changes={},
    findings={},
    files={
        name: File(120, "ab" * 32)
        for name in ("dump.nq", "dump.ttl.gz", "dump.jsonl", "tables.zip", "report.ttl")
    },
)


def names(value: object) -> set[str]:
    """Return every term of schema.org in a document."""
    if isinstance(value, list):
        return set().union(*map(names, value))
    if not isinstance(value, dict):
        return set()
    own = {each for each in value if not each.startswith("@")} | {value.get("@type", "Dataset")}
    return own.union(*(names(each) for key, each in value.items() if not key.startswith("@")))


def test_every_term_is_one_of_schema_org() -> None:
    assert not [each for each in names(write_dataset(BASE, CURRENT)) if each not in SDO]


def test_what_search_engines_demand_is_there() -> None:
    dataset = write_dataset(BASE, CURRENT)
    assert {"Register", "Reyestr"} == {each["@value"] for each in dataset["name"]}
    assert dataset["description"] == dataset["name"], "a description that is missing is the title"
    assert dataset["license"] == {"@id": CURRENT.licence}


def test_files_that_hold_the_data_are_downloads_and_no_others() -> None:
    downloads = write_dataset(BASE, CURRENT)["distribution"]
    types = {each["contentUrl"]["@id"].rpartition("/")[2]: each.get("encodingFormat") for each in downloads}
    assert types == {"dump.nq": "application/n-quads", "dump.jsonl": None, "tables.zip": "application/zip"}


def test_it_is_json_ld_in_itself() -> None:
    document = json.dumps(write_dataset(BASE, CURRENT))
    triples = {each.triple for each in ox.parse(document, format=ox.RdfFormat.JSON_LD)}
    dataset, licence = (ox.NamedNode(f"{BASE}catalogue#dataset"), ox.NamedNode(CURRENT.licence))
    assert ox.Triple(dataset, ox.NamedNode("https://schema.org/license"), licence) in triples
