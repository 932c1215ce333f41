"""Reads a register: ``register.toml`` and its tables become records, and issues where something is wrong.

Tables are read in the order of who refers to whom, so a reference is checked when its row is read:
frameworks, levels and organisations first, then award types, classifications and statements, then
qualifications and the learning opportunities that lead to them. Nothing is dropped silently: a value, a row
or a column that is not in the result has an issue that names its place.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nqfgraph.errors import InputError
from nqfgraph.model.records import Register
from nqfgraph.ontology import Ontology
from nqfgraph.places import Place
from nqfgraph.sources import framework_records as records
from nqfgraph.sources.issues import Issue
from nqfgraph.sources.learning_opportunities import read_learning_opportunities
from nqfgraph.sources.links import Links
from nqfgraph.sources.origins import Origins
from nqfgraph.sources.outcomes import Outcomes
from nqfgraph.sources.qualification_records import read_qualifications
from nqfgraph.sources.register import Configuration, load_configuration
from nqfgraph.sources.rows import Context
from nqfgraph.sources.values import BadValue, find_concept
from nqfgraph.sources.wordings import say
from nqfgraph.sources.wordings.references import NO_USE


def read_register(
    folder: Path, ontology: Ontology, origins: Origins | None = None
) -> tuple[Register, tuple[Issue, ...]]:
    """Read the register in ``folder``; codes are those of the vocabularies in ``ontology``.

    ``origins``, if given, is filled with the row of every record.

    Returns the register and the issues, ordered by file and row. Raises InputError where ``register.toml`` or
    a table cannot be read at all.
    """
    return read_configured(load_configuration(folder), ontology, origins)


def read_configured(
    configuration: Configuration, ontology: Ontology, origins: Origins | None = None
) -> tuple[Register, tuple[Issue, ...]]:
    """Read the register that a configuration describes, as `read_register` does."""
    context = Context(configuration, ontology, origins=origins)
    country = _country(context)
    frameworks = records.read_frameworks(context, country)
    levels = records.read_levels(context)
    organisations = records.read_organisations(context, country)
    skills = records.read_skills(context)
    links = Links(context)
    links.read()
    outcomes = Outcomes(context, links)
    outcomes.read()
    award_types = records.read_award_types(context, outcomes)
    register = Register(
        description=configuration.description,
        frameworks=frameworks,
        levels=levels,
        level_descriptors=records.read_descriptors(context),
        level_statements=records.read_statements(context),
        award_types=award_types,
        classifications=records.read_classifications(context),
        organisations=organisations,
        skills=skills,
        qualifications=read_qualifications(context, {each.key: each for each in award_types}, outcomes),
    )
    opportunities = read_learning_opportunities(context, country, register.qualifications)
    register = replace(register, learning_opportunities=opportunities)
    outcomes.finish()
    links.finish()
    _check_whole(context, register)
    return register, context.log.issues()


def _country(context: Context) -> str:
    """Return the IRI of the register's country."""
    code = context.configuration.description.country
    try:
        return find_concept(context.ontology.scheme("country"), code).iri
    except BadValue as error:
        raise InputError(
            f"[register], country: {error.message}",
            place=Place(file=context.configuration.file),
            remedy=error.remedy,
        ) from error


def _check_whole(context: Context, register: Register) -> None:
    """Log what a register as a whole must have and this one lacks."""
    place = Place(file=context.configuration.file)
    key = register.description.framework
    if not context.knows("framework", key):
        context.log.add(say("no-framework", key="/".join(key)), place)
    for level in register.description.qdr_levels:
        if not context.knows("level", (level,)):
            context.miss("level", (level,), place, NO_USE)
    if not register.levels:
        context.log.add(say("no-levels"), place)
