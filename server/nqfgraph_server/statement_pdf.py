"""Writes a statement for recognition as PDF: the only place that knows fpdf2. Same statement, same bytes.

Needs the packages of the extra ``pdf``: fpdf2, and the font Roboto, which has the letters of Azerbaijani and
Cyrillic and is embedded as far as it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from nqfgraph import __version__
from nqfgraph_server.languages import reader_language, translate, write_date
from nqfgraph_server.quick_response import squares
from nqfgraph_server.sheets.reader import Value
from nqfgraph_server.sheets.recognition import Fact, Statement
from nqfgraph_server.sheets.sheet import LevelView

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "Roboto"
_MARGIN = 18.0
_WIDTH = 210 - 2 * _MARGIN
_NAMES = 52.0
"""Width of the column with the names of the facts, in millimetres like all lengths here."""
_LINE = 4.8
_INK, _QUIET, _RULE, _CARE, _CARE_INK = (
    (22, 36, 44),
    (76, 95, 105),
    (201, 212, 217),
    (253, 241, 216),
    (122, 74, 0),
)
_TONES = (
    (247, 242, 180),
    (197, 223, 156),
    (143, 202, 164),
    (92, 181, 174),
    (67, 157, 193),
    (43, 107, 168),
    (37, 71, 142),
    (23, 31, 88),
)
_DARK = 5
"""From the tone after this one on, letters are white."""
_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: size in points, the height of a line in millimetres."""

    size: float
    height: float = _LINE
    bold: bool = False
    colour: tuple[int, int, int] = _INK


