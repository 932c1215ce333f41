"""The lowest layer: places, errors, files, settings, IRIs."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph import errors
from nqfgraph.errors import InputError, NqfgraphError, QueryTimeout
from nqfgraph.files import data_folder, read_text, sha256, write_atomically
from nqfgraph.iris import GRAPHS, KINDS, Iris, document, part
from nqfgraph.places import Place
from nqfgraph.settings import Settings

IRIS = Iris("https://data.example.org/")
DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_a_place_names_only_what_is_known() -> None:
    assert str(Place(file="a.csv", row=17, column="title_az")) == "a.csv, row 17, column title_az"
    assert str(Place(file="a.xlsx", sheet="S", row=2)) == "a.xlsx, sheet S, row 2"
    assert str(Place(file="a.ttl", line=3, column="9")) == "a.ttl, line 3, column 9"


def test_an_error_says_the_place_the_fault_and_the_way_out() -> None:
    error = InputError("No such level.", place=Place(file="a.csv", row=2), remedy="Use 1 to 8.")
    assert str(error) == "a.csv, row 2: No such level. Use 1 to 8."
    assert str(InputError("No such level.")) == "No such level."
    assert "30 seconds" in str(QueryTimeout(30.0))


def test_the_docstring_draws_the_whole_tree() -> None:
    drawn = set(re.findall(r"(?:[├└]── |^    )(\w+)", errors.__doc__ or "", re.MULTILINE))
    defined = {
        name for name, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, NqfgraphError)
    }
    assert drawn == defined


def test_shipped_folders_are_found() -> None:
    assert (data_folder("ontology") / "nqfgraph.ttl").is_file()
    assert (data_folder("registers") / "aznqf" / "register.toml").is_file()


def test_text_is_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbf\xc9\x99")
    assert read_text(tmp_path / "a") == "ə"
    (tmp_path / "b").write_bytes(b"ab\xfe")
    with pytest.raises(InputError, match="not UTF-8: byte 3"):
        read_text(tmp_path / "b")
    with pytest.raises(InputError, match="no file"):
        read_text(tmp_path / "c")
    with pytest.raises(InputError, match="cannot be read"):
        read_text(tmp_path)


def test_a_failed_write_leaves_the_old_file_and_no_remains(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"old")
    with pytest.raises(TypeError):
        write_atomically(tmp_path / "a", "not bytes")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
    assert sha256(tmp_path / "a") == "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4"


def test_settings_come_from_the_environment_and_arguments_win() -> None:
    environment = {"NQFGRAPH_PORT": "9000", "NQFGRAPH_HOME": "/srv/nqf", "OTHER": "x"}
    settings = Settings.from_environment(environment, port=None, workers=4)
    assert (settings.port, settings.home, settings.workers) == (9000, Path("/srv/nqf"), 4)
    with pytest.raises(InputError, match=r"NQFGRAPH_PORT is “many”, which is not a whole number"):
        Settings.from_environment({"NQFGRAPH_PORT": "many"})


def test_every_setting_is_in_the_documentation() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    for each in fields(Settings):
        assert f"| `NQFGRAPH_{each.name.upper()}` | `{each.default}` | {each.metadata['help']} |" in text


def test_things_parts_and_graphs_have_addresses() -> None:
    thing = IRIS.thing("qualification", "2024", "6006022")
    assert thing == "https://data.example.org/id/qualification/2024/6006022"
    assert part(thing, "note") == f"{thing}#note"
    assert part(thing, "note", 2) == f"{thing}#note-2"
    assert document(part(thing, "note", 2)) == thing
    assert IRIS.graph("framework") == "https://data.example.org/graph/framework"


def test_an_unknown_kind_or_graph_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        IRIS.thing("person", "1")
    with pytest.raises(ValueError, match="unknown graph"):
        IRIS.graph("other")
    assert "framework" in KINDS
    assert "framework" in GRAPHS


@pytest.mark.parametrize("key", ["", " ", ".", ".."])
def test_an_empty_key_is_refused(key: str) -> None:
    with pytest.raises(InputError, match="cannot be used as a key"):
        IRIS.thing("level", key)


@given(
    st.lists(st.text(min_size=1).filter(lambda t: t.strip() not in {"", ".", ".."}), min_size=1, max_size=3)
)
def test_any_key_gives_one_plain_address(key: list[str]) -> None:
    iri = IRIS.thing("qualification", *key)
    assert re.fullmatch(r"[!-~]+", iri)
    assert urlsplit(iri).path.count("/") == 2 + len(key)
    assert "#" not in iri
    again = [unquote(each) for each in iri.split("/id/qualification/")[1].split("/")]
    assert IRIS.thing("qualification", *again) == iri
