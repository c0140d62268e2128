"""When the next pass over a source is."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crawler.schedule import next_due
from crawler.watch import Source

LAST = datetime(2026, 3, 27, 10, 30, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("every", "zone", "due"),
    [
        ("auto", "UTC", datetime(2026, 3, 27, 11, 30, tzinfo=UTC)),
        ("15m", "UTC", datetime(2026, 3, 27, 10, 45, tzinfo=UTC)),
        ("0 7 * * 1-5", "UTC", datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        ("0 7 * * 1-5", "Asia/Qatar", datetime(2026, 3, 30, 4, 0, tzinfo=UTC)),
        ("0 7 * * 1-5", "Europe/Berlin", datetime(2026, 3, 30, 5, 0, tzinfo=UTC)),
    ],
)
def test_the_next_pass_is_a_duration_or_a_cron_line_away(every: str, zone: str, due: datetime) -> None:
    source = Source(name="a", feed="http://x.example/feed", every=every)
    assert next_due(source, LAST, ZoneInfo(zone)) == due
