"""The SPARQL endpoint: ``/sparql`` by the SPARQL 1.1 Protocol, a service description, and a page to ask from.

``asked`` reads requests, ``choosing`` chooses the form of an answer, ``question`` gets it from the ``cache``
or the query workers, ``answering`` sends it as data, ``page`` as a page. ``citation`` says how to cite it,
``description`` describes the service, ``examples`` and ``terms`` are what a reader learns from.
"""

from __future__ import annotations

from nqfgraph_server.sparql import answering, examples, terms

blueprints = (answering.blueprint, examples.blueprint, terms.blueprint)
"""The endpoint, its examples, and what its editor completes."""
