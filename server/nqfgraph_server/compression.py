"""Compresses answers that are text: gzip and zstd, by ``Accept-Encoding`` (RFC 9110 § 12.5.3).

Each coding of an answer is a representation of its own: it has the answer's strong validator with the coding
at the end of it, and the answers of one address vary by ``Accept-Encoding``. An answer that comes in pieces
is compressed piece by piece, and nothing of a piece is held back.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

import flask

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS = ("zstd", "gzip")
"""What can be chosen beside `IDENTITY`, the favourite first."""
IDENTITY = "identity"

SMALLEST = 1024
"""Bytes below which an answer fits a packet anyway."""
_LARGEST_FILE = 4 * 1024 * 1024
"""Files beyond this are downloads, whose parts are asked for by their place in the file."""

_TEXT = re.compile(
    r"text/.*|.*\+(?:json|xml|yaml)|image/svg\+xml"
    r"|application/(?:json|xml|javascript|n-triples|n-quads|trig|yaml|sparql-query|x-ndjson)"
)
_GZIP_LEVEL = 5
_ZSTD_LEVEL = 3
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_ELEMENT = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?\Z"
)
_CODED_TAG = re.compile(rf"\"([^\"]*)-({'|'.join(CODINGS)})\"")
_LONGEST_HEADER = 1024


def set_up(app: flask.Flask) -> None:
    """Compress what the application answers, and read the validators of what it has compressed."""
    app.before_request(_read_condition)
    app.after_request(_encode)


def choose(accept: str | None) -> str:
    """Return the coding that an ``Accept-Encoding`` prefers; of equal ones the server's favourite."""
    qualities = _qualities((accept or "")[:_LONGEST_HEADER])
    best, best_quality = IDENTITY, qualities.get(IDENTITY, 0.0)
    for coding in reversed(CODINGS):
        quality = qualities.get(coding, qualities.get("*", 0.0))
        if quality and quality >= best_quality:
            best, best_quality = coding, quality
    return best


def compress(content: bytes, coding: str) -> bytes:
    """Return ``content`` in a coding."""
    if coding == "zstd":
        return zstd.compress(content, _ZSTD_LEVEL)
    compressor = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)
    return compressor.compress(content) + compressor.flush()


def label(response: flask.Response, coding: str) -> None:
    """Say in the headers of a response that its content is in ``coding``."""
    headers = response.headers
    headers["Content-Encoding"] = coding
    _vary(response)
    # Parts are numbered in the file as it is, not in what is sent.
    headers.pop("Accept-Ranges", None)
    tag = headers.get("ETag", "")
    if tag.startswith('"'):
        headers["ETag"] = f'{tag[:-1]}-{coding}"'


@lru_cache(maxsize=256)
def _is_text(content_type: str) -> bool:
    return _TEXT.fullmatch(content_type.partition(";")[0].strip().lower()) is not None


@lru_cache(maxsize=256)
def _qualities(accept: str) -> dict[str, float]:
    """Return the quality of each coding that is named; what cannot be read is left out."""
    found = (_ELEMENT.match(each) for each in accept.split(","))
    return {match[1].lower(): float(match[2] or 1) for match in found if match}


def _read_condition() -> None:
    """Take the codings from the validators of ``If-None-Match``, so that views find those they know.

    A coding that the client does not take now is left: what it has is no answer to this request.
    """
    environ = flask.request.environ
    if "HTTP_IF_NONE_MATCH" not in environ:
        return
    accept = flask.request.headers.get("Accept-Encoding")
    chosen = choose(accept)
    qualities = _qualities((accept or "")[:_LONGEST_HEADER])
    sent: dict[str, str] = {}

    def strip(found: re.Match[str]) -> str:
        tag, coding = f'"{found[1]}"', found[2]
        if not qualities.get(coding, qualities.get("*", 0.0)):
            return found[0]
        if tag not in sent or coding == chosen:
            sent[tag] = found[0]
        return tag

    environ["HTTP_IF_NONE_MATCH"] = _CODED_TAG.sub(strip, environ["HTTP_IF_NONE_MATCH"])
    flask.g.coded_tags = sent


def _encode(response: flask.Response) -> flask.Response:
    if response.status_code == 304:
        tag = response.headers.get("ETag", "")
        response.headers["ETag"] = flask.g.get("coded_tags", {}).get(tag, tag)
        _vary(response)
    elif _can_be_encoded(response):
        _vary(response)
        coding = choose(flask.request.headers.get("Accept-Encoding"))
        if coding != IDENTITY:
            _encode_as(coding, response)
    return response


def _can_be_encoded(response: flask.Response) -> bool:
    # One pass: a header that is missing is looked for through all the others.
    headers = {name.lower(): value for name, value in response.headers}
    return (
        _is_text(headers.get("content-type", ""))
        and response.status_code not in (204, 206)
        and "content-encoding" not in headers
        and "content-range" not in headers
        and "no-transform" not in headers.get("cache-control", "")
    )


def _vary(response: flask.Response) -> None:
    vary = response.headers.get("Vary")
    if vary is None:
        response.headers["Vary"] = "Accept-Encoding"
    elif "accept-encoding" not in vary.lower():
        response.headers["Vary"] = f"{vary}, Accept-Encoding"


def _encode_as(coding: str, response: flask.Response) -> None:
    length = response.content_length
    if response.direct_passthrough and (length is None or length > _LARGEST_FILE):
        return
    if response.is_sequence:
        content = response.get_data()
        if len(content) >= SMALLEST:
            response.set_data(compress(content, coding))
            _label_anew(response, coding)
    elif length is None or length >= SMALLEST:
        response.direct_passthrough = False
        response.response = _Coded(response.iter_encoded(), response.response, coding)
        response.headers.pop("Content-Length", None)
        _label_anew(response, coding)


def _label_anew(response: flask.Response, coding: str) -> None:
    """Label content that was coded just now: a digest is of the content coding and all (RFC 9530, § 3)."""
    response.headers.pop("Repr-Digest", None)
    label(response, coding)


class _Coded(Iterator[bytes]):
    """Pieces, each compressed and sent at once; the end is written only if the pieces have come to theirs."""

    def __init__(self, pieces: Iterable[bytes], source: object, coding: str) -> None:
        self._source = source
        self._pieces = _compress_zstd(pieces) if coding == "zstd" else _compress_gzip(pieces)

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        close = getattr(self._source, "close", None)
        if close:
            close()


def _compress_zstd(pieces: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zstd.ZstdCompressor(_ZSTD_LEVEL)
    for piece in pieces:
        yield compressor.compress(piece, compressor.FLUSH_BLOCK)
    yield compressor.flush()


def _compress_gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW)
    for piece in pieces:
        yield compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH)
    yield compressor.flush()