_TITLE, _HEADING, _SUBJECT = Style(17, 8, bold=True), Style(11.5, 6.5, bold=True), Style(13, 6.5, bold=True)
_PLAIN, _SILENT, _NOTE, _NAME = (
    Style(9.5),
    Style(9.5, colour=_QUIET),
    Style(8, 3.8, colour=_QUIET),
    Style(9, colour=_QUIET),
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of a text round."""


def is_available() -> bool:
    """Say whether PDF can be written here: whether fpdf2 and the font are installed."""
    return all(find_spec(each) is not None for each in ("fpdf", "font_roboto"))


def write(statement: Statement) -> bytes:
    """Return the statement as PDF in the reader's language; ModuleNotFoundError if it is not available."""
    pdf = _document(statement)
    _head(pdf, statement)
    for caution in statement.cautions:
        _boxed(pdf, f"{caution.mark.label}. {caution.words}")
    for section in statement.sections:
        _heading(pdf, section.title)
        for fact in section.facts:
            _fact(pdf, fact)
    _picture(pdf, statement)
    _origin(pdf, statement)
    return bytes(pdf.output())


def _document(statement: Statement) -> FPDF:
    import font_roboto
    from fpdf import FPDF
    from fpdf.prefs import ViewerPreferences

    foot = f"{statement.iri} · {translate('Release')} {statement.origin.release}"

    class Sheet(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font(FONT, size=7.5)
            self.set_text_color(*_QUIET)
            self.cell(_WIDTH - 20, 5, _clean(foot, 130))
            self.cell(20, 5, f"{self.page_no()} / {{nb}}", align="R")

    pdf = Sheet(format="A4")
    pdf.add_font(FONT, "", font_roboto.Roboto)
    pdf.add_font(FONT, "B", font_roboto.RobotoBold)
    pdf.set_margins(_MARGIN, 16)
    pdf.set_auto_page_break(True, 18)
    pdf.set_lang(reader_language())
    pdf.set_title(f"{translate('Statement for recognition')}: {_clean(statement.title.value, 200)}")
    pdf.set_author(statement.origin.publisher.value)
    pdf.set_subject(statement.iri)
    pdf.set_creator(f"nqfgraph {__version__}")
    pdf.set_creation_date(statement.origin.created)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.page_mode = "USE_OUTLINES"
    pdf.add_page()
    return pdf


def _head(pdf: FPDF, statement: Statement) -> None:
    _text(pdf, statement.origin.register.value, _NAME)
    _text(pdf, translate("Statement for recognition"), _TITLE)
    pdf.start_section(translate("Statement for recognition"))
    _text(pdf, statement.title.value, _SUBJECT)
    for each in statement.other_titles:
        _text(pdf, f"{each.language.upper()}  {each.value}", _SILENT)
    code = " · ".join(
        filter(None, (statement.code, statement.edition.text.value if statement.edition else ""))
    )
    if code:
        _text(pdf, f"{translate('Code')}: {code}", _PLAIN)
    pdf.ln(2)
    _boxed(
        pdf, translate("This statement gives what the register says. It decides nothing about recognition.")
    )


def _heading(pdf: FPDF, words: str) -> None:
    if pdf.will_page_break(22):
        pdf.add_page()
    pdf.ln(2.5)
    pdf.start_section(words, level=1)
    _text(pdf, words, _HEADING)
    pdf.set_draw_color(*_RULE)
    pdf.line(_MARGIN, pdf.get_y(), _MARGIN + _WIDTH, pdf.get_y())
    pdf.ln(1)


def _fact(pdf: FPDF, fact: Fact) -> None:
    said = "\n".join(_clean(_said(each)) for each in fact.values) or translate("The register does not say.")
    notes = [fact.inferred] if fact.inferred else []
    notes += [_clean(str(each)) for each in fact.notes]
    pdf.set_font(FONT, size=9.5)
    height = _height(pdf, said, _LINE)
    pdf.set_font(FONT, size=8)
    height += sum(_height(pdf, each, 3.8) for each in notes)
    if pdf.will_page_break(min(height, 200)):
        pdf.add_page()
    top, page = pdf.get_y(), pdf.page_no()
    _text(pdf, fact.title, _NAME, _NAMES - 4)
    below = pdf.get_y()
    pdf.set_y(top)
    _value(pdf, said, _PLAIN if fact.values else _SILENT)
    for each in notes:
        _value(pdf, each, _NOTE)
    if pdf.page_no() == page:
        pdf.set_y(max(below, pdf.get_y()))
    pdf.ln(1.4)


def _said(value: Value) -> str:
    return f"{value.text}: {value.detail}" if value.detail else value.text.value


def _height(pdf: FPDF, words: str, line: float) -> float:
    lines: Any = pdf.multi_cell(_WIDTH - _NAMES, line, words, dry_run=True, output="LINES")
    return len(lines) * line


def _value(pdf: FPDF, words: str, style: Style) -> None:
    pdf.set_x(_MARGIN + _NAMES)
    _text(pdf, words, style, _WIDTH - _NAMES)


def _text(pdf: FPDF, words: str, style: Style, width: float = _WIDTH) -> None:
    pdf.set_font(FONT, "B" if style.bold else "", style.size)
    pdf.set_text_color(*style.colour)
    pdf.multi_cell(width, style.height, _clean(words), align="L", new_x="LMARGIN", new_y="NEXT")


def _boxed(pdf: FPDF, words: str) -> None:
    pdf.set_font(FONT, "B", 9)
    pdf.set_fill_color(*_CARE)
    pdf.set_text_color(*_CARE_INK)
    pdf.set_draw_color(*_CARE_INK)
    pdf.multi_cell(
        _WIDTH, 4.6, _clean(words), border=1, fill=True, align="L", padding=2, new_x="LMARGIN", new_y="NEXT"
    )
    pdf.ln(1.6)


def _picture(pdf: FPDF, statement: Statement) -> None:
    """Draw the levels as stairs, the highest first, with the qualification's own marked in words too."""
    row = 6.4
    if pdf.will_page_break(20 + row * len(statement.levels)):
        pdf.add_page()
    _heading(pdf, translate("Place in the system of education"))
    for number, level in reversed([*enumerate(statement.levels, 1)]):
        _stair(
            pdf, level, 14 + number * 42 / max(len(statement.levels), 1), level.notation == statement.level
        )
        pdf.set_xy(_MARGIN, pdf.get_y() + row)


def _stair(pdf: FPDF, level: LevelView, width: float, own: bool) -> None:
    top = pdf.get_y()
    pdf.set_fill_color(*_TONES[level.tone - 1])
    pdf.set_draw_color(*_INK)
    pdf.set_line_width(0.7 if own else 0.1)
    pdf.rect(_MARGIN, top, width, 5.6, style="DF")
    pdf.set_line_width(0.2)
    pdf.set_font(FONT, "B", 9)
    pdf.set_text_color(*((255, 255, 255) if level.tone > _DARK else _INK))
    pdf.set_xy(_MARGIN, top)
    pdf.cell(width - 1, 5.6, _clean(level.notation, 12), align="R")
    awards = ", ".join(each.text.value for each in level.award_types[:3])
    words = f"{translate('This qualification')} · {awards}" if own else awards
    pdf.set_font(FONT, "B" if own else "", 8)
    pdf.set_text_color(*_INK)
    pdf.set_xy(_MARGIN + 60, top)
    pdf.cell(_WIDTH - 60, 5.6, _fitting(pdf, _clean(words), _WIDTH - 62))
    pdf.set_xy(_MARGIN, top)


def _fitting(pdf: FPDF, words: str, width: float) -> str:
    """Cut a text to what a line holds."""
    if pdf.get_string_width(words) <= width:
        return words
    while words and pdf.get_string_width(f"{words}…") > width:
        words = words[:-1]
    return f"{words.rstrip(' ,')}…"


def _origin(pdf: FPDF, statement: Statement) -> None:
    origin = statement.origin
    if pdf.will_page_break(46):
        pdf.add_page()
    _heading(pdf, translate("How to verify this statement"))
    code = squares(origin.address)
    if code is not None:
        _code(pdf, code.side, code.runs, pdf.get_y())
    for title, words in origin_facts(statement):
        _text(pdf, title, _NOTE, _WIDTH - 42)
        _text(pdf, words, _PLAIN, _WIDTH - 42)
    _text(
        pdf,
        translate("The same release gives the same statement at this address at any time."),
        _NOTE,
        _WIDTH - 42,
    )


def origin_facts(statement: Statement) -> Iterable[tuple[str, str]]:
    """Return what a reader needs to find the statement again: titles and texts."""
    origin = statement.origin
    yield translate("Release"), f"{origin.release} · {write_date(origin.created)}"
    yield translate("Permanent identifier"), statement.iri
    yield translate("Digest of the data (SHA-256)"), origin.digest
    yield translate("Address"), origin.address


def _code(pdf: FPDF, side: int, runs: tuple[tuple[int, int, int], ...], top: float) -> None:
    unit = 36 / side
    pdf.set_fill_color(0, 0, 0)
    for x, y, length in runs:
        pdf.rect(_MARGIN + _WIDTH - 36 + x * unit, top + y * unit, length * unit, unit, style="F")


def _clean(words: str, longest: int = _LONGEST) -> str:
    clean = _UNPRINTABLE.sub("", words)
    return clean if len(clean) <= longest else f"{clean[:longest]}…"
