"""rasid process: one page, held to the bounds of a crawl."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.cli import main
from tests.cli.command import Rasid
from tests.site.pages import ARABIC, article


def test_a_page_is_shown_as_a_crawl_would_store_it(rasid: Rasid) -> None:
    said = rasid(
        "process", "-", "--url", "https://news.example/a", "--json", stdin=article(ARABIC).encode()
    ).json
    assert (said["title"], said["language"], said["url"]) == (ARABIC.title, "ar", "https://news.example/a")


def test_a_page_that_the_stages_hang_on_is_stopped_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>" + "</p><p>".join(f"Sentence {n} of many." for n in range(20_000)), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crawler.cli.process.DEADLINE_SECONDS", 0.1)  # beside it such a page hangs
    with pytest.raises(SystemExit) as ended:
        main(["process", str(page)])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    (line,) = said.err.splitlines()
    assert "page.html: other: took longer than" in line
