"""What no rule forbids, but whoever filled in a table will want to know of: warnings on submitted rows.

The same homepage twice, a qualification without outcomes beside others that have some, a code that is shorter
than all others because a spreadsheet took it for a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import pyoxigraph as ox

from nqfgraph.model.records import Qualification, Register
from nqfgraph.sources import Origin, Origins
from nqfgraph.sources.wordings import Texts
from nqfgraph.submissions.oversight_texts import OVERSIGHTS
from nqfgraph.submissions.texts import fill
from nqfgraph.validation import Finding
from nqfgraph.vocab import NQF

RULE = NQF["submission-rule/readable"].value
_MOST_SAID = 3
"""So many other rows are named."""


def find_oversights(register: Register, origins: Origins, files: Collection[str]) -> Iterator[Finding]:
    """Yield warnings on the qualifications of a register that stand in some files."""
    rows = [
        (each, origin)
        for each in register.qualifications
        if (origin := origins.find("qualification", each.key)) and origin.table.file in files
    ]
    yield from _same_homepage(rows)
    yield from _lost_zeros(rows)
    with_own = {
        each.key
        for each, _ in rows
        if (origin := origins.find("learning_outcome", ("qualification", *each.key, "1")))
        and origin.table.file in files
    }
    if with_own:
        yield from (
            _finding("no-outcomes", origin, None) for each, origin in rows if each.key not in with_own
        )


Rows = list[tuple[Qualification, Origin]]


def _same_homepage(rows: Rows) -> Iterator[Finding]:
    seen: dict[str, list[int]] = {}
    for each, origin in rows:
        if each.homepage:
            others = seen.setdefault(each.homepage, [])
            if others:
                said = ", ".join(map(str, others[:_MOST_SAID]))
                yield _finding("same-homepage", origin, "homepage", address=each.homepage, rows=said)
            others.append(origin.row)


def _lost_zeros(rows: Rows) -> Iterator[Finding]:
    """Yield the codes of digits that are one shorter than all others, of which one at least begins with 0."""
    codes = [each.code for each, _ in rows if each.code and each.code.isdigit()]
    lengths = Counter(map(len, codes))
    if not lengths:
        return
    usual, count = lengths.most_common(1)[0]
    if count <= len(codes) // 2 or not any(each.startswith("0") for each in codes):
        return
    for each, origin in rows:
        if each.code and each.code.isdigit() and len(each.code) == usual - 1:
            yield _finding("short-code", origin, "code", code=each.code, full=f"0{each.code}", digits=usual)


def _finding(case: str, origin: Origin, field: str | None, **facts: object) -> Finding:
    message, remedy, rule = OVERSIGHTS[case]
    columns = origin.columns_of(field) if field else ()
    place = origin.place(columns[0] if columns else None)
    told: Texts = fill(message, **facts)
    return Finding(
        severity="warning",
        focus=str(ox.Literal(str(place))),
        path=None,
        value=None,
        constraint=RULE,
        shape=f"{RULE}#{case}",
        messages=told,
        hints=rule,
        remedy=fill(remedy, **facts),
        place=place,
    )
