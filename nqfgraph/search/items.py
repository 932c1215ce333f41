"""The entries of a list, read from the projection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nqfgraph.search.answers import COUNTED, Item
from nqfgraph.search.cells import Cells
from nqfgraph.search.database import Database
from nqfgraph.search.labels import Labels


class Items:
    """The qualifications of one projection as a list shows them."""

    def __init__(self, database: Database, cells: Cells, labels: Labels, base: str) -> None:
        """Take the projection, its cells and labels, and what all its IRIs begin with."""
        self._database = database
        self._cells = cells
        self._labels = labels
        self._start = f"{base}id/qualification/"
        columns = {name for _, name, *_ in database.rows("PRAGMA table_info(qualification)")}
        # A release of an earlier version of the program does not say what took a qualification's place.
        successor = "successor" if "successor" in columns else "''"
        self._columns = f"id, iri, code, classification, {successor}, cell, text, text_language"

    def read(self, ids: Sequence[int], language: str) -> Iterator[Item]:
        """Yield the qualifications with these ids, in their order, as a reader of a language sees them."""
        query = (
            f"SELECT {self._columns} FROM qualification JOIN title ON qualification = id AND language = ?"
            f" WHERE id IN ({', '.join('?' * len(ids))})"
        )
        rows = {row[0]: row[1:] for row in self._database.rows(query, language, *ids)}
        for place in ids:
            iri, code, classification, successor, cell, title, title_language = rows[place]
            said = zip(COUNTED, self._cells.all[cell], strict=True)
            values = {facet: "".join(each[:1]) for facet, each in said}
            yield Item(
                iri=iri,
                key=iri.removeprefix(self._start),
                code=code,
                title=title,
                language=title_language,
                level=values["level"],
                level_label=self._labels.text("level", values["level"], language),
                award_type=values["award_type"],
                award_type_label=self._labels.text("award_type", values["award_type"], language),
                field=values["field"],
                field_label=self._labels.text("field", values["field"], language),
                status=values["status"],
                content=values["content"],
                classification=classification,
                successor=successor,
            )
