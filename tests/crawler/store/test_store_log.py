"""The change log: numbers that only rise, versions, tombstones, cursors."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from samples import article, put

from crawler.store import Store


def test_the_log_holds_the_latest_entry_of_each_document(store: Store) -> None:
    first, second = (put(store, article(url=f"https://news.example/{n}")).id for n in range(2))
    put(store, article("Edited.", url="https://news.example/0"))
    changes = store.documents.changes(0)
    assert [c.id for c in changes] == [second, first]
    assert [c.deleted for c in changes] == [False, False]
    assert changes[1].seq == store.documents.head() == store.documents.seq(first)


def test_readers_page_through_it(store: Store) -> None:
    ids = [put(store, article(url=f"https://news.example/{n}")).id for n in range(7)]
    read, after = [], 0
    while batch := store.documents.changes(after, 3):
        read += [c.id for c in batch]
        after = batch[-1].seq
        assert store.documents.lag(after) == len(ids) - len(read)
    assert read == ids


def test_a_number_is_never_given_twice(store: Store, data: Path) -> None:
    identity = put(store, article()).id
    store.forget(identity, "asked")
    buried = store.documents.changes(0)[0]
    assert (buried.id, buried.deleted, buried.seq) == (identity, True, store.documents.head())
    with sqlite3.connect(data / "rasid.sqlite") as connection:
        connection.execute("DELETE FROM tombstones")
    connection.close()
    put(store, article(url="https://news.example/b"))
    assert store.documents.head() > buried.seq


def test_versions_rise_even_when_the_clock_is_set_back(store: Store, data: Path) -> None:
    identity = put(store, article()).id
    future = time.time_ns() // 1000 + 10**12
    with sqlite3.connect(data / "rasid.sqlite") as connection:
        connection.execute("UPDATE documents SET version = ?", (future,))
    connection.close()
    store.documents.touch(identity)
    assert store.documents.changes(0)[0].version == future + 1
    store.forget(identity, "asked")
    assert store.documents.changes(0)[0].version == future + 2


def test_a_version_is_wall_clock_microseconds(store: Store) -> None:
    before = time.time_ns() // 1000
    put(store, article())
    assert before <= store.documents.changes(0)[0].version <= time.time_ns() // 1000


def test_a_cursor_belongs_to_its_epoch(store: Store) -> None:
    assert not store.cursors.known("index")
    store.cursors.move("index", 7, "uuid-1")
    assert store.cursors.get("index", "uuid-1") == 7
    assert store.cursors.get("index", "uuid-2") == 0
    assert store.cursors.at("index") == 7
    store.cursors.move("index", 2, "uuid-2")
    assert store.cursors.get("index", "uuid-1") == 0
    assert store.cursors.all() == {"index": 2}


def test_dead_letters_are_kept_until_accepted(store: Store) -> None:
    for reason in ("too long", "still too long"):
        store.dead.add("index", "d1", 3, reason)
    store.dead.add("index", "d2", 4, "broken")
    store.dead.add("alert", "d1", 3, "no")
    assert store.dead.count("index") == 2
    store.dead.accepted("index", ["d1"])
    assert [(d.consumer, d.document_id, d.reason) for d in store.dead.all()] == [
        ("index", "d2", "broken"),
        ("alert", "d1", "no"),
    ]


def test_found_in_first_pass(store: Store) -> None:
    first = put(store, article(url="https://news.example/0"), first_pass=True).id
    later = put(store, article(url="https://news.example/1")).id
    put(store, article("Edited.", url="https://news.example/0"))
    assert store.documents.found_in_first_pass(first)
    assert not store.documents.found_in_first_pass(later)
