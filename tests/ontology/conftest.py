"""The shipped ontology, read once for all tests of this folder."""

from __future__ import annotations

import pytest

from nqfgraph.ontology import Ontology


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return Ontology.load()
