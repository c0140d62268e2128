"""What every benchmark here ends with: its figures, its targets, and an exit code.

    {"figures": {name: value}, "targets": [{"name", "value", "target", "met"}]}

Exit 0 when every target is met, 1 when not.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Target:
    """A figure and what it has to be; `target` reads as people write it (`>= 0.85`)."""

    name: str
    value: float
    target: str
    met: bool


@dataclass
class Report:
    """Figures and targets of one run, printed by `finish`."""

    figures: dict[str, Any] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    def at_least(self, name: str, value: float, bound: float) -> None:
        self.targets.append(Target(name, round(value, 4), f">= {bound}", value >= bound))

    def at_most(self, name: str, value: float, bound: float) -> None:
        self.targets.append(Target(name, round(value, 4), f"<= {bound}", value <= bound))

    def finish(self, as_json: bool) -> int:
        """Prints the report on stdout; gives the exit code."""
        if as_json:
            print(json.dumps(asdict(self), ensure_ascii=False, indent=2))
        else:
            for name, value in self.figures.items():
                print(f"{name:48} {value}")
            for t in self.targets:
                print(f"{'met   ' if t.met else 'MISSED'} {t.name}: {t.value} (target {t.target})")
        return 0 if all(t.met for t in self.targets) else 1


def progress(text: str) -> None:
    """A line for the one who waits, on stderr."""
    print(text, file=sys.stderr, flush=True)


def data_folder(option: Path | None) -> Path | None:
    """Data from outside the project: `--data DIR`, else $RASID_BENCH_DATA, else none."""
    named = option or os.environ.get("RASID_BENCH_DATA")
    return Path(named) if named else None
