"""Digests of an outcome's texts, by which a decision knows the text that it was made for.

A digest names its languages (``az:1f0c… en:77ab…``), so that a translation added later changes nothing: the
text counts as changed where a language that was judged says something else now, or nothing.
"""

from __future__ import annotations

import hashlib

from nqfgraph.model.records import Texts

_LENGTH = 12
"""Hexadecimal digits a language: enough to notice a change, short enough for a cell."""


def text_digest(texts: Texts) -> str:
    """Return the digest of texts by language; space counts once, and not at the ends."""
    return " ".join(f"{language}:{_digest(texts[language])}" for language in sorted(texts))


def is_outdated(digest: str, texts: Texts) -> bool:
    """Whether texts are no longer those of a digest; an empty digest fits every text."""
    return not set(digest.split()) <= set(text_digest(texts).split())


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:_LENGTH]
