"""Articles from files on disk, and lists of addresses."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.errors import Discard, Retry
from crawler.watch import Source, Watch
from pipelines.page import Page, Stages
from spiders import files, urls
from spiders.discovery import Announcement
from tests.site.pages import ARABIC, ENGLISH, article

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def stages() -> Stages:
    return Stages(Watch())


def page(path: Path) -> Page:
    uri = path.as_uri()
    return Page(uri, uri, 200, {}, b"", NOW, "s")


def test_a_glob_finds_files_at_any_depth_and_a_changed_file_is_a_changed_entry(tmp_path: Path) -> None:
    deep = tmp_path / "2026" / "مقال 1.html"
    deep.parent.mkdir()
    deep.write_text("x")
    (tmp_path / "b.txt").write_text("y")
    found = files.find(f"{tmp_path}/**/*.html")
    assert [e.url for e in found.entries] == [deep.as_uri()]
    os.utime(deep, (0, 10**9))
    assert files.find(f"{tmp_path}/**/*.html").entries[0].fingerprint != found.entries[0].fingerprint


def test_a_name_that_is_not_utf8_is_read(tmp_path: Path, stages: Stages) -> None:
    path = tmp_path / os.fsdecode("café.html".encode("latin-1"))
    path.write_text(article(ENGLISH))
    (entry,) = files.find(f"{tmp_path}/*.html").entries
    assert entry.url.endswith("caf%E9.html")
    assert files.process(stages, page(path)).document.title == ENGLISH.title
    path.unlink()
    with pytest.raises(Retry) as caught:
        files.process(stages, page(path))
    assert caught.value.detail.isprintable()


def test_a_link_that_leads_nowhere_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to(tmp_path / "gone.html")
    assert files.find(f"{tmp_path}/*.html").entries == ()


def test_a_glob_without_files_is_said_so(tmp_path: Path) -> None:
    assert files.find(f"{tmp_path}/*.html").problems == (f"no file matches {tmp_path}/*.html",)


def test_a_page_is_known_by_its_canonical_link(tmp_path: Path, stages: Stages) -> None:
    link = '<link href="https://courier.com/news/1?utm_source=x" rel="canonical">'
    path = tmp_path / "a.html"
    path.write_text(article(ENGLISH, head=link))
    document = files.process(stages, page(path)).document
    assert (document.url, document.canonical_url) == ("https://courier.com/news/1",) * 2
    assert document.title == ENGLISH.title


def test_a_page_without_one_is_known_by_its_uri(tmp_path: Path, stages: Stages) -> None:
    path = tmp_path / "a b.html"
    path.write_text(article(ARABIC, head='<link rel="canonical" href="/relative">'))
    document = files.process(stages, page(path)).document
    assert document.url == document.canonical_url == path.as_uri()
    assert document.language == "ar"


def test_plain_text_is_read_in_its_charset(tmp_path: Path, stages: Stages) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\n\n".join([ARABIC.title, *ARABIC.paragraphs]).encode("windows-1256"))
    document = files.process(stages, page(path)).document
    assert document.language == "ar"
    assert ARABIC.paragraphs[0] in [s.text for s in document.segments]


def test_a_file_that_is_gone_or_too_long_is_said_so(tmp_path: Path, stages: Stages) -> None:
    with pytest.raises(Retry, match="No such file"):
        files.process(stages, page(tmp_path / "gone.html"))
    path = tmp_path / "long.html"
    path.write_bytes(b"x" * (stages.limit + 1))
    with pytest.raises(Discard) as caught:
        files.process(stages, page(path))
    assert caught.value.kind == "too_large"


def listed(text: bytes) -> urls.Discovery:
    source = Source(name="s", urls="list.txt")
    return urls.parse(Announcement("list.txt", text, {}, source, NOW))


def test_a_list_has_comments_blank_lines_and_lines_that_are_wrong() -> None:
    found = listed(
        b"\xef\xbb\xbf# outlets\r\nhttps://a.com/1#part  # the first\r\n\r\n  https://b.com/2?utm_source=x\n"
        b"b.com/3\nhttps://a.com/1\n"
    )
    assert [e.url for e in found.entries] == ["https://a.com/1", "https://b.com/2"]
    assert found.problems == ("line 5: not an http or https URL: b.com/3",)


def test_a_list_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    source = Source(name="s", urls=str(tmp_path / "none.txt"))
    with pytest.raises(Retry, match="No such file"):
        urls.load(Announcement(source.location, b"", {}, source, NOW))
