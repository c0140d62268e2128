"""`rasid demo` as its users run it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "kept"


@pytest.fixture(scope="module")
def shown(kept: Path) -> dict[str, Any]:
    """What `rasid demo --json` printed."""
    return json.loads(rasid("demo", "--json", "--keep", str(kept)))


def rasid(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", *arguments], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_article_is_found_and_what_cannot_be_had_is_counted(shown: dict[str, Any]) -> None:
    crawl = shown["crawl"]
    assert crawl["documents"]["new"] == 13
    assert crawl["failures"] == {"http_4xx": 1}
    assert crawl["skipped"]["robots"] == 1


def test_an_english_query_is_answered_by_arabic_posts(shown: dict[str, Any]) -> None:
    hits = {hit["title"]: hit for hit in shown["search"]["hits"]}
    assert len(hits) == 3
    presenter = hits["Presenter hands back his advertising contract"]
    assert presenter["language"] == "en"
    assert "<mark>هواوي</mark>" in presenter["highlights"]["post"][0]


def test_the_topic_raises_an_alert_in_each_language_and_none_for_other_news(shown: dict[str, Any]) -> None:
    titles = [alert["title"] for alert in shown["alerts"]]
    assert len(titles) == 6
    for words in ("Presenter hands back", "تقرير جديد", "报告称华为", "Комитет спросил"):
        assert any(words in title for title in titles), words


def test_what_is_kept_can_be_searched_afterwards(shown: dict[str, Any], kept: Path) -> None:
    found = json.loads(rasid("-c", str(kept / "watch.yaml"), "search", "olive OR الزيتون", "--json"))
    assert found["total"] == 1
