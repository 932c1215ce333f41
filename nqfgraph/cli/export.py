"""``nqfgraph export``: a release in another form."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import chosen_release, home_option, output_option, release_option
from nqfgraph.cli.qdr import FORM, export_for_qdr
from nqfgraph.errors import InputError
from nqfgraph.exports import FORMS, Content, write_table
from nqfgraph.exports.output import STANDARD_OUTPUT, open_output
from nqfgraph.exports.packing import PACKINGS, packed
from nqfgraph.exports.qdr.datasets import DATASETS, QUALIFICATIONS
from nqfgraph.exports.tables.definitions import TABLES
from nqfgraph.release import Release, Releases
from nqfgraph.settings import Settings

PARQUET = "parquet"


@click.command("export")
@click.option("--format", "form", type=click.Choice([*FORMS, FORM]), help="Form to write.")
@output_option
@click.option(
    "--table", type=click.Choice(list(TABLES)), help="Table to write as parquet; else the qualifications."
)
@click.option(
    "--dataset",
    type=click.Choice(list(DATASETS)),
    help=f"What to write as qdr-xml.  [default: {QUALIFICATIONS.name}]",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="File for what qdr-xml cannot hold, as CSV, one row a reason.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Make all files that a server hands out of the release, now."
)
@release_option
@home_option
@click.pass_obj
@click.pass_context
def command(
    context: click.Context,
    settings: Settings,
    /,
    form: str | None,
    output: Path,
    version: str | None,
    **rarer: Any,
) -> None:
    """Write a release in another form.

    csv has one row for each qualification, csv-set (a ZIP archive) and xlsx have all tables, parquet has
    one of them; jsonl is JSON-LD with a thing a line; elm-3.3 is Turtle with the terms as ELM 3.3 names
    them. qdr-xml has what Europass QDR takes of the qualifications or, with --dataset, of the learning
    opportunities (LOQ XML 3.3.1), and the exit status is 1 if something had to be left out. The forms of RDF
    hold everything.

    A file that is called ….gz or ….zst is compressed.

    --all makes the files that a server hands out beside the dump, into cache/files in the home: a server
    makes them itself, some time after a release was published, if this has not been done.
    """
    table, report, everything = rarer["table"], rarer["report"], rarer["everything"]
    _refuse_what_does_not_go_together(form, output, table, report, everything)
    if rarer["dataset"] and form != FORM:
        raise click.UsageError(f"--dataset goes with --format {FORM}: the other forms are of everything.")
    release = chosen_release(settings, version)
    if everything:
        _make_all(settings, release)
    elif form == FORM:
        if export_for_qdr(release, output, report, DATASETS[rarer["dataset"] or QUALIFICATIONS.name]):
            context.exit(FINDINGS)
    elif form is not None:
        _write(release, form, table, output)


def _refuse_what_does_not_go_together(
    form: str | None, output: Path, table: str | None, report: Path | None, everything: bool
) -> None:
    if everything and (form or table or report or output != STANDARD_OUTPUT):
        raise click.UsageError("--all goes with --release and --home only: it writes files with given names.")
    if not everything and form is None:
        raise click.UsageError(f"Name a form with --format: {', '.join([*FORMS, FORM])}.")
    if report and form != FORM:
        raise click.UsageError(f"--report goes with --format {FORM}: the other forms leave nothing out.")
    if table and form != PARQUET:
        raise click.UsageError(
            f"--table goes with --format {PARQUET}: the other forms have all tables or one."
        )
    if form == FORM and output.suffix in PACKINGS:
        raise click.UsageError(
            f"{FORM} is not compressed: QDR takes it as it is. Name a file without {output.suffix}."
        )


def content_of(release: Release) -> Content:
    """Return what is exported of a release."""
    register = release.manifest.register
    return Content(dump=release.dump, base=register.base, languages=register.languages)


def _write(release: Release, form: str, table: str | None, output: Path) -> None:
    with ExitStack() as stack:
        file = stack.enter_context(open_output(output))
        if output.suffix in PACKINGS:
            file = stack.enter_context(packed(file, PACKINGS[output.suffix]))
        if table:
            write_table(content_of(release), table, file)
        else:
            FORMS[form](content_of(release), file)


def _make_all(settings: Settings, release: Release) -> None:
    from nqfgraph.exports.files import ReleaseFiles

    files = ReleaseFiles(settings.home)
    try:
        made = files.make(
            release.version, content_of(release), lambda name: click.echo(f"  {name}", err=True)
        )
        files.remove_others(Releases(settings.home).versions())
    except OSError as error:
        raise InputError(
            f"The files of release {release.version} cannot be written to {files.folder}:"
            f" {error.strerror or error}.",
            remedy="Make room there, or let this user write to the folder cache in the home.",
        ) from error
    number = len(files.of(release.version))
    said = "made" if made else "there already"
    click.echo(f"{number} files of release {release.version} are {said}, in {files.folder}.", err=True)
    sys.stderr.flush()
