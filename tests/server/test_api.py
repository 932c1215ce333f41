"""The JSON interface: what it answers, and that its guide names all of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from jsonschema import validate

from nqfgraph_server.api.comparison import compare
from nqfgraph_server.openapi.schemas import COMPONENTS

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "api.md").read_text(encoding="utf-8")
BACHELOR, OLDER = "2024/6006022", "2009/050631"


def ask(client: FlaskClient, address: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status, answer.text
    assert answer.mimetype == ("application/json" if status == 200 else "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json


def test_it_says_where_it_answers(client: FlaskClient) -> None:
    found = ask(client, "")
    assert found["addresses"]["compare"] == "/api/v1/compare"
    assert all(
        client.get(address).status_code in (200, 400)
        for name, address in found["addresses"].items()
        if name != "record"
    )


def test_a_search_is_that_of_the_list(client: FlaskClient) -> None:
    found = ask(client, "qualifications?q=engineering&lang=en&level=6")
    listed = client.get("/qualifications?format=json&q=engineering&lang=en&level=6").json
    assert found == listed
    assert found["items"][0]["title"].startswith("Computer engineering")
    assert ask(client, "qualifications?q=enginering")["correction"]["text"] == "engineering"


def test_a_record_is_the_plain_document(client: FlaskClient) -> None:
    found = ask(client, f"records/qualification/{BACHELOR}")
    assert found == client.get(f"/data/qualification/{BACHELOR}.json").json
    assert "no such" not in ask(client, "records/qualification/nothing", 404)["detail"]


def test_levels_are_those_of_the_framework(client: FlaskClient) -> None:
    assert ask(client, "levels")["items"] == client.get("/levels?format=json").json["items"]


def test_qualifications_are_compared(client: FlaskClient) -> None:
    found = ask(client, f"compare?id={BACHELOR}&id=https://hillside.example/id/qualification/{OLDER}")
    assert [each["title"]["en"] for each in found["qualifications"]] == [
        "Computer engineering",
        "Computer engineering (2009)",
    ]
    assert found["members"]["NQFLevel"]["same"] is True
    assert found["members"]["recordStatus"]["same"] is False
    assert found["members"]["creditPoint"]["values"][1] is None
    assert len(found["outcomes"]) == 2


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        (f"id={BACHELOR}", 400),
        (f"id={BACHELOR}&id={BACHELOR}", 400),
        ("id=a&id=b&id=c&id=d&id=e", 400),
        (f"id={BACHELOR}&id=2024/nothing", 404),
    ],
)
def test_what_cannot_be_compared_is_a_problem(client: FlaskClient, query: str, status: int) -> None:
    assert ask(client, f"compare?{query}", status)["status"] == status


def skilled(iri: str, credits: str, skills: list[str]) -> dict[str, Any]:
    return {
        "iri": iri,
        "title": {"en": iri},
        "creditPoint": {"iri": f"{iri}#credit-point", "point": credits},
        "learningOutcome": [
            {"iri": f"{iri}/1", "title": {"en": "x"}, "relatedESCOSkill": [{"iri": each} for each in skills]}
        ],
    }


def test_skills_are_shared_or_not_and_parts_are_equal_by_what_they_say() -> None:
    found = compare(
        [skilled("a", "240", ["s1", "s2"]), skilled("b", "240", ["s2"]), skilled("c", "180", ["s2", "s3"])]
    )
    assert found["skills"] == {
        "shared": [{"iri": "s2"}],
        "others": [[{"iri": "s1"}], [], [{"iri": "s3"}]],
    }
    assert found["members"]["creditPoint"]["same"] is False
    same = compare([skilled("a", "240", []), skilled("b", "240", [])])
    assert same["members"]["creditPoint"]["same"] is True


def test_changes_are_read_to_their_end(client: FlaskClient) -> None:
    address, numbers, last = "/api/v1/changes?limit=50&kind=qualification", [], 0
    while address:
        found = client.get(address).json
        assert found is not None
        numbers += [each["number"] for each in found["items"]]
        address, last = found["next"], found["last"]
    assert len(numbers) == 5
    assert numbers == sorted(set(numbers))
    assert last > 5
    assert ask(client, f"changes?after={last}") == {"last": last, "items": [], "next": None}
    assert ask(client, "changes?limit=1")["next"].startswith("/api/v1/changes?after=1&limit=1")
    assert ask(client, "changes?after=x", 400)["status"] == 400


def test_statistics_are_those_of_the_page(client: FlaskClient) -> None:
    assert ask(client, "statistics") == client.get("/statistics?format=json").json
    over = ask(client, "statistics?over=level")
    assert over == client.get("/statistics?over=level&format=json").json
    assert {each["figure"] for each in over["items"]} == {"level"}
    assert client.get("/api/v1/statistics?over=nothing").status_code == 400


@pytest.mark.parametrize(
    "address", ["", "levels", "changes", "qualifications?q=a", f"records/qualification/{OLDER}"]
)
def test_nothing_is_sent_twice(client: FlaskClient, address: str) -> None:
    tag = client.get(f"/api/v1/{address}").headers["ETag"]
    assert client.get(f"/api/v1/{address}", headers={"If-None-Match": tag}).status_code == 304
    assert client.head(f"/api/v1/{address}").status_code == 200


def test_a_past_release_can_be_asked(client: FlaskClient) -> None:
    assert ask(client, "qualifications?release=2026-11-23.1")["release"] == "2026-11-23.1"
    assert ask(client, "qualifications?release=2020-01-01.1", 404)["status"] == 404


def test_examples_of_the_description_fit_their_schemas() -> None:
    told = {name: each for name, each in COMPONENTS.items() if "examples" in each}
    assert {"Record", "Changes"} <= set(told)
    for schema in told.values():
        for example in schema["examples"]:
            validate(example, {**schema, "components": {"schemas": COMPONENTS}})


def test_the_guide_names_every_address_and_parameter_and_no_other(client: FlaskClient) -> None:
    document = client.get("/openapi.json").json
    assert document is not None
    parameters = document["components"]["parameters"]
    described = {
        path: {
            parameters[name]["name"]
            for each in methods["get"]["parameters"]
            if "$ref" in each
            and (name := each["$ref"].rpartition("/")[2]) in parameters
            and parameters[name]["in"] == "query"
        }
        for path, methods in document["paths"].items()
        if path.startswith("/api/v1")
    }
    sections = dict(re.findall(r"^## `GET (\S+)`\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL))
    assert set(sections) == set(described)
    for path, names in described.items():
        told = set(re.findall(r"^\| `(\w+)` \|", sections[path], re.MULTILINE))
        assert told == names - {"release"}, path


def test_the_answers_in_the_guide_are_json(app: flask.Flask) -> None:
    blocks = re.findall(r"^```json\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 4
    for block in blocks:
        json.loads(block)
