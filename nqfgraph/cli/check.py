"""``nqfgraph check``: the harvest rehearsed before publishing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.bars import progress_bar
from nqfgraph.cli.options import chosen_release, home_option, release_option
from nqfgraph.release import Release, Releases
from nqfgraph.settings import Settings

if TYPE_CHECKING:
    from nqfgraph.rehearsal import Rehearsal


@click.command("check")
@click.argument("register", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True
)
@click.option("--lang", "language", type=click.Choice(["az", "en", "ru"]), default="en", show_default=True)
@click.option(
    "--schema", type=click.Path(path_type=Path), help="loq.xsd of Europass QDR (NQFGRAPH_QDR_SCHEMA)."
)
@click.option(
    "--shapes",
    type=click.Path(path_type=Path),
    help="Folder with official SHACL files of DCAT-AP (NQFGRAPH_DCAT_AP_SHAPES).",
)
@click.option(
    "--output", "-o", type=click.File("w", encoding="utf-8", atomic=True), default="-", help="File to write."
)
@release_option
@home_option
@click.pass_context
def command(  # noqa: PLR0913 - one parameter an option
    context: click.Context,
    register: str | None,
    form: str,
    language: str,
    schema: Path | None,
    shapes: Path | None,
    output: IO[str],
    version: str | None,
) -> None:
    """Say what a harvester would find wrong with the release.

    What harvesters do is done here, without a network: Europass QDR's file is checked, the catalogue is read
    as data portals read it, the register is copied over LDES and OAI-PMH and compared with its dump, and
    addresses are followed. With REGISTER, a folder or the name of a register that comes with nqfgraph, a
    release of it is built to be checked and then thrown away; what is served stays as it is. Else the
    release that is served is checked, or the one of --release. The exit status is 1 if there are findings.
    """
    from nqfgraph.rehearsal.report import FORMS

    settings: Settings = context.obj
    if register and version:
        raise click.UsageError("REGISTER and --release do not go together.")
    given = {"qdr_schema": schema, "dcat_ap_shapes": shapes}
    changed: dict[str, Any] = {name: str(path) for name, path in given.items() if path is not None}
    settings = replace(settings, **changed)
    with _home(settings, register) as settings:
        rehearsal = _rehearse(settings, chosen_release(settings, version))
    output.write(FORMS[form](rehearsal, language))
    if rehearsal.findings:
        context.exit(FINDINGS)


@contextmanager
def _home(settings: Settings, register: str | None) -> Iterator[Settings]:
    """Give the settings with the home that is checked; of a register one that is removed afterwards."""
    if register is None:
        yield settings
        return
    from nqfgraph.cli.build import build_release

    with tempfile.TemporaryDirectory(prefix="nqfgraph-check-") as folder:
        temporary = replace(settings, home=Path(folder))
        build_release(temporary, register)
        yield temporary


def _rehearse(settings: Settings, release: Release) -> Rehearsal:
    """Serve a release within this process, and harvest it."""
    from nqfgraph.rehearsal import STAGES, Stage, rehearse
    from nqfgraph_server import create_app
    from nqfgraph_server.receipts import receipts_of
    from nqfgraph_server.service import service_of

    served = Releases(settings.home).current_version() == release.version
    alone = replace(settings, store="", query_log="", proxies=0)
    app = create_app(alone, _Only(settings.home, release.version))
    # What is done here is no harvest.
    receipts_of(app).stop()
    stage = Stage(
        home=settings.home,
        release=release,
        application=app.wsgi_app,
        served=served,
        qdr_schema=Path(settings.qdr_schema) if settings.qdr_schema else None,
        dcat_ap_shapes=Path(settings.dcat_ap_shapes) if settings.dcat_ap_shapes else None,
    )
    try:
        with progress_bar(STAGES) as progress:
            return rehearse(stage, progress)
    finally:
        service_of(app).pool.close()


class _Only(Releases):
    """The releases of a home as if one of them were the current one."""

    def __init__(self, home: Path, version: str) -> None:
        super().__init__(home)
        self._version = version

    def current_version(self) -> str:
        """Return that version."""
        return self._version
