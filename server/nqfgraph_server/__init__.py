"""The Flask application: a release as identifiers, data documents, pages, files and a SPARQL endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from nqfgraph.ontology import Ontology
from nqfgraph.release import Releases
from nqfgraph.settings import Settings
from nqfgraph_server import (
    about,
    api,
    archive,
    atom,
    catalogue,
    changesets,
    citations,
    comparison,
    compression,
    correspondence,
    definitions,
    feeds,
    graphs,
    harvests,
    headers,
    identifiers,
    languages,
    listings,
    oai,
    openapi,
    operations,
    pages,
    problems,
    qdr,
    release_pages,
    rendering,
    resourcesync,
    signposts,
    sitemap,
    skills,
    sparql,
    statement,
    statistics,
    timegate,
    validation,
    void,
)
from nqfgraph_server.budgets import Budgets
from nqfgraph_server.engines import graphs_of, make_pool
from nqfgraph_server.repetition import Repetition
from nqfgraph_server.service import Service
from nqfgraph_server.sparql.cache import ResultCache
from nqfgraph_server.workers import QueryPool

BLUEPRINTS = (
    citations.blueprint,
    identifiers.blueprint,
    definitions.blueprint,
    *sparql.blueprints,
    graphs.blueprint,
    *validation.blueprints,
    archive.blueprint,
    qdr.blueprint,
    catalogue.blueprint,
    void.blueprint,
    sitemap.blueprint,
    atom.blueprint,
    *feeds.blueprints,
    oai.blueprint,
    resourcesync.blueprint,
    changesets.blueprint,
    operations.blueprint,
    harvests.blueprint,
    openapi.blueprint,
    listings.blueprint,
    comparison.blueprint,
    correspondence.blueprint,
    statement.blueprint,
    pages.blueprint,
    release_pages.blueprint,
    statistics.blueprint,
    skills.blueprint,
    about.blueprint,
    api.blueprint,
    timegate.blueprint,
)
"""Everything that answers, one blueprint a subject."""


class _Json(DefaultJSONProvider):
    """JSON with the letters themselves and not with their numbers."""

    ensure_ascii = False


class _Application(flask.Flask):
    """Flask without the question, asked ten times in a request, whether a function is asynchronous."""

    json_provider_class = _Json

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: none is asynchronous."""
        return func


def create_app(
    settings: Settings, releases: Releases | None = None, *, pool: QueryPool | None = None
) -> flask.Flask:
    """Make the application for the releases of ``settings.home``.

    ``releases`` and ``pool`` are made from the settings if they are not given. No process and no thread is
    started here; see `nqfgraph_server.serving`.
    """
    app = _Application(__name__)
    app.extensions["nqfgraph"] = Service(
        settings,
        releases or Releases(settings.home),
        Ontology.load(),
        pool or make_pool(settings),
        budgets=Budgets(settings),
        results=ResultCache(settings.result_cache_megabytes),
        open_graphs=graphs_of(settings),
    )
    listeners = operations.set_up(app, app.extensions["nqfgraph"])
    compression.set_up(app)
    languages.set_up(app)
    rendering.set_up(app)
    problems.set_up(app)
    headers.set_up(app)
    timegate.set_up(app)
    signposts.set_up(app)
    statement.set_up(app)
    statistics.set_up(app)
    validation.set_up(app, app.extensions["nqfgraph"])
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    # Flask names this attribute for being wrapped, and mypy takes it for a method only.
    app.wsgi_app = Repetition(  # type: ignore[method-assign]
        app.wsgi_app, app.extensions["nqfgraph"], listeners
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
        )
    return app
