"""Sums up rounds, and writes the table for the documentation."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.sparql.client import Measured
from benchmarks.sparql.servers import OXIGRAPH


def summarise(rounds: Mapping[str, Sequence[Measured]]) -> dict[str, Any]:
    """Return one load's rounds by server: medians, least, most, and ratios of the medians to Oxigraph."""
    found = {name: _sum_up(measured) for name, measured in rounds.items()}
    reference = found.get(OXIGRAPH)
    if reference:
        for entry in found.values():
            entry["ratio_to_oxigraph"] = divide(entry["rate"]["median"], reference["rate"]["median"])
    return found


def _sum_up(rounds: Sequence[Measured]) -> dict[str, Any]:
    rates = [each.rate for each in rounds]
    return {
        "rate": {"median": statistics.median(rates), "least": min(rates), "most": max(rates)},
        "p50": round(statistics.median(each.p50 for each in rounds), 2),
        "p95": round(statistics.median(each.p95 for each in rounds), 2),
        "refused": sum(each.refused for each in rounds),
        "broken": sum(each.broken for each in rounds),
    }


def divide(value: float, other: float) -> float | None:
    """Return a ratio with three figures; None where there is nothing to divide by."""
    return float(f"{value / other:.3g}") if other else None


def write_table(result: Mapping[str, Any]) -> str:
    """Return the results as Markdown: requests a second, ratios to Oxigraph, then the other measures."""
    servers = list(result["servers"])
    lines = [_row("", *servers), _row(*["---"] * (len(servers) + 1))]
    for load, found in result["loads"].items():
        lines.append(_row(f"{load}, requests/s", *(_rate(found.get(name)) for name in servers)))
    transfer = result.get("transfer", {})
    for measure, label in (("first_byte", "first byte of 10,000 rows, ms"), ("total", "all of them, ms")):
        lines.append(_row(label, *(_time(transfer.get(name), measure) for name in servers)))
    runaways = result.get("runaways", {})
    for number in ("1", "2", "4"):
        label = f"others' p95 beside {number} runaways, ms (gone after s)"
        lines.append(_row(label, *(_beside(runaways.get(name), number) for name in servers)))
    label = "memory before, at most, after a hungry query, MiB"
    lines.append(_row(label, *(_memory(runaways.get(name)) for name in servers)))
    return "\n".join(lines)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rate(found: Mapping[str, Any] | None) -> str:
    if not found:
        return "–"
    ratio = found.get("ratio_to_oxigraph")
    failed = found["refused"] + found["broken"]
    failures = f", {failed} failed" if failed else ""
    return write_rate(found["rate"]["median"]) + (f" ({ratio:g} ×{failures})" if ratio else failures)


def write_rate(rate: float) -> str:
    """Return requests a second for people: small ones with a decimal."""
    return f"{rate:,.0f}" if rate >= _LARGE else f"{rate:.1f}"


_LARGE = 20.0


def _time(found: Mapping[str, Any] | None, measure: str) -> str:
    return f"{found[measure]['median']:g}" if found else "–"


def _beside(found: Mapping[str, Any] | None, number: str) -> str:
    if not found:
        return "–"
    measured = found[number]
    idle, beside = measured["idle"], measured["beside"]
    gone = max(measured["seconds_until_answer"])
    ended = f"{gone:.1f}" if "none" not in measured["answers"] else f"not within {gone:.0f}"
    if not beside["rate"]:
        return f"nobody answered ({ended})"
    return f"{beside['p95']:.1f}, {divide(beside['p95'], idle['p95']):g} × idle ({ended})"


def _memory(found: Mapping[str, Any] | None) -> str:
    return (
        ", ".join(f"{found['memory'][at]['pss']:,.0f}" for at in ("before", "most", "after"))
        if found
        else "–"
    )
