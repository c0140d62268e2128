"""The key that owns the rules in Kibana, on a real server: it may what rules ask and write, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import AuthorizationException, Elasticsearch

from search.kibana.objects import Bundle, bundle
from tests.elastic.server import Server

KEY = Path(__file__).parents[2] / "index_config" / "kibana" / "key.json"


@pytest.fixture
def key(secured_elasticsearch: Server, index_name: str) -> Iterator[Elasticsearch]:
    """The client of a rule of the index, which has one article."""
    named = json.loads(KEY.read_text("utf-8").replace("coverage", index_name))
    with secured_elasticsearch.client() as everything:
        article = {"topics": "t", "indexed_at": "2026-01-01", "outlet": "Wire", "title": "News", "url": "u"}
        everything.index(index=f"{index_name}-articles-1", document=article, refresh=True)
        everything.indices.put_alias(index=f"{index_name}-articles-1", name=index_name)
        made = everything.security.create_api_key(**named)
    with secured_elasticsearch.client(api_key=made["encoded"]) as client:
        yield client


@pytest.fixture
def made(index_name: str) -> Bundle:
    return bundle(index_name)


def test_it_may_ask_what_the_rules_ask(key: Elasticsearch, made: Bundle) -> None:
    for rule in made.rules:
        params = rule.body["params"]
        key.search(index=params["index"], query=json.loads(params["esQuery"])["query"])
        key.field_caps(index=params["index"], fields="*")


def test_it_may_write_what_rules_find(
    key: Elasticsearch, made: Bundle, secured_elasticsearch: Server
) -> None:
    """As the connector does, into an index that is made by the first find, with a date to sort by."""
    index = made.connector.body["config"]["index"]
    (told,) = made.rules[0].body["actions"][0]["params"]["documents"]
    document: dict[str, Any] = told | {"at": "2026-03-01T12:00:00.000Z"}
    said = key.bulk(index=index, operations=[{"create": {}}, document], refresh=True)
    assert not said["errors"], said
    with secured_elasticsearch.client() as everything:
        mapping = everything.indices.get_mapping(index=index)[index]["mappings"]["properties"]
    assert mapping["at"]["type"] == "date"


def test_it_may_not_change_articles(key: Elasticsearch, index_name: str) -> None:
    for index in (index_name, f"{index_name}-articles-1", f"{index_name}-status"):
        with pytest.raises(AuthorizationException):
            key.index(index=index, document={"title": "false"})
    with pytest.raises(AuthorizationException):
        key.indices.delete(index=f"{index_name}-told")
