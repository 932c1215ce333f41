"""Files and archives are read within limits."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.submissions import documents
from nqfgraph.submissions.documents import Document, read_documents

Write = Callable[..., Path]


def archive(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def test_files_are_read_as_they_are(write: Write) -> None:
    one, two = write("a.nt", "a"), write("b.nt", "b")
    assert read_documents([one, two]) == (Document(str(one), b"a"), Document(str(two), b"b"))


def test_an_archive_gives_its_files_but_not_what_systems_add(tmp_path: Path) -> None:
    members = {"a.nt": b"a", "sub/b.nt": b"b", "__MACOSX/a.nt": b"x", ".DS_Store": b"x", "folder/": b""}
    path = archive(tmp_path / "all.zip", members)
    assert [each.name for each in read_documents([path])] == [f"{path}/a.nt", f"{path}/sub/b.nt"]


@pytest.mark.parametrize("name", ["../a.nt", "/a.nt", "a/../../b.nt", "..\\a.nt", "C:/a.nt"])
def test_an_archive_that_leads_out_of_itself_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="leads out of the archive"):
        read_documents([archive(tmp_path / "all.zip", {name: b"a"})])


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.nt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(InputError, match="leads out"):
        read_documents([tmp_path / "all.zip"])


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than 200 times its size"):
        read_documents([archive(tmp_path / "all.zip", {"a.nt": bytes(5_000_000)})])


def test_an_archive_inside_an_archive_is_refused(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", {"a.nt": b"a"}).read_bytes()
    with pytest.raises(InputError, match="another archive"):
        read_documents([archive(tmp_path / "all.zip", {"inner.zip": inner})])


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "all.zip", {"a.nt": b"a"})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match="password"):
        read_documents([path])


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "all.zip", {"a.nt": b"abc" * 100})
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(InputError, match="cannot be unpacked"):
        read_documents([path])


def test_an_archive_whose_sizes_are_lies_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "all.zip", {"a.nt": b"abcdefgh"}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 24] = 4
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be unpacked"):
        read_documents([path])


def test_an_empty_archive_and_an_office_document_are_explained(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is empty"):
        read_documents([archive(tmp_path / "empty.zip", {})])
    with pytest.raises(InputError, match=r"register\.toml"):
        read_documents([archive(tmp_path / "table.ods", {"mimetype": b"a/b"})])
    workbook = archive(tmp_path / "table.xlsx", {"[Content_Types].xml": b"<a/>"})
    assert [each.name for each in read_documents([workbook])] == [str(workbook)]


def test_too_much_is_refused(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="too large"):
        read_documents([write("a.nt", "a" * 11)])
    with pytest.raises(InputError, match="too large"):
        read_documents([Path("/dev/zero")])
    with pytest.raises(InputError, match="too large"):
        read_documents([write("a.nt", "a" * 6), write("b.nt", "b" * 6)])
    monkeypatch.setattr(documents, "MAX_BYTES", 1_000)
    with pytest.raises(InputError, match="too large"):
        read_documents([archive(tmp_path / "all.zip", {"a.nt": b"ab" * 600})])


def test_too_many_files_are_refused(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_FILES", 1)
    with pytest.raises(InputError, match="more than 1 files"):
        read_documents([write("a.nt", "a"), write("b.nt", "b")])
    with pytest.raises(InputError, match="holds 2 files"):
        read_documents([archive(tmp_path / "all.zip", {"a.nt": b"a", "b.nt": b"b"})])


def test_what_cannot_be_read_is_explained(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_documents([tmp_path / "nothing.ttl"])
    with pytest.raises(InputError, match="cannot be read"):
        read_documents([tmp_path])
