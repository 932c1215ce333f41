"""Published vocabularies (ESCO, DigComp, any SKOS scheme): imported, checked, kept by version, compared.

A vocabulary is known by a small description (`nqfgraph.vocabularies.descriptions`): which classes its
concepts have, which of them outcomes are linked to, and which properties relate them. Each version is kept in
``{home}/vocabularies/{name}/{version}/``: sorted N-Triples, an SQLite index, and a manifest with what was
found.
"""

from __future__ import annotations

from nqfgraph.vocabularies.comparing import Comparison, Gone, Link, Renamed, compare
from nqfgraph.vocabularies.descriptions import Vocabulary, vocabulary_named
from nqfgraph.vocabularies.findings import Finding, Findings, Severity
from nqfgraph.vocabularies.importing import Imported, import_vocabulary
from nqfgraph.vocabularies.index import Concept, Index
from nqfgraph.vocabularies.kept import VERSION, Kept, Manifest, Vocabularies
from nqfgraph.vocabularies.released import release_quads

__all__ = [
    "VERSION",
    "Comparison",
    "Concept",
    "Finding",
    "Findings",
    "Gone",
    "Imported",
    "Index",
    "Kept",
    "Link",
    "Manifest",
    "Renamed",
    "Severity",
    "Vocabularies",
    "Vocabulary",
    "compare",
    "import_vocabulary",
    "release_quads",
    "vocabulary_named",
]
