"""Issues: what is wrong with a source, where, and how to mend it. An issue is a value, not an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from nqfgraph.places import Place
from nqfgraph.sources.wordings import LANGUAGES, Texts, Wording


class Severity(StrEnum):
    """How much an issue weighs; the register's policy says which severity stops a build."""

    ERROR = "error"
    """Something of the source could not be used and is not in the result."""
    WARNING = "warning"
    """Everything is in the result, but somebody should look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that is wrong in a source."""

    severity: Severity
    code: str
    """Short stable name of the kind of issue, for counting and for the policy (`nqfgraph.sources.codes`)."""
    message: str
    """What was found, in words, with the value."""
    place: Place
    remedy: str | None = None
    """What is expected or allowed instead."""
    wording: Wording | None = field(default=None, compare=False, repr=False)
    """The same in every language; None for an issue that was read back from a release."""

    @property
    def messages(self) -> Texts:
        """Return what was found by language."""
        wording = self.wording
        return {each: wording.message(each) if wording else self.message for each in LANGUAGES}

    @property
    def remedies(self) -> Texts:
        """Return what is expected by language; empty if there is nothing to be said."""
        wording = self.wording
        said = {each: wording.remedy(each) if wording else self.remedy for each in LANGUAGES}
        return {language: text for language, text in said.items() if text is not None}
