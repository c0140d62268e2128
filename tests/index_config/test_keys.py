"""The three API keys as `index_config/keys/` has them: each may do its work, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import ApiError, BadRequestError, Elasticsearch

from search.elastic_mapping import Layout
from tests.elastic.server import Server

FOLDER = Path(__file__).parents[2] / "index_config"
KEYS = FOLDER / "keys"
SINCE_8_10 = "manage_search_synonyms"
"""What the server of these tests does not know yet."""


@dataclass(frozen=True)
class Cluster:
    """An index with one document, and a client that may do everything."""

    server: Server
    layout: Layout
    first: str
    boss: Elasticsearch
    clients: ExitStack

    def client(self, key: str) -> Elasticsearch:
        """A client with a new key, as `key`.json has it."""
        made = self.boss.security.create_api_key(**asked(key, self.layout.name))
        return self.clients.enter_context(self.server.client(api_key=made["encoded"]))


@pytest.fixture
def cluster(secured_elasticsearch: Server, index_name: str) -> Iterator[Cluster]:
    layout = Layout(index_name)
    first = layout.generation("first")
    with ExitStack() as clients:
        boss = clients.enter_context(secured_elasticsearch.client())
        boss.indices.create(
            index=first,
            aliases={layout.reading: {}, layout.writing: {"is_write_index": True}},
            mappings={"dynamic": "strict", "properties": {"title": {"type": "keyword"}}},
        )
        boss.indices.create(index=layout.status)
        boss.index(index=first, id="known", document={"title": "secret"}, version=5, version_type="external")
        boss.indices.refresh(index=first)
        yield Cluster(secured_elasticsearch, layout, first, boss, clients)


def asked(name: str, index: str) -> dict[str, Any]:
    """The key's description for an index of another name, and for a server that is older than 8.10."""
    text = (KEYS / f"{name}.json").read_text("utf-8").replace("coverage", index)
    asked: dict[str, Any] = json.loads(text.replace(f', "{SINCE_8_10}"', ""))
    return asked


def _sent(client: Elasticsearch, operation: str, index: str, version: int, **more: Any) -> int:
    """The status of one bulk action, as the index consumer sends them."""
    action = {"_index": index, "_id": "article", "version": version, "version_type": "external", **more}
    lines = [{operation: action}, *([{"title": "new"}] if operation == "index" else [])]
    (item,) = client.bulk(operations=lines, refresh=True)["items"]
    status: int = item[operation]["status"]
    return status


def _refuses(ask: Callable[[], object]) -> bool:
    with pytest.raises(ApiError) as error:
        ask()
    return error.value.status_code == 403


def test_writing_key_writes_and_removes_documents_by_alias_and_by_name(cluster: Cluster) -> None:
    client, alias = cluster.client("writing"), {"index": cluster.layout.writing, "require_alias": True}
    assert _sent(client, "index", version=1, **alias) == 201
    assert _sent(client, "index", version=2, **alias) == 200
    assert _sent(client, "index", version=1, **alias) == 409, "an older state"
    assert _sent(client, "delete", version=3, **alias) == 200
    assert _sent(client, "index", cluster.first, 4) == 201, "a generation before it is published"
    assert _sent(client, "index", cluster.layout.status, 1) == 201
    assert _sent(client, "delete", cluster.layout.status, 2) == 200
    assert client.indices.get(index=cluster.layout.writing)[cluster.first]["mappings"]


def test_writing_key_reads_no_document(cluster: Cluster) -> None:
    client, index = cluster.client("writing"), cluster.layout.writing
    assert _refuses(lambda: client.search(index=index))
    assert _refuses(lambda: client.search(index=cluster.layout.reading))
    assert _refuses(lambda: client.count(index=index))
    assert _refuses(lambda: client.get(index=index, id="known"))
    assert _refuses(lambda: client.mget(index=index, ids=["known"]))
    assert _refuses(lambda: client.termvectors(index=index, id="known", fields=["title"]))
    assert _refuses(lambda: client.update(index=index, id="known", doc={}, source=True)), (
        "an update answers with it"
    )
    assert _refuses(lambda: client.open_point_in_time(index=index, keep_alive="1m"))
    update = [{"update": {"_index": index, "_id": "known"}}, {"doc": {}, "_source": True}]
    (item,) = client.bulk(operations=update)["items"]
    assert item["update"]["status"] == 403


