"""Snapshots, as the page on Elasticsearch has them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.cli.indexes import written
from crawler.store import Store
from tests.drills.cluster import everything_arrived_once, fill, store_articles, watch_on
from tests.elastic.server import Elasticsearch

INDEX = "coverage"


@contextmanager
def _for_every_user() -> Iterator[str]:
    """A folder that the server's user can write to; those of pytest are its own user's."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield folder


@pytest.mark.slow
def test_restored_index_searches_at_once_and_catches_up(tmp_path: Path) -> None:
    both = f"{INDEX}-articles-*,{INDEX}-status"
    with (
        _for_every_user() as repository,
        Elasticsearch(settings={"path.repo": repository}) as server,
        server.client(request_timeout=60) as client,
    ):
        watch = watch_on(server, INDEX, tmp_path / "data", sources=[])
        first, *_ = store_articles(watch, 20)
        with Store(watch.data) as store:
            written(watch, store.machine()).prepare()
        fill(watch)
        client.snapshot.create_repository(
            name="rasid", repository={"type": "fs", "settings": {"location": repository}}
        )
        client.snapshot.create(
            repository="rasid",
            snapshot="one",
            indices=both,
            include_global_state=False,
            wait_for_completion=True,
        )

        with Store(watch.data) as store:
            assert store.forget(first, "asked to")
        store_articles(watch, 21)
        fill(watch)

        client.indices.delete(index=list(client.indices.get_alias(index=INDEX)))
        client.indices.delete(index=f"{INDEX}-status")
        client.snapshot.restore(
            repository="rasid", snapshot="one", indices=both, include_aliases=True, wait_for_completion=True
        )
        words = {"match_phrase": {"words.title": {"query": "headline number 7", "analyzer": "encoded"}}}
        assert client.count(index=INDEX, query=words)["count"] == 1
        assert client.count(index=INDEX, query={"simple_query_string": {"query": "headline"}})["count"] == 20

        fill(watch)
        everything_arrived_once(server, watch)
        assert not client.exists(index=INDEX, id=first)
        assert client.count(index=INDEX)["count"] == 20
