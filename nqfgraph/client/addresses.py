"""The address of an endpoint, and which addresses are the same place."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, urlsplit

from nqfgraph.errors import InputError

_PORTS = {"http": 80, "https": 443}


def read_endpoint(address: str) -> str:
    """Return the address of an endpoint as it is asked, without a fragment.

    Raises InputError for anything but http and https, and for an address with parameters or a password.
    """
    try:
        parts = urlsplit(address.strip())
        usable = parts.scheme in _PORTS and parts.hostname and (parts.port or 1) and address.strip().isascii()
    except ValueError:
        parts, usable = SplitResult("", "", "", "", ""), None
    if "@" in parts.netloc:
        raise InputError(
            "The address of the endpoint has a name or a password in it, which would end up in citations.",
            remedy="Give the address without them.",
        )
    if not usable or parts.query or any(letter <= " " for letter in address.strip()):
        raise InputError(
            f"“{address}” is not the address of a SPARQL endpoint.",
            remedy="Give an address such as http://127.0.0.1:8000/sparql.",
        )
    return parts._replace(fragment="").geturl()


def same_origin(one: str, other: str) -> bool:
    """Say whether two addresses have the same scheme, host and port (RFC 6454 § 5)."""
    try:
        return _origin(urlsplit(one)) == _origin(urlsplit(other))
    except ValueError:
        return False


def parameter(address: str, name: str) -> str | None:
    """Return the value of a parameter in the query of an address; None if it is not there once."""
    try:
        found = [value for key, value in parse_qsl(urlsplit(address).query) if key == name]
    except ValueError:
        return None
    return found[0] if len(found) == 1 else None


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
