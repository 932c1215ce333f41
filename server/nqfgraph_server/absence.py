"""What is answered for a thing that the served release says nothing of: never known, or known and removed."""

from __future__ import annotations

from itertools import islice

from werkzeug.exceptions import Gone, HTTPException, NotFound

from nqfgraph.changelog import Operation
from nqfgraph.search import Search
from nqfgraph_server.history import lineage
from nqfgraph_server.languages import marked as _
from nqfgraph_server.logged import versions
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.tombstones import Tombstone, read_tombstone

_RELEASES_ASKED = 50
"""How many releases are looked through for a thing that is gone; a request must not cost more."""


class UnknownThing(NotFound):
    """The register says nothing of the thing; its address may be misspelt or of an older edition."""

    description = _("The register does not know this thing. Look for it in the list of qualifications.")


class RemovedThing(Gone):
    """The register described the thing once (RFC 9110 § 15.5.11); ``release`` is the last that did."""

    description = _("The register described this thing once; it has been removed since.")

    def __init__(self, release: str, tombstone: Tombstone | None = None) -> None:
        """Take what there is left to say; no tombstone where no log tells of the removal."""
        super().__init__()
        self.release = release
        self.tombstone = tombstone


def absent(opened: OpenRelease, iri: str) -> HTTPException:
    """Return the error to raise for a thing that ``opened`` does not describe.

    RemovedThing if the change log says so, else UnknownThing. A home without a log, which is one that the
    server may not write to, is searched release by release. Raises ReleaseError if what is read is damaged.
    """
    log = current_service().changelog()
    if log is None:
        return _searched(opened, iri)
    entries = versions(log, iri, opened)
    if not entries or entries[-1].operation is not Operation.REMOVED:
        return UnknownThing()
    tombstone = read_tombstone(log, entries, opened.iris.base)
    return RemovedThing(tombstone.release, tombstone)


def _searched(opened: OpenRelease, iri: str) -> HTTPException:
    for earlier in islice(lineage(opened.release, current_service().releases), 1, 1 + _RELEASES_ASKED):
        search = Search(earlier.search_path)
        try:
            known = search.thing(iri)
        finally:
            search.close()
        if known:
            return RemovedThing(earlier.version)
    return UnknownThing()
