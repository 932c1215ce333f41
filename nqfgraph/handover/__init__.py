"""Handing a release over to Europass QDR: its files, made once and kept, and the calls that tell of them."""

from __future__ import annotations

from nqfgraph.handover.calling import Target, call_out, target_of
from nqfgraph.handover.calls import Call, Outcome, read_calls
from nqfgraph.handover.making import Made, content_of, datasets_of, find_made, make_file, make_files

__all__ = [
    "Call",
    "Made",
    "Outcome",
    "Target",
    "call_out",
    "content_of",
    "datasets_of",
    "find_made",
    "make_file",
    "make_files",
    "read_calls",
    "target_of",
]
