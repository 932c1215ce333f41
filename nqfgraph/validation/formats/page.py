"""The report as one HTML page that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape as escape_html

from nqfgraph.places import Place
from nqfgraph.validation.findings import Finding
from nqfgraph.validation.formats import words as say
from nqfgraph.validation.verdicts import Group, Verdict

SHOWN = 100
"""How many findings of a cause are shown."""
_AROUND = 1
"""Lines shown before and after that of a finding."""
_WIDEST = 160
"""Longer lines are cut, around the place of the finding."""

_STYLE = """
:root { color-scheme: light dark; --line: #8888; --bad: #a3001b; --good: #00602b; --warn: #7a4a00; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff9aa6; --good: #7fdca0; --warn: #ffc46b; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.violation { color: var(--bad); } .warning { color: var(--warn); } .conforms { color: var(--good); }
.verdict { font-size: 1.2rem; font-weight: 600; border-left: .4rem solid; padding-left: .6rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
code, pre { font: .875rem/1.4 ui-monospace, monospace; }
pre { margin: .4rem 0 0; overflow-x: auto; white-space: pre-wrap; }
pre .number { opacity: .65; user-select: none; }
mark { font-weight: 600; }
.causes th:not(:nth-child(3)), .causes td:not(:nth-child(3)) { white-space: nowrap; }
.findings { table-layout: fixed; }
.findings th:first-child { width: 26%; } .findings th:nth-child(3) { width: 20%; }
.findings th:nth-child(4) { width: 9rem; }
.technical { font-size: .875rem; opacity: .8; }
@media print { body { max-width: none; padding: 0; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
"""


def write_html(verdict: Verdict, language: str) -> bytes:
    """Write the page: what was checked, the causes with their counts, and each cause with its findings."""
    return wrap_body(write_body(verdict, language), language)


def write_body(verdict: Verdict, language: str) -> str:
    """Write what stands below the heading of the page, for other pages to show."""
    return "".join(_Body(verdict, language).parts())


def wrap_body(body: str, language: str) -> bytes:
    """Make the page of what `write_body` wrote."""
    title = escape(say.LANGUAGES[language]["title"])
    page = (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src'
        " 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f"{body}</main>\n</body>\n</html>\n"
    )
    return page.encode(errors="backslashreplace")


class _Body:
    def __init__(self, verdict: Verdict, language: str) -> None:
        self._verdict = verdict
        self._language = language
        self._words = say.LANGUAGES[language]
        self._lines: dict[str, list[str]] = {}
        findings = verdict.report.findings
        files = {each.place.file for each in findings if each.place}
        self._one_file = len(verdict.files) == 1 and files <= {each.name for each in verdict.files}
        self._named = any(each.name for each in findings)
        self._focused = any(say.focus_in_words(each, language) for each in findings)

    def parts(self) -> Iterator[str]:
        yield from self._summary()
        groups = self._verdict.groups()
        if groups:
            yield from self._causes(groups)
        for number, group in enumerate(groups, start=1):
            yield from self._group(group, number)
        yield from self._fixed()
        yield from self._checked()

    def _summary(self) -> Iterator[str]:
        words, verdict, language = self._words, self._verdict, self._language
        kind = (
            "conforms"
            if verdict.report.conforms
            else "violation"
            if verdict.fails("violation")
            else "warning"
        )
        said = f"{say.verdict_in_words(verdict, language)} {say.counts_in_words(verdict, language)}."
        yield f'<p class="verdict {kind}">{escape(said)}</p>\n'
        if comparison := say.comparison_in_words(verdict, language):
            yield f"<p>{escape(comparison)}</p>\n"
        if len(verdict.files) == 1:
            (file,) = verdict.files
            yield f"<p>{escape(words['files'])}: {code(file.name)} ({escape(file.syntax)})</p>\n"
        for remark in verdict.remarks:
            yield f"<p>{escape(words['remarks'])}: {escape(remark[language])}</p>\n"

    def _checked(self) -> Iterator[str]:
        words, verdict, language = self._words, self._verdict, self._language
        yield f"<h2>{escape(words['what'])}</h2>\n"
        if len(verdict.files) != 1:
            rows = [[code(each.name), escape(each.syntax)] for each in verdict.files]
            yield table(words["files"], [words["file"], words["form"]], rows)
        rows = [
            [escape(say.profile_in_words(name, language)), f"{count:,}"]
            for name, count in verdict.report.checked.items()
        ]
        yield table(words["profile"], [words["profile"], words["checked"]], rows)

    def _causes(self, groups: Iterable[Group]) -> Iterator[str]:
        words = self._words
        rows = [
            [
                f'<a href="#cause-{number}">{number}</a>',
                self._severity(group),
                escape(say.rule_in_words(self._verdict, group, self._language)),
                f"{group.count:,}",
            ]
            for number, group in enumerate(groups, start=1)
        ]
        yield f"<h2>{escape(words['summary'])}</h2>\n"
        heads = ["№", words["severity"], words["rule"], words["count"]]
        yield table(words["causes"], heads, rows, "causes")

    def _severity(self, group: Group) -> str:
        return f'<span class="{group.cause.severity}">{escape(self._words[group.cause.severity])}</span>'

    def _group(self, group: Group, number: int) -> Iterator[str]:
        words, language = self._words, self._language
        rule = say.rule_in_words(self._verdict, group, language)
        yield f'<section aria-labelledby="cause-{number}">\n'
        yield f'<h2 id="cause-{number}">{number}. {escape(rule)}</h2>\n'
        findings = [(each, self._verdict.report.findings[each]) for each in group.positions[:SHOWN]]
        remedies = list(dict.fromkeys(say.remedy_in_words(each, language) for _, each in findings))
        # What the heading says already is not said again: then the cell says how to mend it.
        told = all(say.message_in_words(each, language) == rule for _, each in findings) and any(remedies)
        shared = remedies[0] if len(remedies) == 1 and not told else ""
        if shared:
            yield f"<p><strong>{escape(words['remedy'])}:</strong> {escape(shared)}</p>\n"
        heads = [words["place"], words["found"]]
        rows = [self._row(finding, own=not shared, told=told) for _, finding in findings]
        if self._focused:
            heads.append(words["record" if self._named else "node"])
            rows = [[*row, self._focus(each)] for row, (_, each) in zip(rows, findings, strict=True)]
        if comparison := self._verdict.comparison:
            heads.append(words["state"])
            states = (words["new" if position in comparison.new else "open"] for position, _ in findings)
            rows = [[*row, escape(state)] for row, state in zip(rows, states, strict=True)]
        caption = f"{words[group.cause.severity].capitalize()} × {group.count:,}"
        yield table(caption, heads, rows, "findings")
        if group.count > len(findings):
            shown = words["not listed"].format(number=f"{group.count:,}", shown=len(findings))
            yield f"<p>{escape(shown)}</p>\n"
        name = say.technical_name(group)
        yield f'<details class="technical"><summary>{escape(words["technical"])}</summary>{code(name)}'
        yield "</details>\n</section>\n"

    def _row(self, finding: Finding, *, own: bool, told: bool) -> list[str]:
        """Return the cells; ``own`` if its remedy stands in them, ``told`` if its message stands above."""
        found = [] if told else [escape(say.message_in_words(finding, self._language))]
        if own and (remedy := say.remedy_in_words(finding, self._language)):
            found.append(f"<strong>{escape(self._words['remedy'])}:</strong> {escape(remedy)}")
        place = escape(say.places_in_words(finding, self._language, with_file=not self._one_file))
        return [place, "<br>".join(found) + self._excerpt(finding.place)]

    def _focus(self, finding: Finding) -> str:
        """Return what was checked: an IRI as code, but a name, or nothing, as it is."""
        focus = say.focus_in_words(finding, self._language)
        return escape(focus) if finding.name or not focus else code(focus)

    def _excerpt(self, place: Place | None) -> str:
        """Return the lines around a place, the place itself marked; nothing where the file is no text."""
        if place is None or place.line is None or place.file not in self._verdict.contents:
            return ""
        lines = self._lines.get(place.file)
        if lines is None:
            text = self._verdict.contents[place.file].decode("utf-8", errors="replace")
            lines = self._lines[place.file] = text.split("\n")
        return mark_lines(lines, place.line, place.column)

    def _fixed(self) -> Iterator[str]:
        comparison = self._verdict.comparison
        if comparison is None or not comparison.fixed:
            return
        rows = [
            [escape(str(each.get("message", ""))), code(str(each.get("focus", "")))]
            for each in comparison.fixed[:SHOWN]
        ]
        words = self._words
        yield f"<h2>{escape(words['fixed'].capitalize())}</h2>\n"
        yield table(words["fixed"].capitalize(), [words["found"], words["node"]], rows)


def mark_lines(lines: Sequence[str], line: int, column: str | None = None, around: int = _AROUND) -> str:
    """Return one of ``lines``, with some ``around`` it, as HTML; what stands at the column is marked."""
    shown = []
    for number in range(max(line - around, 1), min(line + around, len(lines)) + 1):
        text = lines[number - 1].rstrip("\r")
        marked = _marked(text, column) if number == line else escape(_cut(text, 0))
        shown.append(f'<span class="number">{number:>5} </span>{marked}')
    return f"<pre><code>{chr(10).join(shown)}</code></pre>"


def _marked(line: str, column: str | None) -> str:
    """Return a line with what stands at the column marked, or all of it."""
    begin = int(column) - 1 if column else 0
    if begin > _WIDEST // 2:
        line, begin = f"…{line[begin - _WIDEST // 2 :]}", _WIDEST // 2 + 1
    line = _cut(line, begin)
    indent = len(line) - len(line.lstrip()) if begin == 0 else begin
    return f"{escape(line[:indent])}<mark>{escape(line[indent:]) or ' '}</mark>"


def _cut(line: str, begin: int) -> str:
    end = begin + _WIDEST
    return line if len(line) <= end else f"{line[:end]}…"


def escape(text: str) -> str:
    """Return a text as HTML."""
    return escape_html(text).replace("\x00", "�")


def code(text: str) -> str:
    """Return a text as code in HTML."""
    return f"<code>{escape(text)}</code>"


def table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "") -> str:
    """Return a table with a caption; heads are texts, cells are HTML, ``kind`` is its class."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    caption = f"<caption>{escape(caption)}</caption>"
    start = f'<table class="{kind}">' if kind else "<table>"
    return f"{start}\n{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
