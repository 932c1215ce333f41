"""Small submissions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

REGISTER = Path(__file__).parents[1] / "release" / "register"
HEAD = """@prefix elm: <http://data.europa.eu/snb/model/elm/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix : <https://data.example.org/id/> .
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a file; Turtle gets the usual prefixes in three lines."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        if isinstance(content, str):
            content = (HEAD + content if name.endswith(".ttl") else content).encode()
        path.write_bytes(content)
        return path

    return write_file


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return a copy of the small register that a test may change."""
    return Path(shutil.copytree(REGISTER, tmp_path / "register"))
