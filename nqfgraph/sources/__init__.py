"""Reads what a ministry has into records, and says what is wrong with it and where.

``read_register`` reads a folder with ``register.toml`` and its tables. What is wrong with the data is a
list of issues (`nqfgraph.sources.issues`, codes in `nqfgraph.sources.codes`); InputError means that nothing
can be read.
"""

from __future__ import annotations

from nqfgraph.sources.codes import CODES
from nqfgraph.sources.declared_tables import Table
from nqfgraph.sources.issues import Issue, Severity
from nqfgraph.sources.origins import Origin, Origins
from nqfgraph.sources.policy import Policy
from nqfgraph.sources.reading import read_configured, read_register
from nqfgraph.sources.register import Configuration, find_register, load_configuration

__all__ = [
    "CODES",
    "Configuration",
    "Issue",
    "Origin",
    "Origins",
    "Policy",
    "Severity",
    "Table",
    "find_register",
    "load_configuration",
    "read_configured",
    "read_register",
]
