"""What is shipped for running the server is in order, and nginx before it changes nothing that matters."""

from __future__ import annotations

import configparser
import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
import yaml

from nqfgraph.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "server" / "deploy"
UNITS = sorted(each.name for pattern in ("*.service", "*.timer") for each in DEPLOY.glob(pattern))
GUARD_SECONDS = 60.0

Program = Callable[[str], str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# -- the container file


@dataclass(frozen=True)
class Instruction:
    """A line of a container file, in the number of its stage."""

    stage: int
    word: str
    rest: str


@pytest.fixture(scope="module")
def instructions() -> list[Instruction]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    found: list[Instruction] = []
    stage = -1
    for line in filter(str.strip, lines):
        word, _, rest = line.strip().partition(" ")
        stage += word == "FROM"
        found.append(Instruction(stage, word, rest.strip()))
    return found


def of(instructions: list[Instruction], word: str, stage: int | None = None) -> list[str]:
    return [each.rest for each in instructions if each.word == word and stage in (None, each.stage)]


def test_the_container_runs_as_a_user_without_rights(instructions: list[Instruction]) -> None:
    assert {each.word for each in instructions} <= {
        *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL"),
        *("HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    last = max(each.stage for each in instructions)
    users = of(instructions, "USER", last)
    assert users
    assert not re.match(r"(root|0)\b", users[-1])
    after_user = [each.word for each in instructions[-7:]]
    assert "RUN" not in after_user
    assert "COPY" not in after_user


def test_no_image_is_without_a_version_and_none_is_pinned_to_bytes(instructions: list[Instruction]) -> None:
    for image in of(instructions, "FROM"):
        assert re.fullmatch(r"[\w./-]+:[\w.-]*\d[\w.-]*( AS \w+)?", image), image


def test_what_is_copied_exists_and_is_enough_for_a_wheel(
    instructions: list[Instruction], tmp_path: Path
) -> None:
    (tmp_path / "source").mkdir()
    for rest in of(instructions, "COPY", 0):
        *sources, target = rest.split()
        for source in sources:
            assert (ROOT / source).exists(), source
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, tmp_path / "source" / target, dirs_exist_ok=True)
            else:
                shutil.copy(ROOT / source, tmp_path / "source")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        ".",
    ]
    built = subprocess.run(command, cwd=tmp_path / "source", capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert list(tmp_path.glob("nqfgraph-*.whl"))


def test_no_secret_and_no_shell_is_in_the_container_file(instructions: list[Instruction]) -> None:
    text = "\n".join(each.rest for each in instructions)
    assert not re.search(r"(?i)password|secret|token|api_?key|https?://(?!127\.0\.0\.1)", text)
    for word in ("RUN", "ENTRYPOINT", "CMD"):
        assert all(rest.startswith("[") for rest in of(instructions, word)), word
    [check] = of(instructions, "HEALTHCHECK")
    assert "urllib" in check
    assert "/readyz" in check


# -- compose


def test_the_composition_gives_nothing_that_is_not_needed() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for service in composed["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["volumes"] == ["home:/var/lib/nqfgraph"]
        assert "privileged" not in service
    server = composed["services"]["server"]
    assert all(each.startswith("127.0.0.1:") for each in server["ports"])
    assert (DEPLOY / server["build"]["context"] / server["build"]["dockerfile"]).is_file()


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_only_settings_that_there_are_are_set(path: Path) -> None:
    known = {f"NQFGRAPH_{each.name.upper()}" for each in fields(Settings)}
    assert set(re.findall(r"NQFGRAPH_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8"))) <= known


# -- systemd


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Return a folder with the units, whose program is one that is here."""
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/nqfgraph/bin/nqfgraph", sys.executable))
    return tmp_path


def read_unit(name: str) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(DEPLOY / name, encoding="utf-8")
    return {section: dict(parser[section]) for section in parser.sections()}


def test_systemd_reads_the_units_without_a_remark(program: Program, units: Path) -> None:
    command = [program("systemd-analyze"), "verify", "--man=no", *(str(units / name) for name in UNITS)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=GUARD_SECONDS)
    remarks = [line for line in checked.stderr.splitlines() if "nqfgraph" in line]
    assert (checked.returncode, remarks) == (0, [])


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_systemd_finds_the_units_well_protected(program: Program, units: Path, name: str) -> None:
    command = [program("systemd-analyze"), "security", "--offline=true", "--threshold=20", str(units / name)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=GUARD_SECONDS)
    assert checked.returncode == 0, checked.stdout


def test_the_unit_gives_queries_time_to_end_and_lets_workers_be_bounded() -> None:
    service = read_unit("nqfgraph.service")["Service"]
    assert service["KillSignal"] == "SIGTERM"
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"].rstrip("s")) > Settings().query_seconds
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["StateDirectory"] == "nqfgraph"
    # Workers set their own limits: setrlimit is in the group @resources.
    assert "@resources" not in (DEPLOY / "nqfgraph.service").read_text(encoding="utf-8")


# -- nginx


@dataclass(frozen=True)
class Proxied:
    """Nginx before a server: its port for TLS, and the server's own port."""

    port: int
    server_port: int

    def connect(self) -> http.client.HTTPSConnection:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=GUARD_SECONDS, context=context)

    def get(self, address: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        given = {
            "Host": "data.example.org",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        with closing(self.connect()) as connection:
            connection.request("GET", address, headers=given)
            answer = connection.getresponse()
            return answer, answer.read()


def wait_for(port: int) -> None:
    until = time.monotonic() + GUARD_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing listens on port {port}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(GUARD_SECONDS)
    finally:
        process.kill()


@pytest.fixture(scope="module")
def configuration(program: Program, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """Return the folder of an nginx with the shipped file, its port, and the port behind it."""
    folder = tmp_path_factory.mktemp("nginx")
    plain, secure, server = free_port(), free_port(), free_port()
    certificate = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    certificate += ["-subj", "/CN=data.example.org", "-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(certificate, cwd=folder, check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for before, after in (
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{server};"),
        ("/etc/ssl/certs/data.example.org.pem", f"{folder}/certificate.pem"),
        ("/etc/ssl/private/data.example.org.key", f"{folder}/key.pem"),
    ):
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    (folder / "nqfgraph.conf").write_text(text)
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log warn;\n"
        f"events {{ worker_connections 256; }}\n"
        f"http {{ access_log off; {temporary}\n include {folder}/nqfgraph.conf; }}\n"
    )
    return folder, secure, server


@pytest.fixture(scope="module")
def proxied(program: Program, configuration: tuple[Path, int, int], home: Path) -> Iterator[Proxied]:
    """Run nginx with the shipped file before our server."""
    folder, port, server_port = configuration
    environment = {
        **os.environ,
        "NQFGRAPH_HOME": str(home),
        "NQFGRAPH_PROXIES": "1",
        "NQFGRAPH_PORT": str(server_port),
        "NQFGRAPH_WORKERS": "1",
    }
    ours = [sys.executable, "-m", "nqfgraph.cli", "serve"]
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(ours, env=environment, stdout=log, stderr=log) as server,
    ):
        try:
            wait_for(server_port)
            with subprocess.Popen(
                [program("nginx"), "-c", f"{folder}/nginx.conf", "-p", str(folder)]
            ) as nginx:
                try:
                    wait_for(port)
                    yield Proxied(port, server_port)
                finally:
                    stop(nginx)
        finally:
            stop(server)


def test_nginx_reads_the_file(program: Program, configuration: tuple[Path, int, int]) -> None:
    folder, _, _ = configuration
    command = [program("nginx"), "-t", "-c", f"{folder}/nginx.conf", "-p", str(folder)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_the_endpoint_is_described_at_the_address_that_clients_use(proxied: Proxied) -> None:
    _, body = proxied.get("/sparql", Accept="application/n-triples")
    assert b"<https://data.example.org/sparql>" in body
    assert b"127.0.0.1" not in body


def test_what_a_client_says_of_itself_is_not_believed(proxied: Proxied) -> None:
    forged = {
        "X_Forwarded_For": "127.0.0.1",
        "X_Forwarded_Host": "evil.example",
        "Forwarded": "for=127.0.0.1",
    }
    _, body = proxied.get("/sparql", Accept="application/n-triples", **forged)
    assert b"evil" not in body
    answer, _ = proxied.get("/metrics", **forged)
    assert answer.status == 403


def test_conditional_requests_pass_also_where_nginx_compressed(proxied: Proxied) -> None:
    plain, text = proxied.get("/data/level/6.ttl")
    assert plain.headers["ETag"]
    packed, body = proxied.get("/data/level/6.ttl", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == text
    for answer in (plain, packed):
        again, body = proxied.get(
            "/data/level/6.ttl", If_None_Match=answer.headers["ETag"], Accept_Encoding="gzip"
        )
        assert (again.status, body) == (304, b"")


def test_fields_of_budgets_and_limits_pass(proxied: Proxied) -> None:
    answer, _ = proxied.get("/sparql?query=ASK%20%7B%3Cx:limits%3E%20?p%20?o%7D&format=json")
    assert answer.status == 200
    assert answer.headers["RateLimit-Policy"].startswith('"work";q=60')
    assert answer.headers["Query-Limits"]


SLOW = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""Its first rows come at once, its last ones never."""


def test_rows_come_before_the_query_has_ended_and_a_client_that_leaves_frees_the_worker(
    proxied: Proxied,
) -> None:
    with closing(proxied.connect()) as connection:
        address = f"/sparql?format=csv&timeout=25&query={SLOW.replace(' ', '%20').replace('?', '%3F')}"
        connection.request("GET", address, headers={"Host": "data.example.org"})
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.read(1000)
    began = time.monotonic()
    while busy(proxied) and time.monotonic() < began + GUARD_SECONDS:
        time.sleep(0.1)
    assert busy(proxied) == 0
    # Else it was the deadline that ended the query, and nobody noticed that the client had left.
    assert time.monotonic() < began + 20


def busy(proxied: Proxied) -> float:
    """Return how many workers are at work, as the server itself tells."""
    with closing(
        http.client.HTTPConnection("127.0.0.1", proxied.server_port, timeout=GUARD_SECONDS)
    ) as direct:
        direct.request("GET", "/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
        text = direct.getresponse().read().decode()
    return sum(float(each) for each in re.findall(r'nqfgraph_workers\{state="(?:busy|slow)"\} (\S+)', text))
