"""Describes a file of a release as a distribution (DCAT-AP 3.0.1, class Distribution)."""

from __future__ import annotations

import pyoxigraph as ox

from nqfgraph.exports import authorities
from nqfgraph.exports.assertions import Assertions
from nqfgraph.exports.files import PACKED_TYPES
from nqfgraph.exports.packing import File
from nqfgraph.exports.published import Form
from nqfgraph.vocab import DCAT, DCTERMS, SPDX, XSD


def describe_file(
    says: Assertions, distribution: ox.NamedNode, address: ox.NamedNode, form: Form, file: File
) -> None:
    """Say where a file is, how long it is, its form and its checksum."""
    checksum = ox.NamedNode(f"{distribution.value}-checksum")
    says.types(distribution, DCAT.Distribution)
    says.texts(distribution, DCTERMS.title, form.title)
    says.texts(distribution, DCTERMS.description, form.description)
    says.say(distribution, DCAT.accessURL, address)
    says.say(distribution, DCAT.downloadURL, address)
    says.say(distribution, DCAT.byteSize, ox.Literal(str(file.size), datatype=XSD.nonNegativeInteger))
    _tell_form(says, distribution, form)
    says.say(distribution, SPDX.checksum, checksum)
    says.types(checksum, SPDX.Checksum)
    says.say(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    says.say(checksum, SPDX.checksumValue, ox.Literal(file.sha256, datatype=XSD.hexBinary))


def _tell_form(says: Assertions, distribution: ox.NamedNode, form: Form) -> None:
    """Say in which form a file is, how it is compressed, and in what archive."""
    if form.media_type:
        says.say(distribution, DCAT.mediaType, authorities.media_type(form.media_type))
    says.say(distribution, DCTERMS["format"], authorities.file_type(form.file_type))
    says.say(distribution, DCTERMS.conformsTo, ox.NamedNode(form.model))
    if form.coding:
        says.say(distribution, DCAT.compressFormat, authorities.media_type(PACKED_TYPES[form.coding]))
    if form.package:
        says.say(distribution, DCAT.packageFormat, authorities.media_type(form.package))
