"""Validates the dump of a release: against that of the release before, where the rules are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from nqfgraph import __version__
from nqfgraph.errors import InputError
from nqfgraph.files import data_folder
from nqfgraph.iris import Iris
from nqfgraph.release.folder import Release
from nqfgraph.release.loading import load_in_memory
from nqfgraph.release.vocabularies import TAKEN_UP, own_statements
from nqfgraph.validation import PROFILES, Report, validate_store
from nqfgraph.validation.dumps import revalidate_dump, validate_dump
from nqfgraph.validation.earlier import report_of_json

SMALL = 20_000_000
"""A dump of fewer bytes is checked at once, which then is fastest."""
RULES = "rules"
"""The key of report.json that tells by what rules it was made."""


def validate(
    dump: Path, profiles: Sequence[str], iris: Iris, previous: Release | None, *, small: int = SMALL
) -> Report:
    """Return the report on a dump without the graphs of published vocabularies.

    Where ``previous`` was checked by the same rules, only what has changed since then is checked, and what
    refers to it. Raises InputError for an unknown profile.
    """
    if dump.stat().st_size < small:
        return validate_store(load_in_memory(dump), profiles, iris)
    report = None
    if previous is not None and (earlier := _earlier(previous, digest_of_rules(profiles, iris))):
        taken_up = [name for name in previous.manifest.counts.graphs if name.startswith(TAKEN_UP)]
        with own_statements(previous.dump, iris, taken_up, folder=dump.parent) as before:
            report = revalidate_dump(before, dump, profiles, iris, earlier)
    return validate_dump(dump, profiles, iris) if report is None else report


def digest_of_rules(profiles: Sequence[str], iris: Iris) -> str:
    """Return what changes with the program, its profiles, and what they are applied to (SHA-256)."""
    digest = hashlib.sha256(json.dumps([__version__, list(profiles), iris.base]).encode())
    shapes = sorted({data_folder("shapes") / file for name in profiles for file in PROFILES[name].files})
    program = sorted((Path(__file__).resolve().parents[1] / "validation").rglob("*.py"))
    for path in (*shapes, *program):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _earlier(release: Release, rules: str) -> Report | None:
    """Return the report of a release if it was made by these rules and its dump is still there."""
    if not release.dump.is_file():
        return None
    try:
        value = json.loads(release.report_path.read_bytes())
        return report_of_json(value) if value.get(RULES) == rules else None
    except (OSError, ValueError, AttributeError, InputError):
        # What cannot be read is made anew.
        return None
