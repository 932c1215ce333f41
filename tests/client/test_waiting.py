"""How long a busy endpoint is waited for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqfgraph.client.replies import Reply
from nqfgraph.client.waiting import Budget, Patience, PatienceSpent, read_budget, retry_seconds
from nqfgraph.errors import StoreBusy

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def busy(status: int = 429, **fields: str) -> Reply:
    headers = Message()
    for name, value in fields.items():
        headers[name.replace("_", "-")] = value
    return Reply("http://127.0.0.1/sparql", status, headers, b"", measured=True)


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, 90),
        ({"Retry_After": format_datetime(NOW - timedelta(days=1), usegmt=True)}, 0),
        ({"Retry_After": "Mon, 23 Nov 2026 12:00:05"}, 5),
        ({"Retry_After": "Mon, 23 Nov 2026 16:00:05 +0400"}, 5),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "-1"}, None),
        ({"Retry_After": "Mon, 99 Nov 2026 12:00:05 GMT"}, None),
        ({"RateLimit": '"work";r=0;t=12'}, 12),
        ({"RateLimit": '"work";r=5;t=12'}, None),
        ({"Retry_After": "3", "RateLimit": '"work";r=0;t=12'}, 3),
        ({}, None),
    ],
)
def test_the_endpoint_says_when_to_come_back(fields, seconds):
    assert retry_seconds(busy(**fields), NOW) == seconds


@pytest.mark.parametrize(
    ("field", "budget"),
    [
        ('"work";r=59;t=1', Budget(59, 1)),
        ('"burst";r=7;t=1, "day";r=3;t=3600', Budget(3, 3600)),
        ("default;r=50", Budget(50, None)),
        ('"work";t=30', None),
        ("limit=100, remaining=50", None),
        ("", None),
    ],
)
def test_the_smallest_budget_counts(field, budget):
    assert read_budget(busy(RateLimit=field)) == budget


@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=300))
def test_no_field_is_too_odd(text: str) -> None:
    reply = busy(RateLimit=text, Retry_After=text)
    seconds = retry_seconds(reply, NOW)
    assert seconds is None or seconds >= 0


def test_waits_add_up_to_the_patience() -> None:
    slept: list[float] = []
    patience = Patience(10, sleep=slept.append, jitter=lambda: 1.0)
    patience.wait(busy(Retry_After="4"), NOW)
    patience.wait(busy(503, Retry_After="5"), NOW)
    assert slept == [pytest.approx(4.4), pytest.approx(5.5)]
    with pytest.raises(PatienceSpent, match=r"Ask again in 2 seconds") as caught:
        patience.wait(busy(Retry_After="2"), NOW)
    assert caught.value.retry_seconds == 2
    assert isinstance(caught.value, StoreBusy)


def test_without_a_word_the_waits_grow() -> None:
    slept: list[float] = []
    patience = Patience(1000, sleep=slept.append, jitter=lambda: 0.0)
    for _ in range(8):
        patience.wait(busy(503), NOW)
    assert slept == [1, 2, 4, 8, 16, 32, 60, 60]


def test_waits_of_no_length_end_too() -> None:
    slept: list[float] = []
    patience = Patience(1, sleep=slept.append)

    def wait_again_and_again() -> None:
        while len(slept) < 1000:
            patience.wait(busy(Retry_After="0"), NOW)

    with pytest.raises(PatienceSpent):
        wait_again_and_again()


def test_no_patience_is_no_wait() -> None:
    with pytest.raises(PatienceSpent, match="Ask again in 1 seconds"):
        Patience(0, sleep=lambda _: pytest.fail("it slept")).wait(busy(Retry_After="0"), NOW)
