"""Tables as DataFrames with a type for each column: the only place that knows pandas.

| in the answer | column |
| --- | --- |
| ``xsd:integer`` and what derives from it, ``xsd:gYear`` | ``Int64`` |
| ``xsd:decimal``, ``xsd:double``, ``xsd:float`` | ``float64`` |
| ``xsd:boolean`` | ``boolean`` |
| ``xsd:date``, ``xsd:dateTime`` without a zone | ``datetime64[us]`` |
| ``xsd:dateTime`` with a zone | ``datetime64[us, UTC]`` |
| strings with or without a language, IRIs, blank nodes, literals of other types | ``string`` |
| anything that does not go together, or does not fit | ``object``, the values of `nqfgraph.client.terms` |

Decimals become ``float64`` because averages come as decimals and are to be computed with; `Client.rows` gives
them exactly. Microseconds, not nanoseconds, because registers have dates such as 9999-12-31.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from nqfgraph.client.answers import Source, Table
from nqfgraph.client.examples import Example
from nqfgraph.client.failures import missing
from nqfgraph.client.shortening import Shorten
from nqfgraph.client.terms import Blank, Iri, Literal, Text, Value

if TYPE_CHECKING:
    from pandas import DataFrame as DataFrame

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_EXACT = 2**53
"""Whole numbers up to this are exact in float64."""

Cells = Sequence[Value | None]


class Column(NamedTuple):
    """A column: its values, their type (None for ``object``), and what is to be known about it."""

    values: list[Any]
    dtype: str | None
    note: str | None = None


def make_frame(table: Table, source: Source, *, shorten: Shorten | None, languages: bool) -> DataFrame:
    """Return the table with a type for each column, and ``attrs`` that say where it comes from.

    ``shorten`` writes IRIs with prefixes. With ``languages`` a column of texts with languages has a column
    ``{name}@language`` beside it. ``attrs`` has texts, lists and dictionaries only, so that it can be saved.
    Raises InputError without pandas, and StoreUnavailable for a cell that cannot be read.
    """
    pandas = _open_pandas()
    rows = list(table.rows())
    columns: dict[str, Any] = {}
    found: dict[str, list[str]] = {}
    notes: list[str] = []
    for name in table.variables:
        cells = [row[name] for row in rows]
        column = _column(cells, shorten)
        if column.note:
            notes.append(f"{name}: {column.note}")
        columns[name] = _series(pandas, column)
        tags = [each.language if isinstance(each, Text) else None for each in cells]
        if any(tags):
            found[name] = sorted({each for each in tags if each})
            if languages:
                columns[f"{name}@language"] = pandas.Series(tags, dtype="string")
    frame: DataFrame = pandas.DataFrame(columns, columns=list(columns), index=range(len(rows)))
    frame.attrs.update(_attributes(source, found, notes))
    return frame


def list_examples(examples: Iterable[Example]) -> DataFrame:
    """Return examples as a table by name: group, title, question; raises InputError without pandas."""
    pandas = _open_pandas()
    listed = [(each.name, each.group, each.title, each.question) for each in examples]
    frame = pandas.DataFrame(listed, columns=["name", "group", "title", "question"], dtype="string")
    by_name: DataFrame = frame.set_index("name")
    return by_name


def _open_pandas() -> Any:
    try:
        import pandas
    except ModuleNotFoundError as error:
        if error.name != "pandas":
            raise
        raise missing("pandas") from error
    return pandas


def _attributes(source: Source, languages: Mapping[str, list[str]], notes: Iterable[str]) -> dict[str, Any]:
    return {
        "endpoint": source.endpoint,
        "query": source.query,
        "release": source.release,
        "retrieved": source.retrieved.isoformat(timespec="seconds"),
        "digest": source.digest,
        "permalink": source.permalink,
        "languages": dict(languages),
        "notes": list(notes),
    }


def _series(pandas: Any, column: Column) -> Any:
    if column.dtype is None:
        return pandas.Series([pandas.NA if each is None else each for each in column.values], dtype="object")
    return pandas.Series(column.values, dtype=column.dtype)


def _column(cells: Cells, shorten: Shorten | None) -> Column:
    kinds = _kinds(cells)
    if kinds == {"whole", "number"}:
        kinds = {"number"}
    if len(kinds) != 1:
        note = f"mixes {' and '.join(sorted(kinds))}, so it is left as objects" if kinds else None
        return Column(list(cells), None, note)
    return _WAYS[kinds.pop()](cells, shorten)


def _kinds(cells: Cells) -> set[str]:
    """Return which kinds of values there are, in the words of notes; those of one kind go into one column."""
    types = set(map(type, cells)) - {type(None)}
    kinds = {_KINDS[each] for each in types if each is not datetime}
    if datetime in types:
        zones = {each.tzinfo is not None for each in cells if isinstance(each, datetime)}
        kinds |= {"time with a zone" if each else "date" for each in zones}
    return kinds


_KINDS: Mapping[type, str] = MappingProxyType(
    {
        Iri: "resource",
        Blank: "resource",
        Literal: "other literal",
        Text: "text",
        str: "text",
        bool: "truth",
        int: "whole",
        float: "number",
        Decimal: "number",
        date: "date",
    }
)


def _resources(cells: Cells, shorten: Shorten | None) -> Column:
    values = [None if each is None else str(each) for each in cells]
    if shorten:
        values = [
            each if each is None or isinstance(cell, Blank) else shorten(each)
            for each, cell in zip(values, cells, strict=True)
        ]
    return Column(values, "string")


def _texts(cells: Cells, _: Shorten | None) -> Column:
    return Column([None if each is None else str(each) for each in cells], "string")


def _others(cells: Cells, _: Shorten | None) -> Column:
    datatypes = sorted({each.datatype for each in cells if isinstance(each, Literal)})
    return Column(*_texts(cells, None)[:2], note=f"has texts of the datatype {', '.join(datatypes)}")


def _truths(cells: Cells, _: Shorten | None) -> Column:
    return Column(list(cells), "boolean")


def _wholes(cells: Cells, _: Shorten | None) -> Column:
    if all(_SMALLEST <= each <= _LARGEST for each in cells if isinstance(each, int)):
        return Column(list(cells), "Int64")
    return Column(list(cells), None, "has numbers of more than 64 bits, so it is left as objects")


def _numbers(cells: Cells, _: Shorten | None) -> Column:
    numbers = [each for each in cells if isinstance(each, (int, float, Decimal))]
    if any(isinstance(each, int) and abs(each) > _EXACT for each in numbers):
        return Column(
            list(cells), None, "has whole numbers that float64 would round, so it is left as objects"
        )
    values = [None if each is None else float(str(each)) for each in cells]
    mixed = any(isinstance(each, int) for each in numbers)
    return Column(values, "float64", "has whole numbers among others, all as float64" if mixed else None)


def _dates(cells: Cells, _: Shorten | None) -> Column:
    return Column(list(cells), "datetime64[us]")


def _moments(cells: Cells, _: Shorten | None) -> Column:
    try:
        values = [each.astimezone(UTC) if isinstance(each, datetime) else None for each in cells]
    except OverflowError:
        return Column(list(cells), None, "has times at the end of the calendar, so it is left as objects")
    return Column(values, "datetime64[us, UTC]")


_WAYS: Mapping[str, Callable[[Cells, Shorten | None], Column]] = MappingProxyType(
    {
        "resource": _resources,
        "other literal": _others,
        "text": _texts,
        "truth": _truths,
        "whole": _wholes,
        "number": _numbers,
        "date": _dates,
        "time with a zone": _moments,
    }
)
