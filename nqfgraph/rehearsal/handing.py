"""The files for Europass QDR as QDR would check them: XML schema, rules, and what is left out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from nqfgraph.errors import InputError
from nqfgraph.exports.qdr import LEARNING_OPPORTUNITIES
from nqfgraph.handover.making import Made
from nqfgraph.rehearsal.findings import Finding, Note, Part, Result, Weight
from nqfgraph.submissions.documents import Document
from nqfgraph.submissions.schemas import MAX_BYTES, XmlSchema

_SHOWN = 3
_OPPORTUNITIES: Mapping[str, str] = MappingProxyType(
    {
        "qdr-nothing": "qdr-no-opportunities",
        "qdr-record-left-out": "qdr-opportunity-left-out",
        "qdr-part-left-out": "qdr-opportunity-part-left-out",
        "qdr-written": "qdr-opportunities-written",
    }
)
"""What is called otherwise where it is about learning opportunities."""


def check_handovers(files: Iterable[Made], schema: Path | None) -> Iterator[Result]:
    """Yield what `check_handover` says of each file, and once what it says of several."""
    said: list[Result] = []
    for made in files:
        for each in check_handover(made, schema):
            if each not in said:
                said.append(each)
                yield each


def check_handover(made: Made, schema: Path | None) -> Iterator[Result]:
    """Yield why QDR would refuse the file or lacks records; InputError for a schema that cannot be used.

    The file is made without what QDR does not take, so what is left out of it are the broken rules of QDR.
    """
    values = {"written": f"{made.written:,}", "total": f"{made.total:,}"}
    codes = _OPPORTUNITIES if made.dataset is LEARNING_OPPORTUNITIES else {}
    if made.total and not made.written:
        reasons = ", ".join(f"{code} ({count:,})" for code, count in made.refused.items())
        code = codes.get("qdr-nothing", "qdr-nothing")
        yield Finding(Part.QDR, code, values={**values, "reasons": reasons})
        return
    for counts, code, weight in (
        (made.refused, "qdr-record-left-out", Weight.ERROR),
        (made.parts, "qdr-part-left-out", Weight.ADVICE),
    ):
        for reason, count in counts.items():
            yield Finding(Part.QDR, codes.get(code, code), weight, {"reason": reason, "count": f"{count:,}"})
    yield Note(Part.QDR, codes.get("qdr-written", "qdr-written"), values)
    if schema is None:
        yield Note(Part.QDR, "no-schema")
    elif made.size > MAX_BYTES:
        yield Note(Part.QDR, "schema-too-large", {"megabytes": str(MAX_BYTES // 1024**2)})
    elif made.written:
        yield from _against_schema(made, schema)


def _against_schema(made: Made, path: Path) -> Iterator[Result]:
    try:
        content = made.xml.read_bytes()
    except OSError as error:
        raise InputError(f"The file {made.xml} cannot be read: {error.strerror}.") from error
    report = XmlSchema(path).check(Document(made.xml.name, content))
    messages: Counter[str] = Counter()
    places: dict[str, str] = {}
    for each in report.findings:
        message = each.messages["en"] if "en" in each.messages else next(iter(each.messages.values()))
        messages[message] += 1
        places.setdefault(message, str(each.place))
    for message, count in messages.most_common(_SHOWN * 10):
        values = {"problem": message, "count": f"{count:,}", "place": places[message]}
        yield Finding(Part.QDR, "qdr-invalid", values=values)
    yield Note(Part.QDR, "schema-run", {"schema": path.name, "count": f"{report.counts()['violation']:,}"})
