"""Real news texts as documents, out of data that is not the project's own (README.md says whose it is)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from extraction import Page, pages
from language import rows

from crawler.document import Document, Segment
from crawler.urls import document_id
from crawler.watch import Watch
from pipelines import process

LANGUAGES = ("ar", "en", "ja", "ru", "zh")
"""That are also looked at alone: each is analysed in its own way."""
PARAGRAPHS = 4
"""In an article that is put together."""
TITLE = 60
"""Characters of its title: the first of its text."""
SEEN = datetime(2025, 3, 3, tzinfo=UTC)


def texts(data: Path, watch: Watch) -> Mapping[str, list[Document]]:
    """Name of a collection to its documents."""
    languages = articles_by_language(data / "language" / "dev")
    fewest = min(map(len, languages.values()))
    return {
        "news pages": news_pages(data / "extraction" / "dev", watch),
        f"{len(languages)} languages": [d for some in languages.values() for d in some[:fewest]],
        **{language: languages[language] for language in LANGUAGES},
    }


def news_pages(folder: Path, watch: Watch) -> list[Document]:
    """Pages of many outlets, as the stages make documents of them."""
    with ProcessPoolExecutor() as workers:
        return list(
            workers.map(partial(_document, watch), enumerate(pages(folder, quick=False)), chunksize=10)
        )


def _document(watch: Watch, numbered: tuple[int, Page]) -> Document:
    number, page = numbered
    return process(page.html, f"https://news.example/{number}", watch)


def articles_by_language(folder: Path) -> Mapping[str, list[Document]]:
    """News paragraphs, PARAGRAPHS of one language together."""
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for language, text in rows(folder, "paragraph", quick=False):
        paragraphs[language].append(text)
    return {language: list(_articles(language, texts)) for language, texts in paragraphs.items()}


def _articles(language: str, texts: list[str]) -> Iterator[Document]:
    for start in range(0, len(texts), PARAGRAPHS):
        some = texts[start : start + PARAGRAPHS]
        url = f"https://news.example/{language}/{start}"
        title = some[0][:TITLE]
        segments = [Segment("title", title, language)]
        segments += [Segment("paragraph", text, language, paragraph=n) for n, text in enumerate(some, 1)]
        yield Document(
            id=document_id(url),
            story_id=document_id(url),
            url=url,
            canonical_url=url,
            title=title,
            source="paragraphs",
            language=language,
            published_at=SEEN,
            first_seen_at=SEEN,
            segments=tuple(segments),
        )
