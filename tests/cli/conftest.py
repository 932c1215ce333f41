"""Runs the command line inside the test's process."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nqfgraph.cli import main
from nqfgraph.release import Silence, build

REGISTER = Path(__file__).parents[1] / "release" / "register"


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Answer]]:
    """Return a function that runs a command with arguments."""
    interrupt = signal.getsignal(signal.SIGINT)

    def run_command(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["nqfgraph", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Answer(int(left.value.code or 0), captured.out, captured.err)

    yield run_command
    signal.signal(signal.SIGINT, interrupt)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return a copy of the small register that a test may change."""
    return Path(shutil.copytree(REGISTER, tmp_path / "register"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with two releases; the second has another title, and no tests change it."""
    folder = tmp_path_factory.mktemp("cli")
    register, home = Path(shutil.copytree(REGISTER, folder / "register")), folder / "home"
    now = datetime(2026, 11, 23, tzinfo=UTC)
    build(register, home, now=now, progress=Silence())
    table = register / "qualifications.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Bakery", "Baking"), encoding="utf-8")
    build(register, home, now=now, progress=Silence())
    return home


@pytest.fixture
def home(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let commands use the home with two releases."""
    monkeypatch.setenv("NQFGRAPH_HOME", str(built))
    return built
