"""What a home keeps: by version, one change at a time, and damage said in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.errors import InputError, StoreUnavailable
from nqfgraph.iris import Iris
from nqfgraph.vocabularies import Kept, Vocabularies, import_vocabulary, importing, release_quads
from nqfgraph.vocabularies.kept import order

Tables = Callable[..., Path]


@pytest.fixture
def kept(tables: Tables, tmp_path: Path) -> Kept:
    """Return the imported version 9.0."""
    found = import_vocabulary(tmp_path, "esco", tables()).kept
    assert found is not None
    return found


def test_a_release_gets_what_it_does_not_say_yet(kept: Kept) -> None:
    stated = set(list(kept.triples())[:3])
    quads = list(release_quads(kept, Iris("https://x.example/"), stated))
    assert len(quads) == kept.manifest.triples - 3
    assert {each.graph_name.value for each in quads} == {"https://x.example/graph/vocabulary/esco/9.0"}


def test_a_version_that_is_not_there_is_named(kept: Kept, tmp_path: Path) -> None:
    vocabularies = Vocabularies(tmp_path)
    assert vocabularies.get("esco").manifest == kept.manifest
    with pytest.raises(
        InputError, match=r"esco 1\.0 is not imported\. .*import esco PATH`; there are: esco 9\.0"
    ):
        vocabularies.get("esco", "1.0")
    vocabularies.remove("esco", "9.0")
    assert vocabularies.all() == ()
    with pytest.raises(InputError, match="there are: none yet"):
        vocabularies.remove("esco", "9.0")


def test_versions_are_sorted_by_their_numbers() -> None:
    assert sorted(["1.10", "1.9", "1.9.1", "2-beta", "1.9-rc"], key=order) == [
        "1.9-rc", "1.9", "1.9.1", "1.10", "2-beta",
    ]  # fmt: skip


def test_an_import_again_takes_the_place_of_the_last(kept: Kept, tables: Tables, tmp_path: Path) -> None:
    again = import_vocabulary(tmp_path, "esco", tables()).kept
    assert again == kept
    assert [each.name for each in kept.folder.parent.iterdir()] == ["9.0"]
    assert (kept.folder / "graph.nt").stat().st_size > 0


def test_two_cannot_change_the_vocabularies_at_once(kept: Kept, tables: Tables, tmp_path: Path) -> None:
    vocabularies = Vocabularies(tmp_path)
    with vocabularies.changing():
        with pytest.raises(InputError, match=r"are being changed by process \d+, which began"):
            import_vocabulary(tmp_path, "esco", tables())
        with pytest.raises(InputError, match="Wait until it has finished"):
            vocabularies.remove("esco", "9.0")
        assert vocabularies.all() == (kept,)
    vocabularies.remove("esco", "9.0")


def test_what_a_killed_import_left_is_cleared_away(kept: Kept, tables: Tables, tmp_path: Path) -> None:
    for name in (".importing-9.0", ".importing-old-9.0"):
        (kept.folder.parent / name).mkdir()
        (kept.folder.parent / name / "manifest.json").write_text("{}", encoding="utf-8")
    assert Vocabularies(tmp_path).all() == (kept,)
    import_vocabulary(tmp_path, "esco", tables())
    assert [each.name for each in kept.folder.parent.iterdir()] == ["9.0"]


def test_an_import_that_cannot_be_put_in_place_leaves_the_old_one(
    kept: Kept, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == ".importing-9.0":
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(importing.Path, "rename", rename)
    with pytest.raises(InputError, match=r"cannot be written to: No space left on device\. Make room"):
        import_vocabulary(tmp_path, "esco", tables())
    assert Vocabularies(tmp_path).all() == (kept,)
    assert [each.name for each in kept.folder.parent.iterdir()] == ["9.0"]


def test_a_first_import_that_cannot_be_put_in_place_leaves_nothing(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing.Path, "rename", rename)
    with pytest.raises(InputError, match="No space left"):
        import_vocabulary(tmp_path, "esco", tables())
    assert Vocabularies(tmp_path).all() == ()


@pytest.mark.parametrize("text", ["", "[]", '{"languages": []}', '{"name": "esco"}'])
def test_a_damaged_manifest_is_said_to_be_one(kept: Kept, tmp_path: Path, text: str) -> None:
    (kept.folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"is damaged: .* import the vocabulary again"):
        Vocabularies(tmp_path).all()


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"<urn:a"), lambda path: path.unlink()])
def test_damaged_statements_are_said_to_be_so(kept: Kept, damage: Callable[[Path], object]) -> None:
    damage(kept.graph)
    with pytest.raises(InputError, match=r"is damaged: .* import the vocabulary again"):
        list(kept.triples())


def test_a_damaged_index_is_said_to_be_one(kept: Kept) -> None:
    path = kept.folder / "index.sqlite"
    path.write_bytes(b"x" * 5_000)
    index = kept.index()
    with pytest.raises(StoreUnavailable, match=r"cannot be read: .*nqfgraph vocab import"):
        index.preferred()
    index.close()
    path.unlink()
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        kept.index()
