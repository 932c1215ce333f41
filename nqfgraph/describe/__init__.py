"""What a data document or a page says of a thing: the thing with all that belongs to it, and nothing more."""

from __future__ import annotations

from nqfgraph.describe.description import Reference, describe, exists, names, referring
from nqfgraph.describe.neighbourhood import Neighbourhood, Text

__all__ = ["Neighbourhood", "Reference", "Text", "describe", "exists", "names", "referring"]
