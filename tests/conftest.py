"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
