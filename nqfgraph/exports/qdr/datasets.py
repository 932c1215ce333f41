"""The data types that QDR keeps apart: it recommends a dataset, and so a file, for each of them.

Qualifications stand in one file. Learning opportunities stand in another, which names the qualification of
each by a reference (``qualificationReference``: “a qualification from another dataset”, LOQ XML 3.3.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One data type of QDR, as a release is handed over."""

    name: str
    """As it stands in addresses and names of files: ``learning-opportunities``."""
    words: str
    """In messages: ``learning opportunities``."""
    type_name: str
    """The type of its records in LOQ XML."""
    kind: str
    """The kind of its records in the IRIs and counts of a release."""

    @property
    def file_name(self) -> str:
        """Return what the file of a release is called under its address."""
        return f"qdr-{self.name}.xml"

    @property
    def path(self) -> str:
        """Return the address of the current file, below the base."""
        return f"qdr/{self.name}.xml"

    def path_of(self, version: str) -> str:
        """Return the address of the file of one release, below the base."""
        return f"releases/{version}/{self.file_name}"


QUALIFICATIONS = Dataset(
    name="qualifications", words="qualifications", type_name="Qualification", kind="qualification"
)
LEARNING_OPPORTUNITIES = Dataset(
    name="learning-opportunities",
    words="learning opportunities",
    type_name="LearningOpportunity",
    kind="learning-opportunity",
)

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {each.name: each for each in (QUALIFICATIONS, LEARNING_OPPORTUNITIES)}
)
"""Each of them by its name."""
