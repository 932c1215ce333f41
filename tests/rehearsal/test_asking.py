"""Asking a web application in this process."""

from __future__ import annotations

from typing import Any

import pytest

from nqfgraph.errors import InputError
from nqfgraph.rehearsal import asking
from nqfgraph.rehearsal.asking import AGENT, Asker


def test_an_address_below_the_base_is_asked_as_over_a_network(site: Any) -> None:
    seen: dict[str, Any] = {}

    def page(environment: dict[str, Any]) -> tuple[int, str, str]:
        seen.update(environment)
        return 200, "Text/Plain; charset=utf-8", "ə"

    site.pages["/id/q/Ã¶%?a=%C9%99"] = page
    site.headers["/id/q/Ã¶%?a=%C9%99"] = [("Vary", "Accept"), ("vary", "Accept-Language")]
    asker = Asker(site, "https://host.example:8443/reg/")
    answer = asker.get("https://host.example:8443/reg/id/q/%C3%B6%25?a=ə#part", "text/plain")
    assert (answer.status, answer.media_type, answer.body.decode()) == (200, "text/plain", "ə")
    assert answer.headers["vary"] == "Accept, Accept-Language"
    assert seen["HTTP_HOST"] == "host.example:8443"
    assert seen["SERVER_PORT"] == "8443"
    assert seen["SCRIPT_NAME"] == "/reg"
    assert seen["REQUEST_URI"].startswith("/reg/id/q/%C3%B6%25?")
    assert (seen["HTTP_USER_AGENT"], seen["HTTP_ACCEPT"]) == (AGENT, "text/plain")
    assert site.closed == 1


def test_redirects_are_followed_below_the_base_and_not_for_ever(site: Any, ask: Asker) -> None:
    site.pages |= {
        "/a": (303, "text/plain", ""),
        "/b": (200, "text/plain", "b"),
        "/c": (302, "text/plain", ""),
    }
    site.headers |= {"/a": [("Location", "/b")], "/c": [("Location", "c")]}
    assert ask.get("a").iri == "https://demo.example/b"
    assert ask.get("a", follow=False).status == 303
    assert ask.get("c").status == 302
    site.headers["/a"] = [("Location", "https://other.example/")]
    with pytest.raises(InputError, match="not below"):
        ask.get("a")


def test_an_answer_that_does_not_end_is_left(site: Any, ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 3)
    site.pages["/long"] = (200, "text/plain", b"four")
    with pytest.raises(InputError, match="more than"):
        ask.get("long")
    assert site.closed == 1
    site.pages["/short"] = (200, "text/plain", b"abc")
    assert ask.get("short", fields={"If-None-Match": '"a"'}).body == b"abc"
