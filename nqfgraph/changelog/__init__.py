"""The change log of a register: what every feed is a view of.

One append-only file for all releases of a home, ``{home}/changelog.sqlite``. Whenever a release is
published, or an older one is served again, the log is brought to what that release holds: each thing whose
statements differ from those that the log has last gets an entry with its new content, each thing that is no
more gets one that says so. So the last entries of all things are the release that is served, whatever was
taken back in between, and whoever has followed the log to its end has that release. Entries are numbered
from 1 without gaps and never change; each step is later than the one before; content stays in the log when
its release is pruned.
"""

from __future__ import annotations

from nqfgraph.changelog.entries import Entry, Item, Operation, Step
from nqfgraph.changelog.reading import ChangeLog
from nqfgraph.changelog.writing import Known, bring_to

__all__ = ["ChangeLog", "Entry", "Item", "Known", "Operation", "Step", "bring_to"]
