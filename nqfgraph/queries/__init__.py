"""Named SPARQL queries, one a file beside this one; the first line of each says in a comment what it asks."""

from __future__ import annotations

from importlib import resources

_SUFFIX = ".rq"


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
