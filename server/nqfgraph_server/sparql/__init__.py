"""The SPARQL endpoint: ``/sparql`` by the SPARQL 1.1 Protocol, a service description, and a page to ask from.

``asked`` reads requests, ``answering`` answers them as bytes from the query workers, ``page`` as pages,
``description`` describes the service.
"""

from __future__ import annotations

from nqfgraph_server.sparql.answering import blueprint

__all__ = ["blueprint"]
