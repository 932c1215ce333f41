"""What a second visit costs, and where an address of somebody else's making leads."""

from __future__ import annotations

from collections.abc import Callable
from email.message import Message
from urllib.parse import urlsplit

import pytest

PAGES = [
    "/en/",
    "/az/qualifications?q=komputer",
    "/ru/levels/compare",
    "/en/qualifications/compare?q=2024/6005009&q=2024/6004008",
    "/az/qualifications/2024/6005009/statement",
    "/doc/qualification/2024/6005009?lang=ru",
    "/doc/level/6?lang=az",
    "/en/statistics",
    "/en/organisations",
    "/en/releases",
    "/en/about",
    "/en/validate",
    "/def/?lang=en",
    "/catalogue?lang=en",
    "/sparql?lang=en",
    "/sparql/examples?lang=en",
    "/static/style.css",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_page_that_has_not_changed_is_not_sent_again(
    register: str, read: Callable[..., tuple[int, Message]], path: str, coding: str
) -> None:
    status, headers = read(register + path, Accept_Encoding=coding)
    assert status == 200
    status, again = read(register + path, Accept_Encoding=coding, If_None_Match=headers["ETag"])
    assert status == 304
    assert again["ETag"] == headers["ETag"]
    assert headers["Set-Cookie"] is None
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "/\\evil.example/",
        "/en//evil.example/",
        "/%2F%2Fevil.example/",
        "/qualifications?next=https://evil.example/",
        "/levels?lang=https://evil.example/",
        "/?url=//evil.example",
        "/id/qualification//evil.example/..",
        "/id/level/6?next=//evil.example",
        "/id/qualification/https://evil.example/",
        "/validate?lang=//evil.example",
    ],
)
def test_no_redirect_leads_elsewhere(
    register: str, read: Callable[..., tuple[int, Message]], path: str
) -> None:
    status, headers = read(register + path, Accept_Language="en")
    target = headers["Location"]
    assert (target is not None) == (300 <= status < 400)
    if target is not None:
        assert not target.startswith(("//", "/\\"))
        assert urlsplit(target).netloc in ("", urlsplit(register).netloc)
