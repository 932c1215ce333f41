"""A disk that is full in the middle of a build, played by the largest size a file may have."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nqfgraph.release import Releases, Silence, build

REGISTER = Path(__file__).parent / "register"
FILE_SIZE = 4096
# The file in which coverage is noted would be too large, too.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}

PROGRAM = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from nqfgraph.errors import NqfgraphError
from nqfgraph.release import Silence, build

class Filling(Silence):
    def stage(self, name):
        if name == sys.argv[3]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)

try:
    build(Path(sys.argv[1]), Path(sys.argv[2]), now=datetime.now(UTC), progress=Filling())
except NqfgraphError as error:
    sys.exit(f"refused: {error}")
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release."""
    folder = tmp_path_factory.mktemp("home")
    build(REGISTER, folder, now=datetime(2026, 11, 23, tzinfo=UTC), progress=Silence())
    return folder


def assert_only_the_old_release(home: Path) -> None:
    releases = Releases(home)
    assert releases.current_version() == "2026-11-23.1"
    assert list(releases.versions()) == ["2026-11-23.1"]
    left = {path.name for path in (home / "releases").iterdir()}
    assert left <= {".lock", "current", "2026-11-23.1"}
    current = releases.current()
    assert current is not None
    with (current.folder / "dump.nq").open() as dump:
        assert sum(1 for _ in dump) == current.manifest.counts.quads


@pytest.mark.parametrize("stage", ["dump", "search", "load"])
def test_a_build_that_fills_the_disk_leaves_nothing_behind(home, stage):
    built = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(REGISTER), str(home), stage, str(FILE_SIZE)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=ENVIRONMENT,
    )
    assert built.returncode == 1, built.stderr
    assert built.stderr.splitlines()[-1].startswith("refused: "), built.stderr
    assert_only_the_old_release(home)


def test_the_command_says_what_to_do_about_a_full_disk(home):
    built = subprocess.run(
        [sys.executable, "-m", "nqfgraph.cli", "build", str(REGISTER), "--home", str(home)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**ENVIRONMENT, "NO_COLOR": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE)),
    )
    assert built.returncode == 2
    assert "cannot be written to" in built.stderr
    assert "Make room" in built.stderr
    assert "Traceback" not in built.stderr
    assert_only_the_old_release(home)
