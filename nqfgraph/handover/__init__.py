"""Handing a release over to Europass QDR: its file, made once and kept, and the call that tells of it."""

from __future__ import annotations

from nqfgraph.handover.calling import Target, call_out, target_of
from nqfgraph.handover.calls import Call, Outcome, read_calls
from nqfgraph.handover.making import Made, content_of, find_made, make_file

__all__ = [
    "Call",
    "Made",
    "Outcome",
    "Target",
    "call_out",
    "content_of",
    "find_made",
    "make_file",
    "read_calls",
    "target_of",
]
