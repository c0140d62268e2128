"""The gate: no figure of extraction and language falls below its floor in floors.yaml.

    python benchmarks/floors.py --data DIR                exit 1 when a figure is below its floor
    python benchmarks/floors.py --data DIR --raise        floors rise to what is reached; none is lowered
    python benchmarks/floors.py --data DIR --lower NAME   that floor alone is set to what is reached

DIR as in extraction.py and language.py; without it, only what needs no data is checked. A benchmark's target
that is a bound from above (lines left, words lost) is a floor as it stands; speeds have none.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml
from report import data_folder, progress

HERE = Path(__file__).parent
FLOORS = HERE / "floors.yaml"
MADE = ("own_pages",)
"""Benchmarks that make their own data."""
HEAD = (
    "# What the gold pages and texts must give at least; benchmarks/floors.py reads and writes this file.\n"
)


def run(benchmark: str, data: Path | None) -> list[dict[str, Any]]:
    """The targets of a benchmark, with what is reached."""
    command = [sys.executable, HERE / f"{benchmark}.py", "--json"]
    if benchmark not in MADE:
        command += ["--data", str(data)]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if finished.returncode not in (0, 1):
        raise SystemExit(f"{benchmark}.py failed (exit {finished.returncode})")
    targets: list[dict[str, Any]] = json.loads(finished.stdout)["targets"]
    return targets


def side_by_side(benchmarks: list[str], data: Path | None) -> Iterator[list[dict[str, Any]]]:
    """What each reaches, as many at a time as there are cores; none of their floors is of elapsed time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda benchmark: run(benchmark, data), benchmarks)


def moved(
    floors: dict[str, float], values: dict[str, float], *, rise: bool, lower: list[str]
) -> dict[str, float]:
    """The floors with those in `lower` at what is reached, and, where they `rise`, those that it is above."""
    at = {name: math.floor(value * 1000) / 1000 for name, value in values.items()}
    free = {name for name in at if name in lower or (rise and at[name] > floors.get(name, -math.inf))}
    return {name: at[name] if name in free else floors[name] for name in {**floors, **dict.fromkeys(free)}}


def below(floors: dict[str, float], values: dict[str, float]) -> int:
    """How many floors do not hold; each is printed."""
    held = {name: values.get(name, -math.inf) >= floor for name, floor in floors.items()}
    for name, floor in floors.items():
        print(f"{'ok   ' if held[name] else 'BELOW'} {name}: {values.get(name)} (floor {floor})")
    return list(held.values()).count(False)


def above(bounds: list[dict[str, Any]]) -> int:
    """How many bounds from above are not met; each is printed."""
    for bound in bounds:
        print(f"{'ok   ' if bound['met'] else 'ABOVE'} {bound['name']}: {bound['value']} ({bound['target']})")
    return sum(not bound["met"] for bound in bounds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="else $RASID_BENCH_DATA")
    parser.add_argument("--raise", dest="rise", action="store_true", help="raise floors to what is reached")
    parser.add_argument("--lower", metavar="NAME", action="append", default=[], help="lower this floor")
    options = parser.parse_args()
    data = data_folder(options.data)
    floors: dict[str, dict[str, float]] = yaml.safe_load(FLOORS.read_text("utf-8"))
    unknown = set(options.lower).difference(*floors.values())
    if unknown:
        parser.error(f"no such floor: {', '.join(sorted(unknown))}")
    checked = [benchmark for benchmark in floors if data is not None or benchmark in MADE]
    for benchmark in floors.keys() - checked:
        progress(f"!!! no data: the floors of {benchmark}.py were NOT checked (--data, RASID_BENCH_DATA)")
    missed = 0
    for benchmark, targets in zip(checked, side_by_side(checked, data), strict=True):
        progress(f"{benchmark}.py")
        values = {t["name"]: t["value"] for t in targets if t["target"].startswith(">=")}
        floors[benchmark] = moved(floors[benchmark], values, rise=options.rise, lower=options.lower)
        missed += below(floors[benchmark], values)
        if benchmark in MADE:
            missed += above([t for t in targets if t["name"] not in values])
    if options.rise or options.lower:
        FLOORS.write_text(HEAD + yaml.safe_dump(floors, sort_keys=False, allow_unicode=True), "utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
