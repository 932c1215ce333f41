"""Checks again only what has changed between two dumps and what reads it; the rest is in a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path as FilePath

from nqfgraph.validation.findings import Cause, Finding
from nqfgraph.validation.report import Report, report_of_outcomes
from nqfgraph.validation.shapes import Path
from nqfgraph.validation.slices.checking import Checker, outcomes_of
from nqfgraph.validation.slices.plan import Job, Plan, Projected, make_plan, shared_lines
from nqfgraph.validation.slices.reach import Reach
from nqfgraph.validation.slices.sorted_dump import SortedDump
from nqfgraph.validation.tally import Outcome

MOST_AGAIN = 0.3
"""Above this share of the dump's bytes, checking everything is no dearer."""
_NOTHING = FilePath()


def recheck(
    old: SortedDump, new: SortedDump, jobs: Sequence[tuple[str, Job]], previous: Report, *, limit: int
) -> Report | None:
    """Return the report on a dump from that on an old one, made with the same named jobs and limit.

    None is returned where only checking everything tells it: too much has changed, or what all records share;
    or a cause has more findings than are listed.
    """
    if not _are_told_apart(jobs) or set(previous.checked) != {name for name, _ in jobs}:
        return None
    if old.has_blank_nodes() or new.has_blank_nodes():
        return None
    before, after = (make_plan(each, [job for _, job in jobs]) for each in (old, new))
    if before is None or after is None or before.subclasses != after.subclasses:
        return None
    if before.local != after.local or shared_lines(old, before) != shared_lines(new, after):
        return None
    changed = list(old.find_changed(new))
    heads = _readers(new, {_head(line) for line in changed}, after.reading.focus)
    if len(heads) * _bytes_each(changed) > MOST_AGAIN * len(new):
        return None
    projected = [each for each in after.projected if _touches(each, changed)]
    names = [name for name, _ in jobs]
    gone = _check(Checker(old, before, _NOTHING, limit), before, heads, projected)
    come = _check(Checker(new, after, _NOTHING, limit), after, heads, projected)
    return _merge(previous, _report(names, gone), _report(names, come), jobs, limit)


def _head(line: bytes) -> bytes:
    return line[: line.find(b" ") + 1]


def _bytes_each(lines: Sequence[bytes]) -> float:
    """A guess at the bytes of one node."""
    return 4 * sum(map(len, lines)) / max(len(lines), 1)


def _readers(dump: SortedDump, heads: set[bytes], reach: Reach) -> set[bytes]:
    """Return nodes with all that lead to them in as many steps, by properties that are followed."""
    found = set(heads)
    for predicates in reversed(_followed(reach)):
        found.update(head for head, value in dump.links(predicates) if value in found)
    return found


def _followed(reach: Reach) -> list[list[str]]:
    """The properties that are followed at the first step, at the second, and so on."""
    steps: list[list[str]] = []
    level = [reach]
    while level:
        onward = {
            predicate: inner
            for each in level
            for predicate, inner in each.follows.items()
            if not inner.is_empty
        }
        if onward:
            steps.append(sorted(onward))
        level = [inner for each in level for inner in each.follows.values() if not inner.is_empty]
    return steps


def _touches(projected: Projected, lines: Iterable[bytes]) -> bool:
    """Tell whether a projection has one of some lines."""
    parts = tuple(
        f"<{key.predicate}> ".encode() + (b"" if key.value is None else f"<{key.value}> ".encode())
        for key in projected.keys
    )
    return any(line.startswith(parts, line.find(b" ") + 1) for line in lines)


def _check(
    checker: Checker, plan: Plan, heads: Collection[bytes], projected: Iterable[Projected]
) -> list[Outcome]:
    """Check some nodes, and some projections of all data."""
    limit = checker.limit
    results = [checker.check_nodes(heads), *map(checker.check_projection_alone, projected)]
    return outcomes_of(plan, results, limit)


def _report(names: Sequence[str], outcomes: Sequence[Outcome]) -> Report:
    return report_of_outcomes(zip(names, outcomes, strict=True))


def _merge(
    previous: Report, gone: Report, come: Report, named: Sequence[tuple[str, Job]], limit: int
) -> Report | None:
    """Return a report without some findings and with others; None if not all of a cause are listed."""
    counts = dict(previous.causes)
    for report, sign in ((gone, -1), (come, 1)):
        for cause, count in report.causes.items():
            counts[cause] = counts.get(cause, 0) + sign * count
    listed = Counter(each.cause for each in previous.findings)
    touched = {*gone.causes, *come.causes}
    if any(previous.causes.get(each, 0) != listed[each] or counts[each] > limit for each in touched):
        return None
    findings = _replace(previous.findings, gone.findings, come.findings)
    if findings is None or Counter(each.cause for each in findings if each.cause in touched) != Counter(
        {each: counts[each] for each in touched if counts[each]}
    ):
        return None
    checked = {
        name: count - gone.checked[name] + come.checked[name] for name, count in previous.checked.items()
    }
    causes = {cause: count for cause, count in counts.items() if count}
    paths = {str(path): path for _, job in named for path in paths_of(job)}
    return Report(
        tuple(_in_order(findings, named)),
        causes,
        checked,
        {each.path: paths[each.path] for each in findings if each.path in paths},
    )


_Identity = tuple[Cause, str, str | None, str | None]


def _identity(finding: Finding) -> _Identity:
    return finding.cause, finding.focus, finding.value, finding.messages.get("en")


def _replace(
    previous: Iterable[Finding], gone: Iterable[Finding], come: Iterable[Finding]
) -> list[Finding] | None:
    """Return findings without some, which have to be among them, and with others."""
    left = Counter(map(_identity, gone))
    kept = []
    for each in previous:
        if left[_identity(each)]:
            left[_identity(each)] -= 1
        else:
            kept.append(each)
    return None if left.total() else [*kept, *come]


def paths_of(job: Job) -> Iterator[Path]:
    """Yield the paths of a job that are more than one predicate."""
    return (
        each.path
        for each in job.shapes.shapes.values()
        if each.path is not None and each.path.predicate is None
    )


def _in_order(findings: Iterable[Finding], named: Sequence[tuple[str, Job]]) -> list[Finding]:
    """Sort findings as checking everything does."""
    jobs = {name: number for number, (_, job) in enumerate(named) for name in names_of(job)}
    return sorted(
        findings,
        key=lambda each: (
            jobs[each.shape],
            (each.shape, each.path or "", each.constraint, each.severity),
            (each.focus, each.value or "", each.messages.get("en", "")),
        ),
    )


def names_of(job: Job) -> set[str]:
    """Return the names of the shapes of a job."""
    return {each.name for each in job.shapes.shapes.values()}


def _are_told_apart(named: Sequence[tuple[str, Job]]) -> bool:
    """Tell whether the name of a shape says which job it belongs to."""
    names = [name for _, job in named for name in names_of(job)]
    return len(names) == len(set(names))
