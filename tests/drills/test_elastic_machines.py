"""What orders the states of an article on a cluster is its version, whatever machine sends it and when."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.store import Store
from crawler.watch import Watch
from tests.cli.command import Rasid
from tests.drills.cluster import (
    everything_arrived_once,
    fill,
    in_the_index,
    index_at,
    store_article,
    store_articles,
    watch_on,
)
from tests.elastic.server import Server
from tests.site.pages import distinct

SHARED = "https://news.example/shared"


@pytest.mark.parametrize("way", ["a copy of the data folder", "rasid backup and restore"])
def test_a_store_restored_from_yesterday_and_100_documents_changed_since(
    rasid: Rasid, elasticsearch: Server, index_name: str, way: str
) -> None:
    rasid.configure(index=index_at(elasticsearch, index_name))
    watch = rasid.watch
    store_articles(watch, 150)
    fill(watch)
    yesterday = rasid.folder / "yesterday"
    by_command = way.startswith("rasid")
    if by_command:
        assert rasid("backup", yesterday).code == 0
    else:
        shutil.copytree(watch.data, yesterday)
    changed(watch, range(1, 31))
    lost = store_articles(watch, 170, first=151)
    fill(watch)
    shutil.rmtree(watch.data)
    if by_command:
        assert rasid("restore", yesterday).code == 0
    else:
        shutil.copytree(yesterday, watch.data)

    hundred = changed(watch, range(1, 61)) + store_articles(watch, 210, first=171)
    fill(watch)

    versions = {hit["_id"]: hit["_version"] for hit in there(elasticsearch, index_name)}
    with Store(watch.data) as store:
        latest = {change.id: change.version for change in store.documents.changes(0, 1_000)}
    arrived = [identity for identity in hundred if versions[identity] == latest[identity]]
    print(f"{way}: changed since {len(hundred)}, arrived {len(arrived)}, in the index {len(versions)}")
    assert len(arrived) == len(set(hundred)) == 100
    assert versions.keys() == latest.keys() | set(lost)


def changed(watch: Watch, numbers: range) -> list[str]:
    """These articles get one more paragraph."""
    with Store(watch.data) as store:
        now = store.documents.head()
        return [
            store_article(store, f"https://news.example/{n}", distinct(n, f"Corrected after {now} changes."))
            for n in numbers
        ]


@pytest.mark.parametrize("order", [("early", "late"), ("late", "early")])
def test_two_machines_write_the_same_article(
    elasticsearch: Server, index_name: str, tmp_path: Path, order: tuple[str, str]
) -> None:
    """The later state stands, whichever is sent first."""
    machines = {name: watch_on(elasticsearch, index_name, tmp_path / name) for name in ("early", "late")}
    for name, watch in machines.items():
        with Store(watch.data) as store:
            store_article(store, SHARED, replace(distinct(1), title=f"As the {name} one has it"))
        store_articles(watch, 20)
    for name in order:
        fill(machines[name])

    everything_arrived_once(elasticsearch, *machines.values())
    assert title(elasticsearch, index_name) == "As the late one has it"


def test_a_document_forgotten_on_one_machine_is_gone_until_another_has_it_anew(
    elasticsearch: Server, index_name: str, tmp_path: Path
) -> None:
    ours, theirs = (watch_on(elasticsearch, index_name, tmp_path / name) for name in ("ours", "theirs"))
    for watch in (theirs, ours):
        with Store(watch.data) as store:
            identity = store_article(store, SHARED, distinct(1))
    fill(ours)
    with Store(ours.data) as store:
        store.forget(identity, "asked to")
    fill(ours)
    assert there(elasticsearch, index_name) == []

    fill(theirs)  # an older state
    assert there(elasticsearch, index_name) == []

    with Store(theirs.data) as store:
        store_article(store, SHARED, distinct(2))
    fill(theirs)
    assert title(elasticsearch, index_name) == "Headline number 2"


def there(server: Server, name: str) -> list[dict[str, object]]:
    with server.client() as client:
        return in_the_index(client, name)


def title(server: Server, name: str) -> str:
    """Of the one article that both machines have."""
    with server.client() as client:
        (hit,) = client.search(index=name, query={"term": {"url": SHARED}})["hits"]["hits"]
        return str(hit["_source"]["title"])
