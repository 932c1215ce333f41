"""``nqfgraph releases``: list, switch, verify and prune releases."""

from __future__ import annotations

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.handover import announce
from nqfgraph.cli.options import chosen_release, home_option
from nqfgraph.release import Releases
from nqfgraph.settings import Settings


@click.group("releases")
@home_option
def command() -> None:
    """List, switch, verify and prune releases."""


@command.command("list")
@home_option
@click.pass_obj
def list_releases(settings: Settings) -> None:
    """List all releases, the oldest first; the current one is marked with a star."""
    releases = Releases(settings.home)
    current = releases.current_version()
    for version in releases.versions():
        manifest = releases.get(version).manifest
        mark = "*" if version == current else " "
        click.echo(
            f"{mark} {version:14} {manifest.created:%Y-%m-%d %H:%M} UTC"
            f" {manifest.counts.qualifications:9,} qualifications {manifest.counts.quads:11,} triples"
        )


@command.command("switch")
@click.argument("version")
@home_option
@click.pass_obj
def switch(settings: Settings, version: str) -> None:
    """Serve another release: back to an older one, or forward again."""
    release = Releases(settings.home).switch(version)
    click.echo(f"The current release is now {version}.")
    announce(settings, release)


@command.command("verify")
@click.argument("version", required=False)
@home_option
@click.pass_context
def verify(context: click.Context, version: str | None) -> None:
    """Compare every file of a release, the current one if none is named, with its checksum."""
    release = chosen_release(context.obj, version)
    damage = release.verify()
    for each in damage:
        click.echo(f"{release.version}: {each}")
    if damage:
        context.exit(FINDINGS)
    click.echo(f"{release.version}: all {len(release.manifest.files)} files are as they were published.")


@command.command("prune")
@click.option("--keep", type=click.IntRange(min=1), required=True, help="How many releases to keep.")
@home_option
@click.pass_obj
def prune(settings: Settings, keep: int) -> None:
    """Remove the oldest releases; the current one always stays."""
    removed = Releases(settings.home).prune(keep)
    click.echo(f"Removed {len(removed)}: {', '.join(removed)}." if removed else "Nothing to remove.")
