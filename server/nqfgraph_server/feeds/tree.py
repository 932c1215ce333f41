"""How the entries of the log lie on pages, and the pages below a root that stays small.

A page has `PAGE` entries, so its number says which, whatever comes later. As soon as `FAN` pages are full the
root names a node in their place that names them; as soon as `FAN` such nodes are full, a node above those. So
the root of a million entries names a hundred nodes at most, and none but it and the last page ever changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.exceptions import NotFound

from nqfgraph_server.languages import marked as _

PAGE = 250
"""Entries on a full page. Another number would change pages that clients keep for ever as they are: it would
need other addresses."""

FAN = 32
"""Nodes below a node that is not the root; the same holds for it."""

_HIGHEST = 9
_NUMBER = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Node:
    """A page (height 0), or a node above ``FAN ** height`` pages; each height counts from 1."""

    height: int
    number: int

    @property
    def first(self) -> int:
        """The number of its first entry."""
        return (self.number - 1) * self._span + 1

    @property
    def last(self) -> int:
        """The number of its last entry once it is full."""
        return self.number * self._span

    @property
    def path(self) -> str:
        """Where it is below the root."""
        return f"/tree/{self.height}/{self.number}" if self.height else f"/{self.number}"

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes below it, the oldest first; a page has none."""
        if not self.height:
            return ()
        begin = (self.number - 1) * FAN + 1
        return tuple(Node(self.height - 1, number) for number in range(begin, begin + FAN))

    @property
    def _span(self) -> int:
        return PAGE * int(FAN**self.height)


def below_root(last: int) -> tuple[Node, ...]:
    """Return what the root of ``last`` entries names: the oldest first, each as high as can be."""
    full, done = last // PAGE, 0
    nodes: list[Node] = []
    for height in reversed(range(_HIGHEST + 1)):
        while done + FAN**height <= full:
            nodes.append(Node(height, done // FAN**height + 1))
            done += FAN**height
    return (*nodes, Node(0, full + 1)) if last % PAGE else tuple(nodes)


def find(height: str, number: str, last: int) -> Node:
    """Return the node that an address names; NotFound if a log of ``last`` entries has none there.

    A page is there from its first entry on, a node above pages when all of them are full.
    """
    level, place = read_number(height) if height != "0" else 0, read_number(number)
    node = Node(level, place) if level <= _HIGHEST else None
    if node is None or (node.last if node.height else node.first) > last:
        raise unknown_page()
    return node


def read_number(text: str) -> int:
    """Return a number of an address as it is written there: without zeros in front; NotFound for all else."""
    if not _NUMBER.fullmatch(text):
        raise unknown_page()
    return int(text)


def unknown_page() -> NotFound:
    """Return the error for a page that there is not."""
    return NotFound(_("The feed has no such page. Begin with its newest page and follow the links."))
