"""What somebody has entered into the form of an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

import flask

from nqfgraph.decisions import Choice, Decision, Reviewed
from nqfgraph.decisions.review import ACCEPT, CHOICES, NONE, comparable
from nqfgraph.decisions.reviewed import MOST_NAME, decision_in
from nqfgraph_server.deciding.desk import current_desk

PERSON = "nqfgraph-person"
"""Name of the cookie that says who decides in this browser."""
_MOST_ADDED = 20
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Entered:
    """The form as it is shown: what the file says, or what was sent."""

    choices: tuple[Choice, ...]
    added: tuple[str, ...] = ()
    """IRIs of further skills that fit."""
    reason: str = ""
    """Why none fits."""
    words: str = ""
    """What is searched for."""

    def decision(self, action: str) -> Decision:
        """Return the decision that a button means."""
        if action == "none":
            return Decision.none_fits(len(self.choices), self.reason)
        return Decision(self.choices, self.added)


def of_file(outcome: Reviewed, words: str = "") -> Entered:
    """Return what the file says of an outcome."""
    choices = tuple(
        Choice(decision_in(each.cells), comparable(each.cells["reason"])) for each in outcome.rows
    )
    none = next((each.reason for each in choices if each.decision == NONE), "")
    return Entered(choices, reason=none, words=words)


def of_form(outcome: Reviewed) -> Entered:
    """Return what was sent about an outcome; rows that nothing was sent about are not decided."""
    form = flask.request.form
    return Entered(
        tuple(
            Choice(_line(f"decision-{place}"), _line(f"reason-{place}")) for place in range(len(outcome.rows))
        ),
        tuple(dict.fromkeys(form.getlist("add")))[:_MOST_ADDED],
        _line("reason"),
        _line("q"),
    )


def person() -> str:
    """Return who decides: what the form says, else the browser, else the command; nothing if none does."""
    known = unquote(flask.request.cookies.get(PERSON, ""))
    given = (_line("person"), " ".join(known.split())[:MOST_NAME], current_desk().person)
    return next(filter(None, given), "")


def remember(response: flask.Response, name: str) -> flask.Response:
    """Let the browser say who decides from now on, until it is closed."""
    path = flask.url_for("deciding.entrance")
    secure = flask.request.environ.get("HTTP_ORIGIN", "").startswith("https:")
    response.set_cookie(PERSON, quote(name), path=path, httponly=True, samesite="Strict", secure=secure)
    return response


def lost_choices() -> list[tuple[str, str]]:
    """Return what was chosen in a form that cannot be saved: skills, by label or IRI, and the choices."""
    form = flask.request.form
    sent = [(_line(f"label-{place}"), _line(f"decision-{place}")) for place in range(_MOST_ROWS)]
    added = [(iri, ACCEPT) for iri in form.getlist("add")[:_MOST_ADDED]]
    return [(label, choice) for label, choice in (*sent, *added) if label and choice in CHOICES]


def _line(name: str) -> str:
    return " ".join(flask.request.form.get(name, "").split())
