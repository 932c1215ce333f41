"""The researcher's client: questions to a SPARQL endpoint, answers as DataFrames that can be cited.

    from nqfgraph.client import Client, cite

    with Client("http://127.0.0.1:8000/sparql") as register:
        frame = register.frame("SELECT ?level WHERE { ?q elm:NQFLevel ?level }")
        print(cite(frame))

It needs the extra ``nqfgraph[client]`` (SPARQLWrapper; pandas for DataFrames). An answer is whole or an error
of `nqfgraph.errors`; an endpoint that is busy is asked again when it says (``Retry-After``); answers that are
kept in a folder cost a 304. `docs/guides/asking.md` shows it all.
"""

from __future__ import annotations

from nqfgraph.client.citing import cite
from nqfgraph.client.client import Client
from nqfgraph.client.terms import Blank, Iri, Literal, Text, Value
from nqfgraph.client.waiting import Budget, PatienceSpent

__all__ = ["Blank", "Budget", "Client", "Iri", "Literal", "PatienceSpent", "Text", "Value", "cite"]
