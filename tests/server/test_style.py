"""The style sheet: readable colours (WCAG 2.2, contrast AA), nothing from elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import nqfgraph_server

STYLE = (Path(nqfgraph_server.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\n\s*\}", STYLE, re.S)[:2]
)
PAIRS = [
    ("ink", "paper"),
    ("ink", "raised"),
    ("quiet", "paper"),
    ("quiet", "raised"),
    ("accent", "paper"),
    ("accent", "raised"),
    ("accent-hover", "paper"),
    ("accent-ink", "accent"),
    ("good", "good-paper"),
    ("care", "care-paper"),
    ("care", "paper"),
    ("stop", "stop-paper"),
    ("ink", "care-paper"),
    *((f"on-tone-{number}", f"tone-{number}") for number in range(1, 9)),
]


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
@pytest.mark.parametrize("tokens", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
def test_text_can_be_read(tokens: dict[str, str], pair: tuple[str, str]) -> None:
    assert _contrast(tokens[pair[0]], tokens[pair[1]]) >= 4.5


def test_level_colours_keep_their_order_in_grey() -> None:
    greys = [_luminance(LIGHT[f"tone-{number}"]) for number in range(1, 9)]
    assert greys == sorted(greys, reverse=True)
    assert all(before / after > 1.2 for before, after in pairwise(greys))


def test_the_style_sheet_loads_nothing() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "@font-face" not in STYLE
