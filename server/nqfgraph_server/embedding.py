"""The record inside its page, in the words of schema.org, for search engines and for F-UJI.

A script of type ``application/ld+json`` is a data block: browsers never run it, so the policy of the pages
has nothing to say about it (HTML, § 4.12.1; CSP 3, § 4.2).
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup

from nqfgraph.describe import Neighbourhood
from nqfgraph.exports.records import MAPPINGS, write_record

_ESCAPED = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
"""Signs that could end the script or begin a comment in it; JSON reads them back as they were."""


def embedded(kind: str, of: Neighbourhood) -> Markup | None:
    """Return the record as a text that may stand in a script element; None for kinds without a mapping."""
    if kind not in MAPPINGS["schema"]:
        return None
    return as_script(write_record("schema", kind, of))


def as_script(value: Mapping[str, object]) -> Markup:
    """Return JSON as a text that may stand in a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False)
    # Nothing is left in it that HTML gives a meaning.
    return Markup(text.translate(_ESCAPED))
