"""SPARQL expressions for what SHACL asks of literals: datatype and lexical form (SHACL § 4.1.2)."""

from __future__ import annotations

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"

_CAST = frozenset(
    {"boolean", "decimal", "integer", "dateTime", "date", "time", "duration", "dayTimeDuration"}
    | {"yearMonthDuration", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "float", "double"}
)
"""Datatypes that Oxigraph can cast to: a text that cannot be cast is no valid lexical form."""

_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
"""Integer datatypes by their least and greatest value (XML Schema part 2)."""

_FORMS = {
    "hexBinary": "^([0-9A-Fa-f]{2})*$",
    "base64Binary": "^[A-Za-z0-9+/=\\\\s]*$",
    "language": "^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$",
}


def is_derived_integer(datatype: ox.NamedNode) -> bool:
    """Tell whether a datatype is one of those that Oxigraph stores as xsd:integer."""
    return datatype.value.startswith(XSD) and datatype.value.removeprefix(XSD) in _INTEGERS


def has_datatype(variable: str, datatype: ox.NamedNode) -> str:
    """Return an expression that is true for literals of the datatype with a valid lexical form.

    A value of a derived integer datatype stands in a store as xsd:integer: there its range has to do.
    """
    allowed = f"{datatype}, <{XSD}integer>" if is_derived_integer(datatype) else f"{datatype}"
    test = f"isLiteral({variable}) && DATATYPE({variable}) IN ({allowed})"
    valid = _valid_form(variable, datatype)
    return f"COALESCE({test} && {valid}, false)" if valid else f"COALESCE({test}, false)"


def _valid_form(variable: str, datatype: ox.NamedNode) -> str:
    name = datatype.value.removeprefix(XSD) if datatype.value.startswith(XSD) else ""
    if name in _CAST:
        return f"isLiteral(<{XSD}{name}>(STR({variable})))"
    if name in _FORMS:
        return f'REGEX(STR({variable}), "{_FORMS[name]}")'
    if name not in _INTEGERS:
        return ""
    least, greatest = _INTEGERS[name]
    # Decimals of Oxigraph hold 128 bits with 18 decimals, so the limits of xsd:unsignedLong still fit.
    number = f"<{XSD}decimal>(STR({variable}))"
    tests = [f'REGEX(STR({variable}), "^[+-]?[0-9]+$")']
    tests += [f"{number} >= {least}.0"] if least is not None else []
    tests += [f"{number} <= {greatest}.0"] if greatest is not None else []
    return " && ".join(tests)
