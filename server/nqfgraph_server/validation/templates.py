"""Empty tables to fill in: ``/validate/templates/all.xlsx``, ``/validate/templates/qualification.csv``."""

from __future__ import annotations

from pathlib import Path

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.sources import find_register, load_configuration
from nqfgraph.sources.kinds import KINDS
from nqfgraph.sources.templates import SUBMITTED, template_csv, template_workbook
from nqfgraph.validation.formats import MEDIA_TYPES
from nqfgraph_server.service import Service, current_service

blueprint = flask.Blueprint("validation_templates", __name__)

ALL = "all"
"""Stands for the kinds that an awarding body fills in, together in one workbook."""


@blueprint.get("/validate/templates/<name>.<extension>")
def template(name: str, extension: str) -> flask.Response:
    """Answer an empty table of a kind, or the workbook with those that are mostly sent."""
    kinds = SUBMITTED if name == ALL else (name,)
    if not set(kinds) <= set(KINDS) or extension not in ("csv", "xlsx") or (name, extension) == (ALL, "csv"):
        raise NotFound(
            "There is no such template. There are all.xlsx, and with .xlsx or .csv: " + ", ".join(KINDS)
        )
    service = current_service()
    languages = load_configuration(register_of(service)).description.languages
    if extension == "csv":
        content = template_csv(name, languages)
    else:
        content = template_workbook(service.ontology, languages, kinds)
    response = flask.current_app.response_class(content, content_type=MEDIA_TYPES[extension])
    response.headers["Content-Disposition"] = (
        f"attachment; filename={'submission' if name == ALL else name}.{extension}"
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def register_of(service: Service) -> Path:
    """Return the folder of the register that tables are a part of."""
    return find_register(service.settings.validation_register)
