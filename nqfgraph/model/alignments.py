"""How the levels relate to other frameworks: graph/alignments.

A relation is a statement with a status, a speaker and a date. For those who only read SKOS a level also is a
skos:closeMatch of what it is said to relate to, and never an exactMatch: even a referenced level matches
others by judgement, and exactMatch would carry over from framework to framework (SKOS, 10.6.3).
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.model.records import Register
from nqfgraph.model.terms import Statements, Terms, day
from nqfgraph.vocab import DCTERMS, NQF, SKOS


def alignment_quads(register: Register, terms: Terms) -> Iterator[ox.Quad]:
    """Give the level statements and the matches that follow from them."""
    says = Statements(terms, "alignments")
    for statement in register.level_statements:
        node = terms.shared("level-statement", statement.key)
        level, target = terms.shared("level", statement.level), terms.concept(statement.target)
        says.types(node, NQF.LevelStatement)
        says.say(node, NQF.statementOn, level)
        says.say(node, NQF.relatesTo, target)
        says.say(node, NQF.claimStatus, terms.own("claim-status", statement.status))
        says.say(level, SKOS.closeMatch, target)
        if statement.stated_by:
            says.say(node, NQF.statedBy, terms.shared("organisation", statement.stated_by))
        if statement.stated:
            says.say(node, DCTERMS.date, day(statement.stated))
    yield from says.take()
