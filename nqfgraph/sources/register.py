"""The configuration of a register: ``register.toml``, read and checked into frozen values.

A register is a folder with ``register.toml`` and the tables that it names. The file says what the register
is, which table holds what under which headers, what its words mean (look-ups), and which findings stop a
build (policy).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nqfgraph.errors import InputError
from nqfgraph.files import data_folder
from nqfgraph.model.records import QDR_LEVEL, RegisterDescription
from nqfgraph.ontology import Ontology
from nqfgraph.sources.declared_tables import Table, read_defaults, read_table
from nqfgraph.sources.policy import Policy, read_policy
from nqfgraph.sources.toml_sections import Section, read_toml
from nqfgraph.sources.values import BadValue, read_iri, read_key
from nqfgraph.sources.vocabularies import read_versions

FILE = "register.toml"

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything ``register.toml`` says."""

    folder: Path
    file: str
    description: RegisterDescription
    """As written: ``country`` is still the code of the file."""
    tables: tuple[Table, ...]
    lookups: Mapping[str, Mapping[str, str]]
    """Name of a look-up to source value to canonical value."""
    policy: Policy
    defaults: Mapping[str, Mapping[str, str]]
    """Kind of table to canonical column to value: ``[defaults.qualification]``."""
    vocabularies: Mapping[str, str] = field(default_factory=dict)
    """Name of a published vocabulary to the version of it that releases take up."""


def find_register(name_or_folder: str) -> Path:
    """Return the folder of a register, given by the name of a shipped one (``aznqf``) or by its path.

    A folder in the working directory that is named like a shipped register is meant by ``./aznqf``.
    """
    shipped = data_folder("registers")
    names = sorted(each.parent.name for each in shipped.glob(f"*/{FILE}")) if shipped.is_dir() else []
    if name_or_folder in names:
        return shipped / name_or_folder
    folder = Path(name_or_folder)
    if (folder / FILE).is_file():
        return folder
    known = f"Shipped with nqfgraph: {', '.join(names) or 'none'}."
    if folder.is_dir():
        raise InputError(f"The folder {folder} has no {FILE}.", remedy=f"Add one. {known}")
    raise InputError(
        f"There is no register “{name_or_folder}”.",
        remedy=f"Give the path of a folder with a {FILE}, or the name of a shipped register. {known}",
    )


def load_configuration(folder: Path) -> Configuration:
    """Read ``register.toml`` in ``folder``; every mistake is an InputError with its line and the way out."""
    top = read_toml(folder / FILE)
    description = _description(top.section("register", required=True), _qdr_levels(top.section("qdr")))
    lookups_section = top.section("lookups")
    lookups = {name: lookups_section.plain_values(name) for name in lookups_section.remaining()}
    defaults = read_defaults(top.section("defaults"), description.languages)
    tables = tuple(
        read_table(each, folder, description.languages, lookups) for each in top.sections("tables")
    )
    policy = read_policy(top.section("policy"))
    vocabularies = read_versions(top.section("vocabularies"))
    top.finish()
    return Configuration(
        folder=folder,
        file=FILE,
        description=description,
        tables=tables,
        lookups=lookups,
        policy=policy,
        defaults=defaults,
        vocabularies=vocabularies,
    )


def _qdr_levels(section: Section) -> Mapping[str, str]:
    levels = section.plain_values("levels")
    section.finish()
    for level, iri in levels.items():
        if not QDR_LEVEL.fullmatch(iri):
            raise section.error(
                "levels",
                f"“{iri}” for level {level} is not an entry of the EU's list of national levels.",
                'Write "6" = "http://data.europa.eu/snb/qdr/c_…" with the address that the EU has assigned.',
            )
    return levels


def _description(section: Section, qdr_levels: Mapping[str, str]) -> RegisterDescription:
    languages = section.strings("languages")
    if not languages:
        raise section.error("languages", "there is no language.", 'Write languages = ["az", "en"].')
    for each in languages:
        if not _LANGUAGE.fullmatch(each):
            raise section.error(
                "languages",
                f"“{each}” is not a language tag.",
                "Write a tag such as az, en or sr-Latn (BCP 47).",
            )
    if len(set(languages)) < len(languages):
        raise section.error("languages", "a language stands there twice.", "Leave one of them out.")
    name = section.text("name", required=True)
    if not _NAME.fullmatch(name):
        raise section.error(
            "name", f"“{name}” is not a short name.", "Use small letters a to z, digits and hyphens."
        )
    publisher = section.section("publisher", required=True)
    description = RegisterDescription(
        name=name,
        base=_base(section),
        title=section.texts("title", languages, required=True),
        description=section.texts("description", languages),
        publisher=(_key(publisher, "key"),),
        publisher_name=publisher.texts("name", languages, required=True),
        licence=_iri(section, "licence"),
        languages=languages,
        country=section.text("country", required=True),
        framework=(_key(section, "framework"),),
        modified=section.moment("modified"),
        frequency=_frequency(section),
        contact=section.text("contact") or None,
        qdr_levels=qdr_levels,
    )
    publisher.finish()
    section.finish()
    return description


def _frequency(section: Section) -> str | None:
    code = section.text("frequency")
    if not code:
        return None
    scheme = Ontology.load().scheme("frequency")
    found = scheme.find(code)
    if found is None:
        codes = ", ".join(each.notation or each.iri for each in scheme.concepts.values())
        raise section.error(
            "frequency",
            f"“{code}” is no frequency of the EU's list.",
            f"Leave it out, or write one of {codes}.",
        )
    return found.notation


def _iri(section: Section, key: str) -> str:
    text = section.text(key, required=True)
    try:
        return read_iri(text)
    except BadValue as error:
        raise section.error(key, error.message, error.remedy) from error


def _key(section: Section, key: str) -> str:
    text = section.text(key, required=True)
    try:
        return read_key(text)
    except BadValue as error:
        raise section.error(key, error.message, error.remedy) from error


def _base(section: Section) -> str:
    base = _iri(section, "base")
    if "?" in base or "#" in base:
        raise section.error(
            "base", f"“{base}” has a “?” or “#”.", "Write an address such as https://data.example.org/."
        )
    if not base.endswith("/"):
        raise section.error("base", f"“{base}” does not end in a slash.", f"Write {base}/ instead.")
    return base
