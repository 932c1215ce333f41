"""The ontology of nqfgraph and the published vocabularies it works with, read from Turtle in ``ontology/``.

``ontology/nqfgraph.ttl`` declares our classes, properties and concept schemes; ``ontology/vocabularies/``
holds published vocabularies (EQF, ISCED-F, countries …) in the part and the languages that a register needs.
Python repeats none of it: labels, code look-ups, concept stubs, the JSON-LD context and the page on the data
model are computed.
"""

from __future__ import annotations

from nqfgraph.ontology.concepts import Concept, Scheme
from nqfgraph.ontology.reading import Ontology

__all__ = ["Concept", "Ontology", "Scheme"]
