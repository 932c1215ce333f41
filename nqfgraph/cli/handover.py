"""``nqfgraph handover``: the file for Europass QDR, and the call that tells of it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import chosen_release, home_option, release_option
from nqfgraph.errors import InputError
from nqfgraph.release import Release, Releases
from nqfgraph.settings import Settings

if TYPE_CHECKING:
    from nqfgraph.handover import Call, Made


@click.group("handover")
@home_option
def command() -> None:
    """Make the file for Europass QDR, tell QDR of it, and list what came of that."""


@command.command("make")
@release_option
@home_option
@click.pass_context
def make(context: click.Context, version: str | None) -> None:
    """Make the file that /qdr/qualifications.xml hands out, so that nobody has to wait for it.

    The exit status is 1 if something of the release is not in it; /qdr/remarks says what.
    """
    settings: Settings = context.obj
    made = _made(settings, chosen_release(settings, version))
    click.echo(f"{made.written:,} of {made.total:,} qualifications, {made.size:,} bytes: {made.xml}")
    for what, counts in (("record", made.refused), ("part", made.parts)):
        for code, count in counts.items():
            click.echo(f"{what} left out · {count:,} × {code}")
    if made.refused or made.parts:
        context.exit(FINDINGS)


@command.command("call")
@click.option("--again", is_flag=True, help="Call also if this file was accepted before.")
@click.option("--address", metavar="IRI", help="Who is called (NQFGRAPH_QDR_CALL).")
@home_option
@click.pass_context
def call(context: click.Context, again: bool, address: str | None) -> None:
    """Tell the host of NQFGRAPH_QDR_CALL where the file of the current release is.

    This is also done after each build and switch. The key comes from NQFGRAPH_QDR_KEY_FILE or
    NQFGRAPH_QDR_KEY; there is no option for it, because other users of the machine can read those. The exit
    status is 1 if the call was not accepted.
    """
    settings: Settings = context.obj
    if address is not None:
        settings = replace(settings, qdr_call=address)
    done = announce(settings, chosen_release(settings, None), again=again)
    if done is None:
        raise InputError(
            "Nobody is named who could be called.", remedy="Set NQFGRAPH_QDR_CALL, or give --address."
        )
    if done.outcome in ("refused", "failed"):
        context.exit(FINDINGS)


@command.command("calls")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@home_option
@click.pass_obj
def calls(settings: Settings, form: str) -> None:
    """List the calls of this home and what came of them, the oldest first."""
    from nqfgraph.handover.calls import call_value, read_calls

    found = read_calls(settings.home)
    if form == "json":
        click.echo(json.dumps([call_value(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(f"{each.time:%Y-%m-%d %H:%M} UTC  {each.release:14} {told(each)}")
    if not found:
        click.echo("No call was made yet.")


def announce(settings: Settings, release: Release, *, again: bool = False) -> Call | None:
    """Call whom the settings name, print what came of it to standard error, and return it; None for nobody.

    Raises InputError for settings that cannot be used, and what `handover.make_file` raises.
    """
    if not settings.qdr_call:
        return None
    from nqfgraph.handover import call_out, target_of

    target = target_of(settings)
    assert target is not None
    done = call_out(target, release, _made(settings, release), settings.home, again=again)
    click.echo(f"QDR: {told(done)}", err=True)
    return done


def told(call: Call) -> str:
    """Return a call in words."""
    if call.outcome == "unchanged":
        return f"{call.address} was not called: it has accepted this file already."
    if call.outcome == "nothing":
        return f"{call.address} was not called: no qualification of the release can be handed over."
    status = f"status {call.status}" if call.status else "no answer"
    message = f" It said: {call.message}" if call.message and call.outcome != "accepted" else ""
    tries = "1 attempt" if call.attempts == 1 else f"{call.attempts} attempts"
    return f"{call.address} {_WORDS[call.outcome]} ({status}, {tries}, {call.seconds:.1f} s).{message}"


_WORDS = {
    "accepted": "has accepted the call",
    "refused": "has refused the call; check address and key",
    "failed": "could not be told; `nqfgraph handover call` tries again",
}


def _made(settings: Settings, release: Release) -> Made:
    from nqfgraph.handover import make_file

    return make_file(settings.home, release, Releases(settings.home).versions())
