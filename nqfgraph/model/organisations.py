"""Organisations and the register's publisher as ELM agents: graph/qualifications.

ELM reaches a country only through Organisation, Location and Address, so each organisation has all three.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.iris import part
from nqfgraph.model.elm import write_homepage, write_note
from nqfgraph.model.records import Organisation, Register, Texts
from nqfgraph.model.terms import Node, Statements, Terms
from nqfgraph.vocab import DCTERMS, ELM, ROV, SKOS


def organisation_quads(register: Register, terms: Terms) -> Iterator[ox.Quad]:
    """Describe every organisation, and the publisher as an elm:Agent where no organisation has its key.

    An agent that were typed both ways would break the closed shapes of both classes.
    """
    says = Statements(terms, "qualifications")
    for organisation in register.organisations:
        node = terms.shared("organisation", organisation.key)
        _describe(says, terms, node, organisation)
        write_location(says, terms, node, organisation.city, organisation.country)
        yield from says.take()
    publisher = terms.shared("organisation", register.description.publisher)
    if publisher not in {terms.shared("organisation", each.key) for each in register.organisations}:
        says.types(publisher, ELM.Agent)
        says.texts(publisher, SKOS.prefLabel, register.description.publisher_name)
        yield from says.take()


def _describe(says: Statements, terms: Terms, node: Node, organisation: Organisation) -> None:
    iri = node.value
    says.types(node, ELM.Organisation)
    says.texts(node, ROV.legalName, organisation.name)
    says.alternatives(node, SKOS.altLabel, organisation.alternative_name, unlike=organisation.name)
    if organisation.role:
        says.say(node, ELM.additionalNote, write_note(says, part(iri, "role"), organisation.role))
    if organisation.homepage:
        write_homepage(says, node, iri, organisation.homepage)


def write_location(says: Statements, terms: Terms, node: Node, city: Texts, country: str) -> None:
    """Say where ``node`` is: a dcterms:Location in ``country`` (an IRI), perhaps in ``city``."""
    iri = node.value
    location, address = Node(part(iri, "location")), Node(part(iri, "address"))
    says.say(node, ELM.location, location)
    says.types(location, DCTERMS.Location)
    says.texts(location, ELM.geographicName, city)
    says.say(location, ELM.address, address)
    says.types(address, ELM.Address)
    says.say(address, ELM.countryCode, terms.concept(country))
    if city:
        says.say(address, ELM.fullAddress, write_note(says, part(iri, "full-address"), city))
