"""How often the language of news text and of its pieces is told right, how fast, and how honestly.

    python benchmarks/language.py --data DIR [--quick] [--json]

DIR (or $RASID_BENCH_DATA) holds `language/`: `dev/{headline,tweet,sentence,paragraph}.tsv` (columns lang,
kind, text) and `dev/mixed.jsonl` (documents with marked segments). See README.md here.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from report import Report, data_folder

from pipelines.language import ENGINES, decide, evidence
from pipelines.segment import segments

TARGETS = {"headline": 0.975, "tweet": 0.98, "sentence": 0.988, "paragraph": 0.998}
"""Macro accuracy over the 36 languages of the core."""
SEGMENTS = 0.99
HEADLINE_MS = 0.5
CALIBRATION = 0.03
"""Most that the confidence may be off, on average, from the share that is right."""
APART = {"ps", "ckb", "el"}
QUICK = 300


def rows(folder: Path, kind: str, quick: bool) -> Iterator[tuple[str, str]]:
    """(language, text); Chinese is one language here."""
    with (folder / f"{kind}.tsv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in read[:: max(1, len(read) // QUICK)] if quick else read:
        yield row["lang"].split("-")[0], row["text"]


def measure_texts(report: Report, folder: Path, engine: str, quick: bool) -> None:
    told: list[tuple[float, bool]] = []
    for kind, bound in TARGETS.items():
        right, total = Counter[str](), Counter[str]()
        seconds = 0.0
        for language, text in rows(folder, kind, quick):
            start = time.perf_counter()
            found, confidence = decide([evidence(text, engine)])[0]
            seconds += time.perf_counter() - start
            total[language] += 1
            right[language] += found == language
            told.append((confidence, found == language))
        accuracy = {language: right[language] / count for language, count in total.items()}
        core = [value for language, value in accuracy.items() if language not in APART]
        weakest = sorted(accuracy.items(), key=lambda pair: pair[1])[:4]
        report.figures[f"{kind}: weakest"] = "  ".join(f"{name} {value:.2f}" for name, value in weakest)
        milliseconds = 1000 * seconds / total.total()
        report.figures[f"{kind}: ms per text"] = round(milliseconds, 3)
        report.at_least(f"{kind}, macro accuracy", sum(core) / len(core), bound)
        if kind == "headline":
            report.at_most("ms per headline", milliseconds, HEADLINE_MS)
    report.at_most("confidence off by", calibration_error(told), CALIBRATION)


def calibration_error(told: list[tuple[float, bool]]) -> float:
    """Expected calibration error over ten equal bins of confidence (Guo et al. 2017)."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, was_right in told:
        bins[min(9, int(confidence * 10))].append((confidence, was_right))
    off = sum(abs(sum(c for c, _ in inside) - sum(r for _, r in inside)) for inside in bins.values())
    return off / len(told)


def measure_segments(report: Report, path: Path) -> None:
    """A segment is right when four fifths of its letters are given its language."""
    right = total = 0
    for line in path.read_text("utf-8").splitlines():
        document: dict[str, Any] = json.loads(line)
        labels: list[str] = []
        for language, piece in segments(document["text"]):
            labels += [language] * len(piece)
        for marked in document["segments"]:
            if marked["lang"] != "und":
                letters = [i for i in range(marked["start"], marked["end"]) if document["text"][i].isalpha()]
                hits = sum(labels[i] == marked["lang"].split("-")[0] for i in letters)
                total += 1
                right += hits >= 0.8 * len(letters)
    report.figures["segments"] = total
    report.at_least("segments right", right / total, SEGMENTS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="folder with `language/` in it, else $RASID_BENCH_DATA")
    parser.add_argument("--half", default="dev", help="subfolder of `language/`")
    parser.add_argument("--engine", default="py3langid", choices=sorted(ENGINES))
    parser.add_argument("--quick", action="store_true", help=f"about {QUICK} texts of each kind")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data = data_folder(options.data)
    if data is None or not (data / "language" / options.half).is_dir():
        parser.error("no data: give --data DIR or set RASID_BENCH_DATA to the folder that holds language/")
    report = Report()
    evidence("The minister said on Tuesday.", options.engine)  # loads the model
    measure_texts(report, data / "language" / options.half, options.engine, options.quick)
    measure_segments(report, data / "language" / options.half / "mixed.jsonl")
    return report.finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
