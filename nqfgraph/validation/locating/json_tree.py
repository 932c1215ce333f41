"""Reads JSON (RFC 8259) into a tree in which every value knows where it begins, without recursion."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nqfgraph.validation.locating.statements import Unreadable

DEEPEST = 100
"""How many objects and lists may stand in one another; what goes through the tree may recurse that deep."""

_TOKEN = re.compile(
    r"[ \t\r\n]*+(?:(?P<mark>[{}\[\]:,])|(?P<string>\"(?:[^\"\\\x00-\x1f]++|\\.)*+\")"
    r"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+\-]?[0-9]++)?+)|(?P<word>true|false|null)"
    r"|(?P<end>\Z)|(?P<fault>.))",
    re.DOTALL,
)
_WORDS = {"true": True, "false": False, "null": None}


class Number(str):
    """A number as it is written."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Item:
    """A value and the offset of its first character."""

    value: str | bool | list[Item] | dict[str, Item] | None
    at: int


_Path = tuple["_Path", str] | None
"""The steps to an item, the last one first."""


def read_json(text: str) -> Item:
    """Return the value that a text is; Unreadable if it is not JSON or nested deeper than `DEEPEST`.

    Commas and colons are not checked; the fast parser has done that. Of a name that an object has twice, the
    last value counts.
    """
    root = Item([], 0)
    open_items = [root]
    name: str | None = None
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        token, at = found[kind], found.start(kind)
        if kind == "fault":
            raise Unreadable(f"“{token}” at character {at + 1} is not JSON.")
        if kind == "end" or (kind == "mark" and token in ":,"):
            continue
        if kind == "mark" and token in "]}":
            _close(open_items, token)
        elif kind == "string" and name is None and isinstance(open_items[-1].value, dict):
            name = _string(token)
        else:
            item = Item(_value(kind, token), at)
            _add(open_items[-1], name, item)
            name = None
            if kind == "mark":
                open_items.append(item)
                if len(open_items) > DEEPEST + 1:
                    raise Unreadable(f"Objects and lists are nested deeper than {DEEPEST}.")
    assert isinstance(root.value, list)
    if len(open_items) > 1 or len(root.value) != 1:
        raise Unreadable("The file is not one JSON value.")
    return root.value[0]


def _close(open_items: list[Item], token: str) -> None:
    if len(open_items) == 1 or isinstance(open_items[-1].value, list) != (token == "]"):
        raise Unreadable(f"“{token}” closes nothing.")
    open_items.pop()


def _add(parent: Item, name: str | None, item: Item) -> None:
    if isinstance(parent.value, list):
        parent.value.append(item)
    elif isinstance(parent.value, dict) and name is not None:
        parent.value[name] = item
    else:
        raise Unreadable(f"A name is expected at character {item.at + 1}.")


def _value(kind: str, token: str) -> str | bool | list[Item] | dict[str, Item] | None:
    if kind == "string":
        return _string(token)
    if kind == "number":
        return Number(token)
    if kind == "word":
        return _WORDS[token]
    return [] if token == "[" else {}


def _string(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    try:
        return str(json.loads(token))
    except ValueError as error:
        raise Unreadable(f"{token!a} is no JSON string: {error}.") from error


def find_pointers(root: Item, offsets: set[int]) -> dict[int, str]:
    """Return the JSON pointers (RFC 6901) of the items that begin at some offsets."""
    found: dict[int, str] = {}
    waiting: list[tuple[Item, _Path]] = [(root, None)]
    while waiting:
        item, path = waiting.pop()
        if item.at in offsets:
            found[item.at] = "".join(reversed(list(_steps(path))))
        if isinstance(item.value, list):
            waiting.extend((each, (path, str(index))) for index, each in enumerate(item.value))
        elif isinstance(item.value, dict):
            waiting.extend((each, (path, name)) for name, each in item.value.items())
    return found


def _steps(path: _Path) -> Iterator[str]:
    while path is not None:
        path, step = path
        yield "/" + step.replace("~", "~0").replace("/", "~1")
