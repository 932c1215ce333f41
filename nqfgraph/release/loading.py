"""Loads a dump into Oxigraph stores."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from threading import Event

import pyoxigraph as ox

from nqfgraph.release.dump import read_lines

BATCH = 250_000
"""Quads loaded at a time: a load holds about 1 kB for each (0.33 GB here, 1.17 GB for a million)."""


def load_on_disk(dump: Path, folder: Path, stopped: Event, *, batch: int = BATCH) -> None:
    """Make the store ``folder`` from a dump and put it in the form that is read fastest.

    Gives up after the running batch once ``stopped`` is set; the store is then of no use.
    """
    store = ox.Store(str(folder))
    lines = read_lines(dump)
    part = folder.with_name(f".{folder.name}-part")
    while not stopped.is_set() and (block := b"".join(islice(lines, batch))):
        # From a file, because only then does the engine let other threads run meanwhile.
        part.write_bytes(block)
        store.bulk_load(path=str(part), format=ox.RdfFormat.N_QUADS)
    part.unlink(missing_ok=True)
    if not stopped.is_set():
        store.flush()
        store.optimize()


def load_in_memory(dump: Path) -> ox.Store:
    """Return a store in memory with the quads of a dump; about 400 bytes a quad."""
    store = ox.Store()
    store.load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    return store
