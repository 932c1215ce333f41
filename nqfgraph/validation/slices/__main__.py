"""Checks slices as a process of its own: see `nqfgraph.validation.slices.worker`."""

from __future__ import annotations

import gc
import os
import sys

from nqfgraph.validation.slices.worker import serve

if __name__ == "__main__":
    # What a check makes has no cycles, and looking for some among its many objects takes time.
    gc.disable()
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        os._exit(0)  # whoever ordered it was killed; leaving in the usual way would try to write once more
