"""The statement for recognition as it leaves the printer: dark ink on white paper, whatever the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nqfgraph_server.languages import LANGUAGES

PRESENT = ["h1", ".facts", "#verify", ".picture", ".qr", ".notice"]
ABSENT = [".skip", ".masthead nav", ".actions", ".button"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_prints_without_what_only_a_screen_needs(
    drive: Callable[..., dict[str, Any]], register: str, language: str
) -> None:
    address = f"{register}/{language}/qualifications/2024/6005009/statement"
    seen = drive("print", address=address, language=language, present=PRESENT, absent=ABSENT)
    assert seen["kept"] == PRESENT
    assert seen["left"] == []
    assert (seen["paper"], seen["ink"]) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert 1 <= seen["pages"] <= 4
