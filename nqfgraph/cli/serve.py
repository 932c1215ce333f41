"""``nqfgraph serve``: the current release as pages, data and SPARQL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from nqfgraph.cli.build import build_release, summary
from nqfgraph.cli.options import home_option
from nqfgraph.errors import ChangeLogError
from nqfgraph.release import Releases
from nqfgraph.settings import Settings

_SHIPPED = "aznqf"


@click.command("serve")
@click.argument("register", default=_SHIPPED)
@click.option("--host", help="Address to listen on (NQFGRAPH_HOST, else 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (NQFGRAPH_PORT, else 8000).")
@click.option("--workers", type=click.IntRange(min=1), help="Processes that answer SPARQL queries.")
@click.option("--store", metavar="IRI", help="SPARQL engine that has the graphs (see “nqfgraph publish”).")
@home_option
@click.pass_obj
def command(
    settings: Settings,
    register: str,
    host: str | None,
    port: int | None,
    workers: int | None,
    store: str | None,
) -> None:
    """Serve the current release as pages, data and SPARQL.

    If there is no release yet, one is built first from REGISTER (see “nqfgraph build”).
    """
    given: dict[str, Any] = {"host": host, "port": port, "workers": workers, "store": store}
    # Tables that are sent to be checked are a part of the register that is served.
    given["validation_register"] = register if register != _SHIPPED else None
    settings = replace(settings, **{name: value for name, value in given.items() if value is not None})
    releases = Releases(settings.home)
    if releases.current_version() is None:
        release = build_release(settings, register)
        click.echo(summary(release, sum(release.manifest.seconds.values())), err=True)
    try:
        releases.log_current()
    except ChangeLogError as error:
        click.echo(f"Warning: {error} Until then feeds are behind, or answer 503.", err=True)
    from nqfgraph_server.serving import run

    run(settings, releases)
