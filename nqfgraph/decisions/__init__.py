"""People decide on links from learning outcomes to skills: what is asked, the review file, what was decided.

`open_questions` says which outcomes of a register nobody has decided on, `review_rows` makes the rows of a
review file from suggestions, `read_review` reads them back with findings, and `apply_review` writes the
decisions into the register's tables, all or none. `open_review` lets somebody decide on one outcome after the
other. See docs/guides/deciding.md.
"""

from __future__ import annotations

from nqfgraph.decisions.applying import Decider, apply_review
from nqfgraph.decisions.editing import (
    Choice,
    Decision,
    OutcomeChanged,
    Reviewed,
    ReviewFile,
    open_review,
)
from nqfgraph.decisions.questions import Question, all_questions, open_questions
from nqfgraph.decisions.review import review_csv, review_rows, review_workbook
from nqfgraph.decisions.reviewed import Answer, read_review
from nqfgraph.decisions.sheet import Finding

__all__ = [
    "Answer",
    "Choice",
    "Decider",
    "Decision",
    "Finding",
    "OutcomeChanged",
    "Question",
    "ReviewFile",
    "Reviewed",
    "all_questions",
    "apply_review",
    "open_questions",
    "open_review",
    "read_review",
    "review_csv",
    "review_rows",
    "review_workbook",
]
