"""Asks a web application (PEP 3333) in this process, as a harvester would over the network."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from nqfgraph import __version__
from nqfgraph.errors import InputError

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

MOST_BYTES = 256 * 1024 * 1024
"""Longest answer that is read."""
MOST_REDIRECTS = 5
AGENT = f"nqfgraph-check/{__version__}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    iri: str
    """Address of the answer, after redirects."""
    status: int
    headers: Mapping[str, str]
    """By small names; several of one name are joined by a comma."""
    body: bytes

    @property
    def media_type(self) -> str:
        """Return the media type in small letters, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Asker:
    """Asks for addresses below a base, whatever host that is."""

    def __init__(self, application: Application, base: str) -> None:
        self._application = application
        self.base = base
        parts = urlsplit(base)
        self._scheme, self._host = parts.scheme, parts.netloc
        self._root = parts.path.rstrip("/")

    def get(
        self, iri: str, accept: str = "*/*", *, follow: bool = True, fields: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer for an address below the base, or relative to it; redirects are followed.

        Raises InputError for an address that is not below the base, and for an answer that is too long.
        """
        iri = urljoin(self.base, iri)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(iri, accept, fields or {})
            target = answer.headers.get("location")
            if not follow or answer.status not in (301, 302, 303, 307, 308) or not target:
                break
            iri = urljoin(iri, target)
        return answer

    def covers(self, iri: str) -> bool:
        """Say whether an address is below the base."""
        return iri.startswith(self.base)

    def _ask(self, iri: str, accept: str, fields: Mapping[str, str]) -> Answer:
        if not self.covers(iri):
            raise InputError(f"The address {iri[:200]} is not below {self.base}.")
        address, _, _ = iri.partition("#")
        path, _, query = address[len(self.base) :].partition("?")
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[..., None]:
            told[:] = [int(status[:3]), headers]
            return lambda content: None

        pieces = self._application(self._environment(path, query, accept, fields), start)
        try:
            body = _read(pieces, iri)
        finally:
            close = getattr(pieces, "close", None)
            if close:
                close()
        status, headers = told
        return Answer(iri, status, _joined(headers), body)

    def _environment(self, path: str, query: str, accept: str, fields: Mapping[str, str]) -> dict[str, Any]:
        plain, root = (quote(each, safe="/%:@!$&'()*+,;=~-._") for each in (path, self._root))
        environment: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            # The register may stand below a path of its host, and its links begin with it then.
            "SCRIPT_NAME": unquote_to_bytes(root).decode("latin-1"),
            # PEP 3333 has bytes as characters of Latin-1.
            "PATH_INFO": f"/{unquote_to_bytes(plain).decode('latin-1')}",
            "REQUEST_URI": f"{root}/{plain}{f'?{query}' if query else ''}",
            "QUERY_STRING": quote(query, safe="=&/%:@!$'()*+,;~-._?"),
            "SERVER_NAME": self._host.partition(":")[0],
            "SERVER_PORT": self._host.partition(":")[2] or ("443" if self._scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self._host,
            "HTTP_ACCEPT": accept,
            "HTTP_USER_AGENT": AGENT,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self._scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in fields.items():
            environment[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return environment


def _read(pieces: Iterable[bytes], iri: str) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MOST_BYTES:
            raise InputError(f"The answer of {iri} has more than {MOST_BYTES // 1024**2} MiB.")
    return bytes(body)


def _joined(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined
