"""What each step of extraction is worth and costs, and what better guesses at the body would cost.

    python benchmarks/steps.py --data DIR [--quick] [--json]

A step is left out by putting in its place one that does nothing, here and not in the product. DIR as in
extraction.py. See README.md here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from math import inf
from time import process_time
from types import ModuleType
from typing import Any
from unittest.mock import patch

import trafilatura
from extraction import CORE, Page, Score, asked, f1, score, seconds, trafilatura_alone
from lxml.html import HtmlElement
from report import progress

from pipelines import extract
from pipelines.extraction import body
from pipelines.extraction.blocks import Block
from pipelines.extraction.metadata import Metadata

NOTHING: dict[str, Callable[..., Any]] = {
    "read_metadata": lambda root, url: Metadata(),
    "harvest": lambda page: [],
    "choose": lambda blocks, root: False,
    "clean_flat": lambda blocks: False,
}
"""What stands for a step that gives more than its blocks."""
NO_STEPS = ("build", "declarations", "is_vast", "are_vast")
WITNESSES = ({"fast": True, "favor_precision": True}, {"favor_precision": True}, {"favor_recall": True})
"""Options of trafilatura: its own choice, the same with second opinions, and all that may be text."""

Step = tuple[ModuleType, str]
Row = dict[str, str | float]


@dataclass
class Side:
    """One way to extract, over all pages; `change` is in force while it works."""

    name: str
    change: Callable[[], AbstractContextManager[object]] = nullcontext
    scores: list[Score] = field(default_factory=list)
    seconds: float = 0.0


def steps() -> list[Step]:
    """The steps that a page goes through, in order: what `_from_tree` calls of `pipelines.extraction`."""
    found: list[Step] = []
    for name in extract._from_tree.__code__.co_names:
        for module in (extract, body):
            step = getattr(module, name, None)
            origin = getattr(step, "__module__", None) or ""
            if callable(step) and origin.startswith("pipelines.extraction.") and name not in NO_STEPS:
                found.append((module, name))
                break
    return found


def without(step: Step) -> Callable[[], AbstractContextManager[object]]:
    module, name = step
    return lambda: patch.object(module, name, NOTHING.get(name, lambda blocks, *_, **__: blocks))


def bodies() -> list[Side]:
    """Ways to choose the body, the cheapest first; the third is Rasid's."""
    return [
        Side("the page's prose alone", lambda: patch.object(body, "choose", NOTHING["choose"])),
        Side("trafilatura without second opinions", lambda: patch.object(body, "ALL_READ", 0)),
        Side("with second opinions where it has less than half"),
        Side("with second opinions always", lambda: patch.object(body, "ALL_READ", inf)),
        Side("what two of three witnesses have", lambda: patch.object(body, "choose", vote)),
    ]


def vote(blocks: list[Block], root: HtmlElement) -> bool:
    """Keeps the blocks that two of the three witnesses have."""
    votes = [0] * len(blocks)
    bare = trafilatura.bare_extraction
    for options in WITNESSES:
        with patch.object(
            trafilatura,
            "bare_extraction",
            lambda root, options=options, **_: bare(root, include_comments=False, **options),
        ):
            body._mark(blocks, body._chosen_lines(root, fast=False))
        votes = [number + block.kept for number, block in zip(votes, blocks, strict=True)]
    for number, block in zip(votes, blocks, strict=True):
        block.kept = number >= 2
    return any(block.kept for block in blocks)


def run(measured: Sequence[Page], sides: Sequence[Side]) -> float:
    """All sides on each page in turn; gives the seconds of trafilatura alone. Each is measured the second
    time it sees a page, since some keep what they have read."""
    alone = 0.0
    for number, page in enumerate(measured):
        trafilatura_alone(page.html)
        alone += seconds(trafilatura_alone, page.html)
        extract.extract_text(page.html)
        for side in sides:
            with side.change():
                start = process_time()
                text = extract.extract_text(page.html)
                side.seconds += process_time() - start
            side.scores.append(score(page, text))
        if number % 25 == 0:
            progress(f"{number} of {len(measured)} pages")
    return alone


def own_seconds(measured: Sequence[Page], named: Sequence[Step]) -> list[float]:
    """The time spent in each step."""
    spent = [0.0] * len(named)

    def clocked(index: int, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            start = process_time()
            given = step(*arguments, **options)
            spent[index] += process_time() - start
            return given

        return run

    with ExitStack() as clocks:
        for index, (module, name) in enumerate(named):
            clocks.enter_context(patch.object(module, name, clocked(index, getattr(module, name))))
        for page in measured:
            extract.extract_text(page.html)
    return spent


def over_core(side: Side, measured: Sequence[Page]) -> float:
    return f1(s for s, page in zip(side.scores, measured, strict=True) if page.set in CORE)


def bodies_table(sides: Sequence[Side], measured: Sequence[Page], alone: float) -> Iterator[Row]:
    for side in sides:
        yield {
            "body": side.name,
            "F1": round(f1(side.scores), 4),
            f"F1 {'+'.join(CORE)}": round(over_core(side, measured), 4),
            "time": round(side.seconds / alone, 2),
        }


def steps_table(
    whole: Side, sides: Sequence[Side], measured: Sequence[Page], spent: Sequence[float]
) -> Iterator[Row]:
    """F1 that is lost without each step, its own time, and the time of all without it, as a share."""
    for side, own in zip(sides, spent, strict=True):
        yield {
            "step": side.name,
            "F1": round(f1(whole.scores) - f1(side.scores), 4),
            f"F1 {'+'.join(CORE)}": round(over_core(whole, measured) - over_core(side, measured), 4),
            "ms": round(1000 * own / len(measured), 2),
            "time without": round(side.seconds / whole.seconds, 2),
        }


def show(rows: Sequence[Row]) -> None:
    names = list(rows[0])
    print(f"{names[0]:50}" + "".join(f"{name:>16}" for name in names[1:]))
    for row in rows:
        first, *values = row.values()
        print(f"{first:50}" + "".join(f"{value:16}" for value in values))


def main() -> int:
    measured, as_json = asked(__doc__)
    named, choices = steps(), bodies()
    left_out = [Side(step[1], without(step)) for step in named]
    alone = run(measured, [*choices, *left_out])
    spent = own_seconds(measured, named)
    choosing = list(bodies_table(choices, measured, alone))
    stepping = list(steps_table(choices[2], left_out, measured, spent))
    if as_json:
        figures = {"pages": len(measured), "bodies": choosing, "steps": stepping}
        print(json.dumps({"figures": figures, "targets": []}, indent=2))
    else:
        show(choosing)
        print()
        show(stepping)
    return 0


if __name__ == "__main__":
    sys.exit(main())
