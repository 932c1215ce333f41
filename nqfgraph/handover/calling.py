"""Tells QDR that a new file is out: a POST to the one address that the operator has set.

QDR's way of publishing “own server, with a call when it is updated” works so; its address and key come with
the publishing agreement and stand in no public document, so both are settings, and so is the field that takes
the key. Nothing else is sent than where the file is and what it is. Redirects are not followed, because the
key must not go to another host.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from nqfgraph import __version__
from nqfgraph.errors import InputError
from nqfgraph.exports.qdr import LEARNING_OPPORTUNITIES, QUALIFICATIONS, Dataset
from nqfgraph.files import read_text
from nqfgraph.handover.calls import Call, Outcome, keep_call, read_calls
from nqfgraph.handover.making import Made
from nqfgraph.release import Release
from nqfgraph.settings import Settings

MOST_ATTEMPTS = 6
_SILENCE_SECONDS = 10.0
"""Longest silence of the host within one attempt."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_ANSWER_BYTES = 16_384
"""Of an answer no more is read, however much is sent."""
_MESSAGE_LENGTH = 300
_LONGEST_NUMBER = 9
_LOCAL = ("localhost", "127.0.0.1", "::1")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_BEARER = "authorization"


@dataclass(frozen=True, slots=True)
class Target:
    """Who is called, and with which key."""

    iri: str
    shown: str
    """The address without query and password, for records and messages."""
    key: str = field(repr=False)
    field_name: str
    seconds: float
    """Longest time of all attempts."""


def target_of(settings: Settings, dataset: Dataset = QUALIFICATIONS) -> Target | None:
    """Return whom the settings want to be called when a file of a data type is out, None for nobody.

    Raises InputError for an address that is none or would carry the key in the clear, and for a key that
    cannot be read.
    """
    name, iri = "NQFGRAPH_QDR_CALL", settings.qdr_call
    if dataset is LEARNING_OPPORTUNITIES and settings.qdr_call_opportunities:
        name, iri = "NQFGRAPH_QDR_CALL_OPPORTUNITIES", settings.qdr_call_opportunities
    if not iri:
        return None
    shown = _shown(name, iri)
    key = settings.qdr_key
    if settings.qdr_key_file:
        key = read_text(Path(settings.qdr_key_file)).strip()
    if not key.isprintable() or not key.isascii():
        raise InputError(
            "The key for QDR holds characters that cannot be sent.",
            remedy="Write it on one line into the file of NQFGRAPH_QDR_KEY_FILE, as it was handed out.",
        )
    if not _FIELD.fullmatch(settings.qdr_key_field):
        raise InputError(
            f"The setting NQFGRAPH_QDR_KEY_FIELD is “{settings.qdr_key_field[:80]}”, no header field.",
            remedy="Write one such as Authorization or X-API-Key.",
        )
    return Target(iri, shown, key, settings.qdr_key_field, settings.qdr_call_seconds)


def _shown(name: str, iri: str) -> str:
    """Return the address that a setting holds as it may be shown, InputError if it cannot be called."""
    try:
        parts = urlsplit(iri)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.username or not iri.isascii():
        raise InputError(
            f"The setting {name} is not an address that can be called.",
            remedy="Write one such as https://host.example.org/path, without user and password.",
        )
    if parts.scheme == "http" and host not in _LOCAL:
        raise InputError(
            f"The setting {name} would send the key to {host} in the clear.",
            remedy="Use an address that begins with https.",
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path}"


def call_out(
    target: Target,
    release: Release,
    made: Made,
    home: Path,
    *,
    again: bool = False,
    pause: Callable[[float], None] = time.sleep,
) -> Call:
    """Tell the host of a file, and keep what came of it in the home.

    Nobody is told of a file that the host accepted last, unless ``again``, nor of one without any record. An
    attempt that may succeed later is repeated after a pause that doubles, or as long as ``Retry-After`` asks.
    Raises ReleaseError if the outcome cannot be kept.
    """
    began, now = time.monotonic(), datetime.now(UTC).replace(microsecond=0)
    outcome = None if again else _needless(target, made, home)
    if not made.written:
        outcome = Outcome.NOTHING
    call = Call(
        time=now,
        release=release.version,
        sha256=made.sha256,
        address=target.shown,
        dataset=made.dataset.name,
        outcome=outcome or Outcome.BEGUN,
    )
    # What has begun is kept too: a program that is killed while it calls must not leave no trace of it.
    keep_call(home, call)
    if outcome is not None:
        return call
    tried = _Attempts(target, _body(release, made), pause).run()
    done = replace(
        call,
        outcome=tried.outcome,
        attempts=tried.attempts,
        status=tried.status,
        seconds=round(time.monotonic() - began, 3),
        message=tried.message,
    )
    keep_call(home, done, begun=call)
    return done


