"""Fixtures that every test may use."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import settings

from nqfgraph.release import Silence, build
from nqfgraph.vocabularies import import_vocabulary

pytest_plugins = ["tests.engines"]

# A test that is right is right on a busy machine too: nothing that Hypothesis makes up is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
REGISTERS = Path(__file__).resolve().parent / "data" / "registers"
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Return a path below the material beside the checkout, or skip; in CI its absence is a failure."""

    def find(path: str) -> Path:
        found = SHARED / path
        if found.exists():
            return found
        reason = f"needs {path} in a folder named shared beside the checkout"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    return find


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Return the path of a program by its name, or skip; in CI its absence is a failure."""

    def find(name: str) -> str:
        # A user's path seldom has the folders of programs that are meant for administrators.
        found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]))
        if found:
            return found
        reason = f"needs the program {name}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    return find


@pytest.fixture(scope="session")
def plain_environment() -> Mapping[str, str]:
    """Return the environment of a program that is run as strangers run it: without settings of ours.

    Nor are its lines counted, which takes as long again; tests of the parts enter them in this process.
    """
    ours = ("NQFGRAPH_", "COVERAGE_PROCESS_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture(scope="session")
def westland_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the register of Westland, an invented country with ten levels, German and French.

    Its workbooks are made from ``sheets/{workbook}.{sheet}.csv``; dates and whole numbers become typed cells.
    Do not write into the folder: copy it first.
    """
    folder = tmp_path_factory.mktemp("registers") / "westland"
    shutil.copytree(REGISTERS / "westland", folder)
    workbooks: dict[str, openpyxl.Workbook] = {}
    for path in sorted((folder / "sheets").glob("*.csv")):
        name, sheet = path.stem.split(".")
        workbook = workbooks.setdefault(name, openpyxl.Workbook())
        page = workbook.create_sheet(sheet)
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                page.append([_typed(cell) for cell in row])
    for name, workbook in workbooks.items():
        workbook.remove(workbook.worksheets[0])
        workbook.save(folder / f"{name}.xlsx")
    shutil.rmtree(folder / "sheets")
    return folder


@pytest.fixture(scope="session")
def shipped_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return a function that gives a home of one's own with one release of the register that is shipped.

    It is built once, on 23 November 2026 at noon.
    """
    built: list[Path] = []

    def copy() -> Path:
        if not built:
            built.append(tmp_path_factory.mktemp("shipped"))
            now = datetime(2026, 11, 23, 12, tzinfo=UTC)
            build(ROOT / "registers" / "aznqf", built[0], now=now, progress=Silence())
        home = tmp_path_factory.mktemp("shipped") / "home"
        return Path(shutil.copytree(built[0], home, symlinks=True))

    return copy


@pytest.fixture(scope="session")
def workshop_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with one release of an invented register and, in it, an invented vocabulary like ESCO."""
    home = tmp_path_factory.mktemp("workshop")
    imported = import_vocabulary(home, "esco", REGISTERS.parent / "vocabularies" / "crafts", version="9.0")
    assert imported.kept is not None
    build(REGISTERS / "workshop", home, now=datetime(2026, 11, 23, 12, tzinfo=UTC), progress=Silence())
    return home


def _typed(cell: str) -> object:
    if re.fullmatch(r"[1-9][0-9]{0,2}", cell):
        return int(cell)
    return date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) else cell or None
