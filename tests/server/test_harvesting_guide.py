"""What the guide for harvesters tells them to fetch is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from nqfgraph.release import Release

GUIDES = [Path(__file__).parents[2] / "docs" / "guides" / name for name in ("harvesting.md", "feeds.md")]
COMMANDS = [
    found
    for guide in GUIDES
    for found in re.findall(
        r"^curl (.*?)'?https://data\.aznqf\.example([^\s']+)'?$", guide.read_text(encoding="utf-8"), re.M
    )
]


def test_the_guide_has_commands() -> None:
    assert len(COMMANDS) > 16


@pytest.mark.parametrize(("options", "path"), COMMANDS)
def test_every_command_fetches_something(
    client: FlaskClient, release: Release, options: str, path: str
) -> None:
    accept = re.search(r"-H 'Accept: (.*?)'", options)
    answer = client.get(
        path.replace("{version}", release.version),
        headers={"Accept": accept[1] if accept else "*/*"},
        follow_redirects="-L" in options,
        buffered=True,
    )
    assert answer.status_code == 200
    assert answer.data
    assert not accept or answer.mimetype == accept[1]
