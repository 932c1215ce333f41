"""The section ``[policy]`` of ``register.toml``: what stops a build, and what a release is checked with."""

from __future__ import annotations

from dataclasses import dataclass

from nqfgraph.sources.codes import CODES
from nqfgraph.sources.columns import suggest
from nqfgraph.sources.issues import Issue, Severity
from nqfgraph.sources.toml_sections import Section

SEVERITIES = tuple(each.value for each in Severity)
VALIDATION_SEVERITIES = ("violation", "warning", "info")
PROFILES = ("elm-loq", "framework", "register")
"""Profiles a release is checked with unless the register says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What stops a build, and what a release is checked with."""

    stop_on: tuple[str, ...] = (Severity.ERROR.value,)
    """Severities of source issues that stop a build."""
    ignore: tuple[str, ...] = ()
    """Codes of issues that never stop one."""
    profiles: tuple[str, ...] = PROFILES
    validation_stop_on: tuple[str, ...] = ("violation",)
    """Severities of validation findings that stop a build."""

    def stops(self, issue: Issue) -> bool:
        """Whether a source issue stops the build."""
        return issue.severity.value in self.stop_on and issue.code not in self.ignore


def read_policy(section: Section) -> Policy:
    """Take the policy; InputError with the line for what is not known."""
    policy = Policy(
        stop_on=_choices(section, "stop_on", SEVERITIES, (Severity.ERROR.value,)),
        ignore=_choices(section, "ignore", tuple(CODES), ()),
        profiles=section.strings("profiles", PROFILES),
        validation_stop_on=_choices(section, "validation_stop_on", VALIDATION_SEVERITIES, ("violation",)),
    )
    section.finish()
    return policy


def _choices(
    section: Section, key: str, allowed: tuple[str, ...], default: tuple[str, ...]
) -> tuple[str, ...]:
    chosen = section.strings(key, default)
    for each in chosen:
        if each not in allowed:
            raise section.error(key, f"“{each}” is not known.", suggest(each, allowed))
    return chosen
