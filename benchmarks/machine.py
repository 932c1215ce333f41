"""Says on what machine something was measured."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any


def describe_machine(*packages: str) -> dict[str, Any]:
    """Return cores, memory, Python, the present load, and the versions of ``packages``."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory_gigabytes": round(memory / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
        **{package: _version(package) for package in packages},
        "load": [round(each, 1) for each in os.getloadavg()],
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
