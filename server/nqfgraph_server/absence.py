"""What is answered for a thing that the served release says nothing of: never known, or known and removed."""

from __future__ import annotations

from itertools import islice

from werkzeug.exceptions import Gone, HTTPException, NotFound

from nqfgraph.search import Search
from nqfgraph_server.history import lineage
from nqfgraph_server.languages import marked as _
from nqfgraph_server.service import OpenRelease, current_service

_RELEASES_ASKED = 50
"""How many releases are looked through for a thing that is gone; a request must not cost more."""


class UnknownThing(NotFound):
    """The register says nothing of the thing; its address may be misspelt or of an older edition."""

    description = _("The register does not know this thing. Look for it in the list of qualifications.")


class RemovedThing(Gone):
    """The register described the thing once (RFC 9110 § 15.5.11); ``release`` is the last that did."""

    description = _("The register described this thing once; it has been removed since.")

    def __init__(self, release: str) -> None:
        super().__init__()
        self.release = release


def absent(opened: OpenRelease, iri: str) -> HTTPException:
    """Return the error to raise for a thing that ``opened`` does not describe.

    RemovedThing if one of the releases that led to it did, else UnknownThing. Raises ReleaseError if one of
    those is damaged.
    """
    for earlier in islice(lineage(opened.release, current_service().releases), 1, 1 + _RELEASES_ASKED):
        search = Search(earlier.search_path)
        try:
            known = search.thing(iri)
        finally:
            search.close()
        if known:
            return RemovedThing(earlier.version)
    return UnknownThing()
