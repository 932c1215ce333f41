"""``nqfgraph template``: empty tables to fill in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nqfgraph.cli.options import output_option
from nqfgraph.errors import InputError
from nqfgraph.exports.output import STANDARD_OUTPUT, open_output
from nqfgraph.sources.kinds import KINDS


@click.command("template")
@click.argument("kinds", metavar="[KIND]...", nargs=-1, type=click.Choice(list(KINDS)))
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv"]),
    default="xlsx",
    show_default=True,
    help="A workbook with a sheet a kind and lists to choose from, or one CSV table.",
)
@click.option(
    "--languages", default="az,en,ru", show_default=True, metavar="TAGS", help="Languages of the texts."
)
@output_option
def command(kinds: tuple[str, ...], form: str, languages: str, output: Path) -> None:
    """Write empty tables with the right columns, to be filled in and checked.

    KIND is a kind of table; without one, those that an awarding body fills in. What each column takes is told
    beside its heading, and in docs/guides/columns.md. Check what you filled in with “nqfgraph validate”.
    """
    from nqfgraph.ontology import Ontology
    from nqfgraph.sources.templates import SUBMITTED, template_csv, template_workbook

    tags = [each.strip() for each in languages.split(",") if each.strip()]
    if form == "csv":
        if len(kinds) != 1:
            raise InputError(
                "A CSV file holds one table.", remedy="Name one kind, for example qualification."
            )
        content = template_csv(kinds[0], tags)
    else:
        if output == STANDARD_OUTPUT and sys.stdout.isatty():
            raise click.UsageError("A workbook cannot be shown on a terminal: give --output FILE.xlsx.")
        content = template_workbook(Ontology.load(), tags, kinds or SUBMITTED)
    with open_output(output) as file:
        file.write(content)
