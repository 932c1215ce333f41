"""Writes the page on the data model (``docs/data-model.md``) from the ontology.

``python -m nqfgraph.ontology.documentation FILE`` writes it; a test fails while the committed page differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from nqfgraph.files import data_folder, read_text, write_atomically
from nqfgraph.iris import GRAPHS
from nqfgraph.ontology.reading import Ontology
from nqfgraph.vocab import DCAM, DCTERMS, NQF, OWL, PREFIXES, RDF, RDFS

_INTRODUCTION = """\
# Data model

<!-- Written by `python -m nqfgraph.ontology.documentation docs/data-model.md`: change ontology/ instead. -->

A release is a set of named graphs. Qualifications, learning outcomes and learning opportunities are described
with the [European Learning Model](https://europa.eu/europass/elm-browser/index.html) (ELM 3.2, LOQ profile)
exactly as its closed shapes ask. What ELM has no place for is said with the few terms below, in graphs of its
own.

Our terms live under `{namespace}` (prefix `nqf:`). That address is to be registered
when the project goes public; until then every installation serves the terms under its own `/def/`. This page
describes version {version} of the ontology, which is kept in `ontology/nqfgraph.ttl`.

```mermaid
flowchart LR
  record["nqf:Record"] -- foaf:primaryTopic --> qualification["elm:Qualification"]
  record -- nqf:awardType --> awardType["nqf:AwardType"]
  record -- nqf:specialty --> specialty["nqf:Specialty"]
  record -- nqf:levelStatement --> statement["nqf:LevelStatement"]
  qualification -- elm:NQFLevel --> level["nqf:Level"]
  qualification -- elm:EQFLevel --> eqf["EQF level"]
  qualification -- elm:learningOutcome --> outcome["elm:LearningOutcome"]
  opportunity["elm:LearningOpportunity"] -- elm:learningAchievementSpecification --> qualification
  opportunity -- elm:providedBy --> organisation["elm:Organisation"]
  awardType -- nqf:level --> level
  statement -- nqf:statementOn --> level
  statement -- nqf:relatesTo --> eqf
  descriptor["nqf:LevelDescriptor"] -- nqf:level --> level
  level -- skos:inScheme --> framework["nqf:Framework"]
  specialty -- skos:inScheme --> classification["nqf:Classification"]
  evidence["nqf:Evidence"] -- nqf:evidenceFor --> qualification
```

Four rules hold throughout:

- Every node has an IRI: `{{base}}id/{{kind}}/{{key}}` for a thing, `…#part` for what exists only as a part of
  it.
- A statement stands in exactly one graph, and a query that names no graph sees them all together.
- A relation to the EQF is a statement with a status. `elm:EQFLevel`, which ELM demands, is filled from that
  statement and is therefore only as good as it: ask `nqf:claimStatus`.
- Concepts of published vocabularies keep their own IRIs and are described in the release, so that it reads
  alone.
"""

_GRAPHS = {
    "framework": "The framework, its levels, descriptors, award types; classifications and specialties.",
    "qualifications": "Qualifications, learning outcomes, learning opportunities and organisations in ELM,"
    " nothing that its closed shapes refuse.",
    "vocabularies": "The concepts that the release refers to, with everything wider and their schemes.",
    "alignments": "Statements on how levels relate to other frameworks, and decisions on links to skills.",
    "register": "Records: status, validity, kind of content, award type; and the evidence for everything.",
    "catalogue": "The register as a dataset: publisher, licence, languages, contact.",
}

_TAKEN_UP = (
    "A published vocabulary that the register names, such as `esco/1.2.0`: all that its publisher says and"
    " `graph/vocabularies` does not say already."
)


_ADDITIONS = """\
## Classes and their properties

Properties of SKOS, DCTERMS and others that stand beside these are shown in the example below.
"""

_VOCABULARIES = """\
## Published vocabularies

Labels are in Azerbaijani, English and Russian; where the publisher has none in a language, they are
unofficial translations. In a register's tables a concept may be written as its code.
"""


def data_model_page(ontology: Ontology, example: str) -> str:
    """Return the page as Markdown; ``example`` is TriG that shows the model at work."""
    (version,) = _values(ontology, NQF.iri, OWL.versionInfo)
    graphs = [(f"`{{base}}graph/{name}`", _GRAPHS[name]) for name in GRAPHS]
    graphs.append(("`{base}graph/vocabulary/{name}/{version}`", _TAKEN_UP))
    sections = [
        _INTRODUCTION.format(namespace=NQF.iri, version=version),
        "## Graphs\n\n" + _table(("graph", "holds"), graphs),
        _ADDITIONS,
        *_classes(ontology),
        "## Concept schemes of ours\n",
        *_own_schemes(ontology),
        _VOCABULARIES,
        _published_schemes(ontology),
        f"## Example\n\n```trig\n{example.strip()}\n```\n",
    ]
    return "\n".join(sections)


def _classes(ontology: Ontology) -> Iterator[str]:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    properties = [iri for iri in ontology.terms() if _is(ontology, iri, *kinds)]
    domains = {iri: _values(ontology, iri, RDFS.domain, DCAM.domainIncludes) for iri in properties}
    own = [iri for iri in ontology.terms() if _is(ontology, iri, OWL.Class)]
    foreign = {domain for found in domains.values() for domain in found}.difference(own)
    for each in [*own, *sorted(foreign)]:
        rows = [_property_row(ontology, iri) for iri in properties if each in domains[iri]]
        table = _table(("property", "value", "meaning"), rows)
        yield f"### {_short(each)}\n\n{_class_text(ontology, each)}\n" + (f"\n{table}" if table else "")
    anywhere = [_property_row(ontology, iri) for iri in properties if not domains[iri]]
    if anywhere:
        yield f"### Of anything\n\n{_table(('property', 'value', 'meaning'), anywhere)}"


def _class_text(ontology: Ontology, iri: str) -> str:
    definition = ontology.definition(iri, "en")
    if definition is None:
        return "Defined elsewhere; we add:"
    wider = [f"`{_short(each)}`" for each in _values(ontology, iri, RDFS.subClassOf)]
    return f"{definition} A kind of {', '.join(wider)}." if wider else definition


def _property_row(ontology: Ontology, iri: str) -> tuple[str, str, str]:
    schemes = _values(ontology, iri, DCTERMS.conformsTo)
    ranges = schemes or _values(ontology, iri, RDFS.range, DCAM.rangeIncludes)
    value = " or ".join(f"`{_short(each)}`" for each in ranges) or "anything"
    wider = _values(ontology, iri, RDFS.subPropertyOf)
    meaning = ontology.definition(iri, "en") or ""
    if wider:
        meaning += f" Narrower than {', '.join(f'`{_short(each)}`' for each in wider)}."
    return f"`{_short(iri)}`", f"concept of {value}" if schemes else value, meaning


def _own_schemes(ontology: Ontology) -> Iterator[str]:
    for _, scheme in sorted(ontology.schemes.items()):
        if scheme.iri.startswith(NQF.iri):
            rows = [
                (f"`{_short(each.iri)}`", each.labels["az"], each.label("en"), each.definitions["en"])
                for each in scheme.concepts.values()
            ]
            heading = f"### {_short(scheme.iri)}\n\n{ontology.definition(scheme.iri, 'en')}\n\n"
            yield heading + _table(("concept", "az", "en", "meaning"), rows)


def _published_schemes(ontology: Ontology) -> str:
    rows = []
    for name, scheme in sorted(ontology.schemes.items()):
        if not scheme.iri.startswith(NQF.iri):
            code = next(iter(scheme.concepts.values())).notation
            count = str(len(scheme.concepts))
            rows.append((f"`{name}`", scheme.labels["en"], count, f"`{code}`", f"<{scheme.iri}>"))
    return _table(("name", "what", "concepts", "a code", "scheme"), rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


def _values(ontology: Ontology, iri: str, *predicates: ox.NamedNode) -> list[str]:
    """Return the values of some properties of a term, in the order of the file."""
    return [
        each.object.value
        for each in ontology.description(iri)
        if each.predicate in predicates and isinstance(each.object, ox.NamedNode | ox.Literal)
    ]


def _is(ontology: Ontology, iri: str, *classes: ox.NamedNode) -> bool:
    return any(each.value in _values(ontology, iri, RDF.type) for each in classes)


def _short(iri: str) -> str:
    """Return an IRI as prefix and name."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def main(arguments: Sequence[str]) -> None:
    """Write the page to the file that is named first; raises InputError if a source cannot be read."""
    example = read_text(data_folder("ontology") / "example.trig")
    write_atomically(Path(arguments[0]), data_model_page(Ontology.load(), example).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
