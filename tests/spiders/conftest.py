"""A site, and a watch of it that hurries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.watch import Watch, load
from tests.site.server import Site

HASTY: dict[str, Any] = {
    "delay": "0s",
    "timeout": "20s",
    "per_host": 8,
    "max_page_size": "1MiB",
    "allow_private_addresses": True,
}

MakeWatch = Callable[..., Watch]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def watch_of(tmp_path: Path) -> MakeWatch:
    """`watch_of({"feed": url}, …, crawl={…})`: a watch with these sources, in a folder of its own."""

    def make(*sources: dict[str, Any], crawl: dict[str, Any] | None = None, **more: Any) -> Watch:
        named = [{"name": f"source-{i}", **source} for i, source in enumerate(sources)]
        shape = {"data": str(tmp_path / "data"), "sources": named, "crawl": HASTY | (crawl or {}), **more}
        return load(shape)

    return make
