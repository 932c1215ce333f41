"""Example queries, kept as RDF in the vocabulary of SIB's sparql-examples: one Turtle file each.

The files stand in ``examples/`` beside this module. The IRIs in them are relative to the base of a register:
``{base}sparql/examples/{name}`` is where a server describes the example, ``{base}sparql`` what it asks. The
texts declare the prefixes that they use, so that each can be taken as it is, and name no thing of any
register. The terms are those of SHACL (§ 5.2.1), schema.org and
https://purl.expasy.org/sparql-examples/ontology#.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.vocab import RDF, RDFS, SCHEMA, SH, SPEX

GROUPS = ("harvest", "research", "comparison", "skills", "statistics", "quality")
"""What examples are for, in the order in which they are shown."""

SHARED = "prefixes"
"""Name of the file that all examples refer to."""

_FORMS: Mapping[ox.NamedNode, tuple[str, ox.NamedNode]] = MappingProxyType(
    {
        SH.SPARQLSelectExecutable: ("SELECT", SH.select),
        SH.SPARQLAskExecutable: ("ASK", SH.ask),
        SH.SPARQLConstructExecutable: ("CONSTRUCT", SH.construct),
        SPEX.SPARQLDescribeExecutable: ("DESCRIBE", SPEX.describe),
    }
)
_SUFFIX = ".ttl"
_ENGLISH = re.compile(r'(LANG\(\?(?!en\))\w+\) = )"en"')
"""A filter on English, but for that of a variable which is named after the language."""


@dataclass(frozen=True, slots=True)
class Example:
    """A query that others can learn from."""

    name: str
    iri: str
    titles: Mapping[str, str]
    """A few words by language tag."""
    questions: Mapping[str, str]
    """What is asked, as a sentence, by language tag."""
    group: str
    """One of `GROUPS`."""
    form: str
    """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``."""
    query: str
    """The text, with its prefixes declared and labels in English."""

    def query_in(self, language: str) -> str:
        """Return the text with the labels it asks for in the language of this tag."""
        return _ENGLISH.sub(rf'\1"{language}"', self.query)


@lru_cache(maxsize=8)
def read_examples(base: str) -> tuple[Example, ...]:
    """Return the examples for the register with this base, by group and then by name."""
    found = (_read(name, base) for name in _names() if name != SHARED)
    return tuple(sorted(found, key=lambda each: (GROUPS.index(each.group), each.name)))


def turtle(base: str, *names: str) -> str:
    """Return the examples of these names as one Turtle document about the register with this base.

    The document also declares the prefixes. ValueError for a name that is not that of an example.
    """
    known = _names()
    for name in names:
        if name not in known or name == SHARED:
            raise ValueError(f"there is no example named {name}")
    texts = (_text(name).strip() for name in (*names, SHARED))
    return f"@base <{base}> .\n\n" + "\n\n".join(texts) + "\n"


def _names() -> tuple[str, ...]:
    files = (each.name for each in (resources.files(__package__) / "examples").iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX)))


def _text(name: str) -> str:
    return (resources.files(__package__) / "examples" / f"{name}{_SUFFIX}").read_text(encoding="utf-8")


def _read(name: str, base: str) -> Example:
    iri = f"{base}sparql/examples/{name}"
    values: dict[ox.NamedNode, list[ox.Literal | ox.NamedNode]] = {}
    for each in ox.parse(_text(name), format=ox.RdfFormat.TURTLE, base_iri=base):
        assert isinstance(each.object, ox.Literal | ox.NamedNode)  # every node of ours has an IRI
        values.setdefault(each.predicate, []).append(each.object)
    form, text = next(form for kind, form in _FORMS.items() if kind in values[RDF.type])
    return Example(
        name=name,
        iri=iri,
        titles=_by_language(values[RDFS.label]),
        questions=_by_language(values[RDFS.comment]),
        group=values[SCHEMA.keywords][0].value,
        form=form,
        query=values[text][0].value,
    )


def _by_language(texts: list[ox.NamedNode | ox.Literal]) -> Mapping[str, str]:
    literals = (each for each in texts if isinstance(each, ox.Literal))
    return MappingProxyType({each.language or "": each.value for each in literals})
