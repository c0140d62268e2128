"""What is pruned or forgotten leaves an index on Elasticsearch; what a restore brings back is there again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from consumers.requests import OPERATIONS
from crawler.store import Store
from crawler.store.backup import back_up
from crawler.store.restore import restore
from tests.cli.command import Rasid
from tests.drills.cluster import fill, generations, in_the_index, index_at, store_articles, watch_on
from tests.elastic.server import Server

YEAR = timedelta(days=365)


def unheard(what: str, done: int, size: int) -> None: ...


def test_the_old_and_the_forgotten_leave_and_a_backup_brings_them_back(
    elasticsearch: Server, index_name: str, tmp_path: Path
) -> None:
    watch = watch_on(elasticsearch, index_name, tmp_path / "data")
    now = datetime.now(UTC)
    old = set(store_articles(watch, 30, published_at=now - 2 * YEAR))
    new = store_articles(watch, 50, first=31, published_at=now)
    fill(watch)
    back_up(watch.data, tmp_path / "backup", overwrite=False, tell=unheard)

    with Store(watch.data) as store:
        before = (now - YEAR).isoformat()
        assert OPERATIONS["prune"](store, before=before, keep_mentions=False) == {"documents": 30}
        store.forget(new[0], "court order")
    fill(watch)
    with elasticsearch.client() as client:
        assert {hit["_id"] for hit in in_the_index(client, index_name)} == set(new[1:])

    restored = restore(tmp_path / "backup", watch.data, replace=True, tell=unheard)
    assert restored.forgotten == 1
    fill(watch)
    with elasticsearch.client() as client:
        assert {hit["_id"] for hit in in_the_index(client, index_name)} == old | set(new[1:])


def test_what_came_after_a_backup_leaves_with_the_index_and_what_others_have_comes_again(
    elasticsearch: Server, index_name: str, rasid: Rasid, tmp_path: Path
) -> None:
    """As docs/operations.md has it, after a restore."""
    rasid.configure(index=index_at(elasticsearch, index_name))
    kept = store_articles(rasid.watch, 3)
    fill(rasid.watch)
    other = watch_on(elasticsearch, index_name, tmp_path / "other")
    theirs = store_articles(other, 6, first=5)
    fill(other)
    rasid("backup", "backup")
    late = store_articles(rasid.watch, 4, first=4)
    fill(rasid.watch)

    assert "what came into it after the backup stays there" in rasid("restore", "backup", "--replace").out
    assert rasid("index", "rebuild").code == 0
    with elasticsearch.client() as client:
        assert {hit["_id"] for hit in in_the_index(client, index_name)} == {*kept, *late, *theirs}
        (index,) = generations(elasticsearch, index_name)
        assert index in rasid("index", "status").out
        client.indices.delete(index=index)
        assert rasid("index", "rebuild").code == 0
        assert {hit["_id"] for hit in in_the_index(client, index_name)} == set(kept)
        fill(other)
        assert {hit["_id"] for hit in in_the_index(client, index_name)} == {*kept, *theirs}
