"""The numbers for operators: what was asked, how it ended, what is at work; for nobody else to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from nqfgraph import __version__
from nqfgraph.errors import InputError, QueryTimeout
from nqfgraph_server.metrics import is_among, read_networks
from nqfgraph_server.sparql.observed import Observation

JSON = {"Accept": "application/sparql-results+json"}
Make = Callable[..., flask.Flask]


@pytest.fixture
def app(make_app: Make) -> flask.Flask:
    return make_app()


def read(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """Return every number by its name and the values of its labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def requests(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """Return the numbers of requests by kind, outcome and status."""
    name = "nqfgraph_http_requests_total"
    return {key[1:]: value for key, value in read(client).items() if key[0] == name}


def test_requests_are_counted_by_kind_status_and_outcome(client: FlaskClient) -> None:
    tag = client.get("/data/level/6.ttl", buffered=True).headers["ETag"]
    for address, headers in {
        "/az/": {},
        "/data/level/6.ttl": {"If-None-Match": tag},
        "/data/level/99.ttl": {},
        "/feeds/atom": {},
        "/nowhere": {},
        "/static/style.css": {},
        "/healthz": {},
        "/sparql?query=ASK%7B%7D": JSON,
        "/sparql?query=SELECT%20*%7B%7D": JSON,
        "/sparql?query=nonsense": JSON,
        "/sparql": {"Accept": "text/turtle"},
    }.items():
        client.get(address, headers=headers, buffered=True)
    counted = requests(client)
    assert {
        ("page", "whole", "2xx"),
        ("data", "whole", "2xx"),
        ("data", "unchanged", "3xx"),
        ("data", "refused", "4xx"),
        ("feed", "whole", "2xx"),
        ("nothing", "refused", "4xx"),
        ("file", "whole", "2xx"),
        ("operations", "whole", "2xx"),
        ("sparql-ask", "whole", "2xx"),
        ("sparql-select", "whole", "2xx"),
        ("sparql-other", "refused", "4xx"),
        ("sparql-service", "whole", "2xx"),
    } == counted.keys()
    assert set(counted.values()) == {1}


def test_bytes_and_times_are_counted_once_a_request(client: FlaskClient) -> None:
    body = client.get("/data/level/6.ttl", buffered=True).data
    client.head("/data/level/6.ttl", buffered=True)
    numbers = read(client)
    assert numbers["nqfgraph_http_sent_bytes_total", "data"] == len(body)
    assert numbers["nqfgraph_http_request_seconds_count", "data"] == 2
    assert numbers["nqfgraph_http_first_byte_seconds_count", "data"] == 2
    assert numbers["nqfgraph_http_first_byte_seconds_sum", "data"] > 0
    assert numbers["nqfgraph_http_request_seconds_sum", "data"] < 60


def test_what_is_at_work_is_told(client: FlaskClient, app: flask.Flask) -> None:
    client.get("/sparql?query=ASK%7B%7D", headers=JSON, buffered=True)
    app.extensions["nqfgraph"].budgets.refused = 3
    numbers = read(client)
    version = app.extensions["nqfgraph"].current().version
    assert numbers["nqfgraph_workers", "idle"] + numbers["nqfgraph_workers", "busy"] == 1
    assert numbers["nqfgraph_workers", "slow"] == 0
    assert numbers["nqfgraph_queries_waiting",] == 0
    assert numbers["nqfgraph_queries_answered_total",] == 1
    assert numbers["nqfgraph_workers_ended_total", "late"] == 0
    assert numbers["nqfgraph_release_workers", "memory", version] == 1
    assert numbers["nqfgraph_cache_requests_total", "miss"] == 1
    assert numbers["nqfgraph_cache_entries",] == 1
    assert numbers["nqfgraph_budget_refusals_total",] == 3
    assert numbers["nqfgraph_release_info", version] == 1
    assert numbers["nqfgraph_ready",] == 1
    assert any(key[0] == "nqfgraph_build_info" and __version__ in key for key in numbers)
    assert numbers["process_resident_memory_bytes",] > 1_000_000
    assert not any(key[0].endswith("_created") for key in numbers)


def test_before_the_first_release_there_are_numbers_too(make_app: Make, tmp_path: Path) -> None:
    numbers = read(make_app(home=tmp_path).test_client())
    assert numbers["nqfgraph_ready",] == 0
    assert not any(key[0] == "nqfgraph_release_info" for key in numbers)


def test_two_applications_count_apart(make_app: Make) -> None:
    one, other = make_app().test_client(), make_app().test_client()
    one.get("/healthz", buffered=True)
    assert requests(one)[("operations", "whole", "2xx")] >= 1
    assert requests(other) == {}


def test_the_size_of_a_file_counts_only_where_it_is_sent(client: FlaskClient) -> None:
    sizes = []
    for method in ("HEAD", "GET"):
        with client.open("/static/style.css", method=method) as answer:
            length = int(answer.headers["Content-Length"])
        sizes.append(read(client)["nqfgraph_http_sent_bytes_total", "file"])
    assert sizes == [0, length]


def test_what_fails_before_anything_began_is_answered_and_not_counted(app: flask.Flask) -> None:
    @app.url_value_preprocessor
    def refuse(endpoint: str | None, values: dict[str, object] | None) -> None:
        if endpoint == "operations.healthy":
            flask.abort(404)

    client = app.test_client()
    assert client.get("/healthz", buffered=True).status_code == 404
    assert requests(client) == {}


# -- streams


def streaming(app: flask.Flask, pieces: Callable[[], Iterator[bytes]]) -> FlaskClient:
    """Return a client of an application that also answers a stream, at /stream."""

    @app.get("/stream")
    def stream() -> flask.Response:
        flask.g.observation = Observation(query="ASK {}", form="ASK", release="1")
        return flask.Response(pieces(), mimetype="text/csv")

    return app.test_client()


def test_a_stream_is_counted_when_it_has_ended(app: flask.Flask) -> None:
    client = streaming(app, lambda: iter([b"abc", b"de"]))
    answer = client.get("/stream")
    assert ("data", "whole", "2xx") not in requests(client)
    assert answer.data == b"abcde"
    answer.close()
    assert requests(client)["data", "whole", "2xx"] == 1
    assert read(client)["nqfgraph_http_sent_bytes_total", "data"] == 5


def test_a_stream_that_fails_is_broken_off(app: flask.Flask) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"abc"
        raise QueryTimeout(1)

    client = streaming(app, pieces)
    answer = client.get("/stream")
    with pytest.raises(QueryTimeout):
        answer.get_data()
    answer.close()
    assert requests(client)["data", "broken off", "2xx"] == 1


def test_a_stream_that_nobody_reads_to_its_end_is_abandoned_and_closed(app: flask.Flask) -> None:
    closed = []

    def pieces() -> Iterator[bytes]:
        try:
            yield b"abc"
            yield b"de"
        finally:
            closed.append(True)

    client = streaming(app, pieces)
    client.get("/stream").close()
    assert requests(client)["data", "abandoned", "2xx"] == 1
    assert closed


# -- who may read


@pytest.mark.parametrize(
    ("allowed", "address", "status"),
    [
        ("127.0.0.0/8, ::1", "127.0.0.1", 200),
        ("127.0.0.0/8, ::1", "::1", 200),
        ("127.0.0.0/8, ::1", "::ffff:127.0.0.1", 200),
        ("127.0.0.0/8, ::1", "192.0.2.1", 403),
        ("10.0.0.0/8", "10.1.2.3", 200),
        ("10.0.0.0/8", "127.0.0.1", 403),
        ("", "127.0.0.1", 403),
        ("127.0.0.1", "", 403),
    ],
)
def test_only_operators_may_read(make_app: Make, allowed: str, address: str, status: int) -> None:
    client = make_app(metrics_from=allowed).test_client()
    answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"


def test_behind_a_proxy_the_client_counts_and_not_the_proxy(make_app: Make) -> None:
    client = make_app(proxies=1).test_client()
    forwarded = {"X-Forwarded-For": "198.51.100.7"}
    assert client.get("/metrics", headers=forwarded).status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 200


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded"])
def test_behind_a_proxy_that_is_not_declared_nobody_may_read(client: FlaskClient, name: str) -> None:
    assert client.get("/metrics", headers={name: "for=198.51.100.7"}).status_code == 403


def test_who_may_not_read_is_told_on_a_page(make_app: Make) -> None:
    answer = make_app(metrics_from="").test_client().get("/metrics?lang=ru", headers={"Accept": "text/html"})
    assert "Вам нельзя это читать" in answer.text
    assert "обслуживает сервер" in answer.text


def test_a_network_that_cannot_be_read_is_refused_at_the_start(make_app: Make) -> None:
    with pytest.raises(InputError, match=r"NQFGRAPH_METRICS_FROM names “10\.0\.0\.300”"):
        make_app(metrics_from="127.0.0.1, 10.0.0.300")


def test_networks_are_read_and_compared() -> None:
    networks = read_networks(" 192.0.2.7/24 ,2001:db8::/32,, ")
    assert len(networks) == 2
    assert is_among("192.0.2.200", networks)
    assert is_among("2001:db8:1::1", networks)
    assert not is_among("somewhere", networks)


def test_every_number_that_the_guide_names_is_there(client: FlaskClient) -> None:
    guide = Path(__file__).resolve().parents[2] / "docs" / "guides" / "operating.md"
    client.get("/az/", buffered=True)
    client.get("/sparql?query=ASK%7B%7D", headers=JSON, buffered=True)
    names = {key[0] for key in read(client)}
    named = set(re.findall(r"\b(?:nqfgraph|process)_[a-z_]+", guide.read_text(encoding="utf-8")))
    histograms = {name.removesuffix("_count") for name in names if name.endswith("_count")}
    assert named - names - histograms == set()
    assert {name for name in names if name.startswith("nqfgraph")} <= named | {
        f"{name}_{part}" for name in histograms for part in ("bucket", "count", "sum")
    }
