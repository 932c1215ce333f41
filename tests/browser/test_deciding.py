"""The page for deciding on links, in three languages, light and dark: readable by everybody, and by keys."""

from __future__ import annotations

import csv
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.vocabularies import import_vocabulary
from nqfgraph_server.languages import LANGUAGES

TESTS = Path(__file__).parents[1]
TABLES = """
[[tables]]
kind = "learning_outcome"
file = "own.csv"
"""
EMPTY = ("findings", "overflow", "problems", "foreign", "broken", "tables")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the page over a register whose outcomes are long and hostile."""
    folder = tmp_path_factory.mktemp("desk")
    register = Path(shutil.copytree(TESTS / "release" / "register", folder / "register"))
    toml = register / "register.toml"
    toml.write_text(toml.read_text("utf-8") + TABLES, "utf-8")
    with (register / "own.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("qualification", "position", "title_en", "title_az"),
                ("2024/200", 1, "Bakes bread <b>", "Çörək bişirir"),
                ("2024/200", 2, "safe\u202egpj.exe \u2066x " + "w" * 3_000, "Un növlərini bilir"),
            ]
        )
    esco = Path(shutil.copytree(TESTS / "data" / "vocabularies" / "esco", folder / "v9.0"))
    import_vocabulary(folder / "home", "esco", esco)
    command = [sys.executable, "-u", "-m", "nqfgraph.cli", "--home", str(folder / "home"), "decide"]
    path = str(folder / "review.csv")
    subprocess.run([*command, "review", str(register), "--format", "csv", "-o", path], check=True)
    with subprocess.Popen([*command, "page", str(register), path], stdout=subprocess.PIPE, text=True) as page:
        assert page.stdout is not None
        found = re.search(r"http://\S+/", page.stdout.readline())
        assert found
        yield found[0]
        page.send_signal(signal.SIGTERM)


def test_everybody_can_read_the_page(drive: Callable[..., dict[str, Any]], desk: str) -> None:
    paths = ("", "outcomes/1", "outcomes/1?q=flour", "outcomes/2")
    pages = [
        {"address": f"{desk}{language}/{path}", "language": language}
        for language in LANGUAGES
        for path in paths
    ]
    for address, report in drive("audit", pages=pages).items():
        assert report["status"] == 200
        assert {name: report[name] for name in EMPTY if report[name]} == {}, address
        assert report["headings"][0] == 1
        assert report["first"] == "skip"
