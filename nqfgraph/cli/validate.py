"""``nqfgraph validate``: checks what somebody sends."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import output_option
from nqfgraph.errors import InputError
from nqfgraph.exports.output import open_output
from nqfgraph.files import read_text
from nqfgraph.validation import PROFILES, SEVERITIES
from nqfgraph.validation.formats import FORMATS
from nqfgraph.validation.formats.words import LANGUAGES


@click.command("validate")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--profile", "profiles", type=click.Choice(list(PROFILES)), multiple=True,
    help="Rules to check with; may be given several times. elm-loq without it; for a register, its policy.",
)  # fmt: skip
@click.option(
    "--shapes", multiple=True, type=click.Path(path_type=Path),
    help="SHACL file to check with, instead of a profile or beside it; may be given several times.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True,
    help="Form of the report.",
)  # fmt: skip
@click.option(
    "--lang", "language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True,
    help="Language of the report.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES[:2]), default="violation", show_default=True,
    help="The least that makes the exit status 1.",
)  # fmt: skip
@click.option(
    "--baseline", metavar="REPORT.json", type=click.Path(path_type=Path),
    help="An earlier report in JSON: the new one says what is new, fixed and still open.",
)  # fmt: skip
@output_option
@click.pass_context
def command(context: click.Context, /, form: str, language: str, output: Path, **options: Any) -> None:
    """Check files, and say what is wrong in them, where, and how to mend it.

    FILE is RDF (Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD), a ZIP archive of such files, or the
    folder of a register with its tables. Several files are checked together, as one set of data.

    The exit status is 0 if all is well, 1 if something was found, 2 if a file could not be checked.
    """
    from nqfgraph.submissions import check
    from nqfgraph.validation.verdicts import compare

    baseline = _read_baseline(options["baseline"])
    verdict = check(options["files"], options["profiles"], options["shapes"])
    if baseline is not None:
        verdict = replace(verdict, comparison=compare(verdict.report, baseline))
    with open_output(output) as file:
        file.write(FORMATS[form](verdict, language))
    if verdict.fails(options["fail_on"]):
        context.exit(FINDINGS)


def _read_baseline(path: Path | None) -> object | None:
    if path is None:
        return None
    try:
        content: object = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"The earlier report {path} is not JSON: {error}.",
            remedy="Make one with nqfgraph validate --format json --output FILE.",
        ) from error
    return content
