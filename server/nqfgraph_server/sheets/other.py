"""Everything that has no page of its own making: organisations, classifications, specialties, records …"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.describe import Reference, Text
from nqfgraph.iris import document
from nqfgraph.vocab import DCAT, DCTERMS, ELM, FOAF, NQF, RDF, RDFS, ROV, SKOS
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import translate
from nqfgraph_server.sheets.reader import Reader, Row, Value, facts
from nqfgraph_server.sheets.sheet import Sheet

_NAMES: Mapping[ox.NamedNode, str] = MappingProxyType(
    {
        SKOS.altLabel: _("Also called"),
        SKOS.notation: _("Code"),
        SKOS.inScheme: _("Belongs to"),
        SKOS.hasTopConcept: _("Contains"),
        DCTERMS.alternative: _("Also called"),
        DCTERMS.date: _("Date"),
        DCTERMS.issued: _("Adopted"),
        DCTERMS.modified: _("Last changed"),
        DCTERMS.spatial: _("Country"),
        DCTERMS["type"]: _("Kind"),
        DCAT.version: _("Version of the entry"),
        FOAF.homepage: _("Website"),
        FOAF.primaryTopic: _("Entry about"),
        ELM.additionalNote: _("Role"),
        ELM.location: _("Place"),
        ELM.relatedESCOSkill: _("ESCO skills"),
    }
)
"""What properties of other vocabularies are called; our own are named in the ontology."""

_REVERSED: Mapping[ox.NamedNode, str] = MappingProxyType(
    {
        DCTERMS.publisher: _("Publishes"),
        ELM.awardingBody: _("Awards"),
        ELM.learningOutcome: _("Learning outcome of"),
        ELM.qualificationCode: _("Qualifications"),
        NQF.entryAward: _("Gives access to"),
        NQF.genericOutcome: _("Learning outcome of"),
        NQF.statedBy: _("States"),
        NQF.successor: _("Replaces"),
        SKOS.inScheme: _("Contains"),
    }
)
"""What they are called seen from the thing that is referred to."""

_SAID_OTHERWISE = {
    each.value
    for each in (
        FOAF.primaryTopic,
        NQF.awardType,
        NQF.evidenceFor,
        NQF.level,
        NQF.specialty,
        SKOS.topConceptOf,
    )
}

_TITLES = (SKOS.prefLabel, DCTERMS.title, ROV.legalName)
_UNSHOWN = {each.value for each in (RDF.type, RDFS.label, DCTERMS.description, SKOS.topConceptOf, *_TITLES)}
_ORDER: Sequence[ox.NamedNode] = (
    NQF.organisationKind,
    ELM.additionalNote,
    SKOS.altLabel,
    ELM.location,
    FOAF.homepage,
    FOAF.primaryTopic,
    NQF.edition,
    SKOS.notation,
    SKOS.inScheme,
    NQF.level,
    NQF.recordStatus,
    NQF.validFrom,
    NQF.validUntil,
    NQF.successor,
)
"""The properties that a page begins with; the others follow by their IRIs."""

_KINDS: Mapping[str, Callable[[Reader], str]] = MappingProxyType(
    {
        "organisation": lambda reader: translate("Organisation"),
        "learning-outcome": lambda reader: translate("Learning outcome"),
        "classification": lambda reader: reader.property_name(NQF.Classification.value),
        "specialty": lambda reader: reader.property_name(NQF.Specialty.value),
        "record": lambda reader: reader.property_name(NQF.Record.value),
        "level-descriptor": lambda reader: reader.property_name(NQF.LevelDescriptor.value),
        "level-statement": lambda reader: reader.property_name(NQF.LevelStatement.value),
    }
)


def other_sheet(kind: str, reader: Reader) -> Sheet:
    """Return what the page of any thing shows: every property it has, by name."""
    iri = reader.iri
    title = reader.name(iri)
    main = next((each for each in _TITLES if reader.of.texts(iri, each)), SKOS.prefLabel)
    said = [ox.NamedNode(each) for each in reader.of.properties(iri) if each not in _UNSHOWN]
    ordered = [each for each in _ORDER if each in said] + [each for each in said if each not in _ORDER]
    described = title if reader.of.texts(iri, main) else _title_of(reader, kind)
    return Sheet(
        kind_name=_KINDS[kind](reader) if kind in _KINDS else kind,
        title=described,
        other_titles=reader.other_texts(iri, main, title),
        description=reader.text(iri, DCTERMS.description),
        rows=facts(reader.row(iri, each, title_of(each)) for each in ordered),
        evidence=reader.evidence(iri),
    )


def title_of(predicate: ox.NamedNode) -> str | None:
    """Return what a property of another vocabulary is called; None for those that the ontology names."""
    return translate(_NAMES[predicate]) if predicate in _NAMES else None


def reference_rows(reader: Reader, references: Sequence[Reference]) -> tuple[Row, ...]:
    """Return the things that refer to the thing, a row a property; parts stand for what they are parts of."""
    found: dict[str, dict[str, Value]] = {}
    for each in references:
        whole = document(each.iri)
        if whole != reader.iri and each.property not in _SAID_OTHERWISE:
            found.setdefault(each.property, {})[whole] = Value(reader.name(whole), whole)
    return tuple(
        Row(_reversed_name(reader, predicate), tuple(values.values()))
        for predicate, values in sorted(found.items())
    )


def _reversed_name(reader: Reader, predicate: str) -> str:
    node = ox.NamedNode(predicate)
    if node in _REVERSED:
        return translate(_REVERSED[node])
    return translate(
        "Referred to as: %(property)s", property=title_of(node) or reader.property_name(predicate)
    )


def _title_of(reader: Reader, kind: str) -> Text:
    """Name a thing that has no name after what it is about."""
    about = (FOAF.primaryTopic, NQF.statementOn, NQF.level)
    topic = next((node for each in about for node in reader.of.nodes(reader.iri, each)), None)
    return reader.name(topic or reader.iri)
