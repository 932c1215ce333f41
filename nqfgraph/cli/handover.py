"""``nqfgraph handover``: the files for Europass QDR, and the calls that tell of them."""

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
    """Make the files for Europass QDR, tell QDR of them, and list what came of that."""


@command.command("make")
@release_option
@home_option
@click.pass_context
def make(context: click.Context, version: str | None) -> None:
    """Make the file that /qdr/qualifications.xml hands out, so that nobody has to wait for it.

    If the register has learning opportunities, that of /qdr/learning-opportunities.xml is made as well. The
    exit status is 1 if something of the release is not in them; /qdr/remarks says what.
    """
    settings: Settings = context.obj
    made = _made(settings, chosen_release(settings, version))
    for each in made:
        click.echo(
            f"{each.written:,} of {each.total:,} {each.dataset.words}, {each.size:,} bytes: {each.xml}"
        )
        for what, counts in (("record", each.refused), ("part", each.parts)):
            for code, count in counts.items():
                click.echo(f"{what} left out · {count:,} × {code}")
    if any(each.refused or each.parts for each in made):
        context.exit(FINDINGS)


@command.command("call")
@click.option("--again", is_flag=True, help="Call also if this file was accepted before.")
@click.option("--address", metavar="IRI", help="Who is called (NQFGRAPH_QDR_CALL).")
@home_option
@click.pass_context
def call(context: click.Context, again: bool, address: str | None) -> None:
    """Tell the host of NQFGRAPH_QDR_CALL where the file of the current release is.

    If the register has learning opportunities, NQFGRAPH_QDR_CALL_OPPORTUNITIES is told of their file, or the
    same host if that is not set.

    This is also done after each build and switch. The key comes from NQFGRAPH_QDR_KEY_FILE or
    NQFGRAPH_QDR_KEY; there is no option for it, because other users of the machine can read those. The exit
    status is 1 if a call was not accepted.
    """
    settings: Settings = context.obj
    if address is not None:
        settings = replace(settings, qdr_call=address, qdr_call_opportunities="")
    done = announce(settings, chosen_release(settings, None), again=again)
    if not done:
        raise InputError(
            "Nobody is named who could be called.", remedy="Set NQFGRAPH_QDR_CALL, or give --address."
        )
    if any(each.outcome in ("refused", "failed") for each in done):
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


def announce(settings: Settings, release: Release, *, again: bool = False) -> tuple[Call, ...]:
    """Call whom the settings name, print what came of each call to standard error, and return them.

    There is one for each file of the release whose data type somebody is named for. Raises InputError for
    settings that cannot be used, and what `handover.make_file` raises.
    """
    if not (settings.qdr_call or settings.qdr_call_opportunities):
        return ()
    from nqfgraph.handover import call_out, datasets_of, make_file, target_of

    targets = {each: target for each in datasets_of(release) if (target := target_of(settings, each))}
    versions = Releases(settings.home).versions()
    done = []
    for dataset, target in targets.items():
        made = make_file(settings.home, release, versions, dataset)
        done.append(call_out(target, release, made, settings.home, again=again))
        click.echo(f"QDR: {told(done[-1])}", err=True)
    return tuple(done)


def told(call: Call) -> str:
    """Return a call in words."""
    words = _OF.get(call.dataset, "")
    if call.outcome == "unchanged":
        return f"{call.address} was not called: it has accepted this file{words} already."
    if call.outcome == "nothing":
        record = "learning opportunity" if words else "qualification"
        return f"{call.address} was not called: no {record} of the release can be handed over."
    if call.outcome == "begun":
        return f"{call.address} was being called{words} when the program ended; what came of it is not known."
    status = f"status {call.status}" if call.status else "no answer"
    message = f" It said: {call.message}" if call.message and call.outcome != "accepted" else ""
    tries = "1 attempt" if call.attempts == 1 else f"{call.attempts} attempts"
    outcome = _WORDS[call.outcome].format(words)
    return f"{call.address} {outcome} ({status}, {tries}, {call.seconds:.1f} s).{message}"


_WORDS = {
    "accepted": "has accepted the call{}",
    "refused": "has refused the call{}; check address and key",
    "failed": "could not be told{}; `nqfgraph handover call` tries again",
}
_OF = {"learning-opportunities": " of the learning opportunities"}


def _made(settings: Settings, release: Release) -> tuple[Made, ...]:
    from nqfgraph.handover import make_files

    return make_files(settings.home, release, Releases(settings.home).versions())
