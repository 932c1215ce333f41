"""The section ``[vocabularies]`` of ``register.toml``: which versions a release takes up."""

from __future__ import annotations

from collections.abc import Mapping

from nqfgraph.errors import InputError
from nqfgraph.sources.toml_sections import Section
from nqfgraph.vocabularies import VERSION, vocabulary_named


def read_versions(section: Section) -> Mapping[str, str]:
    """Return the version by the name of the vocabulary (``esco = "1.2.0"``).

    Whether it was imported is seen when a release is built. Raises InputError with the line for what is not a
    name or not a version.
    """
    versions = {}
    for name in section.remaining():
        version = section.text(name, required=True)
        try:
            vocabulary_named(name)
        except InputError as error:
            raise section.error(name, error.message, error.remedy) from error
        if not VERSION.fullmatch(version):
            raise section.error(
                name,
                f"“{version}” is not a version.",
                f'Write a version in quotation marks: {name} = "1.2.0".',
            )
        versions[name] = version
    return versions
