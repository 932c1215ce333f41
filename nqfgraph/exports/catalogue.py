"""Describes a register for data portals: DCAT-AP 3.0.1, which a reader of 2.1.1 understands as well.

The catalogue lists one dataset, the register, in the state of the release that is served. Every release that
is kept is a dataset of its own in a series (DCAT 3, § 12): reached from the register by ``dcat:hasVersion``
and not listed in the catalogue. Portals that do not follow ``dcat:dataset`` but take every ``dcat:Dataset``
of a document (CKAN, udata) would show each release beside the register; for them there is the register alone.

What the register says of itself is taken from ``graph/catalogue``, with the same IRIs. Addresses are those
under the base, whatever host is asked, and no node is blank: the same release gives the same bytes, and a
harvester that compares digests sees a change only where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from nqfgraph.exports import authorities, catalogue_texts
from nqfgraph.exports.assertions import Assertions
from nqfgraph.exports.catalogue_texts import fill, fill_titles
from nqfgraph.exports.data_services import SPARQL, Service
from nqfgraph.exports.distributions import describe_file
from nqfgraph.exports.published import DISTRIBUTIONS, Published
from nqfgraph.iris import Iris, part
from nqfgraph.model.terms import instant
from nqfgraph.ontology import Ontology
from nqfgraph.vocab import ADMS, DCAT, DCTERMS, ELM, FOAF, OWL, RDFS


def describe_catalogue(
    base: str,
    known: Iterable[ox.Triple],
    current: str,
    releases: Sequence[Published],
    ontology: Ontology,
    services: Iterable[Service] = (SPARQL,),
) -> tuple[ox.Triple, ...]:
    """Return the catalogue of a register, sorted.

    ``known``: the triples of ``graph/catalogue`` in the release that is served, whose version is ``current``;
    ``releases``: all that are kept, the oldest first, ``current`` among them; ``services``: what is served.
    """
    says = _begin(base, known, current, releases, ontology, services)
    says.versions(current, releases)
    says.releases(releases)
    return says.complete()


def describe_register(
    base: str,
    known: Iterable[ox.Triple],
    current: str,
    releases: Sequence[Published],
    ontology: Ontology,
    services: Iterable[Service] = (SPARQL,),
) -> tuple[ox.Triple, ...]:
    """Return the catalogue without the series of releases, sorted: nothing but the register is a dataset.

    The arguments are those of `describe_catalogue`.
    """
    return _begin(base, known, current, releases, ontology, services).complete()


def _begin(
    base: str,
    known: Iterable[ox.Triple],
    current: str,
    releases: Sequence[Published],
    ontology: Ontology,
    services: Iterable[Service],
) -> _Catalogue:
    """Return a catalogue that tells of the register and of what serves it."""
    says = _Catalogue(Iris(base), Assertions(known), ontology)
    served = next(each for each in releases if each.version == current)
    says.register(served, releases)
    for each in services:
        says.service(served, each)
    return says


class _Catalogue:
    def __init__(self, iris: Iris, says: Assertions, ontology: Ontology) -> None:
        self._ontology = ontology
        self._base = iris.base
        self._says = says
        self._address = iris.catalogue()
        self._catalogue, self._dataset = self._part("catalogue"), self._part("dataset")
        self._series = self._part("releases")
        self._contact = says.values(self._dataset, DCAT.contactPoint)
        self._publisher = says.values(self._dataset, DCTERMS.publisher)
        self._licence = says.values(self._dataset, DCTERMS.license)
        self._places = set(says.values(self._dataset, DCTERMS.spatial))
        self._languages = set(says.values(self._dataset, DCTERMS.language))
        self._licences = set(self._licence)
        known = says.values(self._dataset, DCTERMS.accrualPeriodicity)
        self._frequencies = known or (authorities.UNKNOWN_FREQUENCY,)
        for each in self._publisher:
            self._name_kind(each)

    def register(self, current: Published, releases: Sequence[Published]) -> None:
        """Describe the catalogue and the register as its dataset."""
        says, home = self._says, self._node("")
        says.types(home, FOAF.Document)
        says.say(self._catalogue, FOAF.homepage, home)
        says.say(self._catalogue, DCAT.themeTaxonomy, authorities.THEMES)
        says.say(self._dataset, DCAT.landingPage, home)
        says.say(self._dataset, DCTERMS.identifier, ox.Literal(self._dataset.value))
        says.say(self._dataset, DCTERMS.accrualPeriodicity, *self._frequencies)
        self._issue(releases, self._catalogue, self._dataset)
        self._tell_about(self._dataset)
        self._tell_state(self._dataset, current)
        self._distribute(self._dataset, "distribution", current)

    def versions(self, current: str, releases: Sequence[Published]) -> None:
        """Lead from the catalogue to the series, and from the register to its releases."""
        says = self._says
        says.say(self._catalogue, DCAT.resource, self._series)
        served = (each for each in releases if each.version == current)
        says.say(self._dataset, DCAT.hasCurrentVersion, *map(self._release, served))
        # DCAT 2, which DCAT-AP 2.1.1 follows, has the term of Dublin Core only.
        for has_version in (DCAT.hasVersion, DCTERMS.hasVersion):
            says.say(self._dataset, has_version, *map(self._release, releases))

    def releases(self, releases: Sequence[Published]) -> None:
        """Describe the series and each release in it."""
        says, newest = self._says, releases[-1]
        says.types(self._series, DCAT.DatasetSeries)
        # A portal that takes series takes them as it does datasets, by this.
        says.say(self._series, DCTERMS.identifier, ox.Literal(self._series.value))
        says.texts(self._series, DCTERMS.title, fill_titles(catalogue_texts.SERIES, newest.title))
        says.texts(self._series, DCTERMS.description, catalogue_texts.SERIES_DESCRIPTION)
        says.say(self._series, DCTERMS.accrualPeriodicity, *self._frequencies)
        says.say(self._series, DCTERMS.modified, instant(newest.created))
        says.say(self._series, DCAT.last, self._release(newest))
        says.say(self._series, DCTERMS.spatial, *self._places)
        self._issue(releases, self._series)
        self._answer_for(self._series)
        before: Published | None = None
        for release in releases:
            self._describe(release, before)
            before = release

    def service(self, current: Published, service: Service) -> None:
        """Describe a data service, and as a distribution too: portals show these and seldom data services."""
        says, iri, address = self._says, self._part(service.name), self._node(service.path)
        titles = fill_titles(service.title, current.title)
        says.say(self._catalogue, DCAT.service, iri)
        says.types(iri, DCAT.DataService)
        says.texts(iri, DCTERMS.title, titles)
        says.texts(iri, DCTERMS.description, service.description)
        says.say(iri, DCAT.endpointURL, address)
        says.say(iri, DCAT.endpointDescription, self._node(service.described))
        says.say(iri, DCAT.servesDataset, self._dataset)
        says.say(iri, DCTERMS.conformsTo, ox.NamedNode(service.protocol))
        says.say(iri, DCTERMS.license, *self._licence)
        self._tell_about(iri)
        self._answer_for(iri)
        distribution = self._part(f"distribution-{service.name}")
        says.say(self._dataset, DCAT.distribution, distribution)
        says.types(distribution, DCAT.Distribution)
        says.texts(distribution, DCTERMS.title, titles)
        says.texts(distribution, DCTERMS.description, service.description)
        says.say(distribution, DCAT.accessURL, address)
        says.say(distribution, DCAT.accessService, iri)
        says.say(distribution, DCTERMS.conformsTo, ox.NamedNode(service.protocol))
        # The dataset register of the Netherlands takes no distribution without one.
        says.say(distribution, DCAT.mediaType, authorities.media_type(service.media_type))
        says.say(distribution, DCTERMS.license, *self._licence)
        if service.file_type:
            says.say(distribution, DCTERMS["format"], authorities.file_type(service.file_type))

    def complete(self) -> tuple[ox.Triple, ...]:
        """Inline what is referred to, and return everything."""
        says = self._says
        says.copy(authorities.inline(says.triples()))
        says.copy(authorities.inline_concepts(self._languages, DCTERMS.LinguisticSystem, self._ontology))
        says.copy(authorities.inline_concepts(self._places, DCTERMS.Location, self._ontology))
        says.copy(authorities.inline_concepts(self._frequencies, DCTERMS.Frequency, self._ontology))
        for licence in self._licences:
            says.types(licence, DCTERMS.LicenseDocument)
        return says.triples()

    def _describe(self, release: Published, before: Published | None) -> None:
        """Describe a release as a dataset of the series."""
        says, dataset = self._says, self._release(release)
        says.types(dataset, DCAT.Dataset)
        titles = {tag: f"{text} ({release.version})" for tag, text in release.title.items()}
        says.texts(dataset, DCTERMS.title, titles)
        says.texts(dataset, DCTERMS.description, release.description)
        says.say(dataset, DCTERMS.identifier, ox.Literal(dataset.value))
        says.say(dataset, DCTERMS.issued, instant(release.created))
        says.say(dataset, DCTERMS.modified, instant(release.modified))
        says.say(dataset, DCTERMS.language, *self._spoken(release))
        places = self._concepts("country", [release.country])
        self._places.update(places)
        says.say(dataset, DCTERMS.spatial, *places)
        says.say(dataset, DCAT.inSeries, self._series)
        if before is not None:
            says.say(dataset, DCAT.prev, self._release(before))
        self._tell_about(dataset)
        publisher = ox.NamedNode(release.publisher)
        self._name_kind(publisher)
        says.texts(publisher, FOAF.name, release.publisher_name)
        says.say(dataset, DCTERMS.publisher, publisher)
        says.say(dataset, DCAT.contactPoint, *self._contact)
        self._tell_state(dataset, release)
        self._distribute(dataset, f"release-{release.version}", release)

    def _issue(self, releases: Sequence[Published], *resources: ox.NamedNode) -> None:
        """Say when resources were first published, if the first of all releases is still kept."""
        if releases[0].previous is None:
            for each in resources:
                self._says.say(each, DCTERMS.issued, instant(releases[0].created))

    def _name_kind(self, publisher: ox.NamedNode) -> None:
        """Say that a publisher is an organisation: some portals look for that and not for any agent."""
        self._says.types(publisher, FOAF.Agent, FOAF.Organization)

    def _tell_about(self, resource: ox.NamedNode) -> None:
        self._says.say(resource, DCAT.theme, authorities.EDUCATION)
        self._says.say(resource, DCTERMS.accessRights, authorities.PUBLIC)
        for language, words in catalogue_texts.KEYWORDS.items():
            self._says.say(resource, DCAT.keyword, *(ox.Literal(each, language=language) for each in words))

    def _answer_for(self, resource: ox.NamedNode) -> None:
        self._says.say(resource, DCTERMS.publisher, *self._publisher)
        self._says.say(resource, DCAT.contactPoint, *self._contact)

    def _tell_state(self, dataset: ox.NamedNode, release: Published) -> None:
        """Say which release the data are of, where they come from, and what documents tell of them."""
        says, version = self._says, ox.Literal(release.version)
        says.say(dataset, DCAT.version, version)
        says.say(dataset, OWL.versionInfo, version)
        says.say(dataset, DCTERMS.conformsTo, ox.NamedNode(ELM.iri))
        if release.previous is not None:
            counts = {name: release.changes.get(name, 0) for name in ("created", "changed", "removed")}
            notes = fill(catalogue_texts.CHANGES, previous=release.previous, **counts)
            says.texts(dataset, ADMS.versionNotes, notes)
        statement = self._part(f"release-{release.version}-provenance")
        says.types(statement, DCTERMS.ProvenanceStatement)
        violations, warnings = (release.findings.get(name, 0) for name in ("violation", "warning"))
        texts = fill(
            catalogue_texts.PROVENANCE, program=release.program, violations=violations, warnings=warnings
        )
        says.texts(statement, RDFS.label, texts)
        says.say(dataset, DCTERMS.provenance, statement)
        for address in self._documents(release):
            says.types(address, FOAF.Document)
            says.say(dataset, FOAF.page, address)

    def _documents(self, release: Published) -> Iterator[ox.NamedNode]:
        for name in release.files:
            if name not in DISTRIBUTIONS:
                yield self._file(release, name)

    def _distribute(self, dataset: ox.NamedNode, prefix: str, release: Published) -> None:
        """Describe the files that hold the data."""
        says = self._says
        for name, file in release.files.items():
            form = DISTRIBUTIONS.get(name)
            if form is None:
                continue
            distribution = self._part(f"{prefix}-{form.name}")
            says.say(dataset, DCAT.distribution, distribution)
            describe_file(says, distribution, self._file(release, name), form, file)
            says.say(distribution, DCTERMS.license, self._licence_of(release))
            says.say(distribution, DCTERMS.language, *self._spoken(release))
            says.say(distribution, DCTERMS.issued, instant(release.created))

    def _licence_of(self, release: Published) -> ox.NamedNode:
        licence = ox.NamedNode(release.licence)
        self._licences.add(licence)
        return licence

    def _spoken(self, release: Published) -> list[ox.NamedNode]:
        """Return the languages that a release is in."""
        languages = self._concepts("language", release.languages)
        self._languages.update(languages)
        return languages

    def _concepts(self, scheme: str, codes: Iterable[str]) -> list[ox.NamedNode]:
        """Return what a vocabulary has for codes; a release was not built with one that it does not have."""
        found = map(self._ontology.scheme(scheme).find, codes)
        return [ox.NamedNode(each.iri) for each in found if each is not None]

    def _release(self, release: Published) -> ox.NamedNode:
        return self._part(f"release-{release.version}")

    def _file(self, release: Published, name: str) -> ox.NamedNode:
        return self._node(f"releases/{release.version}/{name}")

    def _part(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(part(self._address, name))

    def _node(self, path: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self._base}{path}")
