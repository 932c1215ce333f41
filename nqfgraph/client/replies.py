"""What an endpoint sends back, read to its end: a reply is whole, or it is an error.

`http.client` gives a shorter body without a word where a transfer of known length breaks off and is read in
pieces, so the length is counted here.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPResponse

from nqfgraph.errors import StoreUnavailable

LARGEST = 512 * 1024 * 1024
"""Most bytes of an answer that are read, compressed or not."""
LARGEST_PROBLEM = 65_536
"""The same of an answer that is an error."""

CODINGS = "gzip"
"""Content codings that are understood (RFC 9110 § 8.4.1), as ``Accept-Encoding`` has them."""

_PIECE = 65_536
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]+=*):")


@dataclass(frozen=True, slots=True)
class Reply:
    """A response of HTTP, whole and decoded."""

    iri: str
    """The address that answered."""
    status: int
    headers: Message
    body: bytes
    measured: bool
    """True if the transfer said itself where it ends; else only the body can tell whether it is whole."""

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case; empty if none was given."""
        return str(self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    def field(self, name: str) -> str:
        """Return the value of a header field; empty if there is none."""
        return str(self.headers.get(name) or "")


def read_reply(response: HTTPResponse, iri: str) -> Reply:
    """Read a response to its end.

    Raises StoreUnavailable for one that breaks off, is too large, is in a content coding that was not asked
    for, or does not have the digest it says (RFC 9530); what http.client raises is left to the caller.
    """
    status = response.status
    largest = LARGEST if status < 400 else LARGEST_PROBLEM
    measured = response.chunked or response.length is not None
    raw = _read(response, largest)
    coding = str(response.headers.get("Content-Encoding") or "identity").strip().lower()
    body = _decode(raw, coding, largest, iri)
    if status == 200:
        _check_digest(response.headers, raw, body, iri)
    return Reply(iri, status, response.headers, body, measured or coding != "identity")


def _read(response: HTTPResponse, largest: int) -> bytes:
    expected = response.length
    pieces, size = [], 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > largest:
            if response.status >= 400:
                break
            raise _too_large(largest)
        pieces.append(piece)
    if expected is not None and size < min(expected, largest):
        raise StoreUnavailable(
            f"The answer broke off after {size} of {expected} bytes.",
            remedy="Ask again; nothing of it was used.",
        )
    return b"".join(pieces)


def _decode(raw: bytes, coding: str, largest: int, iri: str) -> bytes:
    if coding == "identity" or not raw:
        return raw
    if coding not in ("gzip", "x-gzip"):
        raise StoreUnavailable(
            f"{iri} answers in the content coding “{coding[:40]}”, which was not asked for."
        )
    reader = zlib.decompressobj(_GZIP_WINDOW)
    try:
        body = reader.decompress(raw, largest + 1)
    except zlib.error as error:
        raise StoreUnavailable(f"The compressed answer of {iri} is damaged: {error}.") from error
    if len(body) > largest:
        raise _too_large(largest)
    if not reader.eof or reader.unused_data:
        raise StoreUnavailable(
            f"The compressed answer of {iri} broke off.", remedy="Ask again; nothing of it was used."
        )
    return body


def _check_digest(headers: Message, raw: bytes, body: bytes, iri: str) -> None:
    for name in ("Repr-Digest", "Content-Digest"):
        found = _DIGEST.search(str(headers.get(name) or ""))
        # A proxy that compresses leaves the digest of what it was given.
        if found and found[1] not in (_sha256(raw), _sha256(body)):
            raise StoreUnavailable(
                f"The answer of {iri} was changed on its way: it does not have the digest in {name}.",
                remedy="Ask again; if it happens again, look for a proxy that rewrites answers.",
            )


def _sha256(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _too_large(largest: int) -> StoreUnavailable:
    return StoreUnavailable(
        f"The answer is larger than {largest} bytes.", remedy="Ask for less at once, or in pages."
    )
