"""How an answer is cited: as a sentence, or for BibTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from nqfgraph.errors import InputError

if TYPE_CHECKING:
    from nqfgraph.client.frames import DataFrame

_SPECIAL = re.compile(r"[\\{}$&#%_~^]")
_SPELT = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def cite(frame: DataFrame, form: Literal["text", "bibtex"] = "text", *, title: str | None = None) -> str:
    """Return the citation of an answer: where it was asked, of which release, when, and its permalink.

    ``title`` is what the register calls itself; without it the address of the endpoint stands there. Raises
    InputError for a frame that no client made (pandas loses ``attrs`` when frames of several origins are
    joined) and for an unknown form.
    """
    told = frame.attrs
    if not isinstance(told.get("permalink"), str) or not isinstance(told.get("retrieved"), str):
        raise InputError(
            "This frame does not say where it comes from, so it cannot be cited.",
            remedy="Cite the frame that the client gave; pandas forgets its origin in some operations.",
        )
    if form not in ("text", "bibtex"):
        raise InputError(f"There is no form “{form}” of citations.", remedy="Ask for “text” or “bibtex”.")
    return _sentence(told, title) if form == "text" else _entry(told, title)


def _sentence(told: dict[Any, Any], title: str | None) -> str:
    parts = [title or f"Answer of {told['endpoint']}"]
    if told.get("release"):
        parts.append(f"release {told['release']}")
    parts.append(f"retrieved {told['retrieved'][:10]}")
    if told.get("digest"):
        parts.append(told["digest"])
    return f"{', '.join(parts)}. {told['permalink']}"


def _entry(told: dict[Any, Any], title: str | None) -> str:
    day = told["retrieved"][:10]
    release, digest = told.get("release"), told.get("digest")
    key = re.sub(r"[^A-Za-z0-9]+", "-", release or day)
    fields = {
        "title": f"{{{_escape(title or 'Answer of ' + told['endpoint'])}}}",
        "year": f"{{{(release or day)[:4]}}}",
        "version": f"{{{_escape(release)}}}" if release else "",
        "url": f"{{{told['permalink']}}}",
        "urldate": f"{{{day}}}",
        "note": f"{{{_escape(digest)}}}" if digest else "",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{nqf-{key}-{(digest or 'sha-256:')[8:16] or 'answer'},", *lines, "}"])


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: _SPELT.get(found[0], f"\\{found[0]}"), text)
