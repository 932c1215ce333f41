"""The manifest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nqfgraph.errors import ReleaseError
from nqfgraph.release import FileEntry, Manifest
from nqfgraph.release.manifest import read_manifest


def test_a_manifest_comes_back_from_json(manifest: Callable[..., Manifest]) -> None:
    made = manifest("2026-11-23.1", {"dump.nq": FileEntry(sha256="00", size=3)})
    assert Manifest.from_json(made.to_json()) == made


def test_the_number_of_qualifications_can_be_read_in_the_json(manifest: Callable[..., Manifest]) -> None:
    assert json.loads(manifest("2026-11-23.1").to_json())["counts"]["qualifications"] == 2


def test_a_register_without_qualifications_has_none(manifest: Callable[..., Manifest]) -> None:
    value = json.loads(manifest("2026-11-23.1").to_json())
    value["counts"]["kinds"] = {}
    assert Manifest.from_json(json.dumps(value)).counts.qualifications == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"version": 1}', b"\xff\xfe"])
def test_a_damaged_manifest_is_an_error_that_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(ReleaseError, match="cannot be opened") as caught:
        read_manifest(tmp_path)
    assert "releases switch" in str(caught.value)


def test_an_unknown_entry_is_an_error(manifest: Callable[..., Manifest]) -> None:
    value = json.loads(manifest("2026-11-23.1").to_json()) | {"extra": 1}
    with pytest.raises(ReleaseError, match="extra"):
        Manifest.from_json(json.dumps(value))


def test_a_manifest_in_the_wrong_folder_is_an_error(
    tmp_path: Path, manifest: Callable[..., Manifest]
) -> None:
    (tmp_path / "manifest.json").write_bytes(manifest("2026-11-23.1").to_json())
    with pytest.raises(ReleaseError, match=r"holds the manifest of release 2026-11-23\.1"):
        read_manifest(tmp_path)
