"""The files of a release in other forms: made once, all at once, and listed with their checksums."""

from __future__ import annotations

import fcntl
import hashlib
import io
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from nqfgraph.errors import InputError
from nqfgraph.exports import Content, dump_quads, files
from nqfgraph.exports.files import MADE, BeingMade, ReleaseFiles, media_type
from nqfgraph.exports.packing import PACKINGS, read_packed

VERSION = "2026-11-23.1"
FORMATS = {
    "dump.nq": ox.RdfFormat.N_QUADS,
    "dump.ttl": ox.RdfFormat.TURTLE,
    "dump.trig": ox.RdfFormat.TRIG,
    "dump.jsonld": ox.RdfFormat.JSON_LD,
    "dump.rdf": ox.RdfFormat.RDF_XML,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Path:
    """A home in which the files of the release are made."""
    folder = tmp_path_factory.mktemp("files")
    assert ReleaseFiles(folder).make(VERSION, content)
    return folder


def test_every_form_is_made_and_listed_as_it_is(home: Path) -> None:
    made = ReleaseFiles(home).of(VERSION)
    expected = {name + end for name in MADE for end in ("", *PACKINGS) if not end or MADE[name].is_text}
    # A register without learning opportunities has no table of them.
    assert set(made) == expected - {"learning-opportunities.parquet"}
    for name, file in made.items():
        path = ReleaseFiles(home).path(VERSION, name)
        if path.suffix not in PACKINGS and MADE[name].is_text:
            assert not path.exists()
            contents = [b"".join(read_packed(path.with_name(f"{name}{end}"))) for end in PACKINGS]
        else:
            contents = [path.read_bytes()]
        for content in contents:
            assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("name", FORMATS)
def test_every_rdf_file_says_what_the_dump_says(home: Path, content: Content, name: str) -> None:
    unpacked = b"".join(read_packed(ReleaseFiles(home).path(VERSION, f"{name}.zst")))
    parsed = list(ox.parse(unpacked, format=FORMATS[name]))
    quads = list(dump_quads(content.dump))
    if FORMATS[name].supports_datasets and name != "dump.jsonld":
        assert set(parsed) == set(quads)
    assert {each.triple for each in parsed} == {each.triple for each in quads}
    assert len(parsed) == len(quads)


def test_the_same_release_gives_the_same_files(
    home: Path, content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("dump.trig", "tables.zip", "levels.parquet")
    monkeypatch.setattr(files, "MADE", {name: MADE[name] for name in names})
    assert ReleaseFiles(tmp_path).make(VERSION, content)
    made = ReleaseFiles(tmp_path).of(VERSION)
    assert set(made) == {*names, "dump.trig.gz", "dump.trig.zst"}
    assert made.items() <= ReleaseFiles(home).of(VERSION).items()


def test_what_is_made_is_not_made_again(home: Path, content: Content) -> None:
    told: list[str] = []
    assert not ReleaseFiles(home).make(VERSION, content, told.append)
    assert told == []


def test_a_file_that_cannot_be_made_leaves_nothing(
    content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(content: Content, output: object) -> None:
        raise OSError("no space left")

    forms = {"dump.nq": MADE["dump.nq"], "dump.ttl": files.Form("text/turtle", fail)}
    monkeypatch.setattr(files, "MADE", forms)
    with pytest.raises(OSError, match="no space left"):
        ReleaseFiles(tmp_path).make(VERSION, content)
    assert ReleaseFiles(tmp_path).of(VERSION) == {}
    assert [each.name for each in ReleaseFiles(tmp_path).folder.iterdir()] == [".lock"]


def test_without_pyarrow_all_but_parquet_is_made(
    content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "is_available", lambda: False)
    names = ("tables.zip", "levels.parquet")
    monkeypatch.setattr(files, "MADE", {name: MADE[name] for name in names})
    ReleaseFiles(tmp_path).make(VERSION, content)
    assert list(ReleaseFiles(tmp_path).of(VERSION)) == ["tables.zip"]
    archive = zipfile.ZipFile(io.BytesIO(ReleaseFiles(tmp_path).path(VERSION, "tables.zip").read_bytes()))
    assert archive.testzip() is None


def test_only_one_process_makes_files(content: Content, tmp_path: Path) -> None:
    made = ReleaseFiles(tmp_path)
    made.folder.mkdir(parents=True)
    with (made.folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(BeingMade, match="by another process"):
            made.make(VERSION, content)
    assert made.of(VERSION) == {}


def test_files_of_releases_that_are_gone_are_removed(tmp_path: Path) -> None:
    made = ReleaseFiles(tmp_path)
    made.remove_others([])
    assert not made.folder.exists()
    for name in (made.path(VERSION, "a").parent.name, f"{VERSION}-0.0.0", ".2026-01-01.1"):
        (made.folder / name).mkdir(parents=True)
    made.remove_others([VERSION, "2026-11-24.1"])
    assert [each.name for each in made.folder.iterdir() if each.is_dir()] == [
        made.path(VERSION, "a").parent.name
    ]


def test_a_damaged_list_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    made = ReleaseFiles(tmp_path)
    index = made.path(VERSION, "index.json")
    index.parent.mkdir(parents=True)
    for text in ("{", '{"a": {"size": 1}}', "[]"):
        index.write_text(text)
        files._read_index.cache_clear()
        with pytest.raises(InputError, match="cannot be read"):
            made.of(VERSION)


def test_media_types_are_told_by_name() -> None:
    assert media_type("dump.ttl") == "text/turtle"
    assert media_type("dump.ttl.gz") == "application/gzip"
    assert media_type("dump.ttl.zst") == "application/zstd"
    for name in ("tables.zip.gz", "dump", "index.json", "dump.ttl.gz.gz", ".gz", "../dump.ttl"):
        assert media_type(name) is None
