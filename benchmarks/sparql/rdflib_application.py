"""The application that rdflib-endpoint serves: the dump in rdflib's memory, its graphs also as one."""

from __future__ import annotations

import os
from typing import Any


def make() -> Any:
    """Return the ASGI application over the N-Quads file that BENCHMARK_DUMP names."""
    import rdflib
    from rdflib_endpoint import SparqlEndpoint

    # Else it would change the lexical forms of dates and numbers, and with them the answers.
    rdflib.NORMALIZE_LITERALS = False
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(os.environ["BENCHMARK_DUMP"], format="nquads")
    return SparqlEndpoint(graph=dataset, path="/")
