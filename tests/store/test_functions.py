"""The engine knows exactly the functions and extensions that the service description claims."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nqfgraph.store.functions import FUNCTIONS, LANGUAGE_EXTENSIONS

GEOF = "http://www.opengis.net/def/function/geosparql/"
XSD = "http://www.w3.org/2001/XMLSchema#"
STANDARD_CASTS = {"boolean", "double", "float", "decimal", "integer", "dateTime", "string"}

OTHERS = [
    *(
        f"{GEOF}{name}"
        for name in ("buffer", "boundary", "transform", "asWKT", "asGML", "is3D", "numGeometries")
    ),
    *(f"{GEOF}{name}" for name in ("minX", "geometryN", "geometryType", "boundingCircle", "concaveHull")),
    *(
        f"{XSD}{name}"
        for name in ("anyURI", "long", "int", "nonNegativeInteger", "dateTimeStamp", "hexBinary")
    ),
]


def value_of(query: str) -> object:
    (solution,) = ox.Store().query(query)
    return solution["x"]


@pytest.mark.parametrize(("iri", "arguments"), FUNCTIONS.items())
def test_a_function_gives_a_value(iri, arguments):
    assert value_of(f"SELECT (<{iri}>({', '.join(arguments)}) AS ?x) {{}}") is not None


@pytest.mark.parametrize("query", LANGUAGE_EXTENSIONS.values(), ids=LANGUAGE_EXTENSIONS)
def test_an_extension_of_the_language_gives_a_value(query):
    assert value_of(query) is not None


@pytest.mark.parametrize("iri", OTHERS)
def test_what_the_engine_does_not_know_is_not_claimed(iri):
    """If one of these is known some day, it can be told."""
    assert iri not in FUNCTIONS
    with pytest.raises(RuntimeError, match="not supported"):
        value_of(f"SELECT (<{iri}>('1') AS ?x) {{}}")


def test_functions_of_the_standard_are_no_extensions():
    assert STANDARD_CASTS.isdisjoint(iri.removeprefix(XSD) for iri in FUNCTIONS)
