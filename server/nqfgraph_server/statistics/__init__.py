"""What the register holds, in numbers: a page with charts and their tables, and the same as data."""

from nqfgraph_server.statistics.views import blueprint, table

__all__ = ["blueprint", "table"]
