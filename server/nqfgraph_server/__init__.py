"""The Flask application: a release as identifiers, data documents, pages, files and a SPARQL endpoint."""

from __future__ import annotations

import flask
from werkzeug.middleware.proxy_fix import ProxyFix

from nqfgraph.ontology import Ontology
from nqfgraph.release import Releases
from nqfgraph.settings import Settings
from nqfgraph_server import (
    archive,
    atom,
    catalogue,
    definitions,
    headers,
    identifiers,
    languages,
    listings,
    operations,
    pages,
    problems,
    qdr,
    rendering,
    sitemap,
    sparql,
    void,
)
from nqfgraph_server.service import Service
from nqfgraph_server.workers import QueryPool

BLUEPRINTS = (
    identifiers.blueprint,
    definitions.blueprint,
    sparql.blueprint,
    archive.blueprint,
    qdr.blueprint,
    catalogue.blueprint,
    void.blueprint,
    sitemap.blueprint,
    atom.blueprint,
    operations.blueprint,
    listings.blueprint,
    pages.blueprint,
)
"""Everything that answers, one blueprint a subject."""


def create_app(
    settings: Settings, releases: Releases | None = None, *, pool: QueryPool | None = None
) -> flask.Flask:
    """Make the application for the releases of ``settings.home``.

    ``releases`` and ``pool`` are made from the settings if they are not given. No process and no thread is
    started here; see `nqfgraph_server.serving`.
    """
    app = flask.Flask(__name__)
    app.extensions["nqfgraph"] = Service(
        settings, releases or Releases(settings.home), Ontology.load(), pool or QueryPool(settings)
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    languages.set_up(app)
    rendering.set_up(app)
    problems.set_up(app)
    headers.set_up(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
        )
    return app
