"""ResourceSync, followed by the reference client: its folder is compared with what is served."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nqfgraph_server import resourcesync
from nqfgraph_server.oai.sets import KINDS

pytestmark = pytest.mark.conformance

ITEM = re.compile(f"<[^>]*?/id/((?:{'|'.join(KINDS)})/[^>#]*)[>#]".encode())


class Copy:
    """A folder that the client keeps in step with the server."""

    def __init__(self, base: str, folder: Path) -> None:
        self.base, self.folder = base, folder / "copy"
        self.folder.mkdir()

    def run(self, *options: str) -> str:
        """Run the client and return what it said; its exit status is 0 whatever happens."""
        program = Path(sys.executable).with_name("resync-sync")
        command = [str(program), *options, "--verbose", "--tries", "1", self.base, str(self.folder)]
        ended = subprocess.run(
            command, cwd=self.folder.parent, capture_output=True, text=True, timeout=60, check=True
        )
        return ended.stdout + ended.stderr

    def begin(self) -> str:
        """Fetch everything that is not there yet."""
        return self.run("--baseline", "--delete")

    def follow(self, changes: str = "resourcesync/changes.xml") -> str:
        """Fetch what changed since the last time."""
        return self.run("--incremental", "--delete", "--changelist-uri", f"{self.base}{changes}")

    @property
    def files(self) -> dict[str, bytes]:
        found = [each for each in self.folder.rglob("*") if each.is_file()]
        return {str(each.relative_to(self.folder)): each.read_bytes() for each in found}


@pytest.fixture
def copy(register: Any, tmp_path: Path) -> Copy:
    return Copy(register.base, tmp_path)


def check(copy: Copy, register: Any) -> None:
    """Compare the copy with the dump and with the documents of all items."""
    dump, files = register.release.dump.read_bytes(), copy.files
    assert files.pop(f"releases/{register.release.version}/dump.nq") == dump
    items = {found[1].decode() for line in dump.splitlines() if (found := ITEM.match(line))}
    assert set(files) == {f"data/{each}.ttl" for each in items}
    for path, content in files.items():
        assert fetch(f"{register.base}{path}") == content, path


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return bytes(answer.read())


def test_everything_once_and_then_only_changes(copy: Copy, register: Any) -> None:
    copy.begin()
    check(copy, register)
    happenings = register.happenings()
    for _ in happenings:
        next(happenings, None)
        assert "Fatal" not in copy.follow()
        check(copy, register)
    assert "IN SYNC" in copy.run("--audit")


def test_whoever_stops_half_way_and_comes_back_later_misses_nothing(
    copy: Copy, register: Any, break_off: Callable[[int], None]
) -> None:
    break_off(9)
    assert "Failed to GET" in copy.begin()
    assert 0 < len(copy.files) < 15
    happenings = register.happenings()
    for _ in range(5):
        next(happenings)
    copy.begin()
    check(copy, register)
    next(happenings)
    break_off(1)
    assert "Failed to GET" in copy.follow()
    for _ in happenings:
        pass
    assert "Fatal" not in copy.follow()
    check(copy, register)


def test_lists_in_several_parts_are_followed_part_by_part(
    copy: Copy, register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resourcesync, "PART", 6)
    assert "Parsed as sitemapindex" in copy.begin()
    check(copy, register)
    for _ in register.happenings():
        pass
    # The client knows indexes of resources only; a part of the list of changes is one of its own for it.
    index = fetch(f"{register.base}resourcesync/changes.xml").decode()
    parts = re.findall(f"<loc>{re.escape(register.base)}([^<]*)</loc>", index)
    assert len(parts) > 3
    for part in parts:
        assert "Fatal" not in copy.follow(part)
    check(copy, register)
