"""Harvests an OAI-PMH 2.0 repository: all records, then those since a date, deletions included."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.harvest.transport import Line

_OAI = "{http://www.openarchives.org/OAI/2.0/}"


@dataclass
class Harvest:
    """What a repository has told: identifier to its metadata, None for what was deleted."""

    line: Line
    prefix: str = "elm"
    records: dict[str, bytes | None] = field(default_factory=dict)
    answered: str = ""
    """When the last complete harvest began, by the repository's clock: the next one asks from then."""

    @property
    def present(self) -> set[str]:
        """Identifiers of all records that are not deleted."""
        return {name for name, metadata in self.records.items() if metadata is not None}

    def follow(self) -> None:
        """List all records that are new since the last time."""
        arguments = {"metadataPrefix": self.prefix} | ({"from": self.answered} if self.answered else {})
        began = ""
        while arguments:
            body = self.line.fetch(f"/oai?{urlencode({'verb': 'ListRecords', **arguments})}")
            root = ET.fromstring(body)
            began = began or (root.findtext(f"{_OAI}responseDate") or "")
            error = root.find(f"{_OAI}error")
            if error is not None and error.get("code") != "noRecordsMatch":
                raise RuntimeError(f"The repository answered {error.get('code')}: {error.text}")
            for record in root.iter(f"{_OAI}record"):
                self._take(record)
            token = root.findtext(f".//{_OAI}resumptionToken")
            arguments = {"resumptionToken": token} if token else {}
        self.answered = began

    def _take(self, record: ET.Element) -> None:
        header = record.find(f"{_OAI}header")
        metadata = record.find(f"{_OAI}metadata")
        if header is None:
            raise RuntimeError("A record has no header.")
        identifier = header.findtext(f"{_OAI}identifier") or ""
        self.records[identifier] = None if metadata is None else ET.tostring(metadata)
