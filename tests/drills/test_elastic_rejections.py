"""Documents that a server does not take: they become dead letters with its reason, and stop nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.cli.indexes import written
from crawler.store import Store
from tests.cli.command import Rasid
from tests.drills.cluster import everything_arrived_once, fill, index_at, store_article, store_articles
from tests.elastic.server import Elasticsearch, Server
from tests.site.pages import Story, distinct

ARTICLES = 500


def test_a_mapping_conflict_in_one_of_500_documents(
    rasid: Rasid, elasticsearch: Server, index_name: str
) -> None:
    """Somebody's own template has `section` as a number; one article's section is a word."""
    rasid.configure(index=index_at(elasticsearch, index_name))
    written(rasid.watch).prepare()
    section_is_a_number(elasticsearch, index_name)
    (odd,) = store_articles(rasid.watch, 250, first=250, section="Politics")
    store_articles(rasid.watch, ARTICLES)
    fill(rasid.watch)

    everything_arrived_once(elasticsearch, rasid.watch, dead=1)
    (letter,) = rasid("dead", "list", "--json").json["dead"]
    print(letter["reason"])
    assert (letter["consumer"], letter["id"]) == ("index", odd)
    assert "failed to parse field [section] of type [long]" in letter["reason"]
    assert "Politics" in letter["reason"]

    with elasticsearch.client() as client:
        lenient = {"section": {"type": "long", "ignore_malformed": True}}
        client.indices.put_mapping(index=index_name, properties=lenient)
    assert rasid("dead", "retry", "--json").json["retried"] == 1
    everything_arrived_once(elasticsearch, rasid.watch)


def section_is_a_number(server: Server, name: str) -> None:
    """From now on; the index that is there makes room for one that is so."""
    with server.client() as client:
        client.indices.put_index_template(
            name=f"{name}-own",
            index_patterns=[f"{name}-articles-*"],
            priority=400,
            composed_of=[f"{name}-settings", f"{name}-text"],
            template={"mappings": {"properties": {"section": {"type": "long"}}}},
        )
        client.indices.delete(index=list(client.indices.get(index=name)))


@pytest.fixture(scope="module")
def small() -> Iterator[Elasticsearch]:
    """A server that takes no request of more than 1 MB."""
    with Elasticsearch(settings={"http.max_content_length": "1mb"}) as server:
        yield server


def test_what_is_too_large_together_is_sent_apart_and_what_is_so_alone_is_told(
    rasid: Rasid, small: Elasticsearch
) -> None:
    rasid.configure(index=index_at(small, "small"))
    store_articles(rasid.watch, 100)
    with Store(rasid.watch.data) as store:
        for number in range(1, 6):
            large = store_article(store, f"https://news.example/large/{number}", long_story(number, 40))
        huge = store_article(store, "https://news.example/huge", long_story(6, 400))
    store_articles(rasid.watch, 110, first=101)
    fill(rasid.watch)

    everything_arrived_once(small, rasid.watch, dead=1)
    assert rasid("search", "title:6", "--json").json["total"] == 1
    (letter,) = rasid("dead", "list", "--json").json["dead"]
    print(letter["reason"])
    assert letter["id"] == huge != large
    assert "too large for the server" in letter["reason"]


def long_story(number: int, times: int) -> Story:
    """About 1 kB for each of `times`."""
    return Story(
        "en", f"A long read {number}", tuple(p for n in range(times) for p in distinct(n).paragraphs)
    )
