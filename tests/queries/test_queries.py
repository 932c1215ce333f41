"""The named queries."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from nqfgraph.queries import load, names, title


@pytest.mark.parametrize("name", names())
def test_a_query_is_valid_sparql_and_says_what_it_asks(name: str) -> None:
    text = load(name)
    assert text.startswith("# ")
    assert len(title(name)) > 10
    # Where a list of terms is filled in later, one variable stands for it.
    ox.Store().query(text.replace("{ ?thing }", "{ UNDEF }").replace("{ ?things }", "{ UNDEF }"))


def test_there_are_queries() -> None:
    assert "description" in names()


@pytest.mark.parametrize("name", ["", "missing", "../__init__", "labels.rq"])
def test_only_named_queries_are_read(name: str) -> None:
    with pytest.raises(ValueError, match="there is no query named"):
        load(name)
