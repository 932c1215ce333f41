"""Makes a file in a process of its own: ``python -P -m nqfgraph.handover.job HOME VERSION PARENT DATASET``.

The exit status is 0 when the file is there; else what is wrong is on standard error, and the status is 2.
PARENT is the process without which this one ends, DATASET the name of a data type of QDR. It has a low
priority: it takes half a minute for 10,000 full records, and nobody waits for it who could not come back.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nqfgraph.errors import NqfgraphError
from nqfgraph.exports.qdr import DATASETS
from nqfgraph.handover.making import make_file
from nqfgraph.release import Releases
from nqfgraph.store.workers.limits import die_with_parent

_NICENESS = 10


def main(arguments: Sequence[str]) -> int:
    """Make a file of a release; return the exit status."""
    home, version, parent = Path(arguments[0]), arguments[1], int(arguments[2])
    dataset = DATASETS[arguments[3]]
    die_with_parent(parent)
    os.nice(_NICENESS)
    releases = Releases(home)
    try:
        make_file(home, releases.get(version), releases.versions(), dataset)
    except NqfgraphError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
