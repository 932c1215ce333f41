"""Files as people have them: packed, damaged, too large, not there."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.vocabularies import files, import_vocabulary

Tables = Callable[..., Path]


def nothing_is_left(home: Path) -> bool:
    return not [each for each in (home / "vocabularies").glob("*/*")]


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "esco v9.0.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(InputError, match=r"esco v9\.0\.zip: The archive cannot be read"):
        import_vocabulary(tmp_path, "esco", path)


def test_a_member_that_is_damaged_is_named_and_nothing_is_imported(tables: Tables, tmp_path: Path) -> None:
    path = tmp_path / "esco v9.0.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(tables().iterdir()):
            archive.write(each, f"csv/{each.name}")
    content = path.read_bytes()
    path.write_bytes(content.replace(b"kinds of flour", b"kinds of floor"))
    with pytest.raises(InputError, match=r"esco v9\.0\.zip: csv/skills_en\.csv: .* cannot be read: Bad CRC"):
        import_vocabulary(tmp_path, "esco", path)
    assert nothing_is_left(tmp_path)


def test_a_gzip_that_ends_early_is_named_and_nothing_is_imported(tables: Tables, tmp_path: Path) -> None:
    folder = tables()
    plain = folder / "skills_en.csv"
    (folder / "skills_en.csv.gz").write_bytes(gzip.compress(plain.read_bytes())[:-20])
    plain.unlink()
    with pytest.raises(InputError, match=r"skills_en\.csv\.gz: The file cannot be read"):
        import_vocabulary(tmp_path, "esco", folder)
    assert nothing_is_left(tmp_path)


def test_what_unpacks_to_too_much_is_stopped(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="more than 100 bytes when it is unpacked"):
        import_vocabulary(tmp_path, "esco", tables())
    assert nothing_is_left(tmp_path)


def test_too_many_files_are_refused(tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 3)
    with pytest.raises(InputError, match="7 files; 3 are allowed"):
        import_vocabulary(tmp_path, "esco", tables())


def test_a_path_without_usable_files_is_refused(tables: Tables, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        import_vocabulary(tmp_path, "esco", tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="there are: none"):
        import_vocabulary(tmp_path, "esco", tmp_path / "empty", version="1")
    with pytest.raises(InputError, match=r"no RDF file of digcomp: .*Give a SKOS scheme as Turtle"):
        import_vocabulary(tmp_path, "digcomp", tables())
    with pytest.raises(InputError, match="is not a name of a vocabulary"):
        import_vocabulary(tmp_path, "../esco", tables())
    with pytest.raises(InputError, match=r"“\.\./1” is not a version"):
        import_vocabulary(tmp_path, "esco", tables(name="plain"), version="../1")
    assert not (tmp_path / "vocabularies").exists() or nothing_is_left(tmp_path)


def test_one_file_alone_is_a_path_too(tables: Tables, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table skillGroups and no table broaderRelationsSkillPillar"):
        import_vocabulary(tmp_path, "esco", tables() / "skills_en.csv", version="9.0")
