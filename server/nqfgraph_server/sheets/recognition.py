"""A statement about one qualification for those who recognise foreign ones: what an ENIC-NARIC office asks.

What the register does not know it says outright; what is read from the award type and not from the
qualification itself is marked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nqfgraph.describe import Text
from nqfgraph.vocab import DCTERMS, ELM, NQF
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import translate
from nqfgraph_server.sheets.qualification import value_range
from nqfgraph_server.sheets.reader import Reader, Value
from nqfgraph_server.sheets.sheet import FrameworkSheet, LevelView, Mark, QualificationSheet, StatementView


@dataclass(frozen=True, slots=True)
class Note:
    """Something beside a fact: words in the reader's language, and a text in its own."""

    text: Text
    title: str = ""

    def __str__(self) -> str:
        return f"{self.title}: {self.text}" if self.title else self.text.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the statement; without values the register does not say."""

    title: str
    values: tuple[Value, ...] = ()
    notes: tuple[Note, ...] = ()
    inferred: str = ""
    """From what it was read, in words, if it is not said of this qualification itself."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the statement."""

    name: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that the reader must not overlook."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the statement was made from."""

    register: Text
    publisher: Text
    release: str
    created: datetime
    digest: str
    """SHA-256 of what the release says of the qualification, in hexadecimal."""
    address: str
    """Where the statement can be read again in the same release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Everything that the page and the PDF show."""

    iri: str
    title: Text
    other_titles: tuple[Text, ...]
    code: str
    edition: Value | None
    cautions: tuple[Caution, ...]
    sections: tuple[Section, ...]
    levels: tuple[LevelView, ...]
    level: str
    """Notation of its level; empty if it has none."""
    framework: Text
    origin: Origin


@dataclass(frozen=True, slots=True)
class Sources:
    """What the statement is read from."""

    reader: Reader
    sheet: QualificationSheet
    award: Reader | None
    """Its award type."""
    framework: FrameworkSheet
    framework_reader: Reader


INFERRED_ACCESS = _(
    "Inferred: these award types admit holders of this type of award. It is not said of this qualification "
    "itself."
)

CAUTIONS = {
    "illustrative": _(
        "This entry shows how a qualification is described. It is not an entry of an official register."
    ),
    "derived": _("This entry was put together from published sources. No official body has confirmed it."),
    "generic": _("This entry speaks of a kind of qualification and not of a single one."),
}
OUTCOME_CAUTIONS = {
    "generic": _(
        "These outcomes describe every qualification of the award type. This qualification has published "
        "none of its own."
    ),
    "illustrative": _("These outcomes were written as an example. No official body has set them."),
    "derived": _(
        "These outcomes were put together from published sources. No official body has confirmed them."
    ),
}


def statement_of(sources: Sources, origin: Origin) -> Statement:
    """Return the statement about a qualification in the reader's language."""
    sheet = sources.sheet
    return Statement(
        iri=sources.reader.iri,
        title=sheet.title,
        other_titles=sheet.other_titles,
        code=sheet.code,
        edition=sheet.edition,
        cautions=tuple(_cautions(sheet)),
        sections=(
            Section("place", translate("Level and status"), tuple(_place(sources))),
            Section("programme", translate("Programme"), tuple(_programme(sources))),
            Section("access", translate("Access"), tuple(_access(sources))),
            Section("authority", translate("Award and legal basis"), tuple(_authority(sources))),
        ),
        levels=sources.framework.levels,
        level=sheet.level.notation if sheet.level else "",
        framework=sources.framework.title,
        origin=origin,
    )


def _cautions(sheet: QualificationSheet) -> Iterable[Caution]:
    if sheet.content and sheet.content.name in CAUTIONS:
        yield Caution(sheet.content, translate(CAUTIONS[sheet.content.name]))
    if sheet.outcome_content and sheet.outcome_content.name in OUTCOME_CAUTIONS:
        yield Caution(sheet.outcome_content, translate(OUTCOME_CAUTIONS[sheet.outcome_content.name]))


