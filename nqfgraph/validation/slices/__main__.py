"""Checks slices as a process of its own: see `nqfgraph.validation.slices.worker`."""

from __future__ import annotations

import sys

from nqfgraph.validation.slices.worker import serve

if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
