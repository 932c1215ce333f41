"""Fetches a file from an address that a stranger names, from the hosts that the operator has listed only.

An address is looked up once, all that it leads to is checked, and the connection goes to what was checked: a
name that leads elsewhere a moment later leads nowhere. Every redirect is treated like a new address.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from nqfgraph import __version__
from nqfgraph.errors import InputError

MOST_REDIRECTS = 3
MOST_SECONDS = 30.0
"""Longest time of a fetch, redirects among it."""
_SILENCE_SECONDS = 10.0
_ACCEPT = (
    "text/turtle, application/ld+json, application/rdf+xml;q=0.9, application/n-triples;q=0.9,"
    " application/n-quads;q=0.9, application/trig;q=0.9, application/zip;q=0.8, */*;q=0.5"
)
_PORTS = {"https": 443, "http": 80}
_LONGEST_ADDRESS = 2000

Resolve = Callable[[str, int], Iterable[str]]
"""Looks a host and port up; returns IP addresses, raises OSError."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host that files may be fetched from."""

    scheme: str
    name: str
    port: int
    trusted: bool
    """Named with its port, so it may be in a private network, or this machine."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched."""

    name: str
    """The last part of its address; may be empty."""
    media_type: str
    content: bytes


def read_hosts(text: str) -> tuple[Host, ...]:
    """Read ``Settings.fetch_hosts``; raises InputError.

    ``data.example.org`` means https; ``http://data.example.org`` has to say so. With a port
    (``registry.example.org:8443``) a host may also be in a private network.
    """
    return tuple(_host(each) for each in (part.strip() for part in text.split(",")) if each)


def _host(text: str) -> Host:
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        port, name = parts.port, parts.hostname
    except ValueError:
        name = None
    if not name or parts.scheme not in _PORTS or parts.path.strip("/") or parts.query or parts.username:
        raise InputError(
            f"The setting NQFGRAPH_FETCH_HOSTS names “{text}”, which is no host.",
            remedy="Separate hosts by commas, such as data.example.org, http://old.example.org.",
        )
    return Host(parts.scheme, name, port or _PORTS[parts.scheme], port is not None)


def look_up(host: str, port: int) -> Iterable[str]:
    """Return the IP addresses of a host; raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def fetch(
    iri: str,
    hosts: Iterable[Host],
    *,
    most_bytes: int,
    resolve: Resolve = look_up,
    seconds: float = MOST_SECONDS,
) -> Fetched:
    """Fetch a file by https (or http, where the host is listed so); no credentials are sent.

    Raises InputError for an address that may not be fetched, leads to one, or does not answer with a file of
    at most so many bytes in time.
    """
    allowed = tuple(hosts)
    until = time.monotonic() + seconds
    with httpx.Client(timeout=_SILENCE_SECONDS, trust_env=False, follow_redirects=False) as client:
        for _ in range(MOST_REDIRECTS + 1):
            host = _allowed(iri, allowed)
            _check_time(host, until)
            answer = _get(client, iri, host, _checked(host, resolve), most_bytes, until)
            if isinstance(answer, Fetched):
                return answer
            iri = urljoin(iri, answer)
    raise InputError(
        f"The address redirects more than {MOST_REDIRECTS} times.", remedy="Give the last address."
    )


def _allowed(iri: str, hosts: tuple[Host, ...]) -> Host:
    try:
        parts = urlsplit(iri)
        name, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        name, port = "", 0
    plain = len(iri) <= _LONGEST_ADDRESS and iri.isascii() and iri.isprintable() and " " not in iri
    for host in hosts if plain else ():
        if (host.scheme, host.name, host.port) == (parts.scheme, name, port) and not parts.username:
            return host
    if not hosts:
        raise InputError(
            "This server fetches no files from elsewhere.", remedy="Download the file and send it."
        )
    names = ", ".join(f"{each.scheme}://{each.name}" for each in hosts)
    raise InputError(
        f"Files are fetched from these hosts only: {names}. This address is not there: {iri[:200]}.",
        remedy="Download the file and send it.",
    )


def _checked(host: Host, resolve: Resolve) -> str:
    """Return an address of the host that may be connected to; all of them have to be allowed."""
    try:
        found = list(resolve(host.name, host.port))
    except OSError as error:
        raise InputError(f"There is no host {host.name}.") from error
    if not host.trusted and not all(ipaddress.ip_address(each.partition("%")[0]).is_global for each in found):
        raise InputError(f"The host {host.name} is in a private network, which is not asked.")
    if not found:
        raise InputError(f"There is no host {host.name}.")
    return found[0]


def _get(
    client: httpx.Client, iri: str, host: Host, address: str, most_bytes: int, until: float
) -> Fetched | str:
    """Ask the address for a file; return it, or where it is to be found."""
    target = httpx.URL(iri).copy_with(host=address)
    request = client.build_request(
        "GET",
        target,
        headers={
            "Host": host.name if host.port == _PORTS[host.scheme] else f"{host.name}:{host.port}",
            "Accept": _ACCEPT,
            "Accept-Encoding": "identity",
            "User-Agent": f"nqfgraph/{__version__}",
        },
        # The certificate has to be that of the name, not of the address.
        extensions={"sni_hostname": host.name},
    )
    try:
        response = client.send(request, stream=True)
        try:
            if response.has_redirect_location:
                return str(response.headers["Location"])
            if not response.is_success:
                raise InputError(f"The server {host.name} answers {response.status_code}, not with a file.")
            return Fetched(
                name=unquote(urlsplit(iri).path.rpartition("/")[2]),
                media_type=str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower(),
                content=_read(response, host, most_bytes, until),
            )
        finally:
            response.close()
    except httpx.HTTPError as error:
        raise InputError(
            f"The server {host.name} cannot be asked: {error or type(error).__name__}.",
            remedy="Try again later, or download the file and send it.",
        ) from error


def _read(response: httpx.Response, host: Host, most_bytes: int, until: float) -> bytes:
    pieces = []
    size = 0
    for piece in response.iter_raw():
        size += len(piece)
        pieces.append(piece)
        if size > most_bytes:
            raise InputError(f"The file of {host.name} is larger than {most_bytes / 1024**2:,.0f} MiB.")
        _check_time(host, until)
    return b"".join(pieces)


def _check_time(host: Host, until: float) -> None:
    if time.monotonic() > until:
        raise InputError(f"The server {host.name} is too slow.", remedy="Download the file and send it.")
