"""Computes the JSON-LD context of releases: short keys for our terms, ELM and what stands beside them.

A text in several languages is a map from language to text, a reference is the IRI alone, a date or a duration
is a plain string; what a thing may have several of is always a list. Where two vocabularies use one name,
ours goes first, then ELM, ADMS, SKOS and DCTERMS; the other is written with its prefix (``elm:content``).
Specification: JSON-LD 1.1, sections 4.2.3 (type coercion) and 4.6.2 (language maps).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from nqfgraph.vocab import (
    ADMS,
    CLV,
    DCAM,
    DCAT,
    DCTERMS,
    ELM,
    FOAF,
    LOCN,
    NAMESPACES,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    ROV,
    SKOS,
    XSD,
    Namespace,
)

TEXT = RDF.langString
"""A text in a language: becomes a language map."""
LINK = RDFS.Resource
"""Another thing: becomes its IRI."""

_Kind = ox.NamedNode
"""``TEXT``, ``LINK`` or a datatype."""


def _kinds(namespace: Namespace, kinds: Mapping[ox.NamedNode, str]) -> dict[ox.NamedNode, _Kind]:
    return {namespace[name]: kind for kind, names in kinds.items() for name in names.split()}


# What the values of foreign properties are (LOQ profile of ELM 3.2 and the vocabularies' own specifications).
# A property of ELM that is not listed refers to another thing; any other one that is not listed is left open.
_VALUES: Mapping[ox.NamedNode, _Kind] = {
    **_kinds(
        ELM,
        {
            TEXT: "category geographicName noteLiteral",
            XSD.string: "areaDialing contactHour content countryDialing dialNumber phoneNumber"
            " point schemeName schemeVersion status",
            XSD.anyURI: "contentUrl schemeId",
            XSD.boolean: "isPartialQualification",
            XSD.dateTime: "applicationDeadline endDate expiryDate reviewDate startDate",
            XSD.duration: "duration maximumDuration volumeOfLearning",
            XSD.integer: "contentSize",
        },
    ),
    **_kinds(ADMS, {TEXT: "schemeAgency", LINK: "identifier"}),
    **_kinds(
        SKOS,
        {
            TEXT: "altLabel definition editorialNote hiddenLabel note prefLabel scopeNote",
            LINK: "broadMatch broader closeMatch exactMatch hasTopConcept inScheme narrowMatch"
            " narrower related relatedMatch topConceptOf",
            XSD.string: "notation",
        },
    ),
    **_kinds(
        DCTERMS,
        {
            TEXT: "alternative description title",
            LINK: "accessRights conformsTo creator hasPart hasVersion isPartOf isReplacedBy"
            " isVersionOf language license publisher replaces spatial subject temporal type",
            XSD.date: "date",
            XSD.dateTime: "created issued modified valid",
            XSD.string: "identifier",
        },
    ),
    **_kinds(RDFS, {TEXT: "comment label", LINK: "isDefinedBy seeAlso"}),
    **_kinds(OWL, {XSD.string: "versionInfo"}),
    **_kinds(FOAF, {LINK: "homepage member primaryTopic"}),
    **_kinds(ROV, {TEXT: "legalName", LINK: "registration"}),
    **_kinds(ORG, {LINK: "hasSubOrganization subOrganizationOf"}),
    **_kinds(LOCN, {LINK: "geometry"}),
    **_kinds(CLV, {XSD.string: "latitude longitude"}),
    **_kinds(DCAT, {XSD.string: "version"}),
    **_kinds(PROV, {LINK: "wasAttributedTo wasDerivedFrom wasGeneratedBy wasRevisionOf"}),
    RDF.value: XSD.decimal,
    DCTERMS.source: RDFS.Literal,
}

# Properties that one thing commonly has several of: always a list, so that a reader need not ask each time.
_SEVERAL = frozenset(
    {
        "adms:identifier",
        "dcterms:alternative",
        "dcterms:language",
        "dcterms:source",
        "elm:ISCEDFCode",
        "elm:NQFLevel",
        "elm:additionalNote",
        "elm:address",
        "elm:awardingBody",
        "elm:awardingOpportunity",
        "elm:contactPoint",
        "elm:creditPoint",
        "elm:educationLevel",
        "elm:educationSubject",
        "elm:hasPart",
        "elm:isPartOf",
        "elm:learningOutcome",
        "elm:location",
        "elm:mode",
        "elm:priceDetail",
        "elm:providedBy",
        "elm:qualificationCode",
        "elm:relatedESCOSkill",
        "elm:relatedSkill",
        "elm:supplementaryDocument",
        "elm:targetGroup",
        "foaf:homepage",
        "nqf:educationSector",
        "nqf:entryAward",
        "nqf:genericOutcome",
        "skos:altLabel",
        "skos:broader",
        "skos:inScheme",
    }
)

# Short keys that are not the local name, which is taken.
_OTHER_NAMES: Mapping[ox.NamedNode, str] = {DCTERMS.type: "kind"}

_FOREIGN_CLASSES: tuple[ox.NamedNode, ...] = (
    SKOS.Concept,
    SKOS.ConceptScheme,
    DCTERMS.Location,
    DCTERMS.PeriodOfTime,
    LOCN.Geometry,
)

Context = dict[str, object]


def json_ld_context(own: Mapping[str, Sequence[ox.Triple]]) -> Context:
    """Return ``{"@context": {…}}``; ``own`` gives the triples of each of our terms."""
    entries: Context = {"@version": 1.1, "id": "@id", "type": "@type"}
    entries.update({prefix: namespace.iri for prefix, namespace in NAMESPACES.items()})
    for term, kind in _terms(own):
        entries.setdefault(_name(term), _entry(term, kind))
    return {"@context": entries}


def _terms(own: Mapping[str, Sequence[ox.Triple]]) -> Iterator[tuple[ox.NamedNode, _Kind | None]]:
    """Give the terms that get a short key, the first claim to a name first; None stands for a class."""
    for iri, triples in own.items():
        types = {triple.object for triple in triples if triple.predicate == RDF.type}
        if OWL.Class in types:
            yield ox.NamedNode(iri), None
        elif types & {OWL.ObjectProperty, OWL.DatatypeProperty}:
            yield ox.NamedNode(iri), _range(triples)
    for name in ELM:
        yield ELM[name], None if name[0].isupper() and name not in _CAPITAL_PROPERTIES else _value(ELM[name])
    yield from ((term, None) for term in _FOREIGN_CLASSES)
    yield from ((term, kind) for term, kind in _VALUES.items() if not term.value.startswith(ELM.iri))


_CAPITAL_PROPERTIES = frozenset({"EQFLevel", "ISCEDFCode", "NQFLevel"})


def _value(term: ox.NamedNode) -> _Kind:
    return _VALUES.get(term, LINK)


def _range(triples: Iterable[ox.Triple]) -> _Kind:
    """Return what the values of one of our properties are: its datatype if it has one, else things."""
    for triple in triples:
        if triple.predicate in (RDFS.range, DCAM.rangeIncludes) and isinstance(triple.object, ox.NamedNode):
            datatype = triple.object
            if datatype == TEXT or datatype.value.startswith(XSD.iri):
                return datatype
    return LINK


def _entry(term: ox.NamedNode, kind: _Kind | None) -> str | Context:
    """Return the term definition of a class (None) or of a property with values of this kind."""
    if kind is None:
        return _compact(term)
    entry: Context = {"@id": _compact(term)}
    containers = ["@set"] if _compact(term) in _SEVERAL else []
    if kind == TEXT:
        containers.insert(0, "@language")
    elif kind == LINK:
        entry["@type"] = "@id"
    elif kind not in (XSD.string, RDFS.Literal):
        entry["@type"] = _compact(kind)
    if containers:
        entry["@container"] = containers if len(containers) > 1 else containers[0]
    return entry if len(entry) > 1 else _compact(term)


def _name(term: ox.NamedNode) -> str:
    return _OTHER_NAMES.get(term) or _compact(term).partition(":")[2]


def _compact(term: ox.NamedNode) -> str:
    """Return a term as prefix and name."""
    prefix = next(prefix for prefix, namespace in NAMESPACES.items() if _holds(namespace, term))
    return f"{prefix}:{term.value.removeprefix(NAMESPACES[prefix].iri)}"


def _holds(namespace: Namespace, term: ox.NamedNode) -> bool:
    return term.value.startswith(namespace.iri) and term.value.removeprefix(namespace.iri) in namespace
