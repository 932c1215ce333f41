"""The register for harvesters of OAI-PMH 2.0 (openarchives.org/OAI/openarchivesprotocol.html) at ``/oai``.

Items are the qualifications, organisations, levels and award types of the change log, each with what belongs
to it; an item's identifier is its IRI and its datestamp is the time at which anything of it changed last.
Lists have the order of these changes: what changes during a harvest comes again at the end of the same list,
so a list that is read to its end has missed nothing, however many releases were published meanwhile.
"""

from __future__ import annotations

from nqfgraph_server.oai.answers import MEDIA_TYPE, blueprint

__all__ = ["MEDIA_TYPE", "blueprint"]
