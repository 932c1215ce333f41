"""What the page answers: the list of outcomes, the form of one, and what is sent with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import flask
from werkzeug.exceptions import NotFound

from nqfgraph.decisions import OutcomeChanged, Reviewed
from nqfgraph.decisions.reviewed import MOST_NAME
from nqfgraph.describe import Text
from nqfgraph.errors import InputError
from nqfgraph_server import tables
from nqfgraph_server.browsing import Pager
from nqfgraph_server.deciding import entered as forms
from nqfgraph_server.deciding import shown
from nqfgraph_server.deciding.desk import current_desk, told
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import reader_language
from nqfgraph_server.routing import LANGUAGE

blueprint = flask.Blueprint("deciding", __name__)

ON_A_PAGE = 50
_SHOWN = ("all", "undecided", "decided")
_CHANGED = _("Somebody has decided on this outcome meanwhile.")
_OUTCOME = f"/<{LANGUAGE}:language>/outcomes/<int:number>"


@blueprint.get("/")
def entrance() -> flask.Response:
    """Send the reader to the list in a language they read."""
    return _see(flask.url_for("deciding.overview", language=reader_language()))


@blueprint.get(f"/<{LANGUAGE}:language>/")
def overview(language: str) -> flask.Response:
    """Answer how far it is, and the outcomes: all, or those that are decided or not."""
    outcomes = current_desk().review.outcomes()
    show = flask.request.args.get("show", "all")
    if show not in _SHOWN:
        raise NotFound
    numbered = list(enumerate(outcomes, start=1))
    groups = {
        "all": numbered,
        "undecided": [each for each in numbered if not each[1].is_decided],
        "decided": [each for each in numbered if each[1].is_decided],
    }
    pages = max(1, -(-len(groups[show]) // ON_A_PAGE))
    page = min(max(1, tables.asked_number("page", 1)), pages)
    lines = groups[show][(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return _page(
        "overview",
        outcomes,
        show=show,
        counts={name: len(several) for name, several in groups.items()},
        lines=[(number, shown.text_of(each), shown.state_of(each)) for number, each in lines],
        pager=Pager(
            page,
            pages,
            lambda other: flask.url_for("deciding.overview", language=language, show=show, page=other),
        ),
        next=_next_undecided(outcomes, 0),
        register=current_desk().register,
    )


@blueprint.post(f"/<{LANGUAGE}:language>/person")
def name_person(language: str) -> flask.Response:
    """Take down who decides in this browser."""
    name = " ".join(flask.request.form.get("person", "").split())
    if not 0 < len(name) <= MOST_NAME:
        raise InputError(
            _("A name of 1 to 200 characters is needed."), remedy=_("Go back and enter who decides.")
        )
    return forms.remember(_see(flask.url_for("deciding.overview", language=language)), name)


@blueprint.get(_OUTCOME)
def outcome(language: str, number: int) -> flask.Response:
    """Answer the form of an outcome."""
    outcomes = current_desk().review.outcomes()
    asked = _numbered(outcomes, number)
    return _form(outcomes, number, forms.of_file(asked, flask.request.args.get("q", "")))


@blueprint.post(_OUTCOME)
def decide(language: str, number: int) -> flask.Response:
    """Save what was decided on an outcome, or show the form again with what was searched for."""
    desk = current_desk()
    outcomes = desk.review.outcomes()
    asked, action = _numbered(outcomes, number), flask.request.form.get("action", "search")
    if flask.request.form.get("version") != asked.version:
        return _changed(outcomes, number, OutcomeChanged(_CHANGED))
    given = forms.of_form(asked)
    if action == "search":
        return _form(outcomes, number, given)
    name = forms.person()
    if not name:
        return _form(outcomes, number, given, faults=[told(_("Say who decides."))])
    try:
        findings = desk.review.decide(
            asked.name, asked.version, given.decision(action), name, datetime.now(UTC).date()
        )
    except OutcomeChanged as error:
        return _changed(desk.review.outcomes(), number, error)
    if findings:
        return _form(outcomes, number, given, faults=shown.findings_in_words(findings))
    target = number if action == "stay" else _next_undecided(desk.review.outcomes(), number)
    return forms.remember(_see(_address(target, saved=number)), name)


@blueprint.post(f"{_OUTCOME}/undo")
def undo(language: str, number: int) -> flask.Response:
    """Take the last decision on an outcome back."""
    desk = current_desk()
    asked = _numbered(desk.review.outcomes(), number)
    try:
        desk.review.undo(asked.name, flask.request.form.get("version", ""))
    except OutcomeChanged as error:
        return _changed(desk.review.outcomes(), number, error)
    return _see(_address(number))


def _form(
    outcomes: Sequence[Reviewed], number: int, given: forms.Entered, *, faults: Sequence[Text] = ()
) -> flask.Response:
    """Answer the form of an outcome; with status 400 if there are faults in what was entered."""
    desk, asked = current_desk(), outcomes[number - 1]
    found = desk.skills.find(given.words, reader_language()) if given.words else []
    chosen = [desk.skills.shown(iri, reader_language()) for iri in given.added]
    response = _page(
        "outcome",
        outcomes,
        shown=shown.show(desk, number, asked, given),
        entered=given,
        results=[*chosen, *(each for each in found if each.iri not in given.added)],
        faults=faults,
        wrong=shown.findings_in_words(asked.findings),
        lost=(),
        can_undo=desk.review.can_undo(asked),
    )
    response.status_code = 400 if faults else 200
    return response


def _changed(outcomes: Sequence[Reviewed], number: int, error: OutcomeChanged) -> flask.Response:
    """Answer what the file says of an outcome that somebody has decided on, and what was not saved."""
    desk, asked = current_desk(), _numbered(outcomes, number)
    given = forms.of_file(asked)
    response = _page(
        "outcome",
        outcomes,
        shown=shown.show(desk, number, asked, given),
        entered=given,
        results=(),
        faults=[told(error.message)],
        wrong=shown.findings_in_words(asked.findings),
        lost=shown.in_words(forms.lost_choices()),
        can_undo=desk.review.can_undo(asked),
    )
    response.status_code = 409
    return response


def _page(template: str, outcomes: Sequence[Reviewed], **values: object) -> flask.Response:
    saved = tables.asked_number("saved", 0)
    before = outcomes[saved - 1] if 0 < saved <= len(outcomes) else None
    response = flask.make_response(
        flask.render_template(
            f"deciding/{template}.html",
            person=forms.person(),
            total=len(outcomes),
            decided=sum(each.is_decided for each in outcomes),
            saved=saved if before else 0,
            saved_outcome=before,
            undoable=before is not None and current_desk().review.can_undo(before),
            **values,
        )
    )
    response.content_language = reader_language()
    return response


def _numbered(outcomes: Sequence[Reviewed], number: int) -> Reviewed:
    if not 0 < number <= len(outcomes):
        raise NotFound
    return outcomes[number - 1]


def _next_undecided(outcomes: Sequence[Reviewed], number: int) -> int:
    """Return the first outcome after ``number``, else before it, that is to be decided; 0 if none is."""
    after = [*range(number + 1, len(outcomes) + 1), *range(1, number)]
    return next((each for each in after if not outcomes[each - 1].is_decided), 0)


def _address(number: int, *, saved: int | None = None) -> str:
    language = reader_language()
    if number == 0:
        return flask.url_for("deciding.overview", language=language, saved=saved)
    return flask.url_for("deciding.outcome", language=language, number=number, saved=saved)


def _see(address: str) -> flask.Response:
    response = flask.redirect(address, 303)
    response.autocorrect_location_header = False
    return flask.make_response(response)
