"""One record in the words of others: schema.org, CTDL, Dublin Core, flat JSON, citations, issuers' fragments.

Each correspondence is a table of `Rule` (`nqfgraph.exports.records.mapping`) that says what becomes of each
property of the model and what is lost on the way. The writers work from these tables, and so does the page
of the documentation (`nqfgraph.exports.records.documentation`).
"""

from __future__ import annotations

from nqfgraph.exports.records.mapping import Mapping, Record, Rule
from nqfgraph.exports.records.vocabularies import MAPPINGS, write_record

__all__ = ["MAPPINGS", "Mapping", "Record", "Rule", "write_record"]
