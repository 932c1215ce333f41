"""``nqfgraph decide``: people decide on links from learning outcomes to skills, in a review file."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import home_option, output_option
from nqfgraph.decisions import (
    Decider,
    Question,
    all_questions,
    apply_review,
    open_questions,
    open_review,
    read_review,
    review_csv,
    review_rows,
    review_workbook,
)
from nqfgraph.errors import InputError
from nqfgraph.linking import LabelLayer, Linker, Suggestion
from nqfgraph.model.link_figures import link_figures, specific_outcomes
from nqfgraph.model.records import Register
from nqfgraph.ontology import Ontology
from nqfgraph.settings import Settings
from nqfgraph.sources.reading import read_register
from nqfgraph.sources.register import find_register
from nqfgraph.vocabularies import Kept, Vocabularies

_vocabulary_option = click.option(
    "--vocabulary", default="esco", show_default=True, help="Name, or name and version: esco:1.2.0."
)
_generic_option = click.option("--generic", is_flag=True, help="Also the generic outcomes of award types.")


@click.group("decide")
@home_option
def command() -> None:
    """Let people decide on suggested links: review file, decisions, figures.

    REGISTER is the name of a shipped register or a folder with a register.toml.
    """


@command.command("review")
@click.argument("register")
@_vocabulary_option
@_generic_option
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="Suggestions each.")
@click.option("--labels", type=click.Path(path_type=Path), help="Our own labels (CSV), searched too.")
@click.option("--labels-language", default="az", show_default=True, help="Language of these labels.")
@click.option("--semantic", is_flag=True, help="Also by meaning; needs nqfgraph[semantic].")
@click.option("--format", "form", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
@output_option
@home_option
@click.pass_obj
def review(settings: Settings, /, register: str, output: Path, form: str, **options: Any) -> None:
    """Write a review file, with cells to accept, reject or replace suggestions.

    Only outcomes that nobody decided on are in it, and those whose text changed since or that were decided
    with an older version of the vocabulary.
    """
    from nqfgraph.exports.output import STANDARD_OUTPUT, open_output

    if output == STANDARD_OUTPUT and form == "xlsx":
        raise click.UsageError("A workbook is no text: give --output FILE.xlsx.")
    kept = _kept(settings, options["vocabulary"])
    _, read = _read(register)
    version = kept.manifest.version
    questions = open_questions(read, version, generic=options["generic"])
    linker = _linker(kept, options)
    try:
        suggester = _Suggester(linker, options["limit"], options["labels_language"])
        rows = list(review_rows(questions, suggester.suggest, version))
    finally:
        linker.close()
    with open_output(output) as file:
        file.write(review_workbook(rows) if form == "xlsx" else review_csv(rows))
    click.echo(f"{len(questions):,} outcomes to decide on, {len(rows):,} rows.", err=True)


@command.command("apply")
@click.argument("register")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--person", help="Who decided, as it is to be published; needed where the file does not say.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="When, where the file does not say; else today."
)
@click.option("--language", default="en", show_default=True, help="Language of the reasons.")
@_vocabulary_option
@home_option
@click.pass_context
def apply(
    context: click.Context,
    /,
    register: str,
    file: Path,
    vocabulary: str,
    day: datetime | None,
    **options: Any,
) -> None:
    """Write the decisions of a review FILE into the register: all or none.

    The exit status is 1, and nothing is written, if anything in the file cannot be used.
    """
    person = " ".join((options["person"] or "").split())
    if options["person"] is not None and not person:
        raise click.UsageError("Say who decided: --person.")
    kept = _kept(context.obj, vocabulary)
    folder, read = _read(register)
    answers, findings = read_review(file, all_questions(read, kept.manifest.version, generic=True), kept)
    if findings:
        for each in findings:
            click.echo(str(each), err=True)
        click.echo(f"{len(findings):,} findings: nothing was written.", err=True)
        context.exit(FINDINGS)
    if not answers:
        click.echo("There is no decision in the file.", err=True)
        return
    if not person and not all(each.person for each in answers):
        raise click.UsageError("The file does not say who made each decision: --person.")
    decided = datetime.combine(day.date() if day else _today(), datetime.min.time(), UTC)
    decider = Decider(person, decided, options["language"])
    done = apply_review(folder, answers, decider, kept)
    click.echo(
        f"{done.accepted:,} accepted, {done.rejected:,} rejected, {done.none_fits:,} where none fits;"
        f" {done.skills:,} skills added to the register."
    )


@command.command("page")
@click.argument("register")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--person", default="", help="Who decides, unless the page is told otherwise.")
@_vocabulary_option
@click.option("--labels", type=click.Path(path_type=Path), help="Our own labels (CSV), searched too.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to listen on; else a free one.")
@click.option("--address", default="", help="Where readers see it behind a proxy: https://desk.example.")
@home_option
@click.pass_obj
def page(settings: Settings, /, register: str, file: Path, vocabulary: str, **options: Any) -> None:
    """Decide on a review FILE (CSV) in the browser, outcome by outcome.

    Every decision is saved in the file at once, with name and day; “decide apply” writes them into the
    register. Only this machine reaches the page, at an address that nobody can guess. For others put a
    proxy that asks who they are before it, and name its --address.
    """
    from nqfgraph_server.deciding import Desk, Skills, serving

    serving.check_address(options["host"], options["address"])
    kept = _kept(settings, vocabulary)
    _, read = _read(register)
    owners = {("qualification", each.key): each.title for each in read.qualifications}
    owners |= {("award_type", each.key): each.label for each in read.award_types}
    questions = all_questions(read, kept.manifest.version, generic=True)
    with (
        open_review(file, questions, kept) as review,
        closing(Skills(_linker(kept, {**options, "semantic": False}))) as skills,
    ):
        person = " ".join(options["person"].split())
        desk = Desk(review, skills, owners, register, person)
        serving.run(desk, options["host"], options["port"], options["address"])


@command.command("figures")
@click.argument("register")
@_vocabulary_option
@_generic_option
@home_option
@click.pass_obj
def figures(settings: Settings, register: str, vocabulary: str, generic: bool) -> None:
    """Show how good the links are, in numbers.

    As JSON: coverage, links an outcome, share accepted, links to obsolete skills. Undecided are outcomes that
    nobody decided on, whose text changed since, or that were decided with another version.
    """
    kept = _kept(settings, vocabulary)
    _, read = _read(register)
    outcomes = specific_outcomes(read, generic=generic)
    click.echo(link_figures(outcomes, kept).to_json().decode(), nl=False)


@dataclass(frozen=True)
class _Suggester:
    """Asks the linker for an outcome."""

    linker: Linker
    limit: int
    language: str

    def suggest(self, question: Question) -> Iterable[Suggestion]:
        """Return suggestions; more than wanted are asked for, as some may have been rejected before."""
        rejected = sum(each.decision == "rejected" for each in question.decisions)
        texts = question.texts
        return self.linker.suggest(
            texts.get("en", ""), limit=self.limit + rejected, unofficial=texts.get(self.language, "")
        )


def _kept(settings: Settings, named: str) -> Kept:
    name, _, version = named.partition(":")
    return Vocabularies(settings.home).get(name, version or None)


def _read(register: str) -> tuple[Path, Register]:
    """Return the folder and the records of a register; InputError where its tables have errors."""
    folder = find_register(register)
    read, issues = read_register(folder, Ontology.load())
    errors = [each for each in issues if each.severity == "error"]
    if errors:
        raise InputError(
            f"The register has {len(errors):,} errors; the first: {errors[0].message}",
            place=errors[0].place,
            remedy="Mend its tables first: `nqfgraph build` lists all that is wrong.",
        )
    return folder, read


def _linker(kept: Kept, options: dict[str, Any]) -> Linker:
    layer = LabelLayer.read(options["labels"]) if options["labels"] else None
    if not options["semantic"]:
        return Linker(kept, layer=layer)
    from nqfgraph.linking.semantic import Encoder, Nearest

    return Linker(kept, layer=layer, meaning=Nearest(kept, Encoder()))


def _today() -> date:
    return datetime.now(UTC).date()
