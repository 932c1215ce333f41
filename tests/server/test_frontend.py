"""What the query editor is built from: no registry is named, licences are told, its own tests pass."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import nqfgraph_server

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "server" / "frontend"
BUILT = Path(nqfgraph_server.__file__).parent / "static" / "yasgui"

needs_build = pytest.mark.skipif(not BUILT.is_dir(), reason="needs the editor: run make frontend")


@pytest.fixture(scope="module")
def lock() -> dict[str, Any]:
    value: dict[str, Any] = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    return value


def test_the_lock_file_names_digests_and_no_registry(lock: dict[str, Any]) -> None:
    packages = {path: part for path, part in lock["packages"].items() if path}
    assert packages
    for path, part in packages.items():
        assert part["integrity"].startswith("sha512-"), path
        assert "resolved" not in part, path
    assert "registry" not in json.dumps(lock)


def test_versions_are_pinned() -> None:
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    for version in (*package["dependencies"].values(), *package["devDependencies"].values()):
        assert version[0].isdigit(), version


def test_what_is_built_is_not_committed_and_yet_in_the_wheel() -> None:
    folder = "server/nqfgraph_server/static/yasgui/"
    assert folder in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f'artifacts = ["/{folder}"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@needs_build
def test_the_notices_name_every_package_that_is_built_in(lock: dict[str, Any]) -> None:
    notices = (BUILT / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    built_in = [
        (path.rpartition("node_modules/")[2], part)
        for path, part in lock["packages"].items()
        if path and not part.get("dev") and "@types/" not in path
    ]
    assert built_in
    for name, part in built_in:
        assert f"{name} {part['version']}, licence: {part['license']}" in notices


@needs_build
def test_the_editor_writes_no_style_into_the_markup_and_asks_in_no_fixed_language() -> None:
    script = (BUILT / "editor.js").read_text(encoding="utf-8")
    assert "style='text-decoration" not in script
    assert "This line is invalid" not in script
    assert "@import" not in (BUILT / "editor.css").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_the_tests_of_the_editor_pass() -> None:
    run = subprocess.run(
        ["node", "--test", "test/terms.test.js"],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout
