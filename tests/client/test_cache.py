"""Answers kept in a folder."""

from __future__ import annotations

import os
from dataclasses import replace
from email.message import Message
from pathlib import Path

import pytest

from nqfgraph.client.cache import Asked, Cache
from nqfgraph.client.replies import Reply
from nqfgraph.errors import InputError

ASKED = Asked("http://127.0.0.1/sparql", "ASK {}", "2026-11-23.1", "application/json", "en")


def answer(body: bytes = b"body\n\nmore", **fields: str) -> Reply:
    headers = Message()
    for name, value in {"ETag": '"abc"', **fields}.items():
        headers[name.replace("_", "-")] = value
    return Reply("http://127.0.0.1/sparql", 200, headers, body, measured=True)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "deep" / "cache", largest=3000)


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "deep" / "cache").iterdir())


def test_what_is_put_is_got(cache):
    cache.put(ASKED, answer(Content_Type="application/json", X_Other="left out"))
    found = cache.get(ASKED)
    assert found.body == b"body\n\nmore"
    assert (found.field("ETag"), found.media_type, found.field("X-Other")) == (
        '"abc"',
        "application/json",
        "",
    )


@pytest.mark.parametrize(
    "other",
    [
        {"endpoint": "http://127.0.0.1/other"},
        {"sparql": "ASK  {}"},
        {"release": None},
        {"accept": "text/csv"},
        {"language": "az"},
    ],
)
def test_another_question_has_no_answer(cache, other):
    cache.put(ASKED, answer())
    assert cache.get(replace(ASKED, **other)) is None


@pytest.mark.parametrize(
    "fields", [{"ETag": ""}, {"ETag": 'W/"abc"'}, {"Cache_Control": "private, No-Store"}]
)
def test_what_has_no_strong_validator_or_may_not_be_kept_is_not(cache, tmp_path, fields):
    cache.put(ASKED, answer(**fields))
    assert files(tmp_path) == []


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "swap"])
def test_a_damaged_file_is_as_good_as_none(cache, tmp_path, damage):
    cache.put(ASKED, answer())
    (path,) = files(tmp_path)
    content = path.read_bytes()
    if damage == "flip":
        path.write_bytes(content[:-1] + b"!")
    elif damage == "cut":
        path.write_bytes(content[:-3])
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        other = replace(ASKED, sparql="ASK { ?s ?p ?o }")
        cache.put(other, answer(b"other"))
        (tmp_path / "deep" / "cache" / other.name).replace(path)
    assert cache.get(ASKED) is None
    cache.put(ASKED, answer(b"anew"))
    assert cache.get(ASKED).body == b"anew"


def test_the_least_recently_used_go_first(cache, tmp_path):
    asked = [replace(ASKED, sparql=f"ASK {{ {number} }}") for number in range(3)]
    for number, each in enumerate(asked[:2]):
        cache.put(each, answer(b"x" * 1000))
        os.utime(tmp_path / "deep" / "cache" / each.name, (number, number))
    assert cache.get(asked[0])  # which makes it the one used last
    cache.put(asked[2], answer(b"x" * 1000))
    assert [cache.get(each) is not None for each in asked] == [True, False, True]


def test_an_answer_too_large_for_the_folder_is_not_kept(cache, tmp_path):
    cache.put(ASKED, answer(b"x" * 2000))
    assert files(tmp_path) == []


def test_other_files_in_the_folder_stay(cache, tmp_path):
    note = tmp_path / "deep" / "cache" / "note.txt"
    note.write_text("x" * 5000, encoding="utf-8")
    cache.put(ASKED, answer())
    assert note.exists()
    assert cache.get(ASKED)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be used as a cache"):
        Cache(tmp_path / "file")


def test_a_folder_that_has_gone_is_said(cache, tmp_path):
    (tmp_path / "deep" / "cache").rmdir()
    with pytest.raises(InputError, match="cannot be kept"):
        cache.put(ASKED, answer())


def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="may not be written to"):
        Cache(tmp_path)
