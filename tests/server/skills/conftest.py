"""The application over a register that has a vocabulary of skills."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient


@pytest.fixture(scope="session")
def workshop_app(make_app: Callable[..., flask.Flask], workshop_home: Path) -> flask.Flask:
    return make_app(home=workshop_home)


@pytest.fixture
def workshop(workshop_app: flask.Flask) -> FlaskClient:
    return workshop_app.test_client()
