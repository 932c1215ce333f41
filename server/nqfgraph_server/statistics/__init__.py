"""What the register holds, in numbers: a page with charts and their tables, and the same as data."""

from nqfgraph_server.statistics.course import set_up
from nqfgraph_server.statistics.views import blueprint, table

__all__ = ["blueprint", "set_up", "table"]
