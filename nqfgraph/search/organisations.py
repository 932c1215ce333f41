"""Lists of organisations; a register has hundreds of them, so all are held and filtered in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nqfgraph.search.answers import FacetValue, OrganisationItem, OrganisationListing
from nqfgraph.search.database import Database
from nqfgraph.search.labels import Labels, choose
from nqfgraph.search.paging import clip
from nqfgraph.search.words import fold, sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class _Organisation:
    iri: str
    key: str
    kind: str
    homepage: str
    words: str
    """All names in all languages, folded."""
    names: Mapping[str, str]
    cities: Mapping[str, str]


class Organisations:
    """The organisations of a release."""

    def __init__(self, database: Database, base: str, labels: Labels, languages: Sequence[str]) -> None:
        """Read all organisations."""
        self._labels = labels
        self._languages = tuple(languages)
        texts: dict[tuple[int, str], dict[str, str]] = {}
        for place, name, language, text in database.rows(
            "SELECT organisation, name, language, text FROM organisation_text"
        ):
            texts.setdefault((place, name), {})[language] = text
        self._all = tuple(
            _Organisation(
                iri=iri,
                key=iri.removeprefix(f"{base}id/organisation/"),
                kind=kind,
                homepage=homepage,
                words=words,
                names=texts.get((place, "name"), {}),
                cities=texts.get((place, "city"), {}),
            )
            for place, iri, kind, homepage, words in database.rows(
                "SELECT id, iri, kind, homepage, words FROM organisation ORDER BY id"
            )
        )

    def listing(
        self, kinds: Sequence[str], language: str, text: str, page: int, size: int
    ) -> OrganisationListing:
        """Return one page of the organisations of ``kinds`` (all if empty) with all words of ``text``."""
        words = fold(text).split()
        found = [each for each in self._all if all(word in each.words for word in words)]
        of_kind = [each for each in found if not kinds or each.kind in kinds]
        items = sorted(
            (self._item(each, language) for each in of_kind),
            key=lambda item: (sort_key(item.name, language), item.iri),
        )
        page, pages = clip(page, size, len(items))
        return OrganisationListing(
            total=len(items),
            page=page,
            pages=pages,
            items=tuple(items[(page - 1) * size : page * size]),
            facets={
                "kind": tuple(
                    self._value(kind, language, count)
                    for kind, count in sorted(Counter(each.kind for each in found).items())
                )
            },
        )

    def _value(self, kind: str, language: str, count: int) -> FacetValue:
        label, tag = self._labels.choice("kind", kind, language)
        return FacetValue(kind, label, count, language=tag)

    def _item(self, organisation: _Organisation, language: str) -> OrganisationItem:
        preference = (language, *self._languages)
        name, name_language = choose(organisation.names, preference)
        city, city_language = choose(organisation.cities, preference)
        return OrganisationItem(
            iri=organisation.iri,
            key=organisation.key,
            name=name,
            language=name_language,
            kind=organisation.kind,
            kind_label=self._labels.text("kind", organisation.kind, language),
            city=city,
            homepage=organisation.homepage,
            city_language=city_language,
        )
