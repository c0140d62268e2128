"""When an outlet's template counts as broken."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.drift import EARLIER, RECENT, signs
from crawler.outlet import Reading

GOOD = Reading(text=3000, furniture=100, title=True, authors=True, date=True)
START = datetime(2026, 3, 1, tzinfo=UTC)


def timed(*readings: Reading) -> list[Reading]:
    return [replace(reading, at=START + timedelta(hours=n)) for n, reading in enumerate(readings)]


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("no_text", Reading()),
        ("short_text", replace(GOOD, text=300)),
        ("long_text", replace(GOOD, text=30_000)),
        ("much_furniture", replace(GOOD, furniture=3000)),
        ("no_title", replace(GOOD, title=False)),
        ("no_authors", replace(GOOD, authors=False)),
        ("no_date", replace(GOOD, date=False)),
    ],
)
def test_a_template_that_breaks_is_told_with_its_time(name: str, broken: Reading) -> None:
    before = [GOOD] * EARLIER
    assert signs(timed(*before, *[GOOD] * RECENT)) == []
    (sign,) = signs(timed(*before, *[GOOD] * 2, *[broken] * (RECENT - 2)))
    assert (sign.name, sign.earlier, sign.recent) == (name, 0.0, 0.8)
    assert sign.since == START + timedelta(hours=EARLIER + 2)


def test_what_an_outlet_never_had_is_no_sign() -> None:
    unsigned = replace(GOOD, authors=False)
    assert signs(timed(*[unsigned] * (EARLIER + RECENT))) == []
    assert signs(timed(*[Reading()] * (EARLIER + RECENT))) == []


def test_an_outlet_that_is_hardly_known_has_no_sign() -> None:
    assert signs(timed(*[GOOD] * (EARLIER - 1), *[Reading()] * RECENT)) == []
    assert signs([]) == []


def test_an_outlet_of_many_lengths_and_some_unsigned_articles_is_no_sign() -> None:
    choose = random.Random(5)
    mixed = [
        replace(GOOD, text=choose.choice((400, 900, 3000, 9000)), authors=choose.random() > 0.3)
        for _ in range(200)
    ]
    alarms = [end for end in range(EARLIER + RECENT, 200) if signs(timed(*mixed[:end]))]
    assert alarms == []
