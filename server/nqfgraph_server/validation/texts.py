"""What the pages say of a check that is under way or did not come to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from nqfgraph.submissions.job_folder import Reason, Request
from nqfgraph.submissions.watching import Stage
from nqfgraph_server.languages import marked as _
from nqfgraph_server.languages import translate, write_number

STAGES: Mapping[Stage, str] = MappingProxyType(
    {
        "waiting": _("Waiting for its turn"),
        "reading": _("Reading the files"),
        "checking": _("Checking what they say"),
        "placing": _("Looking up the places of what was found"),
        "writing": _("Writing the report"),
    }
)
"""What is being done, in order."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a check did not come to its end."""

    status: int
    """HTTP status that it is told with."""
    message: str
    """With a place for the limit."""
    remedy: str


_PARTS = _("Send it in several parts, or check on your own machine with “nqfgraph validate”.")

FAILURES: Mapping[Reason, Failure] = MappingProxyType(
    {
        "time": Failure(
            HTTPStatus.GATEWAY_TIMEOUT,
            _("The check was stopped: it took longer than its limit of %(limit)s seconds."),
            _PARTS,
        ),
        "memory": Failure(
            HTTPStatus.INSUFFICIENT_STORAGE,
            _("The check was stopped: it needed more memory than its limit of %(limit)s MiB."),
            _PARTS,
        ),
        "triples": Failure(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("The check was stopped: the files hold more than %(limit)s statements."),
            _PARTS,
        ),
        "crash": Failure(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            _("The check failed. The fault is in this program, not in your file."),
            _("It has been written to the log of the server. Tell whoever runs it, and send the file again."),
        ),
        "interrupted": Failure(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            _("The server stopped twice while the file was being checked."),
            _("Send the file again."),
        ),
    }
)


def failure(reason: Reason, request: Request) -> tuple[int, str, str]:
    """Return the status, what happened, and the way out, in the reader's language."""
    told = FAILURES[reason]
    limits = {"time": request.seconds, "memory": request.megabytes, "triples": request.triples}
    message = translate(told.message, limit=write_number(limits.get(reason, 0)))
    return int(told.status), message, translate(told.remedy)
