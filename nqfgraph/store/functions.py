"""What the embedded engine knows beyond SPARQL 1.1, each with a call that shows it.

Nothing stands here on anybody's word: a test makes every call with the installed pyoxigraph, which raises an
error for a function that it does not know, and gives no value for one that it cannot call so.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph.vocab import XSD

_GEOF = "http://www.opengis.net/def/function/geosparql/"
_UNIT = "http://www.opengis.net/def/uom/OGC/1.0/"
_WKT = "<http://www.opengis.net/ont/geosparql#wktLiteral>"
_SEPS = "https://github.com/w3c/sparql-dev/blob/main/SEP"

_POINT = f"'POINT(1 2)'^^{_WKT}"
_LINE = f"'LINESTRING(1 2, 3 4)'^^{_WKT}"
_SQUARE = f"'POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))'^^{_WKT}"

_COMPARED = """
sfEquals sfDisjoint sfIntersects sfTouches sfWithin sfContains sfOverlaps sfCrosses
ehEquals ehDisjoint ehMeet ehOverlap ehCovers ehCoveredBy ehInside ehContains
rcc8eq rcc8dc rcc8ec rcc8po rcc8tppi rcc8tpp rcc8ntpp rcc8ntppi
intersection union difference symDifference
"""
_MEASURED = {"distance": (_POINT, _POINT), "length": (_LINE,), "perimeter": (_SQUARE,)}
_SINGLE = """
asGeoJSON centroid convexHull coordinateDimension dimension envelope getSRID isEmpty isSimple spatialDimension
"""
_CAST = {
    "date": "2026-11-23",
    "time": "12:00:00",
    "duration": "P1Y",
    "dayTimeDuration": "P1D",
    "yearMonthDuration": "P1M",
    "gYear": "2026",
    "gYearMonth": "2026-11",
    "gMonth": "--11",
    "gMonthDay": "--11-23",
    "gDay": "---23",
}


def _calls() -> dict[str, tuple[str, ...]]:
    calls: dict[str, tuple[str, ...]] = {}
    calls |= {f"{_GEOF}{name}": (_SQUARE, _SQUARE) for name in _COMPARED.split()}
    calls |= {f"{_GEOF}{name}": (*given, f"<{_UNIT}metre>") for name, given in _MEASURED.items()}
    calls |= {f"{_GEOF}{name}": (_SQUARE,) for name in _SINGLE.split()}
    calls[f"{_GEOF}area"] = (_SQUARE, f"<{_UNIT}square_metre>")
    calls[f"{_GEOF}relate"] = (_SQUARE, _POINT, "'T*****FF*'")
    calls |= {XSD[name].value: (f"'{text}'",) for name, text in _CAST.items()}
    return dict(sorted(calls.items()))


FUNCTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(_calls())
"""IRIs of functions that are called by IRI (SPARQL 1.1, § 17.6), with arguments that give a value: those of
OGC GeoSPARQL 1.1, and the casts of § 17.5 to more datatypes than it names."""

LANGUAGE_EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        f"{_SEPS}/SEP-0002/sep-0002.md": (
            f"SELECT (ADJUST('2026-11-23T12:00:00Z'^^<{XSD.dateTime.value}>,"
            f" 'PT4H'^^<{XSD.dayTimeDuration.value}>) AS ?x) {{}}"
        ),
        f"{_SEPS}/SEP-0006/sep-0006.md": "SELECT ?x { VALUES ?y { 1 } LATERAL { BIND(?y + 1 AS ?x) } }",
    }
)
"""Proposals of the SPARQL community group that are understood, with a query whose ``?x`` shows it: arithmetic
and time zones of dates (0002), and LATERAL (0006)."""
