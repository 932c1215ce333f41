"""``nqfgraph export``: a release in another form."""

from __future__ import annotations

from pathlib import Path

import click

from nqfgraph.cli.options import chosen_release, home_option, output_option, release_option
from nqfgraph.exports import FORMS, Content
from nqfgraph.exports.output import open_output
from nqfgraph.settings import Settings


@click.command("export")
@click.option("--format", "form", type=click.Choice(list(FORMS)), required=True, help="Form to write.")
@output_option
@release_option
@home_option
@click.pass_obj
def command(settings: Settings, form: str, output: Path, version: str | None) -> None:
    """Write a release in another form.

    csv has one row for each qualification; all other forms hold everything.
    """
    release = chosen_release(settings, version)
    register = release.manifest.register
    content = Content(
        dump=release.dump,
        store_folder=release.store_folder,
        base=register.base,
        languages=register.languages,
    )
    with open_output(output) as file:
        FORMS[form](content, file)
