"""The validation profiles that come with nqfgraph: which shapes, over which graphs of a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nqfgraph.errors import InputError
from nqfgraph.files import data_folder
from nqfgraph.validation.reading import read_shapes
from nqfgraph.validation.shapes import Shapes
from nqfgraph.validation.triples import parse_files


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of shapes."""

    name: str
    files: tuple[str, ...]
    """Names of the files in the folder ``shapes``."""
    graphs: tuple[str, ...] | None
    """Names of the graphs of a release that it reads; None reads all."""
    labels: Mapping[str, str]
    """What the profile checks, by language."""

    def shapes(self) -> Shapes:
        """Return the shapes of the profile; a process reads them once."""
        return _shipped(self.files)


@cache
def _shipped(files: tuple[str, ...]) -> Shapes:
    return load_shapes(data_folder("shapes") / each for each in files)


def load_shapes(paths: Iterable[Path]) -> Shapes:
    """Read shapes files into one shapes graph.

    Raises InputError for a file that cannot be opened and ShapesError for what is wrong in it.
    """
    return read_shapes(parse_files(paths))


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            "elm-loq",
            ("elm-loq.ttl",),
            ("qualifications", "vocabularies", "framework"),
            {
                "az": "Avropa Təlim Modeli, LOQ profili",
                "en": "European Learning Model, profile LOQ",
                "ru": "Европейская модель обучения, профиль LOQ",
            },
        ),
        Profile(
            "elm-vocabularies",
            ("elm-vocabularies.ttl",),
            ("qualifications", "vocabularies", "framework"),
            {
                "az": "ELM-in nəzarət olunan lüğətləri",
                "en": "Controlled vocabularies of ELM",
                "ru": "Контролируемые словари ELM",
            },
        ),
        Profile(
            "framework",
            ("framework.ttl",),
            None,
            {
                "az": "Milli kvalifikasiyalar çərçivəsi",
                "en": "National qualifications framework",
                "ru": "Национальная рамка квалификаций",
            },
        ),
        Profile(
            "register",
            ("register.ttl",),
            None,
            {
                "az": "Kvalifikasiyalar reyestri",
                "en": "Register of qualifications",
                "ru": "Реестр квалификаций",
            },
        ),
        Profile(
            "records",
            ("records.ttl",),
            None,
            {
                "az": "Qeydlər və onların mənşəyi",
                "en": "Records and their provenance",
                "ru": "Записи и их происхождение",
            },
        ),
        Profile(
            "isced-detailed",
            ("isced-detailed.ttl",),
            ("qualifications",),
            {
                "az": "Müfəssəl təhsil sahələri (ISCED-F, dörd rəqəm)",
                "en": "Detailed fields of education (ISCED-F, four digits)",
                "ru": "Подробные области образования (МСКО-О, четыре цифры)",
            },
        ),
        Profile(
            "links",
            ("links.ttl",),
            None,
            {
                "az": "Bacarıqlarla əlaqələrin keyfiyyəti",
                "en": "Quality of links to skills",
                "ru": "Качество связей с навыками",
            },
        ),
    )
}


def find_profile(name: str) -> Profile:
    """Return a profile; InputError that lists the names if there is none of this name."""
    try:
        return PROFILES[name]
    except KeyError:
        raise InputError(
            f"There is no validation profile “{name}”.", remedy=f"Use one of {', '.join(PROFILES)}."
        ) from None
