"""The consumer that shows on a real Elasticsearch how sources and consumers are doing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from consumers import state
from consumers.state import StateConsumer
from crawler.cli.indexes import board, written
from crawler.document import Document
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.watch import Watch
from search.elastic_mapping import Layout, status_mappings
from tests.drills.cluster import watch_on
from tests.elastic.server import Server

NOWHERE = Server("http://127.0.0.1:9")


def watching(server: Server, name: str, data: Path, *sources: str) -> Watch:
    listed = [{"name": source, "feed": f"https://{source}.example/feed"} for source in sources]
    return watch_on(server, name, data, sources=listed)


@pytest.fixture
def watch(elasticsearch: Server, index_name: str, tmp_path: Path) -> Watch:
    with elasticsearch.client() as client:
        client.indices.create(index=Layout(index_name).status, mappings=status_mappings())
    return watching(elasticsearch, index_name, tmp_path / "data", "courier", "herald")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        yield opened


def made(watch: Watch, store: Store) -> StateConsumer:
    place = board(watch, store.machine())
    assert place is not None
    return StateConsumer(store, watch, place)


def shown(server: Server, watch: Watch, kind: str) -> list[dict[str, Any]]:
    """What stands in the status index, by name."""
    index = Layout(watch.index.name).status
    with server.client() as client:
        client.indices.refresh(index=index)
        found = client.search(index=index, query={"term": {"kind": kind}}, sort=["name", "machine"], size=100)
    return [hit["_source"] for hit in found["hits"]["hits"]]


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == state.__name__]


def outdate(server: Server, watch: Watch) -> str:
    """Puts a status index that lacks most fields in place of the present one; its name."""
    index = Layout(watch.index.name).status
    lacking = {"dynamic": "strict", "properties": {"kind": {"type": "keyword"}}}
    with server.client() as client:
        client.indices.delete(index=index)
        client.indices.create(index=index, mappings=lacking)
    return index


def test_what_is_known_of_each_source_and_consumer_is_shown_when_all_is_done(
    elasticsearch: Server, watch: Watch, store: Store
) -> None:
    now = datetime.now(UTC)
    long_ago = now - timedelta(days=30)
    store.frontier.finish_pass("courier", error=None, new=1, next_due=None, now=long_ago)
    store.frontier.finish_pass("courier", error="dns: no such host", new=0, next_due=now, now=now)
    store.frontier.finish_pass("herald", error=None, new=1, next_due=None, now=now)
    store.dead.add("index", "one", 7, "too large")
    made(watch, store).close()

    courier, herald = shown(elasticsearch, watch, "source")
    assert (courier["name"], courier["failures_in_a_row"], courier["silent"]) == ("courier", 1, True)
    assert courier["last_error"] == "dns: no such host"
    assert [datetime.fromisoformat(courier[key]) for key in ("last_new", "next_due")] == [long_ago, now]
    assert (herald["name"], herald["failures_in_a_row"], herald["silent"]) == ("herald", 0, False)
    assert {c["name"]: c["dead"] for c in shown(elasticsearch, watch, "consumer")} == {
        "alert": 0,
        "index": 1,
        "rematch": 0,
        "translate": 0,
    }


def test_a_source_that_is_no_longer_watched_is_no_longer_shown(
    elasticsearch: Server, watch: Watch, store: Store
) -> None:
    made(watch, store).close()
    made(watching(elasticsearch, watch.index.name, store.data, "herald", "observer"), store).close()

    assert [source["name"] for source in shown(elasticsearch, watch, "source")] == ["herald", "observer"]


def test_machines_stand_side_by_side(
    elasticsearch: Server, watch: Watch, store: Store, tmp_path: Path
) -> None:
    made(watch, store).close()
    other = watching(elasticsearch, watch.index.name, tmp_path / "other", "herald")
    with Store(other.data) as theirs:
        made(other, theirs).close()
        both = {store.machine(), theirs.machine()}

    sources = shown(elasticsearch, watch, "source")
    assert [source["name"] for source in sources] == ["courier", "herald", "herald"]
    assert {source["machine"] for source in sources[1:]} == both
    assert {one["name"] for one in shown(elasticsearch, watch, "machine")} == both


def test_it_is_shown_now_and_then_and_keeps_nobody_waiting(
    elasticsearch: Server, watch: Watch, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made(watch, store).step() == 0
    assert shown(elasticsearch, watch, "source") == []

    monkeypatch.setattr(state, "INTERVAL", timedelta(0))
    assert made(watch, store).step() == 0
    assert len(shown(elasticsearch, watch, "source")) == 2


def test_a_status_index_of_an_older_rasid_is_said_once_and_mended_by_index_create(
    elasticsearch: Server, watch: Watch, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    index = outdate(elasticsearch, watch)
    consumer = made(watch, store)
    consumer.close()
    consumer.close()
    (line,) = said(caplog)
    assert index in line
    assert "`rasid index create`" in line

    written(watch).prepare()
    consumer.close()
    assert len(shown(elasticsearch, watch, "source")) == 2
    assert len(said(caplog)) == 1


def test_nothing_is_said_while_the_index_has_its_own_trouble(
    elasticsearch: Server, watch: Watch, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    outdate(elasticsearch, watch)
    url = "https://news.example/a"
    store.documents.put(Document(url=url, canonical_url=url, title="a"), Provenance("", url))
    made(watch, store).close()

    assert said(caplog) == []


def test_a_server_that_is_away_is_for_the_index_to_say(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    made(watching(NOWHERE, "coverage", store.data, "courier"), store).close()

    assert said(caplog) == []
