"""``nqfgraph vocab``: published vocabularies, imported by version."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import home_option
from nqfgraph.iris import Iris
from nqfgraph.release import Releases, read_lines
from nqfgraph.settings import Settings
from nqfgraph.vocabularies import Comparison, Vocabularies, compare, import_vocabulary

_SHOWN = 50


@click.group("vocab")
@home_option
def command() -> None:
    """Import, list, compare and remove vocabularies such as ESCO."""


@command.command("import")
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--version", help="Version of the files, where their names do not tell it.")
@click.option("--language", "languages", multiple=True, help="Keep texts in this language only; repeatable.")
@home_option
@click.pass_context
def import_(
    context: click.Context, name: str, path: Path, version: str | None, languages: tuple[str, ...]
) -> None:
    """Import a version of a vocabulary.

    NAME is esco, or a short name of your own for any other SKOS scheme. PATH is the CSV download of ESCO or
    an RDF file: a folder, a zip, a file, each plain or gzipped. All of it is imported or nothing; the exit
    status is 1 if the findings do not allow it.
    """
    settings: Settings = context.obj
    imported = import_vocabulary(settings.home, name, path, version=version, languages=languages)
    for line in imported.findings.lines():
        click.echo(line, err=True)
    if imported.kept is None:
        click.echo("Nothing was imported.", err=True)
        context.exit(FINDINGS)
    manifest = imported.kept.manifest
    concepts = ", ".join(f"{count:,} × {kind}" for kind, count in manifest.concepts.items())
    click.echo(
        f"{name} {manifest.version}: {concepts}; {manifest.labels:,} labels, {manifest.triples:,} triples."
    )
    if imported.kept.vocabulary.notice:
        click.echo(imported.kept.vocabulary.notice)


@command.command("list")
@home_option
@click.pass_obj
def list_vocabularies(settings: Settings) -> None:
    """List the vocabularies that are imported."""
    for each in Vocabularies(settings.home).all():
        manifest = each.manifest
        click.echo(
            f"{manifest.name:12} {manifest.version:10} {sum(manifest.concepts.values()):8,} concepts"
            f" {manifest.triples:11,} triples  {', '.join(manifest.languages)}"
        )


@command.command("remove")
@click.argument("name")
@click.argument("version")
@home_option
@click.pass_obj
def remove(settings: Settings, name: str, version: str) -> None:
    """Remove a version of a vocabulary. Releases that took it up keep it."""
    Vocabularies(settings.home).remove(name, version)
    click.echo(f"Removed {name} {version}.")


@command.command("diff")
@click.argument("name")
@click.argument("old")
@click.argument("new")
@click.option("--ours", is_flag=True, help="Only concepts that the current release refers to.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@home_option
@click.pass_context
def diff(context: click.Context, name: str, old: str, new: str, ours: bool, form: str) -> None:
    """Show which concepts died, moved or were renamed, and what may follow those that died.

    The exit status is 1 if there is a difference.
    """
    settings: Settings = context.obj
    vocabularies = Vocabularies(settings.home)
    before, after = vocabularies.get(name, old), vocabularies.get(name, new)
    found = compare(before, after, _used(settings) if ours else None)
    if form == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        for line in _in_words(found):
            click.echo(line)
    if found.gone or found.added or found.renamed or found.moved:
        context.exit(FINDINGS)


def _used(settings: Settings) -> set[str]:
    """Return the IRIs that the current release names as an object, not counting the vocabularies in it."""
    release = Releases(settings.home).current()
    if release is None:
        return set()
    taken_up = f" <{Iris(release.manifest.register.base).vocabulary_graphs()}".encode()
    # A line ends in “ <graph> .” and a line end.
    lines = read_lines(release.dump)
    own = (line for line in lines if not line.startswith(taken_up, line.rindex(b" ", 0, -3)))
    objects = (line.split(b" ", 2)[2] for line in own)
    return {each[1 : each.index(b">")].decode() for each in objects if each.startswith(b"<")}


def _in_words(found: Comparison) -> list[str]:
    lines = [
        f"From {found.old} to {found.new}: {len(found.gone):,} gone, {len(found.added):,} new,"
        f" {len(found.renamed):,} renamed, {len(found.moved):,} with other parents."
    ]
    for gone in found.gone[:_SHOWN]:
        after = " | ".join(f"{each.label} <{each.iri}>" for each in gone.successors)
        lines.append(
            f"gone: {gone.concept.label} <{gone.concept.iri}>; perhaps now: {after or 'nothing alike'}"
        )
    lines += [f"renamed: {each.old} → {each.new} <{each.iri}>" for each in found.renamed[:_SHOWN]]
    lines += [f"moved: {each.label} <{each.iri}>" for each in found.moved[:_SHOWN]]
    if max(len(found.gone), len(found.renamed), len(found.moved)) > _SHOWN:
        lines.append(f"Of each kind {_SHOWN} are shown; --format json has all.")
    return lines
