"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from nqfgraph.errors import ReleaseError
from nqfgraph.release import Release, Releases
from nqfgraph.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def home_option(command: Command) -> Command:
    """Let a command take ``--home`` too, so that it may stand behind the command's name."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_take_home,
        help="Folder that holds everything nqfgraph writes.",
    )(command)


def _take_home(context: click.Context, parameter: click.Parameter, home: Path | None) -> None:
    if home is not None:
        context.obj = replace(context.obj, home=home)


def release_option(command: Command) -> Command:
    """Let a command take ``--release VERSION``."""
    return click.option(
        "--release", "version", metavar="VERSION", help="A release other than the current one."
    )(command)


def output_option(command: Command) -> Command:
    """Let a command take ``--output FILE``."""
    return click.option(
        "--output", "-o", type=click.Path(path_type=Path, allow_dash=True), default="-",
        help="File to write; “-”, which it is without this option, is standard output.",
    )(command)  # fmt: skip


def chosen_release(settings: Settings, version: str | None) -> Release:
    """Return the release of that version, or the current one; ReleaseError if there is none."""
    releases = Releases(settings.home)
    release = releases.get(version) if version else releases.current()
    if release is None:
        raise ReleaseError(
            f"There is no release in {settings.home} yet.",
            remedy="Run `nqfgraph build`, or name the right folder with --home or NQFGRAPH_HOME.",
        )
    return release
