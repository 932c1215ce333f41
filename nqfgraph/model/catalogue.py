"""The register as a dataset in a catalogue of its own (DCAT 3): graph/catalogue.

Only what the register says of itself; sizes, files and checks of a release are added where releases are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from nqfgraph.iris import part
from nqfgraph.model.records import Register, RegisterDescription
from nqfgraph.model.terms import Node, Statements, Terms, instant, node, source
from nqfgraph.vocab import DCAT, DCTERMS, FOAF, VCARD


def catalogue_quads(register: Register, terms: Terms) -> Iterator[ox.Quad]:
    """Describe the catalogue, its one dataset, and the publisher as the foaf:Agent that DCAT-AP asks for.

    InputError for a language, a country or a frequency that is in no vocabulary, or a licence that is no IRI.
    """
    says = Statements(terms, "catalogue")
    description = register.description
    address = terms.iris.catalogue()
    catalogue, dataset = Node(part(address, "catalogue")), Node(part(address, "dataset"))
    says.types(catalogue, DCAT.Catalog)
    says.types(dataset, DCAT.Dataset)
    says.say(catalogue, DCAT.dataset, dataset)
    for each in (catalogue, dataset):
        _describe(says, terms, each, description)
    if description.frequency:
        says.say(dataset, DCTERMS.accrualPeriodicity, terms.code("frequency", description.frequency))
    publisher = terms.shared("organisation", description.publisher)
    says.types(publisher, FOAF.Agent)
    says.texts(publisher, FOAF.name, description.publisher_name)
    if description.contact:
        contact = Node(part(address, "contact"))
        says.say(dataset, DCAT.contactPoint, contact)
        _write_contact(says, contact, description)
    return says.take()


def _describe(says: Statements, terms: Terms, resource: Node, description: RegisterDescription) -> None:
    says.texts(resource, DCTERMS.title, description.title)
    says.texts(resource, DCTERMS.description, description.description)
    says.say(resource, DCTERMS.publisher, terms.shared("organisation", description.publisher))
    says.say(resource, DCTERMS.license, node(description.licence))
    says.say(resource, DCTERMS.modified, instant(description.modified))
    says.say(resource, DCTERMS.spatial, terms.code("country", description.country))
    for language in description.languages:
        says.say(resource, DCTERMS.language, terms.code("language", language))


def _write_contact(says: Statements, contact: Node, description: RegisterDescription) -> None:
    """Write the contact as DCAT-AP asks: a vcard:Kind with a mail or web address, or what else was given."""
    text = (description.contact or "").strip()
    says.types(contact, VCARD.Kind)
    address = source(text.removeprefix("mailto:"))
    if isinstance(address, Node):
        says.say(contact, VCARD.hasURL, address)
    elif re.fullmatch(r"[\w.+-]+@[\w.-]+", address.value, re.ASCII):
        says.say(contact, VCARD.hasEmail, Node(f"mailto:{address.value}"))
    else:
        says.say(contact, VCARD.fn, address)
        return
    says.texts(contact, VCARD.fn, description.publisher_name)
