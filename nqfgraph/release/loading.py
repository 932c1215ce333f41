"""Loads a dump into Oxigraph stores."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path
from threading import Event

import pyoxigraph as ox

from nqfgraph.release.dump import read_lines
from nqfgraph.release.since import Since

ENGINE_LOGS = frozenset({"LOCK", "LOG"})
"""Files of a store that the engine may write to, even where it only reads."""
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


def update_on_disk(since: Since, folder: Path, quads: int, stopped: Event) -> bool:
    """Make the store ``folder`` from that of the release before; False if it has not ``quads`` quads then.

    The engine never changes its large files, so they are linked; where the disk cannot do that, copied. Its
    own logs are left behind.
    """
    folder.mkdir()
    for path in since.previous.store_folder.iterdir():
        if path.suffix != ".sst":
            if path.name not in ENGINE_LOGS:
                shutil.copyfile(path, folder / path.name)
            continue
        try:
            (folder / path.name).hardlink_to(path)
        except OSError:
            shutil.copyfile(path, folder / path.name)
    store = ox.Store(str(folder))
    for each in ox.parse(b"".join(since.removed), format=ox.RdfFormat.N_QUADS):
        store.remove(each)
    if stopped.is_set():
        return False
    store.load(b"".join(since.added), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return len(store) == quads


def load_in_memory(dump: Path) -> ox.Store:
    """Return a store in memory with the quads of a dump; about 400 bytes a quad."""
    store = ox.Store()
    store.load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    return store
