"""Imported once, by the process that worker processes are forked from: what the stages load when they first
need it (language model, word lists, compiled patterns, variants of characters) is then there in all of them,
in shared memory."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from crawler.watch import Watch
from pipelines.decode import decode
from pipelines.extract import check, extract
from pipelines.page import Stages

_SAMPLES = (
    "The ferry to the islands leaves at nine. Its captain said on Tuesday that the sea was calm again.",
    "Le bac pour les îles part à neuf heures. Le capitaine a dit mardi que la mer était de nouveau calme.",
    "تغادر العبارة إلى الجزر في الساعة التاسعة. وقال القبطان يوم الثلاثاء إن البحر هادئ من جديد.",
    "Паром на острова отходит в девять часов. Капитан сказал во вторник, что море снова спокойно.",
    "前往群島的渡輪九點開船。船長星期二表示，海面已經恢復平靜。華為的代表也在船上。",
    "島へのフェリーは九時に出ます。船長は火曜日、海はふたたび穏やかだと話しました。",
    "섬으로 가는 배는 아홉 시에 떠난다. 선장은 화요일에 바다가 다시 잔잔해졌다고 말했다.",
)


def warm() -> None:
    """Sends a short page in each script through all stages."""
    stages = Stages(Watch())
    for sample in _SAMPLES:
        body = "".join(f"<p>{part}</p>" for part in (sample, sample[::-1], sample * 2))
        html = f"<html><body><article><h1>{sample[:40]}</h1>{body}</article></body></html>"
        page = decode(html.encode(), None)
        document = stages.finish(extract(page, ""), "", datetime.now(UTC))
        check(document, page)


with suppress(Exception):  # what cannot be loaded, or counts as no article, is told where it is needed
    warm()
