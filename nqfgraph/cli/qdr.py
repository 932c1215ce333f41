"""``nqfgraph export --format qdr-xml``: a file for Europass QDR, and what of the release it cannot hold."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import click

from nqfgraph.errors import BuildRefused, InputError
from nqfgraph.exports.output import open_output
from nqfgraph.exports.qdr import QUALIFICATIONS, Dataset, Remark, RemarkTable, write_dataset
from nqfgraph.handover.making import content_of, count_records
from nqfgraph.release import Release

FORM = "qdr-xml"
SHOWN = 20
"""How many remarks are printed."""


def export_for_qdr(
    release: Release, output: Path, report: Path | None, dataset: Dataset = QUALIFICATIONS
) -> bool:
    """Write the file, print what is left out to standard error, and return whether anything is.

    ``report`` is a CSV file for all of it. Raises BuildRefused, and leaves ``output`` as it is, if no record
    can be handed over, and InputError if the release has no learning opportunities, which are asked for.
    """
    total = count_records(release, dataset)
    if not total and dataset is not QUALIFICATIONS:
        raise InputError(
            f"Release {release.version} has no {dataset.words}, so there is no file of them.",
            remedy="Add a table of the kind learning_opportunity to the register, and build again.",
        )
    content = content_of(release)
    counts: Counter[tuple[bool, str]] = Counter()
    first: list[Remark] = []
    written = 0
    with ExitStack() as files:
        table = RemarkTable(files.enter_context(open_output(report))) if report else None

        def note(remark: Remark) -> None:
            counts[remark.refused, remark.code] += 1
            if len(first) < SHOWN:
                first.append(remark)
            if table:
                table.add(remark)

        try:
            with open_output(output) as file:
                written = write_dataset(content, file, note, dataset)
                if not written:
                    raise _NothingToHandOver
        except _NothingToHandOver:
            pass
        if table:
            table.finish()
    _print(counts, first, report)
    if not written:
        raise BuildRefused(
            f"None of the {total:,} {dataset.words} can be handed to QDR, so no file was written: an empty"
            " one would tell QDR that all of them were withdrawn.",
            remedy="The guide docs/guides/qdr.md says what each reason means and what to do.",
        )
    click.echo(f"{written:,} of {total:,} {dataset.words} were written.", err=True)
    return bool(counts)


class _NothingToHandOver(Exception):
    """Leaves the writing of a file that is not to be written."""


def _print(counts: Counter[tuple[bool, str]], first: list[Remark], report: Path | None) -> None:
    for (refused, code), count in sorted(counts.items(), key=lambda each: (not each[0][0], -each[1])):
        click.echo(f"{'record' if refused else 'part'} left out · {count:,} × {code}", err=True)
    for remark in first:
        value = f" ({remark.value})" if remark.value else ""
        click.echo(f"  - {remark.record}, {remark.element}{value}: {remark.reason}", err=True)
    more = counts.total() - len(first)
    if more and report:
        click.echo(f"  … and {more:,} more in {report}", err=True)
    elif more:
        click.echo(f"  … and {more:,} more; --report FILE writes all of them as CSV", err=True)
