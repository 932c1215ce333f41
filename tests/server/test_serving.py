"""The server process: starts, answers, ends in order, and says what stands in its way."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NoReturn

import pytest

from nqfgraph.errors import InputError
from nqfgraph.settings import Settings
from nqfgraph_server import serving
from nqfgraph_server.serving import run

PROGRAM = """
import sys
from pathlib import Path
from nqfgraph.settings import Settings
from nqfgraph_server.serving import run

if __name__ == "__main__":
    run(Settings(home=Path(sys.argv[1]), port=0, workers=1, threads=2))
"""


def serve_and_stop(process: subprocess.Popen[str], how: signal.Signals) -> str:
    """Ask the server what a reader would, stop it by a signal, and return what it wrote of errors."""
    assert process.stdout is not None
    address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert address
    with urllib.request.urlopen(f"{address[0]}healthz", timeout=20) as answer:
        assert answer.status == 200
    request = urllib.request.Request(f"{address[0]}id/level/6", headers={"Accept": "text/turtle"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert b"LevelStatement" in answer.read()
    with urllib.request.urlopen(f"{address[0]}sparql?query=ASK%7B%7D&format=json", timeout=20) as answer:
        assert json.load(answer)["boolean"] is True
    # The second one, as of an impatient operator, must not break into the orderly end.
    process.send_signal(how)
    process.send_signal(how)
    return process.communicate(timeout=30)[1]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(home: Path, tmp_path: Path, how: signal.Signals) -> None:
    program = tmp_path / "serve.py"
    program.write_text(PROGRAM)
    started = subprocess.Popen(
        [sys.executable, str(program), str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    with started as process:
        try:
            errors = serve_and_stop(process, how)
        finally:
            process.kill()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_said_with_the_way_out(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port} .*choose another port") as caught:
            run(Settings(home=settings.home, port=port))
    assert "--port" in str(caught.value)


def test_a_port_that_this_user_may_not_open_is_said_with_the_way_out() -> None:
    refusal = serving._refusal("127.0.0.1", 80, PermissionError(errno.EACCES, "Permission denied"))
    assert "Port 80 may not be opened" in refusal.message
    assert "--port 8000" in (refusal.remedy or "")


def test_a_signal_before_anything_is_served_ends_the_start(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def begin(*arguments: object, **named: object) -> NoReturn:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        raise AssertionError("the signal was not heeded")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(serving, "create_app", begin)
    try:
        run(Settings(home=home, port=0))
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN  # the process ends, and must not twice
    finally:
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    assert capsys.readouterr().out == ""


def test_handlers_that_were_there_before_are_there_again(settings: Settings) -> None:
    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    with serving.stopping_on(signal.SIGTERM, signal.SIGINT):
        assert signal.getsignal(signal.SIGTERM) is not before[0]
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)] == before


@pytest.mark.parametrize(
    ("host", "port"), [("256.1.1.1", 0), ("192.0.2.1", 0), ("127.0.0.1", 70_000), ("::zz", 0)]
)
def test_an_address_that_cannot_be_used_is_said(settings: Settings, host: str, port: int) -> None:
    with pytest.raises(InputError, match=re.escape(host)):
        run(Settings(home=settings.home, host=host, port=port))
