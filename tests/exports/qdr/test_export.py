"""What of a release is handed to QDR, what is not, and why."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import StoreUnavailable
from nqfgraph.exports.qdr import Content, Remark, RemarkTable, write_dataset
from nqfgraph.exports.qdr.lookup import SortedDump
from nqfgraph.exports.qdr.notations import Notations
from nqfgraph.release import Release
from nqfgraph.vocab import ADMS, RDF, SKOS

Export = Callable[..., tuple[bytes, list[Remark]]]
LEVEL_6 = {"6": "http://data.europa.eu/snb/qdr/c_6919ed25"}
BASE = "https://demo.example/id/qualification/"
GRAPH = ox.NamedNode("https://demo.example/graph/qualifications")


def test_without_mapped_levels_nothing_is_written(small: Release, export: Export) -> None:
    content, remarks = export(small)
    assert content == b""
    unmapped = {each.record for each in remarks if each.code == "level-not-in-qdr"}
    assert len(unmapped) == small.manifest.counts.qualifications == 4
    assert all(each.refused for each in remarks)
    assert {each.value for each in remarks if each.code == "level-not-in-qdr"} == {
        "https://demo.example/id/level/5",
        "https://demo.example/id/level/6",
    }


def test_each_record_that_cannot_pass_is_named_with_all_its_reasons(small: Release, export: Export) -> None:
    content, remarks = export(small, LEVEL_6)
    reasons = {(each.record.removeprefix(BASE), each.code) for each in remarks}
    assert reasons == {
        ("2019/100", "no-language"),
        ("2024/200", "illustrative"),
        ("2024/200", "no-language"),
        ("2024/200", "level-not-in-qdr"),
    }
    assert all("." in each.reason for each in remarks)
    assert re.findall(rb'<qualification id="([^"]+)"', content) == [
        f"{BASE}2024/100".encode(),
        f"{BASE}2024/10".encode(),
    ]


@pytest.mark.conformance
def test_a_release_in_part_is_valid(
    small: Release, export: Export, check_schema: Callable[[bytes], list[str]]
) -> None:
    assert check_schema(export(small, LEVEL_6)[0]) == []


def test_notations_are_unique_in_the_file(small: Release, export: Export) -> None:
    content, _ = export(small, LEVEL_6)
    notations = re.findall(rb"<skos:notation>([^<]+)<", content)
    assert sorted(notations) == [b"10", b"2024/100"]


def test_things_are_written_once_however_many_refer_to_them(small: Release, export: Export) -> None:
    content, _ = export(small, LEVEL_6)
    assert content.count(b"<learningOutcome id=") == content.count(b"<organisation id=") == 1
    assert content.count(b"<learningOutcome idref=") == 2
    identifiers = re.findall(rb' id="([^"]+)"', content)
    assert len(set(identifiers)) == len(identifiers)
    assert set(re.findall(rb' idref="([^"]+)"', content)) <= set(identifiers)


def test_illustrative_outcomes_are_not_handed_over(small: Release, export: Export, tmp_path: Path) -> None:
    dump = tmp_path / "dump.nq"
    text = small.dump.read_text(encoding="utf-8")
    outcome = "<https://demo.example/id/learning-outcome/award-type/bachelor-diploma/1>"
    marked = re.sub(
        rf"({re.escape(outcome)} <https://w3id.org/nqfgraph/def/content> <[^>]*/content/)\w+>",
        r"\1illustrative>",
        text,
    )
    assert marked != text
    dump.write_text(marked, encoding="utf-8")
    remarks: list[Remark] = []
    output = io.BytesIO()
    content = Content(
        dump=dump,
        store_folder=small.store_folder,
        base="https://demo.example/",
        languages=["az"],
        levels=LEVEL_6,
    )
    assert write_dataset(content, output, remarks.append) == 2
    assert b"learningOutcome" not in output.getvalue()
    assert [(each.code, each.refused) for each in remarks if each.element == "learningOutcome"] == [
        ("illustrative", False),
        ("illustrative", False),
    ]


def test_a_release_whose_store_is_gone_is_explained(small: Release, export: Export, tmp_path: Path) -> None:
    content = Content(dump=small.dump, store_folder=tmp_path / "no", base="a:b/", languages=[], levels={})
    with pytest.raises(StoreUnavailable):
        write_dataset(content, io.BytesIO(), lambda remark: None)


def test_the_report_is_a_table(small: Release, export: Export) -> None:
    output = io.BytesIO()
    table = RemarkTable(output)
    _, remarks = export(small)
    for each in remarks:
        table.add(each)
    table.finish()
    rows = list(csv.DictReader(io.StringIO(output.getvalue().decode(), newline="")))
    assert len(rows) == len(remarks)
    assert rows[0]["effect"] == "record left out"
    assert set(rows[0]) == {"record", "effect", "code", "element", "value", "reason"}
    part = Remark(record="a", refused=False, code="empty", element="b")
    table = RemarkTable(output := io.BytesIO())
    table.add(part)
    table.finish()
    assert b"part left out" in output.getvalue()


def _dump(folder: Path, lines: list[str]) -> Path:
    path = folder / "dump.nq"
    path.write_bytes(b"".join(sorted(f"{each}\n".encode() for each in lines)))
    return path


def test_everything_in_a_dump_is_found_in_any_order(tmp_path: Path) -> None:
    things = [f"https://a.example/id/thing/{number}" for number in range(1, 130)]
    parts = [f"{each}#part" for number, each in enumerate(things) if number % 3]
    lines = [f'<{each}> <a:p> "{each}" <a:g> .' for each in (*things, *parts)]
    lines += [f'<{each}> <a:q> "{"ə" * 9_000}" <a:g> .' for each in things[:3]]
    path = _dump(tmp_path, lines)
    dump = SortedDump(path, lambda line: True)
    backwards = [*reversed(things), *parts, *things, *sorted(parts)]
    for each in backwards:
        (found,) = dump.describe(ox.NamedNode(each))[ox.NamedNode("a:p")]
        assert found == ox.Literal(each)
    for missing in ("https://a.example/id/thing/0", "https://a.example/id/thing/1#part", "a:a", "z:z"):
        assert dump.describe(ox.NamedNode(missing)) == {}
    assert len(dump.describe(ox.NamedNode(things[0]))[ox.NamedNode("a:q")][0].value) == 9_000
    dump.close()


def test_lines_that_are_not_wanted_and_empty_dumps(tmp_path: Path) -> None:
    path = _dump(tmp_path, ['<a:a> <a:p> "1" <a:g> .', '<a:a> <a:p> "2" <a:h> .'])
    dump = SortedDump(path, lambda line: line.endswith(b"<a:g> .\n"))
    assert dump.describe(ox.NamedNode("a:a")) == {ox.NamedNode("a:p"): [ox.Literal("1")]}
    dump.close()
    path.write_bytes(b"")
    dump = SortedDump(path, lambda line: True)
    assert dump.describe(ox.NamedNode("a:a")) == {}
    dump.close()


@pytest.mark.parametrize(
    ("said", "identifier", "expected"),
    [
        ({"2019/1": ["1"]}, "2019/1#identifier", "1"),
        ({"2019/1": ["1"], "2024/1": ["1"]}, "2024/1#identifier", "2024/1"),
        (
            {"2019/1": ["1"], "2024/1": ["1"], "x": ["2024/1"]},
            "2024/1#identifier",
            f"{BASE}2024/1#identifier",
        ),
        ({"2019/1": ["1", "1"]}, "2019/1#identifier-2", f"{BASE}2019/1#identifier-2"),
    ],
)
def test_a_notation_that_several_have_becomes_the_key(
    said: dict[str, list[str]], identifier: str, expected: str
) -> None:
    store = ox.Store()
    for key, notations in said.items():
        for number, notation in enumerate(notations, 1):
            node = ox.NamedNode(f"{BASE}{key}#identifier{f'-{number}' if number > 1 else ''}")
            store.add(ox.Quad(ox.NamedNode(BASE + key), ADMS.identifier, node, GRAPH))
            store.add(ox.Quad(node, SKOS.notation, ox.Literal(notation), GRAPH))
            store.add(ox.Quad(node, RDF.type, ADMS.Identifier, GRAPH))
    notations = Notations(store, "https://demo.example/", GRAPH)
    assert notations.unique(ox.NamedNode(BASE + identifier), ox.Literal("1")).value == expected
    elsewhere = Notations(store, "https://other.example/", GRAPH)
    found = elsewhere.unique(ox.NamedNode(BASE + identifier), ox.Literal("1")).value
    assert found in ("1", BASE + identifier)


def test_the_release_itself_is_left_alone(small: Release, export: Export, tmp_path: Path) -> None:
    export(small, LEVEL_6)
    assert small.verify() == ()
    copy = Path(shutil.copytree(small.folder, tmp_path / "copy"))
    assert sorted(each.name for each in copy.iterdir()) == sorted(
        each.name for each in small.folder.iterdir()
    )
