"""``nqfgraph export``: a release in another form."""

from __future__ import annotations

from pathlib import Path

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import chosen_release, home_option, output_option, release_option
from nqfgraph.cli.qdr import FORM, export_for_qdr
from nqfgraph.exports import FORMS, Content
from nqfgraph.exports.output import open_output
from nqfgraph.settings import Settings


@click.command("export")
@click.option("--format", "form", type=click.Choice([*FORMS, FORM]), required=True, help="Form to write.")
@output_option
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="File for what qdr-xml cannot hold, as CSV, one row a reason.",
)
@release_option
@home_option
@click.pass_obj
@click.pass_context
def command(
    context: click.Context,
    settings: Settings,
    form: str,
    output: Path,
    version: str | None,
    report: Path | None,
) -> None:
    """Write a release in another form.

    csv has one row for each qualification; qdr-xml has what Europass QDR takes of them (LOQ XML 3.3.1), and
    the exit status is 1 if something had to be left out; all other forms hold everything.
    """
    release = chosen_release(settings, version)
    if form == FORM:
        if export_for_qdr(release, output, report):
            context.exit(FINDINGS)
        return
    if report:
        raise click.UsageError(f"--report goes with --format {FORM}: the other forms leave nothing out.")
    register = release.manifest.register
    content = Content(
        dump=release.dump,
        store_folder=release.store_folder,
        base=register.base,
        languages=register.languages,
    )
    with open_output(output) as file:
        FORMS[form](content, file)
