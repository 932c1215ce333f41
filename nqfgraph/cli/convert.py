"""``nqfgraph convert``: an RDF file in another form."""

from __future__ import annotations

from pathlib import Path

import click

from nqfgraph.cli.options import output_option
from nqfgraph.exports.formats import FORMATS, guess_format
from nqfgraph.exports.output import STANDARD_OUTPUT, open_output
from nqfgraph.exports.reading import read_file
from nqfgraph.exports.statements import RELEASE_PREFIXES, write_statements


@click.command("convert")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--from", "source", type=click.Choice(list(FORMATS)), help="Format of FILE, if not as it looks."
)
@click.option(
    "--to", "target", type=click.Choice(list(FORMATS)), help="Format to write (else as --output says)."
)
@output_option
def command(file: Path, source: str | None, target: str | None, output: Path) -> None:
    """Turn an RDF file into another form.

    The form of FILE is told from what is in it, so a wrong extension does no harm; the LOQ XML of Europass
    QDR, 3.1 and 3.3, is read too. Graphs are lost where the
    form that is written has none (turtle, ntriples, rdfxml, n3).
    """
    if target is None:
        target = "turtle" if output == STANDARD_OUTPUT else guess_format(output, b"")
    reading = read_file(file, source)
    with open_output(output) as written:
        write_statements(reading.statements, written, FORMATS[target], reading.prefixes or RELEASE_PREFIXES)
