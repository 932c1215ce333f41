"""``nqfgraph link``: suggests concepts for learning outcomes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from nqfgraph.cli.options import chosen_release, home_option, output_option
from nqfgraph.exports.output import open_output
from nqfgraph.linking import Filters, LabelLayer, Linker, Outcome, Suggestion, read_outcomes
from nqfgraph.linking.outcomes import outcomes_of_dump
from nqfgraph.release import read_lines
from nqfgraph.settings import Settings
from nqfgraph.vocabularies import Kept, Vocabularies
from nqfgraph.workbooks import Column, Sheet, write_workbook

_COLUMNS = (
    "outcome", "text", "rank", "iri", "label", "matched", "unofficial", "type", "confidence", "score",
    "method",
    "vocabulary", "version", "model", "description",
)  # fmt: skip


@click.command("link")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--release", "version", is_flag=False, flag_value="current", help="Outcomes of a release, by version."
)
@click.option(
    "--vocabulary", default="esco", show_default=True, help="Name, or name and version: esco:1.2.0."
)
@click.option("--language", default="en", show_default=True, help="Language of the labels shown.")
@click.option("--type", "kind", type=click.Choice(["skill", "knowledge"]), help="Suggest only these.")
@click.option("--field", default="", help="ISCED-F code: only what belongs to this field of education.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Suggestions an outcome."
)
@click.option("--labels", type=click.Path(path_type=Path), help="Our own labels (CSV), searched too.")
@click.option("--labels-language", default="az", show_default=True, help="Language of these labels.")
@click.option("--semantic", is_flag=True, help="Also by meaning; needs nqfgraph[semantic].")
@click.option(
    "--format", "form", type=click.Choice(["json", "csv", "xlsx"]), default="json", show_default=True
)
@output_option
@home_option
@click.pass_obj
def command(
    settings: Settings, /, file: Path | None, version: str | None, output: Path, **options: Any
) -> None:
    """Suggest ESCO skills for learning outcomes.

    FILE is a CSV table with title_en (and title_az …), or a text with an outcome a line. --vocabulary names
    another vocabulary. Suggestions are no links: a person decides. ESCO has no levels, so there is no filter
    by level.
    """
    if (file is None) == (version is None):
        raise click.UsageError("Name a file, or --release, and not both.")
    kept = _vocabulary(settings, options["vocabulary"])
    if file is not None:
        outcomes = read_outcomes(file)
    else:
        release = chosen_release(settings, None if version == "current" else version)
        outcomes = outcomes_of_dump(read_lines(release.dump))
    linker = _linker(kept, options)
    filters = Filters(options["kind"] or "", options["field"])
    found = (
        (each, linker.suggest(
            each.english(), limit=options["limit"], filters=filters, language=options["language"],
            unofficial=each.texts.get(options["labels_language"], ""),
        ))
        for each in outcomes
    )  # fmt: skip
    with closing(linker), open_output(output) as target:
        target.write(_written(found, options["form"]))


def _vocabulary(settings: Settings, named: str) -> Kept:
    name, _, version = named.partition(":")
    return Vocabularies(settings.home).get(name, version or None)


def _linker(kept: Kept, options: dict[str, Any]) -> Linker:
    labels, language = options["labels"], options["labels_language"]
    layer = LabelLayer.read(labels, language) if labels else None
    if not options["semantic"]:
        return Linker(kept, layer=layer)
    from nqfgraph.linking.semantic import Encoder, Nearest

    return Linker(kept, layer=layer, meaning=Nearest(kept, Encoder(), progress=_report))


def _report(done: int, concepts: int) -> None:
    click.echo(f"Vectors of {done:,} of {concepts:,} concepts.", err=True)


def _written(found: Iterator[tuple[Outcome, tuple[Suggestion, ...]]], form: str) -> bytes:
    if form == "json":
        value = [
            {
                "outcome": outcome.name,
                "texts": dict(outcome.texts),
                "suggestions": [asdict(each) for each in made],
            }
            for outcome, made in found
        ]
        return json.dumps({"outcomes": value}, ensure_ascii=False, indent=1).encode() + b"\n"
    rows = [_row(outcome, each) for outcome, made in found for each in made]
    if form == "xlsx":
        widths = {"text": 60, "label": 40, "description": 60, "matched": 40}
        columns = tuple(Column(each, widths.get(each, 14)) for each in _COLUMNS)
        return write_workbook([Sheet("suggestions", columns, rows)])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()


def _row(outcome: Outcome, made: Suggestion) -> list[str | int | float | bool | None]:
    values = asdict(made) | {"outcome": outcome.name, "text": outcome.english()}
    return [values[each] for each in _COLUMNS]
