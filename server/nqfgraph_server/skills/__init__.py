"""Skills and occupations: which are taught, by what, and what qualifications prepare for."""

from nqfgraph_server.skills.views import blueprint

__all__ = ["blueprint"]
