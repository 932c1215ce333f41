"""A client has seconds of work, which come back evenly; who has none left is told when to come again."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import flask
import http_sf
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.errors import InputError
from nqfgraph.settings import Settings
from nqfgraph_server import limits
from nqfgraph_server.budgets import Budgets, BudgetSpent, name_client, whole_seconds

CLIENT = "192.0.2.1"
SECONDS = st.floats(min_value=0, max_value=1000, allow_nan=False)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make(clock: Clock, limit: float = 60, window: float = 30, most: int = 100) -> Budgets:
    settings = Settings(client_seconds=limit, client_window_seconds=window)
    return Budgets(settings, clock=clock, most_clients=most)


@given(
    st.lists(st.tuples(SECONDS, SECONDS), max_size=30),
    st.floats(min_value=0.1, max_value=500),
    st.floats(min_value=1, max_value=500),
)
def test_no_budget_is_above_its_limit_or_further_below_zero_than_one_query(
    steps: list[tuple[float, float]], limit: float, window: float
) -> None:
    clock = Clock()
    budgets = make(clock, limit, window)
    most_debt = 0.0
    for cost, pause in steps:
        wait = budgets.retry_seconds(CLIENT)
        assert 0 <= wait <= (most_debt + min(1, limit)) * window / limit * 1.001
        clock.now += wait * 1.001
        budgets.check(CLIENT)
        budgets.charge(CLIENT, cost)
        most_debt = max(most_debt, cost)
        left = budgets.left(CLIENT)
        assert 0 <= left.remaining <= left.limit == limit
        assert 0 <= left.reset_seconds <= (limit + most_debt) * window / limit * 1.001
        clock.now += pause


@given(st.floats(min_value=0.001, max_value=60), st.floats(min_value=0, max_value=1))
def test_what_was_used_comes_back_evenly(used: float, share: float) -> None:
    clock = Clock()
    budgets = make(clock, limit=60, window=30)
    budgets.charge(CLIENT, used)
    assert budgets.left(CLIENT).reset_seconds == pytest.approx(used / 2)
    clock.now += share * used / 2
    assert budgets.left(CLIENT).remaining == pytest.approx(60 - used * (1 - share), abs=1e-6)
    clock.now += used
    assert budgets.left(CLIENT).remaining == 60


def test_who_has_used_everything_up_is_refused_until_a_second_of_work_is_back(clock: Clock) -> None:
    budgets = make(clock)
    budgets.check(CLIENT)
    budgets.charge(CLIENT, 70)
    with pytest.raises(BudgetSpent) as caught:
        budgets.check(CLIENT)
    assert caught.value.retry_seconds == pytest.approx(5.5)
    budgets.check("192.0.2.2")
    clock.now += 5.5
    budgets.check(CLIENT)
    assert budgets.refused == 1


def test_without_a_limit_nobody_is_ever_refused(clock: Clock) -> None:
    budgets = make(clock, limit=0)
    budgets.charge(CLIENT, 1e9)
    budgets.check(CLIENT)
    assert budgets.left(CLIENT).limit == 0
    assert limits.budget_fields(budgets, CLIENT) == {}


def test_only_so_many_clients_are_remembered_and_the_longest_quiet_one_is_forgotten(clock: Clock) -> None:
    budgets = make(clock, most=2)
    for client in ("192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3"):
        budgets.charge(client, 30)
    assert budgets.left("192.0.2.1").remaining == 0
    assert budgets.left("192.0.2.2").remaining == 60
    assert budgets.left("192.0.2.3").remaining == 30


def test_many_threads_lose_no_work(clock: Clock) -> None:
    budgets = make(clock, limit=10_000)
    threads = [
        threading.Thread(target=lambda: [budgets.charge(CLIENT, 1) for _ in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budgets.left(CLIENT).remaining == 8000


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0db8:0001:0002::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a:b", "a:b"),
    ],
)
def test_an_ipv6_network_is_one_client(address: str, client: str) -> None:
    assert name_client(address) == client


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_seconds", -1.0),
        ("client_seconds", float("nan")),
        ("client_seconds", float("inf")),
        ("client_window_seconds", 0.0),
    ],
)
def test_a_setting_that_is_no_budget_is_refused_by_its_name(name: str, value: float) -> None:
    with pytest.raises(InputError, match=f"NQFGRAPH_{name.upper()} is {value:g}"):
        Budgets(Settings(**{name: value}))


def test_a_time_to_wait_is_whole_seconds_and_never_none() -> None:
    assert [whole_seconds(each) for each in (0, 0.2, 1, 1.01)] == [1, 1, 1, 2]


@given(st.floats(min_value=0.1, max_value=5000), st.floats(min_value=1, max_value=5000), SECONDS)
def test_the_budget_is_told_in_structured_fields(limit: float, window: float, used: float) -> None:
    budgets = make(Clock(), limit, window)
    budgets.charge(CLIENT, used)
    fields = limits.budget_fields(budgets, CLIENT)
    [(policy, policy_parameters)] = http_sf.parse(fields["RateLimit-Policy"].encode(), tltype="list")
    [(name, parameters)] = http_sf.parse(fields["RateLimit"].encode(), tltype="list")
    assert name == policy == "work"
    assert policy_parameters["qu"] == "seconds"
    assert all(isinstance(policy_parameters[each], int) for each in "qw")
    assert 0 <= parameters["r"] <= policy_parameters["q"]
    assert parameters["t"] >= 0


def test_the_limits_are_told_as_a_dictionary() -> None:
    field = limits.describe(Settings(query_seconds=2.5, query_megabytes=512)).field
    assert http_sf.parse(field.encode(), tltype="dictionary") == {
        "seconds": (2.5, {}),
        "wait": (5, {}),
        "megabytes": (512, {}),
        "bytes": (1_048_576, {}),
    }


# -- over HTTP

ASK = "/sparql?query=ASK%20%7B%20?s%20?p%20{}%20%7D"


@pytest.fixture
def spent(make_app: Callable[..., flask.Flask]) -> FlaskClient:
    """Return a client that has used its budget up, by half a minute."""
    app = make_app(client_seconds=10.0, client_window_seconds=20.0)
    app.extensions["nqfgraph"].budgets.charge("127.0.0.1", 25)
    return app.test_client()


def test_a_spent_budget_is_answered_with_the_time_to_come_back(spent: FlaskClient) -> None:
    answer = spent.get(ASK.format(1), headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 429
    assert answer.mimetype == "application/problem+json"
    assert 30 <= int(answer.headers["Retry-After"]) <= 32
    assert answer.headers["RateLimit-Policy"] == '"work";q=10;qu="seconds";w=20'
    assert answer.headers["RateLimit"].startswith('"work";r=0;t=')
    assert "Retry-After" in answer.json["detail"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("az", "hesablama vaxtını tükədib"), ("en", "used up the computing time"), ("ru", "время вычислений")],
)
def test_a_person_is_told_in_their_language(spent: FlaskClient, language: str, words: str) -> None:
    answer = spent.get(ASK.format(2), headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 1
    assert words in answer.text


def test_behind_a_proxy_every_client_has_a_budget_of_its_own(make_app: Callable[..., flask.Flask]) -> None:
    app = make_app(proxies=1)
    app.extensions["nqfgraph"].budgets.charge("2001:db8:1:2::7", 1000)
    statuses = [
        app.test_client().get(ASK.format(4), headers={"X-Forwarded-For": address}).status_code
        for address in ("2001:db8:1:2::8", "2001:db8:1:3::7", "127.0.0.1")
    ]
    assert statuses == [429, 200, 200]


def test_what_is_kept_is_given_to_those_who_have_nothing_left(make_app: Callable[..., flask.Flask]) -> None:
    app = make_app()
    client = app.test_client()
    first = client.get(ASK.format(5), headers={"Accept": "application/sparql-results+json"})
    app.extensions["nqfgraph"].budgets.charge("127.0.0.1", 1000)
    again = client.get(ASK.format(5), headers={"Accept": "application/sparql-results+json"})
    assert again.status_code == 200
    assert again.data == first.data
    assert "RateLimit" not in again.headers
    known = {"Accept": "application/sparql-results+json", "If-None-Match": first.headers["ETag"]}
    assert client.get(ASK.format(5), headers=known).status_code == 304


def test_pages_and_data_cost_nothing(spent: FlaskClient) -> None:
    assert spent.get("/data/level/6.ttl").status_code == 200
    answer = spent.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    assert answer.headers["Query-Limits"].startswith("seconds=30")
    assert "RateLimit" not in answer.headers


def test_work_is_charged_and_the_budget_told(make_app: Callable[..., flask.Flask]) -> None:
    app = make_app(client_seconds=1000.0, client_window_seconds=1e9)
    answer = app.test_client().get(
        ASK.format(3), headers={"Accept": "application/sparql-results+json"}, buffered=True
    )
    assert answer.status_code == 200
    assert re.match(r'"work";r=(?:999|1000);t=', answer.headers["RateLimit"])
    left = app.extensions["nqfgraph"].budgets.left("127.0.0.1")
    assert left.limit - 30 < left.remaining < left.limit
