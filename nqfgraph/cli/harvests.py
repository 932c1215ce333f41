"""``nqfgraph harvests``: who took which release."""

from __future__ import annotations

import json

import click

from nqfgraph.cli.options import home_option
from nqfgraph.settings import Settings


@click.command("harvests")
@click.option("--interface", help="Only those over this interface, such as ldes, oai, dump or qdr.")
@click.option(
    "--last", type=click.IntRange(min=1), default=50, show_default=True, help="How many, the latest first."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@home_option
@click.pass_obj
def command(settings: Settings, interface: str | None, last: int, form: str) -> None:
    """List who took which release, over which interface.

    Who asks is what a program says of itself; addresses of networks are not kept. The server writes what it
    has seen every few seconds.
    """
    from nqfgraph.harvests import harvest_value, read_harvests

    found = read_harvests(settings.home, limit=last, interface=interface)
    if form == "json":
        click.echo(json.dumps([harvest_value(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        asked = f"{each.requests:,} requests, {each.unchanged:,} unchanged, {each.size:,} bytes"
        state = "whole" if each.whole else "not whole"
        who = " ".join(filter(None, (each.agent or "(no name)", each.contact and f"<{each.contact}>")))
        error = f"; last error: {each.error}" if each.error else ""
        click.echo(
            f"{each.ended:%Y-%m-%d %H:%M} UTC  {each.interface:10} {each.release or '-':14} {who}: {asked},"
            f" {state}{error}"
        )
    if not found:
        click.echo("No harvest was recorded yet.")
