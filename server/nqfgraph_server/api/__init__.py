"""The interface for developers who want plain JSON, ``/api/v1/``; described in ``/openapi.json``.

It says nothing that the linked data does not say; names of members are those of the lists and of the plain
data documents. Within ``v1`` members are added and never renamed or removed.
"""

from nqfgraph_server.api.views import blueprint

__all__ = ["blueprint"]
