"""Runs the application: query workers first, then threads, and an orderly end."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import waitress

from nqfgraph.errors import InputError
from nqfgraph.release import Releases
from nqfgraph.settings import Settings
from nqfgraph_server import create_app
from nqfgraph_server.workers import QueryPool


def run(settings: Settings, releases: Releases | None = None) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is being answered and return.

    Prints the address once requests are taken. Raises InputError if the port is not free or not allowed.
    """
    listening = _listen(settings.host, settings.port)
    pool = QueryPool(settings)
    with suppress(_Stop), _stopping_on(signal.SIGTERM, signal.SIGINT) as stop_listening:
        try:
            # Workers are forked: a process must do that before it has threads.
            pool.start(wait=True)
            app = create_app(settings, releases, pool=pool)
            server = waitress.create_server(
                app,
                sockets=[listening],
                threads=settings.threads,
                ident="nqfgraph",
                # Without a look ahead a client that went away is not noticed before the answer is written.
                channel_request_lookahead=1,
            )
            _announce(listening)
            try:
                server.run()
            finally:
                stop_listening()
                server.task_dispatcher.shutdown()
                server.close()
        finally:
            stop_listening()
            pool.close()
            listening.close()


class _Stop(SystemExit):
    """Raised in the main thread by the signals that end the server.

    A SystemExit, because waitress closes a connection on any other exception and goes on.
    """


@contextmanager
def _stopping_on(*signals: signal.Signals) -> Iterator[Callable[[], None]]:
    """Raise _Stop on ``signals`` until the function that this gives is called; from then on they do nothing.

    They stay so where one of them came: the process ends, and a second one must not make it end otherwise.
    """
    stopped = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        raise _Stop

    def stop_listening() -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)

    before = {each: signal.signal(each, stop) for each in signals}
    try:
        yield stop_listening
    finally:
        for each, handler in before.items():
            if not stopped:
                signal.signal(each, handler)


def _listen(host: str, port: int) -> socket.socket:
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
