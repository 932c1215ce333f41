"""People decide on links from learning outcomes to skills: what is asked, the review file, what was decided.

`open_questions` says which outcomes of a register nobody has decided on, `review_rows` makes the rows of a
review file from suggestions, `read_review` reads them back with findings, and `apply_review` writes the
decisions into the register's tables, all or none. See docs/guides/deciding.md.
"""

from __future__ import annotations

from nqfgraph.decisions.applying import Decider, apply_review
from nqfgraph.decisions.figures import LinkFigures, link_figures
from nqfgraph.decisions.questions import Question, all_questions, open_questions
from nqfgraph.decisions.review import review_csv, review_rows, review_workbook
from nqfgraph.decisions.reviewed import Answer, Finding, read_review

__all__ = [
    "Answer",
    "Decider",
    "Finding",
    "LinkFigures",
    "Question",
    "all_questions",
    "apply_review",
    "link_figures",
    "open_questions",
    "read_review",
    "review_csv",
    "review_rows",
    "review_workbook",
]
