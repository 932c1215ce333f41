"""Triple stores behind one interface: embedded Oxigraph, or any SPARQL 1.1 server at an address.

``GraphStore`` (`nqfgraph.store.base`) is what the rest of nqfgraph asks; `open_store` chooses the
implementation from the location. Both implementations pass the same contract tests
(`tests/store/test_contract.py`).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from nqfgraph.errors import InputError
from nqfgraph.store.base import GraphStore, Results
from nqfgraph.store.embedded import EmbeddedStore

__all__ = ["EmbeddedStore", "GraphStore", "Results", "open_store"]


def open_store(location: str, *, read_only: bool = False) -> GraphStore:
    """Open the store at ``location``: ``memory:``, the folder of an Oxigraph store, or an http(s) address.

    An address is that of a SPARQL 1.1 query endpoint; its Graph Store Protocol is asked at the same address
    (see `nqfgraph.store.remote.RemoteStore` for servers that keep it elsewhere).
    Raises InputError for any other kind of location and StoreUnavailable if the store cannot be opened.
    """
    if location == "memory:":
        return EmbeddedStore.in_memory()
    scheme = urlsplit(location).scheme.lower()
    if scheme in ("http", "https"):
        # Imported here: most commands never speak to a remote store, and an HTTP client costs start-up time.
        from nqfgraph.store.remote import RemoteStore

        return RemoteStore(location, read_only=read_only)
    if "://" in location:
        raise InputError(
            f"A store cannot be reached by “{scheme}”: {location}.",
            remedy="Give “memory:”, a folder, or an address that starts with http:// or https://.",
        )
    return EmbeddedStore.at(location, read_only=read_only)
