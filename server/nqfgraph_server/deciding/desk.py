"""What the page for deciding works with."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import flask

from nqfgraph.decisions import ReviewFile
from nqfgraph.describe import Text
from nqfgraph.model.records import Key, Texts
from nqfgraph_server.deciding.skills import Skills
from nqfgraph_server.languages import SOURCE, reader_language, translate

_TOKEN_BYTES = 24


def new_token() -> str:
    """Return a text that nobody can guess and that may stand in an address."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


@dataclass(frozen=True)
class Desk:
    """One review file, the vocabulary, and who sits there."""

    review: ReviewFile
    skills: Skills
    owners: Mapping[tuple[str, Key], Texts]
    """Titles of what outcomes belong to, by kind and key."""
    register: str
    """The register as the command names it."""
    person: str = ""
    """Who decides, unless a browser says otherwise."""
    form_token: str = field(default_factory=new_token, repr=False)


def current_desk() -> Desk:
    """Return what the page of this request works with."""
    desk: Desk = flask.current_app.extensions["nqfgraph-desk"]
    return desk


def told(message: str) -> Text:
    """Return a message in the reader's language if it is in the catalogues, else in English and marked so."""
    translated = translate(message)
    return Text(translated, reader_language() if translated != message else SOURCE)