def test_writing_key_makes_changes_and_removes_no_index(cluster: Cluster) -> None:
    client, layout = cluster.client("writing"), cluster.layout
    assert _sent(client, "index", layout.generation("other"), 1) == 403, "made by a stray write"
    assert _refuses(lambda: client.indices.create(index=layout.generation("other")))
    assert _refuses(lambda: client.indices.delete(index=cluster.first))
    assert _refuses(lambda: client.indices.close(index=cluster.first))
    assert _refuses(lambda: client.indices.put_settings(index=cluster.first, settings={"blocks.write": True}))
    assert _refuses(lambda: client.indices.put_alias(index=cluster.first, name=f"{layout.name}-other"))
    assert _refuses(lambda: client.delete_by_query(index=layout.writing, query={"match_all": {}}))
    assert _refuses(lambda: client.cluster.put_component_template(name=layout.name, template={}))
    assert _refuses(lambda: client.security.create_api_key(name="another"))
    assert _refuses(client.info)


def test_searching_key_reads_and_writes_nothing(cluster: Cluster) -> None:
    client, layout = cluster.client("searching"), cluster.layout
    for index in (layout.reading, cluster.first):
        assert client.search(index=index)["hits"]["hits"][0]["_source"] == {"title": "secret"}
    opened = client.open_point_in_time(index=layout.reading, keep_alive="1m")["id"]
    assert client.search(pit={"id": opened})["hits"]["hits"]
    assert client.close_point_in_time(id=opened)["succeeded"]
    assert client.search(index=layout.status)
    assert client.field_caps(index=layout.reading, fields="*")["fields"]["title"]

    assert _refuses(lambda: _sent(client, "index", layout.writing, 1))
    assert _refuses(lambda: _sent(client, "index", cluster.first, 1))
    assert _refuses(lambda: client.delete(index=cluster.first, id="known"))
    assert _refuses(lambda: client.update(index=cluster.first, id="known", doc={}))
    assert _refuses(lambda: client.indices.delete(index=cluster.first))
    assert _refuses(
        lambda: client.indices.put_mapping(index=cluster.first, properties={"x": {"type": "long"}})
    )
    assert _refuses(lambda: client.security.create_api_key(name="another"))
    assert _refuses(lambda: client.search(index=".security"))


def test_admin_key_makes_and_swaps_indices_and_sees_no_other(cluster: Cluster) -> None:
    client, layout, second = cluster.client("admin"), cluster.layout, cluster.layout.generation("second")
    assert client.info()["version"]
    client.cluster.put_component_template(name=f"{layout.name}-mappings", template={"settings": {}})
    client.indices.put_index_template(
        name=layout.name,
        index_patterns=[layout.pattern],
        composed_of=[f"{layout.name}-mappings"],
        priority=300,
    )
    client.indices.create(index=second)
    client.indices.refresh(index=cluster.first)
    assert client.count(index=cluster.first)["count"] == 1, "what other machines wrote is copied from there"
    aliases = (layout.reading, layout.writing)
    added = [{"add": {"index": second, "alias": alias}} for alias in aliases]
    removed = [{"remove": {"index": cluster.first, "alias": alias}} for alias in aliases]
    client.indices.update_aliases(actions=[*added, *removed])
    client.indices.delete(index=cluster.first)
    assert client.indices.stats(index=second)

    assert _refuses(lambda: _sent(client, "index", second, 1))
    assert _refuses(lambda: client.indices.create(index="someone-elses"))
    assert _refuses(lambda: client.search(index=".security"))
    assert _refuses(lambda: client.security.create_api_key(name="another"))
    assert _refuses(lambda: client.cluster.put_settings(persistent={"action.auto_create_index": "false"}))


def test_this_server_knows_no_privilege_for_synonyms(cluster: Cluster) -> None:
    """Once it does, the key is tried as it stands in the file."""
    with pytest.raises(BadRequestError, match=SINCE_8_10):
        cluster.boss.security.create_api_key(**json.loads((KEYS / "admin.json").read_text("utf-8")))