def _needless(target: Target, made: Made, home: Path) -> Outcome | None:
    """Say that the host has accepted this file already; what it could not be told since does not count."""
    accepted = [
        call
        for call in read_calls(home)
        if call.address == target.shown
        and call.dataset == made.dataset.name
        and call.outcome is Outcome.ACCEPTED
    ]
    return Outcome.UNCHANGED if accepted and accepted[-1].sha256 == made.sha256 else None


def _body(release: Release, made: Made) -> dict[str, object]:
    base, dataset = release.manifest.register.base, made.dataset
    counted = "qualifications" if dataset is QUALIFICATIONS else "learningOpportunities"
    return {
        "dataset": dataset.name,
        "address": f"{base}{dataset.path}",
        "versionAddress": f"{base}{dataset.path_of(release.version)}",
        "version": release.version,
        "sha256": made.sha256,
        "bytes": made.size,
        counted: made.written,
    }


@dataclass(frozen=True, slots=True)
class _Tried:
    outcome: Outcome
    attempts: int = 0
    status: int | None = None
    message: str = ""
    retry_seconds: float = 0.0


class _Attempts:
    """Asks the host until it has answered for good, or the time is over."""

    def __init__(self, target: Target, body: dict[str, object], pause: Callable[[float], None]) -> None:
        self._target = target
        self._body = body
        self._pause = pause
        self._until = time.monotonic() + target.seconds

    def run(self) -> _Tried:
        wait = _FIRST_PAUSE
        # What a proxy or a .netrc of the machine says must not change who gets the key.
        with httpx.Client(trust_env=False, follow_redirects=False) as client:
            for number in range(1, MOST_ATTEMPTS + 1):
                tried = self._attempt(client, number)
                delay = max(wait, tried.retry_seconds)
                if tried.outcome is not Outcome.FAILED or number == MOST_ATTEMPTS or delay > self._left():
                    break
                self._pause(delay)
                wait = min(2 * wait, _LONGEST_PAUSE)
        return tried

    def _left(self) -> float:
        return self._until - time.monotonic()

    def _attempt(self, client: httpx.Client, number: int) -> _Tried:
        timeout = max(0.1, min(_SILENCE_SECONDS, self._left()))
        try:
            with client.stream(
                "POST", self._target.iri, json=self._body, headers=self._fields(), timeout=timeout
            ) as response:
                said = self._said(response)
                status = response.status_code
                again = status == httpx.codes.TOO_MANY_REQUESTS or status >= 500
                outcome = Outcome.FAILED if again else Outcome.REFUSED
                if response.is_success:
                    outcome = Outcome.ACCEPTED
                return _Tried(outcome, number, status, said, _retry_seconds(response))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = self._without_key(str(error) or type(error).__name__)
            return _Tried(Outcome.FAILED, number, None, said)

    def _fields(self) -> dict[str, str]:
        fields = {"User-Agent": f"nqfgraph/{__version__}", "Accept-Encoding": "identity"}
        name, key = self._target.field_name, self._target.key
        if key:
            fields[name] = f"Bearer {key}" if name.lower() == _BEARER and " " not in key else key
        return fields

    def _said(self, response: httpx.Response) -> str:
        """Return the beginning of an answer as one line; one that is not finished in time is left."""
        content = b""
        try:
            for piece in response.iter_raw():
                content += piece
                if len(content) >= _ANSWER_BYTES or self._left() <= 0:
                    break
        except httpx.HTTPError:
            # The status has been said, and that decides.
            content += b" ..."
        return self._without_key(content[:_ANSWER_BYTES].decode("utf-8", "replace"))

    def _without_key(self, text: str) -> str:
        """Return a text in which a host that repeats what it was sent does not give the key away.

        What follows the question mark of its address is a key as often as not.
        """
        for secret, shown in ((self._target.key, "[key]"), (urlsplit(self._target.iri).query, "[query]")):
            text = text.replace(secret, shown) if secret else text
        line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
        return line[:_MESSAGE_LENGTH]


def _retry_seconds(response: httpx.Response) -> float:
    """Return what ``Retry-After`` asks for in seconds, 0 for nothing that can be read (RFC 9110 § 10.2.3)."""
    text = str(response.headers.get("Retry-After", "")).strip()
    if text.isascii() and text.isdecimal():
        return float(text[:_LONGEST_NUMBER])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    # A date without a zone, as RFC 850 may write it, is in UTC.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
