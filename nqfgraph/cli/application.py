"""The entry point: reads the settings, runs a command, and turns errors into a message and an exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from nqfgraph import __version__
from nqfgraph.cli.commands import Commands
from nqfgraph.errors import BuildRefused, NqfgraphError
from nqfgraph.settings import Settings

FINDINGS, COULD_NOT, INTERRUPTED = 1, 2, 130


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, package_name="nqfgraph", message="%(package)s %(version)s")
@click.option("--home", type=click.Path(path_type=Path), help="Folder that holds everything nqfgraph writes.")
@click.pass_context
def nqfgraph(context: click.Context, home: Path | None) -> None:
    """Publish a national qualifications framework and its register as linked data.

    Everything that is written lives in one folder: --home, or NQFGRAPH_HOME, or ./nqfgraph-home.
    """
    context.obj = Settings.from_environment(os.environ, home=home)


def main() -> None:
    """Run the command line with the arguments of the process, and leave with its exit status."""
    try:
        status = nqfgraph.main(prog_name="nqfgraph", standalone_mode=False)
    except NqfgraphError as error:
        click.echo(explain(error), err=True)
        status = FINDINGS if isinstance(error, BuildRefused) else COULD_NOT
    except click.ClickException as error:
        error.show()
        status = COULD_NOT
    except OSError as error:
        click.echo(
            f"Error: {error.filename or 'A file'} cannot be used: {error.strerror or error}.", err=True
        )
        status = COULD_NOT
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    sys.exit(status)


def explain(error: NqfgraphError) -> str:
    """Return the message of an error with its place and remedy, each on a line of its own."""
    place = f"{error.place}: " if error.place else ""
    remedy = f"\n{error.remedy}" if error.remedy else ""
    return f"Error: {place}{error.message}{remedy}"
