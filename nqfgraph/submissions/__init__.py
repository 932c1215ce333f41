"""Submissions: files that somebody sends, checked, with every fault in its line or cell.

`check` reads RDF in any syntax, archives of such files, or the tables of a register, and returns a `Verdict`
that `nqfgraph.validation.formats` writes in the form and language of the reader.
"""

from nqfgraph.submissions.checking import PROFILE, check

__all__ = ["PROFILE", "check"]
