"""The names of what is sent do no harm, and still say what they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.settings import Settings
from nqfgraph_server.validation.received import Received, free_name, plain_name, request_of


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("qualifications.ttl", "qualifications.ttl"),
        ("İxtisaslar 2026.xlsx", "İxtisaslar 2026.xlsx"),
        ("C:\\Users\\a\\b.ttl", "b.ttl"),
        ("../../etc/passwd", "passwd"),
        (".bashrc", "bashrc"),
        ("-rf.ttl", "rf.ttl"),
        ("a\x1b[31m\u202eb.ttl", "a[31mb.ttl"),
        ('a"<b>|c?.ttl', "a__b__c_.ttl"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
    ],
)
def test_a_name_is_made_plain(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


@given(st.text(max_size=400))
def test_any_name_is_one_file_of_a_folder(sent: str) -> None:
    name = plain_name(sent)
    assert Path("/folder") / name == Path(f"/folder/{name}")
    assert (Path("/folder") / name).resolve().parent == Path("/folder")
    assert 0 < len(name.encode(errors="surrogatepass")) <= 120
    assert not re.search(r"[\x00-\x1f/\\]|^[.-]", name)


def test_a_long_name_keeps_its_ending() -> None:
    assert plain_name("ş" * 300 + ".xlsx").endswith("ş.xlsx")


def test_a_register_is_found_from_any_folder() -> None:
    asked = request_of(
        Received(("a.ttl",), (), 1), ["register", "register"], Settings(), Path("registers/own")
    )
    assert Path(asked.register) == Path.cwd() / "registers" / "own"
    assert asked.profiles == ("register",)


def test_two_files_of_one_name_are_two_files() -> None:
    names: list[str] = []
    for sent in ("a.ttl", "A.ttl", "a.ttl", "b"):
        names.append(free_name(sent, names))
    assert names == ["a.ttl", "A-2.ttl", "a-3.ttl", "b"]
