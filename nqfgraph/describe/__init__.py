"""What a data document or a page says of a thing: the thing with all that belongs to it, and nothing more."""

from __future__ import annotations

from nqfgraph.describe.description import Reference, describe, exists, names, referring
from nqfgraph.describe.neighbourhood import Neighbourhood, Text
from nqfgraph.describe.opportunities import Opportunities, opportunities

__all__ = [
    "Neighbourhood",
    "Opportunities",
    "Reference",
    "Text",
    "describe",
    "exists",
    "names",
    "opportunities",
    "referring",
]
