"""Reads the qualification that an address names, with what belongs to it, for pages about it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from nqfgraph.describe import describe
from nqfgraph.search import Filters
from nqfgraph_server.absence import absent
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import in_release, requested_path, root
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sheets import Reader, framework_sheet
from nqfgraph_server.sheets.qualification import qualification_sheet
from nqfgraph_server.sheets.sheet import FrameworkSheet, QualificationSheet


@dataclass(frozen=True, slots=True)
class Subject:
    """A qualification as a page reads it."""

    key: str
    """The IRI's path below ``id/qualification/``."""
    reader: Reader
    sheet: QualificationSheet

    @property
    def iri(self) -> str:
        """Return the IRI of the qualification."""
        return self.reader.iri


def read_subject(opened: OpenRelease, key: str) -> Subject:
    """Return the qualification with a key; raises what `absent` returns if the release has none.

    ``key`` is percent-encoded as in its IRI; letters that are not encoded are taken as well.
    """
    normal = "/".join(quote(unquote(segment), safe="") for segment in key.split("/"))
    iri = f"{opened.iris.base}id/qualification/{normal}"
    found = describe(opened.store, iri)
    if found is None:
        raise absent(opened, iri)
    reader = Reader(found, current_service().ontology, reader_language())
    return Subject(normal, reader, qualification_sheet(reader, opened.framework))


def requested_key(end: str) -> str:
    """Return the key in the path of this request: ``/{language}/qualifications/{key}{end}``."""
    return requested_path().split("/", 3)[3].removesuffix(end)


def page_address(key: str, end: str, language: str | None = None) -> str:
    """Return ``/{language}/qualifications/{key}{end}`` in the release that is read."""
    return in_release(f"{root()}/{language or reader_language()}/qualifications/{key}{end}")


def read_award_types(opened: OpenRelease, iris: list[str]) -> list[Reader]:
    """Return what the release says of award types, without those it says nothing of."""
    found = (describe(opened.store, iri) for iri in iris)
    ontology, language = current_service().ontology, reader_language()
    return [Reader(each, ontology, language) for each in found if each is not None]


def framework_reader(opened: OpenRelease) -> Reader:
    """Return a reader of the framework."""
    return Reader(opened.framework, current_service().ontology, reader_language())


def read_framework(opened: OpenRelease) -> FrameworkSheet:
    """Return what pages show of the framework, with the numbers of qualifications."""
    facet = opened.search.qualifications(Filters(), size=1).facets["level"]
    return framework_sheet(framework_reader(opened), {each.value: each.count for each in facet})
