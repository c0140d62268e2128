"""rasid process: one page, held to the bounds of a crawl."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.cli import main
from crawler.document import Document
from pipelines.page import Stages
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
    page.write_text("<p>" + "</p><p>".join(f"Sentence {n} of many." for n in range(150_000)), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crawler.cli.process.DEADLINE_SECONDS", 0.1)  # beside it such a page hangs
    with pytest.raises(SystemExit) as ended:
        main(["process", str(page)])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    (line,) = said.err.splitlines()
    assert "page.html: other: took longer than" in line


class Slow(Stages):
    """Stages that work without end, but for the sentences alone."""

    endless = True

    def for_prose(self) -> Stages:
        chain = super().for_prose()
        chain.endless = False  # type: ignore[attr-defined] # a copy of this one
        return chain

    def document(self, html: bytes | str, url: str) -> Document:
        if self.endless:
            sum(range(10**12))
        return super().document(html, url)


def test_of_a_page_that_takes_too_long_the_sentences_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    page.write_text(article(ARABIC), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crawler.cli.process.Stages", Slow)
    monkeypatch.setattr("crawler.cli.process.DEADLINE_SECONDS", 600.0)
    monkeypatch.setattr("crawler.cli.process.PAGE_CPU_SECONDS", 2.0)
    with pytest.raises(SystemExit) as ended:
        main(["process", str(page), "--json"])
    assert not ended.value.code
    said = json.loads(capsys.readouterr().out)
    assert "prose_only" in said["extraction"]["warnings"]
    assert ARABIC.paragraphs[0] in [segment["text"] for segment in said["segments"]]
