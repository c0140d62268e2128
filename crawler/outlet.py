"""What one page of an outlet gave: the lines by which its furniture is learnt, the measures by which a broken
template is noticed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Line(NamedTuple):
    """A line by its key, and whether it ends like a sentence."""

    key: int
    sentence: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one page: characters of text and of learnt furniture, which fields it had, and its lines. A page
    without text is `Reading()`. `date`: the page declares when it was published. `at` is when it was read, of
    one that was recorded."""

    text: int = 0
    furniture: int = 0
    title: bool = False
    authors: bool = False
    date: bool = False
    lines: tuple[Line, ...] = ()
    at: datetime | None = None
