"""Elements of XML as text; every text goes through here."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(name: str, text: str, **attributes: str) -> str:
    """Return an element with a text; ``lang`` stands for ``xml:lang``."""
    return f"<{name}{written(attributes)}>{escape(clean(text))}</{name}>\n"


def written(attributes: dict[str, str]) -> str:
    """Return attributes as they stand in a tag."""
    names = {"lang": "xml:lang"}
    return "".join(
        f" {names.get(name, name)}={quoteattr(clean(value))}" for name, value in attributes.items()
    )


def clean(text: str) -> str:
    """Return a text with a mark for the characters that no XML 1.0 document can hold (§ 2.2)."""
    return _FORBIDDEN.sub("\ufffd", text)
