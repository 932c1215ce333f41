"""``nqfgraph build``: sources to a published release."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

import click

from nqfgraph.cli.bars import build_bar
from nqfgraph.cli.handover import announce
from nqfgraph.cli.options import home_option
from nqfgraph.cli.remarks import print_refusal, print_release
from nqfgraph.release import KINDS_OF_CHANGE, Release, ReleaseRefused
from nqfgraph.settings import Settings


@click.command("build")
@click.argument("register", default="aznqf")
@click.option("--keep", type=click.IntRange(min=1), help="Keep this many releases; remove older ones.")
@click.option("--full", is_flag=True, help="Take nothing over from the last release: make all anew.")
@home_option
@click.pass_obj
def command(settings: Settings, register: str, keep: int | None, full: bool) -> None:
    """Make a validated release from a register's sources and publish it.

    REGISTER is a folder with a register.toml, or the name of a register that comes with nqfgraph (aznqf).
    What is served stays as it is unless everything went well.
    """
    started = time.monotonic()
    release = build_release(settings, register, keep, full=full)
    print_release(release)
    click.echo(summary(release, time.monotonic() - started))
    announce(settings, release)


def build_release(
    settings: Settings, register: str, keep: int | None = None, *, full: bool = False
) -> Release:
    """Build a release of a register given by name or folder; what stops it is printed and raised."""
    # What reads workbooks imports numpy where that is installed. We calculate nothing with it, and the thread
    # that it would start for itself keeps a build from being shared by several processes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from nqfgraph.release import build
    from nqfgraph.sources import find_register

    folder = find_register(register)
    try:
        with build_bar() as progress:
            now = datetime.now(UTC)
            return build(folder, settings.home, now=now, progress=progress, keep=keep, full=full)
    except ReleaseRefused as refused:
        print_refusal(refused, folder)
        raise


def summary(release: Release, seconds: float) -> str:
    """Say what a release holds, in a few lines."""
    manifest = release.manifest
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in manifest.counts.kinds.items())
    changes = ", ".join(f"{manifest.changes[kind]:,} {kind}" for kind in KINDS_OF_CHANGE)
    issues = ", ".join(f"{count:,} {name}" for name, count in manifest.issues.items()) or "none"
    findings = ", ".join(f"{count:,} {name}" for name, count in manifest.findings.items() if count) or "none"
    return "\n".join(
        [
            f"Release {release.version}: {manifest.counts.qualifications:,} qualifications,"
            f" {manifest.counts.quads:,} triples, {seconds:.1f} s.",
            f"  Things:   {kinds}",
            f"  Changes:  {changes} since {manifest.previous or 'the beginning'}",
            f"  Issues of the sources: {issues}; findings of the validation: {findings}",
            f"  Folder:   {release.folder}",
        ]
    )
