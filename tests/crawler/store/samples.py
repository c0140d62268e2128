"""Documents to store, and other processes that use a store at the same time."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.document import Document, Segment, content_hash
from crawler.store import Store
from crawler.store.documents import Cause, Provenance, PutResult

NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
URL = "https://news.example/a"


def article(text: str = "Some text.", url: str = URL, **fields: Any) -> Document:
    document = Document(
        url=url,
        canonical_url=url,
        source="news",
        title="A title",
        published_at=NOW,
        first_seen_at=NOW,
        fetched_at=NOW,
        language="en",
        segments=(
            Segment("title", "A title", "en"),
            Segment("paragraph", text, "en", paragraph=1),
        ),
    )
    document = replace(document, **fields)
    return replace(document, content_hash=content_hash(document))


def provenance(url: str = URL, **fields: Any) -> Provenance:
    return replace(Provenance("ab" * 32, url, fetched_at=NOW), **fields)


def put(
    store: Store, document: Document, *asked: str, cause: Cause = "outlet", first_pass: bool = False
) -> PutResult:
    return store.documents.put(
        document, provenance(document.url), addresses=asked, cause=cause, first_pass=first_pass
    )


def python(script: str, *arguments: object) -> subprocess.Popen[str]:
    """Another Python process with this project, its stdout and stdin connected."""
    root = str(Path(__file__).parents[3])
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{script}", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
