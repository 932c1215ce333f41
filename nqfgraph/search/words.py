"""How texts are made comparable: for finding them and for putting them in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from types import MappingProxyType

_LETTERS = str.maketrans({"ə": "e", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe"})
_MARKS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"\w+")
MOST_WORDS = 16
LONGEST_TEXT = 400
"""Words and characters of a search text that count; what comes after is left out."""

ALPHABETS: Mapping[str, str] = MappingProxyType({"az": "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz"})
"""Alphabets whose order is not that of the plain Latin letters, by language tag."""


def fold(text: str) -> str:
    """Return ``text`` without case, accents and the Azerbaijani letters, so that “muhendis” finds “Mühəndis”.

    Applied alike to what is indexed and to what is asked.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("İ", "i").casefold())
    return _MARKS.sub("", plain).translate(_LETTERS)


def query_words(text: str) -> list[str]:
    """Return the words of a search text, folded; none if there is no letter or digit in it."""
    return split_words(fold(text[:LONGEST_TEXT]))[:MOST_WORDS]


def split_words(text: str) -> list[str]:
    """Return the words of a text that is folded, as the index cuts it."""
    return _WORD.findall(text.replace("_", " "))


def match_expression(words: Sequence[str]) -> str:
    """Return the FTS5 expression that finds all of at least one word, each as the beginning of a word.

    Every word is quoted, so nothing in it is taken for an operator.
    """
    return " ".join(f'"{word}"*' for word in words)


def rank_expression(words: Sequence[str]) -> str:
    """Return the expression that finds the same and weighs whole words more than their beginnings."""
    return " AND ".join(f'("{word}" OR "{word}"*)' for word in words)


def exact_number(words: Sequence[str]) -> int:
    """Return a number of 63 bits for a text with these words and no others, to look it up by."""
    hashed = blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(hashed, "big") >> 1


def sort_key(text: str, language: str) -> tuple[str, str]:
    """Return what titles in ``language`` are sorted by: letters in its alphabet, then the text itself."""
    alphabet = ALPHABETS.get(language)
    if alphabet is None:
        return fold(text), text
    lowered = text.replace("İ", "i").replace("I", "ı").lower()
    return lowered.translate(_ORDER[language]), text


def _order(alphabet: str) -> Mapping[int, str]:
    """Give each letter a sign whose code point follows the alphabet, above digits and punctuation."""
    return str.maketrans({letter: chr(0x2000 + place) for place, letter in enumerate(alphabet)})


_ORDER = MappingProxyType({language: _order(alphabet) for language, alphabet in ALPHABETS.items()})
