"""The processes that answer queries; they know nothing of Flask and live in `nqfgraph.store.workers`."""

from __future__ import annotations

from nqfgraph.store.workers import Answer, QueryPool

__all__ = ["Answer", "QueryPool"]
