"""The plain JSON form of a data document, for programs that do not read RDF.

    {"iri": "https://…/id/qualification/2024/6006022", "release": "2026-11-23.1",
     "types": ["Qualification"],
     "title": {"az": "…", "en": "…"},                       texts by language
     "volumeOfLearning": "P4Y", "isPartialQualification": false,
     "NQFLevel": {"iri": "…/id/level/6", "label": {…}, "notation": "6"},     a thing that is referred to
     "creditPoint": {"iri": "…#credit-point", "point": "240", …},            a part, written out
     "learningOutcome": [{…}, {…}],                        what may repeat is always a list
     "record": {…}, "evidence": [{…}], …}                   what speaks of the thing
     "learningOpportunities": [{"iri": "…", "label": {…}, "providedBy": […], …}]       where it can be learnt

A member is named like its property without the namespace. Whole numbers and truth values are JSON's own, all
other values are texts. What belongs to the thing is written out, all else is a reference with a label.
"""

from __future__ import annotations

import pyoxigraph as ox

from nqfgraph.describe import Neighbourhood, Opportunities
from nqfgraph.ontology.concepts import local_name
from nqfgraph.vocab import DCTERMS, ELM, FOAF, NQF, RDF, SKOS, XSD

_LISTS = {
    each.value
    for each in (
        DCTERMS.language,
        DCTERMS.source,
        ELM.ISCEDFCode,
        ELM.additionalNote,
        ELM.awardingBody,
        ELM.awardingOpportunity,
        ELM.learningOutcome,
        ELM.location,
        ELM.mode,
        ELM.priceDetail,
        ELM.providedBy,
        ELM.qualificationCode,
        ELM.relatedESCOSkill,
        NQF.educationSector,
        NQF.entryAward,
        NQF.genericOutcome,
        SKOS.closeMatch,
        SKOS.hasTopConcept,
    )
}
_WRITTEN_OUT = {
    each.value for each in (ELM.learningOutcome, NQF.genericOutcome, NQF.levelStatement, SKOS.hasTopConcept)
}
_SPEAKERS = (
    ("levelStatements", NQF.statementOn),
    ("evidence", NQF.evidenceFor),
)


_IN_SHORT = (
    (ELM.learningAchievementSpecification, False),
    (ELM.providedBy, True),
    (ELM.defaultLanguage, False),
    (DCTERMS["type"], True),
    (ELM.mode, True),
    (NQF.recordStatus, False),
    (NQF.content, False),
)
"""What is told of a learning opportunity where it is listed, and whether there may be several of it."""


def document(
    neighbourhood: Neighbourhood, version: str, opportunities: Opportunities | None = None
) -> dict[str, object]:
    """Return the document of a thing in a release, as values that JSON can hold.

    ``opportunities`` are those that lead to it or that it provides, where they are to be listed.
    """
    written = {"iri": neighbourhood.iri, "release": version}
    listed = _listed(opportunities) if opportunities and opportunities.iris else {}
    return {**written, **_Writer(neighbourhood).thing(neighbourhood.iri), **listed}


def _listed(opportunities: Opportunities) -> dict[str, object]:
    """Return the members that list learning opportunities; ``moreLearningOpportunities`` if not all are."""
    members: dict[str, object] = {
        "learningOpportunities": [_in_short(each, opportunities.of) for each in opportunities.iris]
    }
    return members | ({"moreLearningOpportunities": True} if opportunities.more else {})


def _in_short(iri: str, of: Neighbourhood) -> dict[str, object]:
    writer = _Writer(of)
    members = writer.reference(iri)
    for predicate, several in _IN_SHORT:
        values = [writer.reference(each) for each in of.nodes(iri, predicate)]
        if values:
            members[local_name(predicate.value)] = values if several else values[0]
    for period in of.nodes(iri, DCTERMS.temporal):
        for end in (ELM.startDate, ELM.endDate):
            if said := of.value(period, end):
                members[local_name(end.value)] = said
    for homepage in of.nodes(iri, FOAF.homepage):
        members["homepage"] = of.value(homepage, ELM.contentUrl)
    return members


class _Writer:
    def __init__(self, neighbourhood: Neighbourhood) -> None:
        self._of = neighbourhood
        self._written: set[str] = set()

    def thing(self, iri: str) -> dict[str, object]:
        """Write a thing out, once; a second time it is only named."""
        if iri in self._written:
            return self.reference(iri)
        self._written.add(iri)
        members: dict[str, object] = {"iri": iri, "types": [local_name(each) for each in self._of.types(iri)]}
        for each in self._of.properties(iri):
            if each != RDF.type.value:
                members[local_name(each)] = self._member(ox.NamedNode(each), iri)
        return {**members, **self._speakers(iri)}

    def reference(self, iri: str) -> dict[str, object]:
        """Name a thing that is described elsewhere."""
        found: dict[str, object] = {"iri": iri}
        if labels := self._of.labels(iri):
            found["label"] = {each.language: each.value for each in labels}
        if notation := self._of.value(iri, SKOS.notation):
            found["notation"] = notation
        return found

    def _member(self, predicate: ox.NamedNode, iri: str) -> object:
        texts = [each for each in self._of.texts(iri, predicate) if each.language]
        if texts:
            tags = dict.fromkeys(each.language for each in texts)
            found = {tag: [each.value for each in texts if each.language == tag] for tag in tags}
            return {tag: values[0] if len(values) == 1 else values for tag, values in found.items()}
        values = [self._value(each, predicate) for each in self._of.values(iri, predicate)]
        return values if len(values) > 1 or predicate.value in _LISTS else values[0]

    def _value(self, value: ox.NamedNode | ox.Literal, predicate: ox.NamedNode) -> object:
        if isinstance(value, ox.NamedNode):
            part = value.value.startswith(f"{self._of.iri}#")
            return (self.thing if part or predicate.value in _WRITTEN_OUT else self.reference)(value.value)
        if value.datatype == XSD.boolean:
            return value.value in ("true", "1")
        return int(value.value) if value.datatype == XSD.integer else value.value

    def _speakers(self, iri: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, predicate in _SPEAKERS:
            if subjects := self._of.subjects(predicate, iri):
                found[name] = [self.thing(each) for each in subjects]
        for record in self._of.subjects(FOAF.primaryTopic, iri):
            found["record"] = self.thing(record)
        belonging = self._of.subjects(NQF.level, iri)
        for name, kind in (("descriptors", NQF.LevelDescriptor), ("awardTypes", NQF.AwardType)):
            if subjects := tuple(each for each in belonging if kind.value in self._of.types(each)):
                found[name] = [self.thing(each) for each in subjects]
        return found
