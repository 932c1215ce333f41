"""The commands: each stands in a module of its own, which is imported when the command is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click

READER_GONE = 141
"""Exit status of a program whose reader is gone: 128 and the number of SIGPIPE."""

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "build": "Make a validated release from a register's sources and publish it.",
        "check": "Say what a harvester would find wrong with the release.",
        "convert": "Turn an RDF file into another form.",
        "decide": "Let people decide on suggested links: review file, decisions, figures.",
        "diff": "Show the difference of two releases or of two files.",
        "export": "Write a release in another form.",
        "handover": "Make the files for Europass QDR, tell QDR of them, and list what came of that.",
        "harvests": "List who took which release, over which interface.",
        "link": "Suggest ESCO skills for learning outcomes.",
        "publish": "Copy a release into a SPARQL engine and make it the current one there.",
        "query": "Ask a release or a SPARQL endpoint.",
        "releases": "List, switch, verify and prune releases.",
        "serve": "Serve the current release as pages, data and SPARQL.",
        "template": "Write empty tables with the right columns, to be filled in and checked.",
        "validate": "Check files, and say what is wrong in them, where, and how to mend it.",
        "vocab": "Import, list, compare and remove vocabularies such as ESCO.",
    }
)
"""Name of the command and of its module in nqfgraph.cli, and what it does in one line."""


class Commands(click.Group):
    """A group that knows its commands by name and imports a command's module only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"nqfgraph.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end quietly where its reader is gone (``nqfgraph query … | head``)."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is left in the buffer has to go somewhere when the process ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(READER_GONE)
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
