"""Readers without a mouse: the first stop jumps to the content, and every stop is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PAGES = {
    "/en/": "light",
    "/az/qualifications?level=6": "dark",
    "/doc/qualification/2024/6005009?lang=ru": "light",
    "/en/levels/compare": "dark",
    "/en/qualifications/2024/6005009/statement": "light",
    "/en/validate": "dark",
}


@pytest.mark.parametrize("path", PAGES)
def test_every_stop_of_the_keyboard_is_seen(
    drive: Callable[..., dict[str, Any]], register: str, path: str
) -> None:
    seen = drive("walk", address=register + path, language="en", scheme=PAGES[path])
    assert seen["first"]["name"] == "a.skip"
    assert seen["first"]["seen"]
    assert seen["jump"] == "page-content"
    assert seen["stops"] > 15
    assert seen["unseen"] == []
    assert seen["problems"] == []
