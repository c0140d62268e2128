"""The gate: no figure of extraction and language falls below its floor in floors.yaml.

    python benchmarks/floors.py --data DIR                exit 1 when a figure is below its floor
    python benchmarks/floors.py --data DIR --raise        floors rise to what is reached; none is lowered
    python benchmarks/floors.py --data DIR --lower NAME   that floor alone is set to what is reached

DIR as in extraction.py and language.py, which give the figures; their speeds have no floors.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from pathlib import Path

import yaml
from report import data_folder, progress

HERE = Path(__file__).parent
FLOORS = HERE / "floors.yaml"
HEAD = (
    "# What the gold pages and texts must give at least; benchmarks/floors.py reads and writes this file.\n"
)


def reached(benchmark: str, data: Path) -> dict[str, float]:
    """Each figure of a benchmark that has to be at least something: name → value."""
    command = [sys.executable, HERE / f"{benchmark}.py", "--data", data, "--json"]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if finished.returncode not in (0, 1):
        raise SystemExit(f"{benchmark}.py failed (exit {finished.returncode})")
    targets = json.loads(finished.stdout)["targets"]
    return {t["name"]: t["value"] for t in targets if t["target"].startswith(">=")}


def moved(
    floors: dict[str, float], values: dict[str, float], *, rise: bool, lower: list[str]
) -> dict[str, float]:
    """The floors with those in `lower` at what is reached, and, where they `rise`, those that it is above."""
    at = {name: math.floor(value * 1000) / 1000 for name, value in values.items()}
    free = {name for name in at if name in lower or (rise and at[name] > floors.get(name, -math.inf))}
    return {name: at[name] if name in free else floors[name] for name in {**floors, **dict.fromkeys(free)}}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="else $RASID_BENCH_DATA")
    parser.add_argument("--raise", dest="rise", action="store_true", help="raise floors to what is reached")
    parser.add_argument("--lower", metavar="NAME", action="append", default=[], help="lower this floor")
    options = parser.parse_args()
    data = data_folder(options.data)
    if data is None:
        parser.error("no data: give --data DIR or set RASID_BENCH_DATA")
    floors: dict[str, dict[str, float]] = yaml.safe_load(FLOORS.read_text("utf-8"))
    unknown = set(options.lower).difference(*floors.values())
    if unknown:
        parser.error(f"no such floor: {', '.join(sorted(unknown))}")
    fallen = 0
    for benchmark, its_floors in floors.items():
        progress(f"{benchmark}.py")
        values = reached(benchmark, data)
        floors[benchmark] = moved(its_floors, values, rise=options.rise, lower=options.lower)
        for name, floor in floors[benchmark].items():
            holds = values.get(name, -math.inf) >= floor
            fallen += not holds
            print(f"{'ok   ' if holds else 'BELOW'} {name}: {values.get(name)} (floor {floor})")
    if options.rise or options.lower:
        FLOORS.write_text(HEAD + yaml.safe_dump(floors, sort_keys=False, allow_unicode=True), "utf-8")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
