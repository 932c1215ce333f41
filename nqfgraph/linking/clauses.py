"""Cuts the text of an outcome into clauses, because long texts find less than short ones (esco.md, § 6)."""

from __future__ import annotations

import re

LONGEST_TEXT = 4_000
"""Characters of an outcome that are looked at."""
MOST_CLAUSES = 12
_SHORTEST = 2
"""Words of the shortest clause."""
_CUT = re.compile(
    r"[.;:!?•\n()]+|,|\s[–—-]\s|\s(?:and|or|as well as|while|using|through|in order to|və|ya da|ilə|и|или)\s",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ENGLISH = """
a able all also an and any are as at be been being by can could do does e each etc for from g had
has have he her his how i if in into is it its may might more most must not of on or other our shall
she should so some such than that the their them then there these they this those to under upon was
we were what when where which while who will with within would you your
"""
_AZERBAIJANI = "və ya ilə üçün bu o bir da də ki olan olaraq görə kimi üzrə"
_RUSSIAN = "и в во на с со по для от из к о об или а но как его её их при это"
STOP_WORDS = frozenset(f"{_ENGLISH} {_AZERBAIJANI} {_RUSSIAN}".split())
"""Words that are not looked for."""
_VERBS = """
explain explains describe describes demonstrate demonstrates understand understands know knows
identify identifies learner learners student students graduate graduates
"""
OPENING_VERBS = frozenset(_VERBS.split())
"""Words with which outcomes begin and which say how something is known, not what."""


def clauses(text: str) -> tuple[str, ...]:
    """Return the clauses of a text that are shorter than it, in order; none if it is a single clause."""
    whole = text[:LONGEST_TEXT]
    parts = [" ".join(each.split()) for each in _CUT.split(whole)]
    kept = [each for each in dict.fromkeys(parts) if len(_WORD.findall(each)) >= _SHORTEST]
    return tuple(kept[:MOST_CLAUSES]) if len(kept) > 1 or (kept and kept[0] != whole.strip()) else ()


def search_words(text: str) -> tuple[str, ...]:
    """Return the different words of a text that are worth looking for, in order; none if there is none."""
    words = list(dict.fromkeys(_WORD.findall(text[:LONGEST_TEXT].lower().replace("_", " "))))
    stop = STOP_WORDS | OPENING_VERBS
    wanted = [each for each in words if each not in stop]
    return tuple((wanted or words)[:64])
