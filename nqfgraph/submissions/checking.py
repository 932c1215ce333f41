"""Checks a submission: reads what was given, checks it, and says of every finding where it stands."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pyoxigraph as ox

from nqfgraph.errors import InputError
from nqfgraph.sources.register import FILE
from nqfgraph.submissions.documents import Document, read_documents
from nqfgraph.submissions.namespaces import Survey, problems, read_triples, remarks
from nqfgraph.submissions.parsing import SYNTAXES, Parsed, parse_document
from nqfgraph.submissions.placing import place_findings
from nqfgraph.submissions.registers import check_register
from nqfgraph.submissions.texts import REMARKS, Texts, fill
from nqfgraph.validation import PROFILES, Report, Shapes, find_profile, validate_graph
from nqfgraph.validation.official import explain, load_official_shapes
from nqfgraph.validation.report import merge_reports, report_of
from nqfgraph.validation.verdicts import CheckedFile, Verdict

PROFILE = "elm-loq"
"""The profile of a submission that names neither a profile nor shapes."""
REGISTER = "register"
"""Stands for the syntax where tables are checked."""


def check(paths: Sequence[Path], profiles: Sequence[str] = (), shapes_files: Sequence[Path] = ()) -> Verdict:
    """Check files together, as one set of data, or the tables of one register.

    ``paths`` are RDF files and ZIP archives of such, or a folder with register.toml (or that file, or such a
    folder packed as ZIP). ``shapes_files`` are shapes of somebody's own, all read into one shapes graph.
    Without profiles and shapes, RDF is checked with `PROFILE`, a register with those of its policy.

    Raises InputError for what cannot be read or names a profile that is not there, ShapesError for shapes
    that are broken.
    """
    for name in profiles:
        find_profile(name)
    shapes = [load_official_shapes(shapes_files)] if shapes_files else []
    folder = _register_folder(paths)
    if folder is not None:
        return _check_folder(folder, profiles, shapes)
    documents = read_documents(paths)
    inside = next((each for each in documents if PurePosixPath(each.name).name == FILE), None)
    if inside is not None:
        with _unpacked(documents, inside) as unpacked:
            return _check_folder(unpacked, profiles, shapes)
    return _check_documents([parse_document(each) for each in documents], profiles, shapes)


def _register_folder(paths: Sequence[Path]) -> Path | None:
    """Return the folder of a register that was given; InputError for any other folder."""
    folders = [path if path.is_dir() else path.parent for path in paths if path.is_dir() or path.name == FILE]
    if not folders:
        return None
    if len(paths) > 1:
        raise InputError(
            f"{paths[0]} and {paths[1]} cannot be checked together.",
            remedy="Check a register by itself: it is one folder with a register.toml.",
        )
    if not (folders[0] / FILE).is_file():
        raise InputError(
            f"The folder {folders[0]} has no {FILE}.",
            remedy="Name the files themselves, or add a register.toml that says what the tables hold.",
        )
    return folders[0]


@contextmanager
def _unpacked(documents: Sequence[Document], configuration: Document) -> Iterator[Path]:
    """Write the register of an archive into a folder that is removed afterwards."""
    start = configuration.name.removesuffix(FILE)
    with tempfile.TemporaryDirectory(prefix="nqfgraph-") as name:
        folder = Path(name)
        for each in documents:
            if not each.name.startswith(start):
                raise InputError(
                    f"{each.name} does not belong to the register in {start}.",
                    remedy="Check a register by itself, and its other files apart.",
                )
            path = folder / each.name.removeprefix(start)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(each.content)
        yield folder


def _check_folder(folder: Path, profiles: Sequence[str], shapes: Sequence[Shapes]) -> Verdict:
    if shapes:
        raise InputError(
            "Shapes of one's own cannot be used on the tables of a register.",
            remedy="Build the register, export it (nqfgraph export), and check the file that this writes.",
        )
    return Verdict(check_register(folder, profiles), (CheckedFile(FILE, REGISTER),))


def _check_documents(
    documents: Sequence[Parsed], profiles: Sequence[str], shapes: Sequence[Shapes]
) -> Verdict:
    if not (profiles or shapes):
        profiles = (PROFILE,)
    survey = Survey()
    report = validate_graph(read_triples(documents, survey), profiles, shapes)
    known = _known_classes([*(PROFILES[name].shapes() for name in profiles), *shapes])
    report = merge_reports([report_of(problems(survey, report, known)), report])
    placed = place_findings(report.findings, documents)
    return Verdict(
        replace(report, findings=placed),
        tuple(CheckedFile(each.document.name, SYNTAXES[each.syntax]) for each in documents),
        (*remarks(survey), *_defects(report)),
        {each.document.name: each.document.content for each in documents},
    )


def _known_classes(shapes: Iterable[Shapes]) -> set[str]:
    """The classes that shapes have as targets."""
    return {
        target.term.value
        for each in shapes
        for shape in each.targeted
        for target in shape.targets
        if target.kind == "class" and not isinstance(target.term, ox.Literal)
    }


def _defects(report: Report) -> Iterator[Texts]:
    """Say how many findings are known faults of the official shapes."""
    codes = Counter(defect.code for each in report.findings if (defect := explain(each)))
    if codes:
        yield fill(REMARKS["defects"], count=codes.total(), codes=", ".join(sorted(codes)))
