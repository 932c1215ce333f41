"""``nqfgraph diff``: the difference of two releases or two files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import click
import pyoxigraph as ox

from nqfgraph.cli.application import FINDINGS
from nqfgraph.cli.options import home_option, output_option
from nqfgraph.exports.output import open_output
from nqfgraph.exports.reading import read_quads
from nqfgraph.iris import document
from nqfgraph.release import Releases, difference, read_lines
from nqfgraph.settings import Settings
from nqfgraph.vocab import DCTERMS, RDFS, ROV, SKOS

_LABELS = tuple(each.value.encode() for each in (DCTERMS.title, SKOS.prefLabel, ROV.legalName, RDFS.label))
_MANY = 100
"""How many things the readable form shows; the other forms are complete."""


@dataclass(slots=True)
class _Thing:
    """What was added to and removed from the description of one thing, as lines of N-Quads."""

    iri: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    label: str = ""


@click.command("diff")
@click.argument("a")
@click.argument("b")
@click.option("--format", "form", type=click.Choice(["text", "json", "nquads"]), default="text")
@output_option
@home_option
@click.pass_context
def command(context: click.Context, a: str, b: str, form: str, output: Path) -> None:
    """Show the difference of two releases or of two files.

    A and B are versions of releases, “current”, or RDF files. nquads writes added statements after an A and
    removed ones after a D, as RDF Patch does. The exit status is 1 if there is a difference.
    """
    old, new = _Side.find(a, context.obj), _Side.find(b, context.obj)
    signed = difference(old.lines(), new.lines())
    with open_output(output) as file:
        if form == "nquads":
            different = _write_patch(signed, file)
        else:
            things = _group(signed)
            _label(things, (old, new))
            different = bool(things)
            (_write_json if form == "json" else _write_text)(things, file)
    if different:
        context.exit(FINDINGS)


@dataclass(frozen=True)
class _Side:
    """A release's dump, or a file."""

    path: Path
    is_dump: bool

    @classmethod
    def find(cls, name: str, settings: Settings) -> _Side:
        """Find a file, or a release by its version; ReleaseError if there is neither."""
        if Path(name).is_file():
            return cls(Path(name), False)
        releases = Releases(settings.home)
        version = releases.current_version() if name == "current" else None
        return cls(releases.get(version or name).dump, True)

    def lines(self) -> Iterable[bytes]:
        """Return its statements as sorted lines of N-Quads."""
        if self.is_dump:
            return read_lines(self.path)
        dataset = ox.Dataset(read_quads(self.path))
        # Blank nodes get the same names in both files wherever they say the same.
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        text = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
        return sorted(text.splitlines(keepends=True))


def _write_patch(signed: Iterable[tuple[str, bytes]], file: IO[bytes]) -> bool:
    different = False
    for sign, line in signed:
        file.write((b"A " if sign == "+" else b"D ") + line)
        different = True
    return different


def _group(signed: Iterable[tuple[str, bytes]]) -> dict[str, _Thing]:
    things: dict[str, _Thing] = {}
    for sign, line in signed:
        iri = document(line.partition(b" ")[0].decode().strip("<>"))
        thing = things.setdefault(iri, _Thing(iri))
        (thing.added if sign == "+" else thing.removed).append(line.decode().strip())
    return dict(sorted(things.items()))


def _label(things: Mapping[str, _Thing], sides: Iterable[_Side]) -> None:
    """Find a label for each thing in either side, in one pass over each."""
    for side in sides:
        for line in side.lines():
            subject, predicate, _ = line.split(b" ", 2)
            thing = things.get(subject.decode().strip("<>"))
            if thing is not None and not thing.label and predicate[1:-1] in _LABELS:
                (quad,) = ox.parse(line, format=ox.RdfFormat.N_QUADS)
                thing.label = quad.object.value if isinstance(quad.object, ox.Literal) else ""


def _write_text(things: Mapping[str, _Thing], file: IO[bytes]) -> None:
    added = sum(len(each.added) for each in things.values())
    removed = sum(len(each.removed) for each in things.values())
    lines = [f"Things that differ: {len(things):,}; statements added: {added:,}, removed: {removed:,}."]
    for thing in list(things.values())[:_MANY]:
        lines += ["", f"{thing.iri}{f'  {thing.label}' if thing.label else ''}"]
        lines += [f"  - {line}" for line in thing.removed] + [f"  + {line}" for line in thing.added]
    if len(things) > _MANY:
        lines += ["", f"… and {len(things) - _MANY:,} more things; --format json shows all."]
    file.write("".join(f"{line}\n" for line in lines).encode())


def _write_json(things: Mapping[str, _Thing], file: IO[bytes]) -> None:
    value = [
        {"iri": each.iri, "label": each.label, "added": each.added, "removed": each.removed}
        for each in things.values()
    ]
    file.write(json.dumps({"things": value}, ensure_ascii=False, indent=1).encode() + b"\n")
