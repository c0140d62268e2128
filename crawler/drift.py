"""When an outlet's pages do not read as they used to: its template has changed, and extraction suffers.

Each sign is something that a page either has or has not. It is raised where the share of the latest pages
that have it lies far above the share of those before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from crawler.outlet import Reading

RECENT = 10
"""Latest readings, compared with all earlier ones that are kept."""
EARLIER = 20
"""Readings before them without which nothing is said."""
RISE = 0.6
"""Of the share: with 10 readings chance alone comes so far in less than 2 of 10,000 windows, whatever the
share before (binomial distribution). A template that breaks altogether is noticed at its sixth or seventh
page."""
SHORT, LONG = 0.25, 4.0
"""Times the median length of the texts before. Guesses."""
FURNITURE = 0.3
"""Of the page's text, more than the median share before. A guess."""


@dataclass(frozen=True, slots=True)
class Sign:
    """`name` says what is wrong with so great a share of the latest pages; `earlier` is the share before,
    `since` the time of the first of the latest pages that has it."""

    name: str
    earlier: float
    recent: float
    since: datetime | None


def signs(readings: Sequence[Reading]) -> list[Sign]:
    """What the latest readings of an outlet, oldest first, have that earlier ones had not."""
    earlier, recent = readings[:-RECENT], readings[-RECENT:]
    if len(earlier) < EARLIER:
        return []
    found: list[Sign] = []
    for name, has in _tests(earlier).items():
        before, now = _share(earlier, has), _share(recent, has)
        if now - before >= RISE:
            found.append(Sign(name, before, now, next(r.at for r in recent if has(r))))
    return found


def _tests(earlier: Sequence[Reading]) -> dict[str, Callable[[Reading], bool]]:
    read = [r for r in earlier if r.text]
    length = median(r.text for r in read) if read else 0.0
    furniture = median(map(_furniture, read)) if read else 0.0
    return {
        "no_text": lambda r: not r.text,
        "short_text": lambda r: 0 < r.text < SHORT * length,
        "long_text": lambda r: r.text > LONG * length,
        "much_furniture": lambda r: _furniture(r) > furniture + FURNITURE,
        "no_title": lambda r: r.text > 0 and not r.title,
        "no_authors": lambda r: r.text > 0 and not r.authors,
        "no_date": lambda r: r.text > 0 and not r.date,
    }


def _share(readings: Sequence[Reading], has: Callable[[Reading], bool]) -> float:
    return sum(map(has, readings)) / len(readings)


def _furniture(reading: Reading) -> float:
    return reading.furniture / (reading.furniture + reading.text) if reading.text else 0.0
