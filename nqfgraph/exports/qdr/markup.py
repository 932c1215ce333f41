"""The HTML that Europass QDR lets stand in descriptions and notes, and how other HTML becomes it."""

from __future__ import annotations

import re
from html import unescape

_NAMES = "h1 h2 h3 h4 h5 h6 p strong b em i code ul ol li br hr u address section small sub sup"
ALLOWED = frozenset(_NAMES.split())
"""Elements of QDR's white list (HtmlWhitelistLiteralShape); no attribute is on it."""

_ALONE = frozenset(("br", "hr"))
_UNSEEN = ("script", "style", "template")
_INLINE_NAMES = "abbr acronym big cite del dfn font ins kbd label mark q s samp span strike tt var"
_INLINE = frozenset(_INLINE_NAMES.split())
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)([^<>]*)>|<[!?][^<>]*>")
_ADDRESS = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_FOLLOWED = re.compile(r"(?:https?|mailto):\S+", re.IGNORECASE)
_HARD_SPACE = re.compile(r"(?:&nbsp;|&#160;|&#[xX][aA]0;|\u00a0)+", re.IGNORECASE)
_ANYTHING = re.compile("[<&\u00a0]")
_LONE_AMPERSAND = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);)")


def clean(text: str) -> str:
    """Return a text in which only the white list's elements are left, without attributes and well nested.

    A link becomes its text with the address behind it; other elements leave their content, those that hold
    nothing to read leave nothing. A text without elements stays as it is but for its non-breaking spaces,
    which become spaces. Cleaning twice is cleaning once.
    """
    if not _ANYTHING.search(text):
        return text
    text = _without_unseen(_HARD_SPACE.sub(" ", text))
    if not _TAG.search(text):
        return text
    cleaner = _Cleaner()
    position = 0
    for tag in _TAG.finditer(text):
        cleaner.text(text[position : tag.start()])
        if tag[2]:
            cleaner.tag(tag[2].lower(), bool(tag[1]), tag[3])
        position = tag.end()
    cleaner.text(text[position:])
    return cleaner.finish()


class _Cleaner:
    """Takes the pieces of a text in their order and gives back the allowed ones."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._links: list[tuple[str, int]] = []

    def text(self, text: str) -> None:
        escaped = _LONE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
        self._pieces.append(escaped)

    def tag(self, name: str, ends: bool, attributes: str) -> None:
        if name in _ALONE:
            self._pieces.append(f"<{name}>")
        elif name in ALLOWED:
            self._close(name) if ends else self._begin(name)
        elif name == "a":
            self._end_link() if ends else self._begin_link(attributes)
        elif name not in _INLINE:
            self._pieces.append(" ")

    def finish(self) -> str:
        self._pieces += [f"</{name}>" for name in reversed(self._open)]
        return "".join(self._pieces).strip()

    def _begin(self, name: str) -> None:
        self._open.append(name)
        self._pieces.append(f"<{name}>")

    def _close(self, name: str) -> None:
        if name in self._open:
            while (last := self._open.pop()) != name:
                self._pieces.append(f"</{last}>")
            self._pieces.append(f"</{name}>")

    def _begin_link(self, attributes: str) -> None:
        found = _ADDRESS.search(attributes)
        address = unescape(found[1] or found[2] or found[3] or "").strip() if found else ""
        self._links.append((address, len(self._pieces)))

    def _end_link(self) -> None:
        if self._links:
            address, start = self._links.pop()
            if _FOLLOWED.fullmatch(address) and address not in unescape("".join(self._pieces[start:])):
                self.text(f" ({address.replace('&', '&amp;')})")


def _without_unseen(text: str) -> str:
    """Leave out comments and what browsers do not show."""
    text = _cut(text, "<!--", "-->")
    for name in _UNSEEN:
        text = _cut(text, f"<{name}", f"</{name}>")
    return text


def _cut(text: str, begin: str, end: str) -> str:
    lowered = text.lower() if text.isascii() else _lowered(text)
    pieces = []
    position = 0
    while (start := lowered.find(begin, position)) >= 0:
        stop = lowered.find(end, start + len(begin))
        if stop < 0:
            break
        # A space, so that what stood on both sides does not become a tag.
        pieces.append(f"{text[position:start]} ")
        position = stop + len(end)
    return "".join([*pieces, text[position:]])


def _lowered(text: str) -> str:
    """Lower the letters A to Z alone, so that every position stays what it was."""
    return re.sub("[A-Z]", lambda letter: letter[0].lower(), text)
