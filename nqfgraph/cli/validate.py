"""``nqfgraph validate``: checks what somebody sends."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import chosen_release, home_option, output_option
from nqfgraph.errors import InputError
from nqfgraph.exports.output import STANDARD_OUTPUT, open_output
from nqfgraph.files import read_text
from nqfgraph.settings import Settings
from nqfgraph.store import open_store
from nqfgraph.validation import PROFILES, SEVERITIES
from nqfgraph.validation.formats import FORMATS
from nqfgraph.validation.formats.words import LANGUAGES
from nqfgraph.validation.verdicts import Verdict


@click.command("validate")
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--endpoint", metavar="IRI", help="Check what stands in this SPARQL endpoint instead of files.")
@click.option(
    "--query", metavar="QUERY",
    help="What to check of the endpoint: CONSTRUCT or DESCRIBE, or a file that ends in .rq; all without it.",
)  # fmt: skip
@click.option(
    "--release", "version", metavar="VERSION",
    help="Check this release of the home instead of files; “current” is the one that is served.",
)  # fmt: skip
@click.option(
    "--schema", metavar="FILE.xsd", type=click.Path(path_type=Path),
    help="XML schema (loq.xsd) to check QDR XML with before it is read; needs the package lxml.",
)  # fmt: skip
@click.option(
    "--profile", "profiles", type=click.Choice(list(PROFILES)), multiple=True,
    help="Rules to check with; may be given several times. elm-loq without it; for a register, its policy.",
)  # fmt: skip
@click.option(
    "--shapes", multiple=True, type=click.Path(path_type=Path),
    help="SHACL file to check with, instead of a profile or beside it; may be given several times.",
)  # fmt: skip
@click.option(
    "--register",
    default="aznqf",
    show_default=True,
    help="Register that tables without a register.toml are a part of: a folder or the name of a shipped one.",
)
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
@home_option
@click.pass_context
def command(context: click.Context, /, form: str, language: str, output: Path, **options: Any) -> None:
    """Check files, and say what is wrong in them, where, and how to mend it.

    FILE is RDF (Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD), QDR XML, a ZIP archive of such files, or
    the folder of a register with its tables, or tables alone (XLSX or CSV, as “nqfgraph template” writes
    them). Several files are checked together, as one set of data. In their place may stand --endpoint or
    --release.

    The exit status is 0 if all is well, 1 if something was found, 2 if a file could not be checked.
    """
    from nqfgraph.validation.verdicts import compare

    if form == "xlsx" and output == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.UsageError("A workbook cannot be shown on a terminal: give --output FILE.xlsx.")
    baseline = _read_baseline(options["baseline"])
    # The engine cannot be interrupted by Python, so an interrupt ends the process, as for any other program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    verdict = _check(context.obj, **options)
    if baseline is not None:
        verdict = replace(verdict, comparison=compare(verdict.report, baseline))
    with open_output(output) as file:
        file.write(FORMATS[form](verdict, language))
    if verdict.fails(options["fail_on"]):
        context.exit(FINDINGS)


def _check(settings: Settings, **options: Any) -> Verdict:
    """Check the one kind of thing that is named."""
    kinds = [name for name in ("files", "endpoint", "version") if options[name]]
    if len(kinds) != 1:
        raise click.UsageError("Name files, or --endpoint, or --release: one of the three.")
    if options["query"] and not options["endpoint"]:
        raise click.UsageError("--query goes together with --endpoint.")
    if options["schema"] and not options["files"]:
        raise click.UsageError("--schema goes together with files.")
    rules = (options["profiles"], options["shapes"])
    if options["endpoint"]:
        return _check_endpoint(options["endpoint"], options["query"], *rules)
    if options["version"]:
        from nqfgraph.submissions.published import check_release

        version = None if options["version"] == "current" else options["version"]
        return check_release(chosen_release(settings, version), *rules)
    from nqfgraph.sources import find_register
    from nqfgraph.submissions import check

    return check(options["files"], *rules, find_register(options["register"]), schema=options["schema"])


def _check_endpoint(
    endpoint: str, query: str | None, profiles: Sequence[str], shapes: Sequence[Path]
) -> Verdict:
    from nqfgraph.submissions.published import check_endpoint

    if not endpoint.lower().startswith(("http://", "https://")):
        raise InputError(
            f"“{endpoint}” is not the address of a SPARQL endpoint.",
            remedy="Give one that begins with http:// or https://.",
        )
    if query and query.endswith((".rq", ".sparql")):
        query = read_text(Path(query))
    store = open_store(endpoint, read_only=True)
    try:
        return check_endpoint(store, endpoint, query, profiles, shapes)
    finally:
        store.close()


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
