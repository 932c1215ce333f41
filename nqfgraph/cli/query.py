"""``nqfgraph query``: asks a release or an endpoint."""

from __future__ import annotations

import signal
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO

import click
import pyoxigraph as ox

from nqfgraph.cli.options import chosen_release, home_option, output_option, release_option
from nqfgraph.cli.tables import write_table
from nqfgraph.errors import InputError
from nqfgraph.exports.formats import FORMATS
from nqfgraph.exports.output import STANDARD_OUTPUT, open_output
from nqfgraph.exports.statements import write_statements
from nqfgraph.files import read_text
from nqfgraph.settings import Settings
from nqfgraph.store import open_store
from nqfgraph.store.base import GraphStore, Results

_TABLES: Mapping[str, ox.QueryResultsFormat] = MappingProxyType(
    {
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
    }
)


@click.command("query")
@click.argument("query")
@click.option("--endpoint", metavar="IRI", help="Ask this SPARQL endpoint instead of a release.")
@click.option(
    "--format", "form", type=click.Choice(["table", *_TABLES, *FORMATS]),
    help="Form of the answer (else table on a terminal, csv or turtle elsewhere).",
)  # fmt: skip
@output_option
@release_option
@home_option
@click.pass_obj
def command(
    settings: Settings, query: str, endpoint: str | None, form: str | None, output: Path, version: str | None
) -> None:
    """Ask a release or a SPARQL endpoint.

    QUERY is SPARQL, a file that ends in .rq, or “-” for standard input.
    """
    if endpoint and version:
        raise click.UsageError("--endpoint and --release cannot be given together.")
    text = _query_text(query)
    store = open_store(endpoint) if endpoint else _open_release(settings, version)
    try:
        results = store.query(text)
        with open_output(output) as file:
            _write(results, form, file, on_terminal=output == STANDARD_OUTPUT and sys.stdout.isatty())
    finally:
        store.close()


def _open_release(settings: Settings, version: str | None) -> GraphStore:
    # The engine cannot be interrupted by Python, so an interrupt ends the process, as for any other program.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return open_store(str(chosen_release(settings, version).store_folder), read_only=True)


def _query_text(query: str) -> str:
    if query == "-":
        try:
            return sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError("The query on standard input is not UTF-8.") from error
    if query.endswith((".rq", ".sparql")):
        return read_text(Path(query))
    return query


def _write(results: Results, form: str | None, file: IO[bytes], *, on_terminal: bool) -> None:
    if isinstance(results, ox.QueryTriples):
        rdf_format = FORMATS[_fitting(form or "turtle", "a graph", FORMATS)]
        write_statements(results, file, rdf_format)
        return
    form = form or ("table" if on_terminal else "csv")
    if isinstance(results, ox.QueryBoolean):
        if form in ("table", "csv", "tsv"):
            file.write(b"true\n" if results else b"false\n")
        else:
            results.serialize(file, _TABLES[_fitting(form, "true or false", ("table", *_TABLES))])
    elif form == "table":
        write_table(results, file)
    else:
        results.serialize(file, _TABLES[_fitting(form, "a table", ("table", *_TABLES))])


def _fitting(form: str, what: str, forms: Collection[str]) -> str:
    if form not in forms:
        raise InputError(
            f"The answer is {what}, which cannot be written as {form}.",
            remedy=f"Use one of {', '.join(forms)}.",
        )
    return form
