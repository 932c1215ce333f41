"""A release of a small register, and the application that serves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from nqfgraph.release import Release, Releases, Silence, build
from nqfgraph.settings import Settings
from nqfgraph_server import create_app
from nqfgraph_server.validation import jobs_of

REGISTER = Path(__file__).parent / "register"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home with one release of the register beside this file."""
    folder = tmp_path_factory.mktemp("home")
    build(REGISTER, folder, now=datetime(2026, 11, 23, 12, tzinfo=UTC), progress=Silence())
    return folder


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    return Settings(home=home, workers=1)


@pytest.fixture(scope="session")
def release(home: Path) -> Release:
    current = Releases(home).current()
    assert current is not None
    return current


@pytest.fixture(scope="session")
def make_app(settings: Settings) -> Iterator[Callable[..., flask.Flask]]:
    """Return a function that makes an application with some settings changed; pools end with the session."""
    made: list[flask.Flask] = []

    def make(**changed: object) -> flask.Flask:
        app = create_app(replace(settings, **changed))
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["nqfgraph"].pool.close()
        jobs_of(app).close()


@pytest.fixture(scope="session")
def app(make_app: Callable[..., flask.Flask]) -> flask.Flask:
    return make_app()


@pytest.fixture
def client(app: flask.Flask) -> FlaskClient:
    return app.test_client()
