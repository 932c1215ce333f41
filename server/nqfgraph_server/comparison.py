"""Two to four qualifications side by side; which ones stands in the address alone."""

from __future__ import annotations

from urllib.parse import urlencode

import flask

from nqfgraph.errors import InputError
from nqfgraph.search import Filters, Item
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language
from nqfgraph_server.links import in_release
from nqfgraph_server.rendering import page, see_page
from nqfgraph_server.routing import LANGUAGE
from nqfgraph_server.service import OpenRelease, current_service
from nqfgraph_server.sheets.comparison import compare
from nqfgraph_server.similar import similar_to
from nqfgraph_server.subjects import read_subject

blueprint = flask.Blueprint("comparison", __name__)

FEWEST, MOST = 2, 4
_FOUND = 10


@blueprint.get("/qualifications/compare")
@blueprint.get(f"/<{LANGUAGE}:language>/qualifications/compare")
def qualifications(language: str | None = None) -> flask.Response:
    """Answer the comparison of the qualifications ``q``, or a page to choose more of them."""
    keys = _asked()
    if language is None:
        return see_page(comparison_address(keys))
    opened = current_service().release()
    subjects = [read_subject(opened, key) for key in keys]
    words = flask.request.args.get("find", "").strip()
    chosen = {each.iri for each in subjects}
    return page(
        "comparison.html",
        opened,
        subjects=subjects,
        comparison=compare([(each.reader, each.sheet) for each in subjects])
        if len(subjects) >= FEWEST
        else None,
        words=words,
        found=[each for each in _found(opened, words) if each.iri not in chosen],
        similar=similar_to(opened, subjects[0]) if len(subjects) == 1 else (),
        most=MOST,
        tone_of=opened.tones.get,
        with_another=lambda key: comparison_address([*keys, key]),
        without=lambda key: comparison_address([each.key for each in subjects if each.key != key]),
    )


def comparison_address(keys: list[str]) -> str:
    """Return the address of the comparison of some qualifications in the release that is read."""
    path = flask.url_for("comparison.qualifications", language=reader_language())
    query = urlencode([("q", key) for key in keys])
    return in_release(f"{path.partition('?')[0]}?{query}" if query else path.partition("?")[0])


def _asked() -> list[str]:
    """Return the keys that the address names; InputError for too many, and for one named twice."""
    keys = [each for each in flask.request.args.getlist("q") if each]
    if len(keys) > MOST:
        raise InputError(
            _("More qualifications are asked for than can be compared."),
            remedy=_("Two to four stand side by side; leave some out."),
        )
    if len(set(keys)) < len(keys):
        raise InputError(
            _("One qualification is named twice."),
            remedy=_("Two to four different ones stand side by side; name each once."),
        )
    return keys


def _found(opened: OpenRelease, words: str) -> tuple[Item, ...]:
    if not words:
        return ()
    filters = Filters(text=words)
    return opened.search.qualifications(
        filters, reader_language(), sort="relevance", size=_FOUND, facets=False
    ).items
