"""What the register holds, in numbers: a page with charts and their tables, and the same as data."""

from nqfgraph_server.statistics.course import set_up
from nqfgraph_server.statistics.views import answer_data, blueprint

__all__ = ["answer_data", "blueprint", "set_up"]
