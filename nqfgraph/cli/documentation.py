"""Writes the page on the command line (``docs/guides/command-line.md``) from the commands' own help.

``python -m nqfgraph.cli.documentation FILE`` writes it; a test fails while the committed page differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from nqfgraph.cli.application import nqfgraph
from nqfgraph.files import write_atomically

_INTRODUCTION = """\
# The command line

<!-- Written by `python -m nqfgraph.cli.documentation docs/guides/command-line.md`: change the code. -->

Exit status: 0 done, 1 something was found (a build that the policy refused, a difference), 2 could not.
Messages go to standard error, results to standard output. Everything that is written lives in one folder:
`--home`, or `NQFGRAPH_HOME`, or `./nqfgraph-home`.
"""


def command_line_page() -> str:
    """Return the page as Markdown."""
    lines = [_INTRODUCTION]
    for command, context in _commands(nqfgraph, click.Context(nqfgraph, info_name="nqfgraph")):
        lines += [f"## {context.command_path}", "", "```text", command.get_help(context).rstrip(), "```", ""]
    return "\n".join(lines)


def _commands(
    command: click.Command, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield a command and all below it."""
    context.max_content_width = context.terminal_width = 100
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _commands(below, click.Context(below, parent=context, info_name=name))


def main(arguments: Sequence[str]) -> None:
    """Write the page to the file that is named first."""
    write_atomically(Path(arguments[0]), command_line_page().encode())


if __name__ == "__main__":
    main(sys.argv[1:])
