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
from nqfgraph.exports.qdr import is_loq
from nqfgraph.sources.register import FILE
from nqfgraph.submissions.documents import Document, read_documents
from nqfgraph.submissions.loading import PlainDocument
from nqfgraph.submissions.loq import LOQ
from nqfgraph.submissions.namespaces import Survey, problems, read_triples, remarks, survey_store
from nqfgraph.submissions.parsing import SYNTAXES, Parsed, parse_document
from nqfgraph.submissions.placing import place_findings
from nqfgraph.submissions.registers import check_part, check_register
from nqfgraph.submissions.schemas import XmlSchema
from nqfgraph.submissions.tables import as_part_of, is_table
from nqfgraph.submissions.texts import REMARKS, Texts, fill
from nqfgraph.submissions.watching import Watch
from nqfgraph.validation import PROFILES, Report, Shapes, Source, find_profile, validate_source
from nqfgraph.validation.official import explain, load_official_shapes
from nqfgraph.validation.report import merge_reports, report_of
from nqfgraph.validation.verdicts import CheckedFile, Verdict

PROFILE = "elm-loq"
"""The profile of a submission that names neither a profile nor shapes."""
REGISTER = "register"
"""Stands for the syntax where tables are checked; also the register that tables alone are a part of."""

_NOBODY = Watch()


def check(
    paths: Sequence[Path],
    profiles: Sequence[str] = (),
    shapes_files: Sequence[Path] = (),
    register: Path | None = None,
    watch: Watch = _NOBODY,
    schema: Path | None = None,
) -> Verdict:
    """Check files together, as one set of data, or the tables of one register.

    ``paths`` are RDF files and ZIP archives of such; or a folder with register.toml (or that file, or such a
    folder packed as ZIP); or tables made from a template, which are then a part of ``register``, a folder.
    ``shapes_files`` are shapes of somebody's own, all read into one shapes graph. Without profiles and
    shapes, RDF is checked with `PROFILE`, tables with those of the register's policy. ``watch`` hears how far
    it is. ``schema`` is an XML schema (loq.xsd) that QDR XML is checked with first; what breaks it and cannot
    be read as RDF either is checked with that alone.

    Raises InputError for what cannot be read or names a profile that is not there, ShapesError for shapes
    that are broken.
    """
    for name in profiles:
        find_profile(name)
    watch.stage("reading")
    shapes = [load_official_shapes(shapes_files)] if shapes_files else []
    folder = _register_folder(paths)
    if folder is not None:
        return _check_folder(folder, profiles, shapes, watch)
    documents = read_documents(paths)
    if schema is not None:
        return _check_with_schema(documents, XmlSchema(schema), profiles, shapes, watch)
    inside = next((each for each in documents if PurePosixPath(each.name).name == FILE), None)
    if inside is not None:
        with _unpacked(documents, inside) as unpacked:
            return _check_folder(unpacked, profiles, shapes, watch)
    if register is not None and any(is_table(each) for each in documents):
        watch.stage("checking")
        return _check_tables(documents, profiles, shapes, register)
    return check_parsed([*_parse(documents, watch)], profiles, shapes, watch)


def _check_with_schema(
    documents: Sequence[Document],
    schema: XmlSchema,
    profiles: Sequence[str],
    shapes: Sequence[Shapes],
    watch: Watch,
) -> Verdict:
    """Check QDR XML with its schema, then as RDF."""
    for each in documents:
        if not is_loq(each.content):
            raise InputError(
                f"{each.name} is not QDR XML, so it cannot be checked with an XML schema.",
                remedy="Leave --schema out, or give the QDR XML alone.",
            )
    report = merge_reports(map(schema.check, documents))
    try:
        parsed = [*_parse(documents, watch)]
    except InputError:
        if report.conforms:
            raise
        files = tuple(CheckedFile(each.name, SYNTAXES[LOQ]) for each in documents)
        return Verdict(
            report, files, (REMARKS["schema-only"],), {each.name: each.content for each in documents}
        )
    verdict = check_parsed(parsed, profiles, shapes, watch)
    return replace(verdict, report=merge_reports([report, verdict.report]))


def _parse(documents: Iterable[Document], watch: Watch) -> Iterator[Parsed]:
    for each in documents:
        parsed = parse_document(each)
        watch.read(parsed.count())
        yield parsed


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


def _check_folder(folder: Path, profiles: Sequence[str], shapes: Sequence[Shapes], watch: Watch) -> Verdict:
    watch.stage("checking")
    return Verdict(check_register(folder, profiles, shapes), (CheckedFile(FILE, REGISTER),))


def _check_tables(
    documents: Sequence[Document], profiles: Sequence[str], shapes: Sequence[Shapes], register: Path
) -> Verdict:
    for each in documents:
        if not is_table(each):
            raise InputError(
                f"{each.name} is no table and cannot be checked together with tables.",
                remedy="Check the tables by themselves, and the other files apart.",
            )
    with as_part_of(register, documents) as part:
        report = check_part(part, profiles, shapes)
        remark = fill(REMARKS["part"], register=part.configuration.description.name)
    files = tuple(CheckedFile(each.name, Path(each.name).suffix[1:].upper()) for each in documents)
    return Verdict(report, files, (remark,))


def check_parsed(
    documents: Sequence[Parsed], profiles: Sequence[str], shapes: Sequence[Shapes], watch: Watch
) -> Verdict:
    """Check documents that have been read, with `PROFILE` if neither profiles nor shapes are given."""
    if not (profiles or shapes):
        profiles = (PROFILE,)
    watch.stage("checking")
    source, survey = _source(documents)
    report = validate_source(source, profiles, shapes)
    known = _known_classes([*(PROFILES[name].shapes() for name in profiles), *shapes])
    report = merge_reports([report_of(problems(survey, report, known)), report])
    watch.stage("placing")
    placed = place_findings(report.findings, documents)
    return Verdict(
        replace(report, findings=placed),
        tuple(CheckedFile(each.document.name, SYNTAXES[each.syntax]) for each in documents),
        (*remarks(survey), *_defects(report)),
        {each.document.name: each.document.content for each in documents if each.document.content},
    )


def _source(documents: Sequence[Parsed]) -> tuple[Source, Survey]:
    """Return what is to be checked, and what was seen in it."""
    first, *others = documents
    if first.store is not None and not others:
        written = PlainDocument(first.document.content, first.syntax, lambda: first.statements)
        return Source(first.store, written=written), survey_store(first, first.store)
    survey = Survey()
    return Source.of_triples(read_triples(documents, survey)), survey


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
