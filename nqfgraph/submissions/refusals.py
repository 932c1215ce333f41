"""Why a file cannot be read, in the reader's language."""

from __future__ import annotations

import re
from functools import cache

from nqfgraph.submissions.refusal_remedies import REMEDIES
from nqfgraph.submissions.refusal_texts import MESSAGES

_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")
_LONGEST = 1_000
"""Longer messages, which hold what somebody sent, are not looked up."""


def in_language(text: str, language: str) -> str:
    """Return the message or remedy of an InputError in az or ru; as it is where there is no translation."""
    if language in ("az", "ru") and len(text) <= _LONGEST:
        for pattern, az, ru in _patterns():
            if match := pattern.fullmatch(text):
                return (az if language == "az" else ru).format_map(match.groupdict())
    return text


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    # What begins with a name of somebody's fits too much, so it comes last.
    known = sorted((*MESSAGES, *REMEDIES), key=lambda each: each[0].startswith("{"))
    return tuple((_pattern(en), az, ru) for en, az, ru in known)


def _pattern(text: str) -> re.Pattern[str]:
    """Return what finds a text with its facts; a fact is as short as it can be."""
    return re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+?)", re.escape(text)), re.DOTALL)
