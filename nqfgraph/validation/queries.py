"""SPARQL-based constraints (SHACL § 5): rewrites their SELECT so that one query asks for all focus nodes.

SHACL means “with ``$this`` already bound, everywhere in the query”. SPARQL evaluates some parts of a query by
themselves: both sides of UNION, a nested SELECT, a group of its own. So the pattern of the target is put at
the beginning of WHERE and of each of these parts.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from nqfgraph.errors import ShapesError
from nqfgraph.validation.shapes import Path
from nqfgraph.validation.syntax import NotCovered

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\s]*>"""
    r"""|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<word>[?$]?\w[\w:-]*)|(?P<brace>[{}])""",
    re.DOTALL,
)
_LONGEST = 200
"""What the engine says of a query that is no SPARQL may list every character that could stand there."""
_PROJECTION = re.compile(r"\bSELECT\b(.*?)\{", re.IGNORECASE | re.DOTALL)
_FORBIDDEN = ("MINUS", "VALUES", "SERVICE")
_INSIDE_A_GROUP = frozenset({"EXISTS", "OPTIONAL", "GRAPH"})
_ASKS_FOR_SHAPES = re.compile(r"[?$](shapesGraph|currentShape)\b")
_REBINDS_THIS = re.compile(r"\bAS\s+[?$]this\b", re.IGNORECASE)


def prepare_query(query: str, pattern: str, focus: str, path: Path | None) -> str:
    """Return the query for all focus nodes at once; ``pattern`` binds them to the variable ``focus``.

    Raises ShapesError for a query that SHACL § 5.2.1 forbids, NotCovered for one that only means something
    for a single focus node, or asks for the shapes graph.
    """
    words = [word.upper() for word, _ in _words(query)]
    for word in _FORBIDDEN:
        if word in words:
            raise ShapesError(f"A SPARQL constraint uses {word}, which SHACL does not allow there.")
    if _REBINDS_THIS.search(query):
        raise ShapesError("A SPARQL constraint binds $this itself, which SHACL does not allow.")
    for select in list(_PROJECTION.finditer(query))[1:]:
        if not re.search(r"[?$]this\b", select.group(1)):
            raise ShapesError(
                "A nested SELECT in a SPARQL constraint does not select $this, as SHACL demands."
            )
    if "LIMIT" in words or _ASKS_FOR_SHAPES.search(query):
        raise NotCovered("its SPARQL constraint uses LIMIT or asks for the shapes graph")
    text = re.sub(r"[?$]PATH\b", lambda _: f"({path})", query) if path else query
    for offset in reversed(_starts_of_parts(text)):
        text = f"{text[:offset]} {pattern} {text[offset:]}"
    return _checked(re.sub(r"[?$]this\b", focus, text))


def _words(query: str) -> list[tuple[str, int]]:
    """The words and braces of a query with their positions, without comments, strings and IRIs."""
    return [(match.group(), match.start()) for match in _TOKEN.finditer(query) if match.lastgroup != "skip"]


def _starts_of_parts(query: str) -> list[int]:
    """Where the groups begin that are evaluated before they meet the focus node; WHERE is the first."""
    words = [(word.upper(), start) for word, start in _words(query)]
    starts: list[int] = []
    for number, (word, start) in enumerate(words):
        before = {each for each, _ in words[max(number - 2, 0) : number]}
        holds_select = number + 1 < len(words) and words[number + 1][0] == "SELECT"
        if word == "{" and not holds_select and not (starts and before & _INSIDE_A_GROUP):
            starts.append(start + 1)
    if not starts:
        raise ShapesError("A SPARQL constraint has no WHERE.")
    return starts


def _checked(query: str) -> str:
    try:
        results = ox.Store().query(query)
    except (SyntaxError, RuntimeError) as error:
        raise ShapesError(f"A SPARQL constraint cannot be used: {str(error)[:_LONGEST]}.") from error
    if not isinstance(results, ox.QuerySolutions):
        raise ShapesError("A SPARQL constraint does not ask with SELECT.")
    list(results)
    return query
