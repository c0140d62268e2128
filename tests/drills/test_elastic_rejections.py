"""A document that a server does not take becomes a dead letter with its reason, and stops nobody."""

from __future__ import annotations

import pytest

from crawler.cli.indexes import written
from crawler.errors import Unavailable
from tests.cli.command import Rasid
from tests.drills.cluster import everything_arrived_once, fill, index_at, store_articles
from tests.elastic.server import Server

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


def test_what_no_document_can_help_makes_no_dead_letters(
    rasid: Rasid, elasticsearch: Server, index_name: str
) -> None:
    """Somebody has put a pipeline before the index that is not there: each document is answered with 400."""
    rasid.configure(index=index_at(elasticsearch, index_name))
    written(rasid.watch).prepare()
    store_articles(rasid.watch, 3)
    with elasticsearch.client() as client:
        client.indices.put_settings(index=index_name, settings={"index.default_pipeline": "missing"})
        with pytest.raises(Unavailable, match=r"pipeline with id \[missing\] does not exist"):
            fill(rasid.watch)
        client.indices.put_settings(index=index_name, settings={"index.default_pipeline": None})

    fill(rasid.watch)
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
