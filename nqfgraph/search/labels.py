"""Labels of facet values in the languages of the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


class Labels:
    """Looks up the label and the place of a facet value."""

    def __init__(self, rows: Iterable[tuple[str, str, int, str, str]], languages: Sequence[str]) -> None:
        """Take rows of (facet, value, place, language, text) and the languages by preference."""
        self._languages = tuple(languages)
        self._texts: dict[tuple[str, str], dict[str, str]] = {}
        self._places: dict[tuple[str, str], int] = {}
        for facet, value, place, language, text in rows:
            self._texts.setdefault((facet, value), {})[language] = text
            self._places[facet, value] = place

    def text(self, facet: str, value: str, language: str) -> str:
        """Return the label in ``language``, else in another, else the value itself."""
        return self.choice(facet, value, language)[0]

    def choice(self, facet: str, value: str, language: str) -> tuple[str, str]:
        """Return the same, and the language tag of the label where it is not ``language``, else nothing."""
        text, tag = choose(self._texts.get((facet, value), {}), (language, *self._languages))
        return (text, tag if tag != language else "") if text else (value, "")

    def place(self, facet: str, value: str) -> int:
        """Return the number that values of the facet are sorted by; 0 where they have none."""
        return self._places.get((facet, value), 0)


def choose(texts: Mapping[str, str], preference: Sequence[str]) -> tuple[str, str]:
    """Return a text and its language: the first of ``preference`` there is, else any, else empty texts."""
    for language in (*preference, "en", *sorted(texts)):
        if language in texts:
            return texts[language], language
    return "", ""
