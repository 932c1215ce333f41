"""Resolves IRI references against a base (RFC 3986, section 5.2)."""

from __future__ import annotations

import re

_PARTS = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*+):)?(?://(?P<authority>[^/?#]*+))?"
    r"(?P<path>[^?#]*+)(?:\?(?P<query>[^#]*+))?(?:#(?P<fragment>.*+))?",
    re.DOTALL,
)
"""RFC 3986, appendix B; matches every text."""


def resolve(base: str | None, reference: str) -> str:
    """Return the absolute IRI of a reference.

    As Oxigraph does it: what already has a scheme or a host stays as it is written, and dot segments of the
    base are kept. Without a base the reference itself comes back.
    """
    if base is None:
        return reference
    given = _split(reference)
    if given["scheme"] is not None:
        return reference
    origin = _split(base)
    if given["authority"] is not None:
        return f"{origin['scheme']}:{reference}"
    path, query = given["path"] or "", given["query"]
    if not path:
        path = origin["path"] or ""
        query = origin["query"] if query is None else query
    else:
        path = _merge(origin, path)
    return _join(origin, path, query, given["fragment"])


def _split(iri: str) -> dict[str, str | None]:
    found = _PARTS.fullmatch(iri)
    assert found is not None
    return found.groupdict()


def _merge(origin: dict[str, str | None], path: str) -> str:
    start = ""
    if path.startswith("/"):
        path = path[1:]
        start = "/"
    else:
        folder, slash, _ = (origin["path"] or "").rpartition("/")
        start = folder + slash
        if not start and origin["authority"] is not None:
            start = "/"
    kept = start[:-1].split("/") if start else []
    root = start.startswith("/")
    for segment in (segments := path.split("/")):
        if segment == "..":
            if len(kept) > root:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _join(origin: dict[str, str | None], path: str, query: str | None, fragment: str | None) -> str:
    host = "" if origin["authority"] is None else f"//{origin['authority']}"
    asked = "" if query is None else f"?{query}"
    part = "" if fragment is None else f"#{fragment}"
    return f"{origin['scheme']}:{host}{path}{asked}{part}"
