"""``nqfgraph publish``: a release into an engine at an address."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import click

from nqfgraph.cli.bars import progress_bar
from nqfgraph.cli.options import chosen_release, home_option, release_option
from nqfgraph.errors import InputError
from nqfgraph.settings import Settings


@click.command("publish")
@click.option("--store", metavar="IRI", help="Query endpoint of a SPARQL engine (NQFGRAPH_STORE).")
@click.option(
    "--graph-store",
    metavar="IRI",
    help="Its Graph Store Protocol, if that is at another address (NQFGRAPH_STORE_GRAPHS).",
)
@click.option(
    "--keep", type=click.IntRange(min=1), default=2, show_default=True,
    help="How many releases stay in the engine.",
)  # fmt: skip
@release_option
@home_option
@click.pass_obj
def command(
    settings: Settings, store: str | None, graph_store: str | None, keep: int, version: str | None
) -> None:
    """Copy a release into a SPARQL engine and make it the current one there.

    Readers see the release before until all of the new one is in the engine and counted. What was interrupted
    is repeated by running the command again.

    The engine's user and password come from NQFGRAPH_STORE_USER and NQFGRAPH_STORE_PASSWORD, or a token from
    NQFGRAPH_STORE_TOKEN; there are no options for them, because other users of the machine can read those.
    """
    given: dict[str, Any] = {"store": store, "store_graphs": graph_store}
    settings = replace(settings, **{name: value for name, value in given.items() if value is not None})
    if not settings.store:
        raise InputError(
            "No engine is named that the release could be published to.",
            remedy="Give its address with --store or NQFGRAPH_STORE.",
        )
    release = chosen_release(settings, version)
    # Imported here: reading the help needs no HTTP client.
    from nqfgraph.release.publishing import STAGES, publish
    from nqfgraph.store.address import Address
    from nqfgraph.store.remote import RemoteStore

    address = Address.of(settings)
    engine = RemoteStore(address, seconds=_SECONDS)
    try:
        with progress_bar(STAGES) as progress:
            published = publish(
                release,
                engine,
                progress=progress,
                keep=keep,
                query_seconds=settings.query_seconds,
                pause=_wait,
            )
    finally:
        engine.close()
    what = "loaded" if published.loaded else "was there already"
    removed = f" Removed: {', '.join(published.removed)}." if published.removed else ""
    click.echo(
        f"Release {published.version} is current at {address.shown}: {published.triples:,} triples {what},"
        f" {published.seconds:.1f} s.{removed}"
    )


_SECONDS = 600.0
"""Longest silence of the engine while it takes a chunk or counts."""


def _wait(seconds: float) -> None:
    click.echo(
        f"The new release is current. Waiting {seconds:g} s for queries over older ones to end …", err=True
    )
    time.sleep(seconds)
