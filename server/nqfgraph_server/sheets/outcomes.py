"""Learning outcomes by domain, each with what it is worth."""

from __future__ import annotations

from collections.abc import Iterable

from nqfgraph.vocab import DCTERMS, ELM, NQF
from nqfgraph_server.sheets.reader import Reader, capitalise
from nqfgraph_server.sheets.sheet import Mark, OutcomeGroup, OutcomeView


def mark(reader: Reader, iri: str | None) -> Mark | None:
    """Return the mark of a concept; None for None."""
    if iri is None:
        return None
    return Mark(name=iri.rpartition("/")[2], label=capitalise(reader.name(iri)), meaning=reader.meaning(iri))


def first(values: Iterable[str]) -> str | None:
    """Return the first of several IRIs, None if there are none."""
    return next(iter(values), None)


def outcome_groups(reader: Reader, iris: Iterable[str]) -> tuple[OutcomeGroup, ...]:
    """Group outcomes by domain, in the order of the ontology's domains, those without a domain last."""
    domains = [*reader.ontology.scheme("domain").concepts, None]
    order = {name: number for number, name in enumerate(("knowledge", "skills", "autonomy"))}
    domains.sort(key=lambda each: order.get((each or "").rpartition("/")[2], len(order) + (each is None)))
    found = sorted(iris, key=_number)
    groups = []
    for domain in domains:
        members = [each for each in found if first(reader.of.nodes(each, NQF.domain)) == domain]
        if members:
            groups.append(
                OutcomeGroup(
                    domain=reader.concept(domain), outcomes=tuple(_outcome(reader, each) for each in members)
                )
            )
    return tuple(groups)


def _outcome(reader: Reader, iri: str) -> OutcomeView:
    return OutcomeView(
        iri=iri,
        title=reader.text(iri, DCTERMS.title) or reader.name(iri),
        content=mark(reader, first(reader.of.nodes(iri, NQF.content))),
        skills=reader.values(iri, ELM.relatedESCOSkill),
    )


def _number(iri: str) -> tuple[str, int, str]:
    """Sort outcomes by the number at the end of their keys."""
    head, _, tail = iri.rpartition("/")
    digits = tail.removeprefix("own-")
    return (head, int(digits), "") if digits.isdigit() else (head, 0, tail)
