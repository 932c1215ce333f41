"""Skills of the vocabulary that links lead to, as the page shows them and finds them by words."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from nqfgraph.linking import Linker
from nqfgraph_server.skills.concepts import type_name

FOUND = 10
"""Most skills that a search gives."""
LONGEST = 400
"""Characters of a search that count."""


@dataclass(frozen=True, slots=True)
class ShownSkill:
    """A skill in the reader's language, else in English."""

    iri: str
    label: str
    language: str
    """The language of its texts; empty if the vocabulary does not have the skill."""
    description: str = ""
    type: str = ""
    path: tuple[str, ...] = ()
    """Labels of what is wider, the widest first."""
    obsolete: bool = False


class Skills:
    """One version of a vocabulary; may be used from several threads."""

    def __init__(self, linker: Linker) -> None:
        """Take the linker, whose lists by words serve as the search; `close` closes it too."""
        self._linker = linker
        self._linked = linker.kept.vocabulary.linked
        self._index = linker.kept.index()
        self._lock = Lock()

    def close(self) -> None:
        """Close the files."""
        self._index.close()
        self._linker.close()

    def shown(self, iri: str, language: str, label: str = "") -> ShownSkill:
        """Return a skill; under the ``label`` that is known of it if the vocabulary does not have it."""
        with self._lock:
            return self._shown(iri, language) or ShownSkill(iri, label or iri, "")

    def find(self, words: str, language: str) -> list[ShownSkill]:
        """Return the skills that fit words, the best first, or the one with an IRI; obsolete ones not."""
        words = words.strip()[:LONGEST]
        with self._lock:
            iris = [words]
            if "://" not in words:
                iris = [each.iri for each in self._linker.suggest(words, limit=FOUND, unofficial=words)]
            found = [self._shown(each, language) for each in iris]
        return [each for each in found if each and not each.obsolete]

    def _shown(self, iri: str, language: str) -> ShownSkill | None:
        languages = {
            tag
            for (tag,) in self._index.rows(
                "SELECT language FROM label JOIN concept ON concept.id = label.concept"
                " WHERE iri = ? AND rank = 0",
                (iri,),
            )
        }
        tag = next((each for each in (language, "en") if each in languages), min(languages, default=""))
        concept = self._index.concept(iri, tag)
        if concept is None or concept.kind not in self._linked:
            return None
        return ShownSkill(
            iri=iri,
            label=concept.label,
            language=tag,
            description=concept.description,
            type=type_name(concept.type),
            path=concept.path,
            obsolete=concept.deprecated,
        )
