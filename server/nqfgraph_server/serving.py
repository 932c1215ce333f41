"""Runs the application: query workers first, then threads, and an orderly end."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from types import FrameType

from nqfgraph.errors import InputError
from nqfgraph.release import Releases
from nqfgraph.settings import Settings
from nqfgraph_server import create_app, validation
from nqfgraph_server.engines import make_pool
from nqfgraph_server.http.server import Server, allow_many_connections
from nqfgraph_server.making import FileMaker
from nqfgraph_server.receipts import receipts_of
from nqfgraph_server.service import NotServing, service_of
from nqfgraph_server.sparql.asked import most_bytes


def run(settings: Settings, releases: Releases | None = None) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is being answered and return.

    Prints the address once requests are taken. Raises InputError if the port is not free or not allowed.
    """
    listening = listen(settings.host, settings.port)
    allow_many_connections()
    pool = make_pool(settings)
    with suppress(Stop), stopping_on(signal.SIGTERM, signal.SIGINT) as stopping, ExitStack() as stack:
        try:
            app = create_app(settings, releases, pool=pool)
            with suppress(NotServing):  # which every answer then says
                service_of(app).start()
            stack.callback(validation.jobs_of(app).close)
            stack.callback(receipts_of(app).close)
            validation.jobs_of(app).resume()
            if settings.release_files:
                maker = FileMaker(service_of(app).releases)
                stack.callback(maker.close)
                maker.start()
            server = Server(
                app,
                listening,
                threads=settings.threads,
                most_bytes=most_bytes(settings.query_bytes),
                upload_bytes=validation.most_bytes(settings),
                ready=partial(_announce, listening),
            )
            stopping.by(server.stop)
            server.serve_until_stopped()
        finally:
            stopping.over()
            pool.close()
            listening.close()


class Stop(SystemExit):
    """Raised in the main thread by a signal that comes before the server takes requests."""


class _Stopping:
    """What the signals do that end the server."""

    def __init__(self) -> None:
        self.began = False
        self._stop: Callable[[], None] | None = None

    def by(self, stop: Callable[[], None]) -> None:
        """Call ``stop`` from now on, instead of breaking off what is being done."""
        self._stop = stop

    def over(self) -> None:
        """Do nothing any more."""
        self._stop = lambda: None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Stop; a second signal, as of an impatient operator, does not make it end otherwise."""
        first, self.began = not self.began, True
        if self._stop:
            self._stop()
        elif first:
            raise Stop


@contextmanager
def stopping_on(*signals: signal.Signals) -> Iterator[_Stopping]:
    """Stop on ``signals``; where one of them came they do nothing afterwards, because the process ends."""
    stopping = _Stopping()
    before = {each: signal.signal(each, stopping) for each in signals}
    try:
        yield stopping
    finally:
        for each, handler in before.items():
            signal.signal(each, signal.SIG_IGN if stopping.began else handler)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that is bound; InputError if this cannot be done here, with the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise _refusal(host, port, error) from error
    return listening


def _refusal(host: str, port: int, error: OSError | OverflowError) -> InputError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return InputError(
            f"Another program already listens on port {port} of {host}.",
            remedy="Stop it, or choose another port with --port or NQFGRAPH_PORT.",
        )
    if number == errno.EACCES:
        return InputError(
            f"Port {port} may not be opened by this user.",
            remedy="Choose a port above 1023, for example --port 8000.",
        )
    return InputError(
        f"The server cannot listen on {host}, port {port}: {error}.",
        remedy="Give an address of this machine with --host and a port from 0 to 65535 with --port.",
    )


def _announce(listening: socket.socket) -> None:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Serving on http://{shown}:{port}/  (stop with Ctrl-C)\n")
    sys.stdout.flush()
