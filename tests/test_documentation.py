"""Generated pages are up to date, links lead somewhere, and the guide builds."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from nqfgraph.cli.application import nqfgraph
from nqfgraph.cli.documentation import command_line_page
from nqfgraph.cli.documentation import main as write_command_line_page
from nqfgraph.release import Silence, build
from nqfgraph.sources.documentation import columns_page
from nqfgraph.sources.documentation import main as write_columns_page

ROOT = Path(__file__).resolve().parents[1]
GUIDES = ROOT / "docs" / "guides"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
BLOCK = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_on_columns_is_up_to_date(tmp_path: Path) -> None:
    write_columns_page([str(tmp_path / "page.md")])
    written = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert written == columns_page()
    remedy = "run: make docs"
    assert (GUIDES / "columns.md").read_text(encoding="utf-8") == written, remedy


def test_the_page_on_the_command_line_names_every_command_and_option(tmp_path: Path) -> None:
    write_command_line_page([str(tmp_path / "page.md")])
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == command_line_page()
    # Another version of click may wrap lines otherwise, so the page is searched and not compared.
    page = (GUIDES / "command-line.md").read_text(encoding="utf-8")
    context = click.Context(nqfgraph, info_name="nqfgraph")
    for name in nqfgraph.list_commands(context):
        command = nqfgraph.get_command(context, name)
        assert command is not None
        section = page.partition(f"## nqfgraph {name}\n")[2].partition("\n## ")[0]
        for parameter in command.params:
            for option in parameter.opts if isinstance(parameter, click.Option) else ():
                assert option in section or name == "releases", f"{name} {option}: run make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


def test_the_guide_to_an_own_register_builds(tmp_path: Path) -> None:
    folder = tmp_path / "myland"
    folder.mkdir()
    for name, content in BLOCK.findall((GUIDES / "own-register.md").read_text(encoding="utf-8")):
        (folder / name).write_text(content, encoding="utf-8")
    release = build(folder, tmp_path / "home", now=datetime(2026, 11, 1, tzinfo=UTC), progress=Silence())
    assert release.manifest.counts.kinds["qualification"] == 2
    assert not any(release.manifest.issues.values())
    assert not any(release.manifest.findings.values())
