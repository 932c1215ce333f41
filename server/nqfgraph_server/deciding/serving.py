"""Serves the page for deciding: to this machine only, unless an operator puts something in front of it."""

from __future__ import annotations

import ipaddress
import signal
import sys
from contextlib import suppress
from urllib.parse import urlsplit

from nqfgraph.errors import InputError
from nqfgraph_server.deciding.application import MOST_BYTES, create_page
from nqfgraph_server.deciding.desk import Desk, new_token
from nqfgraph_server.http.server import Server
from nqfgraph_server.serving import Stop, listen, stopping_on

_THREADS = 4


def run(desk: Desk, host: str = "127.0.0.1", port: int = 0, address: str = "") -> None:
    """Serve the page until SIGTERM or SIGINT; print its address once requests are taken.

    ``address`` is the origin that readers see (``https://desk.example``) where a proxy stands before the
    page, which then says who may come in. Port 0 is any free one. InputError for an address that is none, a
    ``host`` that others reach without one, and a port that cannot be had.
    """
    check_address(host, address)
    listening = listen(host, port)
    origins = [address] if address else _origins(listening.getsockname()[1])
    token = new_token()

    def announce() -> None:
        where = f"{origins[0]}/{token}/"
        sys.stdout.write(f"Deciding on {desk.review.path.name} at {where}  (stop with Ctrl-C)\n")
        sys.stdout.flush()

    with suppress(Stop), stopping_on(signal.SIGTERM, signal.SIGINT) as stopping:
        try:
            app = create_page(desk, token, origins)
            server = Server(app, listening, threads=_THREADS, most_bytes=MOST_BYTES, ready=announce)
            stopping.by(server.stop)
            server.serve_until_stopped()
        finally:
            stopping.over()
            listening.close()


def check_address(host: str, address: str) -> None:
    """Raise InputError for an ``address`` that is no origin, and for none where others reach the ``host``."""
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or address != f"{parts.scheme}://{parts.netloc}"):
        raise InputError(
            f"“{address}” is not the beginning of an address.",
            remedy="Give scheme and name only, such as https://desk.example, without a path or a slash.",
        )
    if not address and not _is_own(host):
        raise InputError(
            f"Others would reach the page at {host}, and everybody who does may decide.",
            remedy="Leave --host out; or put a proxy that asks who comes before it, and name its --address.",
        )


def _is_own(host: str) -> bool:
    """Say whether only this machine reaches a host."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origins(port: int) -> list[str]:
    return [f"http://{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
