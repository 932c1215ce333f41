"""Learning opportunities as ELM describes them: graph/qualifications, and their marks: graph/register.

The payload keeps to the closed shape of elm:LearningOpportunity (LOQ profile 1.1.0), which has neither a
learning setting nor languages besides the default one. ``docs/data-model.md`` says what stands where.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.iris import part
from nqfgraph.model.elm import ELM_STATUS, chief_text, write_homepage, write_note
from nqfgraph.model.entries import write_evidence
from nqfgraph.model.organisations import write_location
from nqfgraph.model.records import LearningOpportunity, Register, RegisterDescription, Texts
from nqfgraph.model.terms import Node, Statements, Terms, decimal, duration, instant, string
from nqfgraph.vocab import ADMS, DCTERMS, ELM, NQF, RDF, SKOS

KIND = "learning-opportunity"


def learning_opportunity_quads(register: Register, terms: Terms) -> Iterator[ox.Quad]:
    """Describe every learning opportunity in both graphs, one after the other."""
    payload = _Payload(terms, register.description)
    says = Statements(terms, "register")
    for opportunity in register.learning_opportunities:
        node = terms.thing(KIND, opportunity.key)
        yield from payload.quads(opportunity, node)
        says.say(node, NQF.recordStatus, terms.own("record-status", opportunity.status))
        says.say(node, NQF.content, terms.own("content", opportunity.content))
        write_evidence(says, terms, node, opportunity.evidence)
        yield from says.take()


class _Payload:
    """Writes what graph/qualifications says of one opportunity after the other."""

    def __init__(self, terms: Terms, description: RegisterDescription) -> None:
        self._terms = terms
        self._says = Statements(terms, "qualifications")
        self._publisher = terms.shared("organisation", description.publisher)
        self._scheme_name = string(chief_text(description.title, description.languages[0]))

    def quads(self, opportunity: LearningOpportunity, node: Node) -> Iterator[ox.Quad]:
        """Give what is said of an opportunity and its parts."""
        self._describe(opportunity, node)
        self._classify(opportunity, node)
        self._schedule(opportunity, node)
        self._price(opportunity, node)
        if opportunity.country:
            write_location(self._says, self._terms, node, opportunity.city, opportunity.country)
        return self._says.take()

    def _describe(self, opportunity: LearningOpportunity, node: Node) -> None:
        says, terms = self._says, self._terms
        says.types(node, ELM.LearningOpportunity)
        says.texts(node, DCTERMS.title, opportunity.title)
        says.texts(node, DCTERMS.description, opportunity.description)
        says.say(node, DCTERMS.publisher, self._publisher)
        says.say(node, DCTERMS.modified, instant(opportunity.modified))
        says.say(node, ELM.status, string(ELM_STATUS[opportunity.status]))
        qualification = terms.thing("qualification", opportunity.qualification)
        says.say(node, ELM.learningAchievementSpecification, qualification)
        for provider in opportunity.providers:
            says.say(node, ELM.providedBy, terms.shared("organisation", provider))
        write_homepage(says, node, node.value, opportunity.homepage)
        if opportunity.code:
            identifier = Node(part(node.value, "identifier"))
            says.say(node, ADMS.identifier, identifier)
            says.types(identifier, ELM.Identifier)
            says.say(identifier, SKOS.notation, string(opportunity.code))
            says.say(identifier, ELM.schemeName, self._scheme_name)

    def _classify(self, opportunity: LearningOpportunity, node: Node) -> None:
        says, concept = self._says, self._terms.concept
        says.say(node, ELM.defaultLanguage, concept(opportunity.default_language))
        says.all(node, DCTERMS["type"], map(concept, opportunity.types))
        says.all(node, ELM.mode, map(concept, opportunity.modes))
        if opportunity.schedule:
            says.say(node, ELM.learningSchedule, concept(opportunity.schedule))

    def _schedule(self, opportunity: LearningOpportunity, node: Node) -> None:
        says = self._says
        if opportunity.duration:
            says.say(node, ELM.duration, duration(opportunity.duration))
        if opportunity.application_deadline:
            says.say(node, ELM.applicationDeadline, instant(opportunity.application_deadline))
        if opportunity.starts or opportunity.ends:
            period = Node(part(node.value, "period"))
            says.say(node, DCTERMS.temporal, period)
            says.types(period, DCTERMS.PeriodOfTime)
            if opportunity.starts:
                says.say(period, ELM.startDate, instant(opportunity.starts))
            if opportunity.ends:
                says.say(period, ELM.endDate, instant(opportunity.ends))
        self._note(node, ELM.scheduleInformation, "schedule-information", opportunity.schedule_information)
        self._note(node, ELM.admissionProcedure, "admission-procedure", opportunity.admission_procedure)

    def _note(self, node: Node, predicate: Node, name: str, texts: Texts) -> None:
        if texts:
            self._says.say(node, predicate, write_note(self._says, part(node.value, name), texts))

    def _price(self, opportunity: LearningOpportunity, node: Node) -> None:
        amount, currency = opportunity.price_amount, opportunity.price_currency
        if amount is None and not opportunity.price:
            return
        says, price = self._says, Node(part(node.value, "price"))
        says.say(node, ELM.priceDetail, price)
        says.types(price, ELM.PriceDetail)
        says.texts(price, DCTERMS.description, opportunity.price)
        if amount is not None and currency:
            value = Node(part(node.value, "amount"))
            says.say(price, ELM.amount, value)
            says.types(value, ELM.Amount)
            says.say(value, RDF.value, decimal(amount))
            says.say(value, ELM.unit, self._terms.concept(currency))
