"""The command: see the package."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import benchmarks.linking
from benchmarks.linking.figures import Ranked, judge_confidences, summarise
from benchmarks.linking.sets import Judged, read_set
from benchmarks.machine import describe_machine
from nqfgraph.linking import Calibration, Linker, Suggestion
from nqfgraph.vocabularies import Kept, Vocabularies

DEPTH = 10


@dataclass(frozen=True)
class Run:
    """A set and what was suggested for its texts."""

    judged: list[Judged]
    made: list[tuple[Suggestion, ...]]
    unknown: int
    seconds: float
    processor_seconds: float

    def ranked(self, calibration: Calibration | None, held_out: bool | None = None) -> list[Ranked]:
        """Return the texts, or one half of them, with confidences of a calibration or the shipped one."""
        return [
            Ranked(
                tuple(one.iri in each.right for one in made),
                tuple(
                    calibration.confidence(one.score) if calibration else one.confidence or 0.0
                    for one in made
                ),
                len(each.right),
            )
            for each, made in zip(self.judged, self.made, strict=True)
            if held_out is None or each.held_out == held_out
        ]


def main() -> int:
    """Measure as the command line says and print the figures as JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.linking",
        description=benchmarks.linking.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--vocabulary", default="esco")
    parser.add_argument("--version", default=None)
    parser.add_argument("--semantic", action="store_true")
    parser.add_argument("--first", type=int, default=None, help="Only so many texts of each set.")
    parser.add_argument(
        "--fit", type=Path, metavar="FILE", help="Fit to half of the first set, write to FILE."
    )
    arguments = parser.parse_args()
    kept = Vocabularies(arguments.home).get(arguments.vocabulary, arguments.version)
    linker = _linker(kept, arguments.semantic)
    labels = _labels(kept)
    runs = {path.name: _run(linker, path, labels, arguments.first) for path in arguments.sets}
    learned = None
    if arguments.fit:
        first = next(iter(runs))
        learned = _fit(linker, runs[first], f"half of {first} by hash of id, {kept.manifest.name}"
                       f" {kept.manifest.version}")  # fmt: skip
        _keep(learned, arguments.fit)
    value = {
        "method": linker.method,
        "vocabulary": kept.manifest.name,
        "version": kept.manifest.version,
        "sets": {name: _figures(run, learned) for name, run in runs.items()},
        "load": [round(each, 1) for each in os.getloadavg()],
        "machine": describe_machine("numpy", "onnxruntime", "tokenizers"),
    }
    print(json.dumps(value, indent=1))
    return 0


def _linker(kept: Kept, semantic: bool) -> Linker:
    if not semantic:
        return Linker(kept)
    from nqfgraph.linking.semantic import Encoder, Nearest

    return Linker(kept, meaning=Nearest(kept, Encoder()))


def _labels(kept: Kept) -> dict[str, str]:
    index = kept.index()
    preferred = sorted(index.preferred().items())
    index.close()
    return {texts["en"].casefold(): iri for iri, texts in preferred if "en" in texts}


def _run(linker: Linker, path: Path, labels: dict[str, str], first: int | None) -> Run:
    judged, unknown = read_set(path, labels)
    judged = judged[:first]
    start, used = time.perf_counter(), time.process_time()
    made = [linker.suggest(each.text, limit=DEPTH) for each in judged]
    return Run(judged, made, unknown, time.perf_counter() - start, time.process_time() - used)


def _fit(linker: Linker, run: Run, source: str) -> Calibration:
    pairs = [
        (one.score, one.iri in each.right)
        for each, made in zip(run.judged, run.made, strict=True)
        if not each.held_out
        for one in made
    ]
    texts = sum(not each.held_out for each in run.judged)
    return Calibration.fit(
        linker.method,
        linker.kept.manifest.name,
        pairs,
        f"{source}: {len(pairs)} suggestions for {texts} texts",
    )


def _figures(run: Run, learned: Calibration | None) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "unknown_labels": run.unknown,
        **summarise(run.ranked(learned)),
        "outcomes_per_second": round(len(run.judged) / run.seconds, 1),
        "outcomes_per_processor_second": round(len(run.judged) / run.processor_seconds, 1),
    }
    for name, held_out in (("all", None), ("held_out", True)):
        ranked = run.ranked(learned, held_out)
        if any(each.confidences for each in ranked):
            figures[f"calibration_{name}"] = judge_confidences(ranked)
    return figures


def _keep(learned: Calibration, path: Path) -> None:
    values = json.loads(path.read_bytes()) if path.exists() else {}
    values[learned.method] = {
        "vocabulary": learned.vocabulary,
        "source": learned.source,
        "scores": learned.scores,
        "confidences": learned.confidences,
    }
    path.write_text(f"{json.dumps(values, indent=1, sort_keys=True)}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
