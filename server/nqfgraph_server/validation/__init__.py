"""The validation service: files are sent to ``/validate`` and checked in processes of their own.

``received`` takes in what is sent, ``jobs`` queues it and works it off with ``checker``, ``reports`` writes
what came out; ``views`` answers, ``form`` and ``texts`` are its pages, ``templates`` the empty tables.

No token stands against forged requests from other sites: there are no cookies and no log-in, so whoever makes
somebody's browser send a file gains nothing that they could not do themselves. A job is known by an address
that cannot be guessed, and nothing else.
"""

from __future__ import annotations

import flask

from nqfgraph.sources import find_register
from nqfgraph.submissions.fetching import read_hosts
from nqfgraph_server.service import Service
from nqfgraph_server.validation import templates, views
from nqfgraph_server.validation.jobs import Jobs
from nqfgraph_server.validation.received import most_bytes

__all__ = ["blueprints", "jobs_of", "most_bytes", "set_up"]

blueprints = (views.blueprint, templates.blueprint)

_JOBS = "nqfgraph.validation"


def set_up(app: flask.Flask, service: Service) -> None:
    """Make the queue; nothing is started yet. Raises InputError for a setting that cannot be used."""
    find_register(service.settings.validation_register)
    read_hosts(service.settings.fetch_hosts)
    app.extensions[_JOBS] = Jobs(service.settings, service.budgets.charge)


def jobs_of(app: flask.Flask) -> Jobs:
    """Return the queue of an application."""
    jobs: Jobs = app.extensions[_JOBS]
    return jobs
