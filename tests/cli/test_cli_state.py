"""What a `crawl` shows on a cluster of its sources and consumers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from search.elastic_mapping import Layout
from tests.cli.command import Rasid
from tests.drills.cluster import index_at
from tests.drills.news import publish
from tests.elastic.server import Server
from tests.site.server import Site


def watching(rasid: Rasid, site: Site, server: Server, name: str) -> Rasid:
    """Of two sources one answers."""
    rasid.configure(
        {"name": "courier", "feed": site.url("/feed.xml"), "outlet": "The Courier"},
        {"name": "herald", "feed": site.url("/no-such-feed.xml")},
        index=index_at(server, name),
    )
    return rasid


def shown(server: Server, name: str) -> list[dict[str, Any]]:
    index = Layout(name).status
    with server.client() as client:
        client.indices.refresh(index=index)
        return [hit["_source"] for hit in client.search(index=index, size=100)["hits"]["hits"]]


def block(server: Server, name: str, blocked: bool) -> None:
    """Whether the status index takes nothing."""
    with server.client() as client:
        client.indices.put_settings(index=Layout(name).status, settings={"index.blocks.write": blocked})


def test_a_crawl_shows_what_became_of_its_sources_and_consumers(
    rasid: Rasid, site: Site, elasticsearch: Server, index_name: str, tmp_path: Path
) -> None:
    publish(site, 2)
    assert watching(rasid, site, elasticsearch, index_name)("crawl").code == 0
    sees_every_source(rasid, elasticsearch, index_name)
    (tmp_path / "second").mkdir()
    second = watching(Rasid(tmp_path / "second"), site, elasticsearch, index_name)
    a_crawl_that_cannot_show_it_goes_well(second, elasticsearch, index_name)
    another_machine_stands_beside(second, elasticsearch, index_name)


def sees_every_source(rasid: Rasid, server: Server, name: str) -> None:
    """As `status` has it."""
    by_name = {said["name"]: said for said in shown(server, name)}
    courier, herald = by_name["courier"], by_name["herald"]
    assert (courier["outlet"], courier["failures_in_a_row"], courier["silent"]) == ("The Courier", 0, False)
    assert None not in (courier["last_success"], courier["last_new"], courier["next_due"])
    assert (herald["failures_in_a_row"], herald["last_new"]) == (1, None)
    status = rasid("status", "--json").json
    assert herald["last_error"] == status["sources"][1]["last_error"]
    lags = {said["name"]: said["lag"] for said in by_name.values() if said["kind"] == "consumer"}
    assert lags == dict.fromkeys(status["consumers"], 0)
    (machine,) = (said for said in by_name.values() if said["kind"] == "machine")
    assert (machine["documents"], machine["head"]) == (2, status["log"]["head"])


def a_crawl_that_cannot_show_it_goes_well(rasid: Rasid, server: Server, name: str) -> None:
    before = shown(server, name)
    block(server, name, True)
    done = rasid("crawl")
    block(server, name, False)
    assert done.code == 0
    assert done.err.count("state: ") == 1
    assert rasid("search", "source:courier", "--json").json["total"] == 2
    assert shown(server, name) == before


def another_machine_stands_beside(rasid: Rasid, server: Server, name: str) -> None:
    assert rasid("crawl", "--source", "herald").code == 0
    there = shown(server, name)
    assert Counter(said["kind"] for said in there) == {"source": 4, "machine": 2, "consumer": 8}
    assert len({said["machine"] for said in there}) == 2
    assert sorted(said["failures_in_a_row"] for said in there if said["name"] == "herald") == [1, 2]
