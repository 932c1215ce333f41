"""Resumption tokens (OAI-PMH 2.0, § 3.5): the arguments of a list and how far it was read.

A token says all that is needed to go on, so the server keeps nothing and tokens do not expire. It opens
nothing that could not be asked without it; its checksum is there to know tokens of another register, of
another log, or with a slip of the pen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import astuple, dataclass

from nqfgraph_server.oai.arguments import Refused

_LONGEST = 4096
_CHECK = 16
_FORM = re.compile(r"[0-9a-f]{16}\.[A-Za-z0-9_-]+={0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """Where a list goes on."""

    verb: str
    prefix: str
    first: str | None
    """The argument ``from``."""
    last: str | None
    """The argument ``until``."""
    set: str | None
    touched: int
    """Of the last item that was given."""
    iri: str
    given: int
    """How many items were given so far."""
    state: int
    """The last entry of the log when the list began: as long as it is that, the list has the same items."""


def write_token(token: Token, origin: str) -> str:
    """Return a token as text; ``origin`` names the register and its log."""
    body = base64.urlsafe_b64encode(json.dumps(astuple(token), ensure_ascii=False).encode()).decode()
    return f"{_checksum(body, origin)}.{body}"


def read_token(text: str, origin: str) -> Token:
    """Return a token that `write_token` wrote for the same origin; Refused for every other text."""
    if len(text) > _LONGEST or not _FORM.fullmatch(text):
        raise _unknown()
    checksum, _, body = text.partition(".")
    if checksum != _checksum(body, origin):
        raise _unknown()
    try:
        return Token(*json.loads(base64.urlsafe_b64decode(body)))
    except (binascii.Error, ValueError, TypeError) as error:
        raise _unknown() from error


def _checksum(body: str, origin: str) -> str:
    return hashlib.sha256(f"{origin}\n{body}".encode()).hexdigest()[:_CHECK]


def _unknown() -> Refused:
    return Refused(
        "badResumptionToken",
        "This token was not given by this register, or it was changed. Begin the list again; “from” with the "
        "datestamp of the last record you have saves reading all of it.",
    )
