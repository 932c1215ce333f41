"""``nqfgraph check``: what a harvester would find wrong."""

from __future__ import annotations

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import chosen_release, home_option, release_option
from nqfgraph.settings import Settings


@click.command("check")
@release_option
@home_option
@click.pass_context
def command(context: click.Context, version: str | None) -> None:
    """Say what a harvester would find wrong with the release.

    These are remarks on a release that is valid: placeholders, gaps, and what is only indicative. The exit
    status is 1 if there are any.
    """
    from nqfgraph.release.checking import check_release

    settings: Settings = context.obj
    release = chosen_release(settings, version)
    remarks = check_release(release)
    for remark in remarks:
        click.echo(f"{remark.code}: {remark.message}\n  {remark.remedy}")
    if remarks:
        context.exit(FINDINGS)
    click.echo(f"{release.version}: nothing to remark.")
