"""Named SPARQL queries, one a file beside this one; the first line of each says in a comment what it asks."""

from __future__ import annotations

import re
from importlib import resources

import pyoxigraph as ox

_SUFFIX = ".rq"
_GROUP = re.compile(r"^(?!\s*#).*?\bWHERE\s*\{", re.IGNORECASE | re.MULTILINE)


def names() -> tuple[str, ...]:
    """Return the names of all queries, sorted."""
    files = (each.name for each in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX)))


def load(name: str) -> str:
    """Return the text of a query; ValueError for a name that is not among `names`."""
    if name not in names():
        raise ValueError(f"there is no query named {name}")
    return (resources.files(__name__) / f"{name}{_SUFFIX}").read_text(encoding="utf-8")


def title(name: str) -> str:
    """Return what a query asks: the comment in its first line."""
    return load(name).partition("\n")[0].removeprefix("#").strip()


def bind(text: str, **terms: ox.NamedNode | ox.Literal) -> str:
    """Return the query with variables bound: ``bind(text, thing=iri)`` fixes ``?thing``.

    The terms go into a VALUES line at the beginning of the outermost ``WHERE {``. They are terms, not
    texts, and pyoxigraph writes them escaped, so nothing in them can change the query. Raises ValueError
    for a variable that the query does not use, and for a query without ``WHERE {``.
    """
    if not terms:
        return text
    for name, term in terms.items():
        if not isinstance(term, ox.NamedNode | ox.Literal):
            raise TypeError(f"?{name} is bound to {term!r}, which is not a term")
        if not re.search(rf"[?$]{re.escape(name)}\b", text):
            raise ValueError(f"the query does not use ?{name}")
    group = _GROUP.search(text)
    if group is None:
        raise ValueError("the query has no line with “WHERE {”")
    variables = " ".join(f"?{name}" for name in terms)
    values = " ".join(str(term) for term in terms.values())
    return f"{text[: group.end()]}\n  VALUES ({variables}) {{ ({values}) }}{text[group.end() :]}"
