"""``export``: tables, compressed files, and all files at once."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from nqfgraph.exports import files
from nqfgraph.exports.files import ReleaseFiles
from nqfgraph.exports.packing import read_packed

Run = Callable[..., Any]


def test_a_name_says_how_a_file_is_compressed(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("export", "--format", "turtle", "--output", tmp_path / "a.ttl").status == 0
    plain = (tmp_path / "a.ttl").read_bytes()
    for end in ("gz", "zst"):
        assert run("export", "--format", "turtle", "--output", tmp_path / f"a.ttl.{end}").status == 0
        assert b"".join(read_packed(tmp_path / f"a.ttl.{end}")) == plain
    assert gzip.decompress((tmp_path / "a.ttl.gz").read_bytes()) == plain


def test_tables_are_written_in_every_form(run: Run, home: Path, tmp_path: Path) -> None:
    assert run("export", "--format", "csv-set", "-o", tmp_path / "t.zip").status == 0
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("levels.csv").decode())))
    assert run("export", "--format", "parquet", "--table", "levels", "-o", tmp_path / "l.parquet").status == 0
    table = parquet.read_table(tmp_path / "l.parquet")
    assert table.column("key").to_pylist() == [row["key"] for row in rows]
    assert run("export", "--format", "parquet", "-o", tmp_path / "q.parquet").status == 0
    assert parquet.read_table(tmp_path / "q.parquet").num_rows == 4


def test_all_files_are_made_once(
    run: Run, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MADE", {"dump.ttl": files.MADE["dump.ttl"]})
    shutil.copytree(built / "releases", tmp_path / "releases", symlinks=True)
    first = run("export", "--all", "--home", tmp_path)
    assert first.status == 0
    assert "files of release 2026-11-23.2 are made" in first.err
    assert "dump.ttl" in ReleaseFiles(tmp_path).of("2026-11-23.2")
    assert "are there already" in run("export", "--all", "--home", tmp_path).err
    assert ReleaseFiles(tmp_path).of("2026-11-23.1") == {}
    assert run("export", "--all", "--release", "2026-11-23.1", "--home", tmp_path).status == 0
    assert ReleaseFiles(tmp_path).of("2026-11-23.1")
    assert ReleaseFiles(tmp_path).of("2026-11-23.2")


def test_a_folder_that_cannot_be_written_is_explained(run: Run, built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "releases", tmp_path / "releases", symlinks=True)
    (tmp_path / "cache").write_text("in the way")
    answer = run("export", "--all", "--home", tmp_path)
    assert answer.status == 2
    assert "cannot be written" in answer.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Name a form with --format: turtle"),
        (("--all", "--format", "turtle"), "--all goes with"),
        (("--all", "--output", "a"), "--all goes with"),
        (("--format", "csv", "--table", "levels"), "--table goes with --format parquet"),
        (("--format", "csv", "--report", "r.csv"), "--report goes with --format qdr-xml"),
        (("--format", "qdr-xml", "--output", "q.xml.gz"), "is not compressed"),
    ],
)
def test_what_does_not_go_together_is_refused(
    run: Run, home: Path, arguments: tuple[str, ...], message: str
) -> None:
    answer = run("export", *arguments)
    assert answer.status == 2
    assert message in answer.err
