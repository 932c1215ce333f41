"""Reads an RDF file of any accepted format, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.exports.formats import FORMATS, guess_format
from nqfgraph.exports.qdr import is_loq, read_loq
from nqfgraph.places import Place

_BEGINNING = 65_536


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is being read: its statements, and the prefixes it has declared so far."""

    statements: Iterator[ox.Quad]
    prefixes: Mapping[str, str]


def read_file(path: Path, form: str | None = None) -> Reading:
    """Begin to read a file; ``form`` is the name of its format, told from content and extension if None.

    Relative IRIs are resolved against the file's own address. Raises InputError, with line and column where
    the parser knows them, for a file that cannot be read or is not valid; also while statements are taken.
    """
    with _in_words(path, form):
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
        form = form or guess_format(path, beginning)
        if form == "rdfxml" and is_loq(beginning):
            return Reading(_statements(path, "LOQ XML", None, read_loq(path)), {})
    with _in_words(path, form):
        parser = ox.parse(path=str(path), format=FORMATS[form], base_iri=path.resolve().as_uri())
        first = next(parser, None)
        # Most files declare their prefixes before the first statement.
        return Reading(_statements(path, form, first, parser), dict(parser.prefixes))


def read_quads(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of a file; errors as `read_file`."""
    return read_file(path).statements


def _statements(
    path: Path, form: str, first: ox.Quad | ox.Triple | None, rest: Iterable[ox.Quad | ox.Triple]
) -> Iterator[ox.Quad]:
    with _in_words(path, form):
        for statement in chain([] if first is None else [first], rest):
            yield statement if isinstance(statement, ox.Quad) else ox.Quad(*statement)


@contextmanager
def _in_words(path: Path, form: str | None) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise InputError(
            f"The file is not valid {form}: {error.msg}.",
            place=Place(
                file=str(path),
                line=error.lineno,
                column=None if error.offset is None else str(error.offset),
            ),
            remedy="Correct this place; if the file is of another format, name it with --from.",
        ) from error
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