def _place(sources: Sources) -> Iterable[Fact]:
    sheet, reader = sources.sheet, sources.reader
    level, basis = sheet.level, sheet.level_basis
    yield Fact(
        title=translate("Level of the framework"),
        values=(Value(level.label, level.iri),) if level else (),
        notes=_meaning(basis),
        inferred=_taken() if basis is not None and basis.name != "stated" else "",
    )
    eqf = sheet.statement
    yield Fact(
        title=translate("EQF level (indicative)"),
        values=(sheet.eqf,) if sheet.eqf else (),
        notes=_claim(eqf) if eqf else (),
    )
    cycles = set(reader.ontology.scheme("ehea-cycle").concepts)
    found = [each for each in (level.statements if level else ()) if each.target.iri in cycles]
    yield Fact(
        title=translate("Cycle of higher education (QF-EHEA)"),
        values=tuple(each.target for each in found),
        notes=tuple(note for each in found for note in _claim(each)),
    )
    yield Fact(
        title=translate("Status"),
        values=(Value(sheet.status.label),) if sheet.status else (),
        notes=_meaning(sheet.status)
        + tuple(Note(value.text, row.title) for row in sheet.dates for value in row.values),
    )
    if sheet.successor:
        yield Fact(title=translate("Replaced by:").rstrip(":"), values=(sheet.successor,))


def _programme(sources: Sources) -> Iterable[Fact]:
    reader, award = sources.reader, sources.award
    iri = reader.iri
    yield Fact(title=reader.property_name(NQF.awardType.value), values=_award(sources))
    yield _own_or_award(
        translate("Official length"),
        reader.values(iri, ELM.volumeOfLearning),
        _of_award(award, "shortest", "longest", translate("Official length")),
    )
    yield _own_or_award(
        translate("Credits"),
        reader.values(iri, ELM.creditPoint),
        _of_award(award, "fewest", "most", translate("Credits")),
    )
    yield Fact(title=translate("Field of education (ISCED-F)"), values=reader.values(iri, ELM.ISCEDFCode))
    yield Fact(title=translate("Mode of learning"), values=reader.values(iri, ELM.mode))
    yield Fact(title=translate("Language of teaching"), values=reader.values(iri, DCTERMS.language))


def _access(sources: Sources) -> Iterable[Fact]:
    reader, award = sources.reader, sources.award
    yield _own_or_award(
        translate("Entry requirement"),
        reader.values(reader.iri, ELM.entryRequirement),
        award.values(award.iri, NQF.entryRequirement) if award else (),
    )
    further = sources.sheet.further
    yield Fact(
        title=translate("Access to further study"),
        values=further,
        inferred=translate(INFERRED_ACCESS) if further else "",
    )
    yield Fact(title=translate("Professional rights"))


def _authority(sources: Sources) -> Iterable[Fact]:
    reader, framework = sources.reader, sources.framework_reader
    yield Fact(title=translate("Awarding bodies"), values=reader.values(reader.iri, ELM.awardingOpportunity))
    yield Fact(title=translate("Published by"), values=reader.values(reader.iri, DCTERMS.publisher))
    yield Fact(title=translate("Framework"), values=(Value(sources.framework.title, framework.iri),))
    yield Fact(
        title=framework.property_name(NQF.legalBasis.value),
        values=framework.values(framework.iri, NQF.legalBasis),
    )
    evidence = sources.sheet.evidence
    yield Fact(
        title=translate("Source"),
        values=tuple(value for each in evidence for value in each.sources),
        notes=tuple(Note(each.confidence, translate("Confidence")) for each in evidence if each.confidence),
    )


def _award(sources: Sources) -> tuple[Value, ...]:
    row = next((row for row in sources.sheet.rows if _names_award(sources, row.title)), None)
    return row.values if row else ()


def _names_award(sources: Sources, title: str) -> bool:
    return title == sources.reader.property_name(NQF.awardType.value)


def _of_award(award: Reader | None, least: str, most: str, title: str) -> tuple[Value, ...]:
    row = value_range(award, award.iri, least, most, title) if award else None
    return row.values if row else ()


def _own_or_award(title: str, own: tuple[Value, ...], award: tuple[Value, ...]) -> Fact:
    return Fact(title=title, values=own or award, inferred=_taken() if award and not own else "")


def _taken() -> str:
    return translate("Taken from the award type, not said of this qualification itself.")


def _meaning(mark: Mark | None) -> tuple[Note, ...]:
    if mark is None or mark.meaning is None:
        return ()
    return (Note(mark.meaning, mark.label.value),)


def _claim(said: StatementView) -> tuple[Note, ...]:
    """Return the kind of a claim in words, who makes it and when, and its sources."""
    notes = [*(_meaning(said.claim) or (Note(said.claim.label),))]
    if said.stated_by:
        notes.append(Note(said.stated_by.text, translate("Stated by")))
    if said.date:
        notes.append(Note(said.date.text, translate("Date")))
    notes += [Note(value.text, translate("Source")) for each in said.evidence for value in each.sources]
    return tuple(notes)
