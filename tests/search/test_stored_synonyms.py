"""Names as a set of synonyms that the server keeps (8.10 and newer), against something that answers so
(`tests.elastic.synonyms`): they change in place, and an analyst's free text with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consumers.index import rebuild_asked
from crawler.cli.indexes import written
from crawler.store import Store
from crawler.watch import Watch
from search.elastic_generations import ElasticGenerations
from search.elastic_mapping import names_fingerprint
from tests.drills.cluster import consuming, fill, index_at, store_article, watch_on
from tests.elastic.server import Server
from tests.elastic.synonyms import ServerWithSynonyms
from tests.index_config.test_keys import asked
from tests.site.pages import Story

ARTICLES = {
    "en": ("en", "The regulator fined Huawei again."),
    "ar": ("ar", "رحب الوزير بهواوي في المعرض."),
    "zh": ("zh", "周二华为发布新手机。"),
}
BEFORE = {"huawei": ["Huawei", "هواوي"]}
AFTER = {"huawei": ["Huawei", "华为"], "C#": ["AT&T, Inc.", "a => b => c", "back\\slash"]}
"""Another spelling in place of one, and names with what has a meaning in a rule."""


@pytest.fixture
def server(elasticsearch: Server) -> Iterator[ServerWithSynonyms]:
    with ServerWithSynonyms(elasticsearch) as made:
        yield made


def stored(watch: Watch) -> Watch:
    with Store(watch.data) as store:
        for title, (language, text) in ARTICLES.items():
            store_article(store, f"https://news.example/{title}", Story(language, f"№ {title}", (text,)))
    return watch


def found(server: Server, name: str, query: str) -> set[str]:
    """As Kibana asks free text: without fields."""
    free_text = {"multi_match": {"query": query, "type": "best_fields", "lenient": True}}
    with server.client() as client:
        client.indices.refresh(index=name)
        hits = client.search(index=name, query=free_text)["hits"]["hits"]
    return {hit["_source"]["title"].removeprefix("№ ") for hit in hits}


def generation(server: Server, name: str) -> tuple[str, str]:
    """The index that is searched, and what it says of its names."""
    with server.client() as client:
        ((index, said),) = client.indices.get_mapping(index=name).items()
    return index, said["mappings"]["_meta"]["names"]


def test_changed_names_are_adopted_in_place(
    server: ServerWithSynonyms, index_name: str, tmp_path: Path
) -> None:
    watch = stored(watch_on(server, index_name, tmp_path, names=BEFORE))
    fill(watch)
    assert found(server, index_name, "Huawei") == {"en", "ar"}
    index, _ = generation(server, index_name)

    watch = watch_on(server, index_name, tmp_path, names=AFTER)
    fill(watch)

    assert found(server, index_name, "Huawei") == {"en", "zh"}
    assert generation(server, index_name) == (index, names_fingerprint(watch.names))
    with Store(watch.data) as store:
        assert not rebuild_asked(store)
        assert written(watch, store.machine()).state().problems == ()


def test_names_that_did_not_change_are_left_alone(
    server: ServerWithSynonyms, index_name: str, tmp_path: Path
) -> None:
    watch = stored(watch_on(server, index_name, tmp_path, names=BEFORE))
    fill(watch)
    server.sets.clear()
    assert ElasticGenerations(watch.index, watch.names, "desk-1").adopt_names()
    assert server.sets == {}


def test_an_index_created_again_has_the_names_of_the_watch_file(
    server: ServerWithSynonyms, index_name: str, tmp_path: Path
) -> None:
    fill(stored(watch_on(server, index_name, tmp_path, names=BEFORE)))
    index, _ = generation(server, index_name)

    watch = watch_on(server, index_name, tmp_path, names=AFTER)
    written(watch, "desk-1").prepare()

    assert found(server, index_name, "华为") == {"en", "zh"}
    assert generation(server, index_name) == (index, names_fingerprint(watch.names))


def test_the_writing_key_alone_leaves_the_names_to_a_rebuild(
    secured_elasticsearch: Server,
    index_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with ServerWithSynonyms(secured_elasticsearch) as server:
        with secured_elasticsearch.client() as boss:
            for key, variable in {"writing": "RASID_KEY", "admin": "RASID_ADMIN"}.items():
                made = boss.security.create_api_key(**asked(key, index_name))
                monkeypatch.setenv(variable, made["encoded"])
        admin = {"index": index_at(server, index_name) | {"api_key_env": "RASID_KEY"}}
        writing: dict[str, Any] = {"index": dict(admin["index"])}
        admin["index"]["admin_api_key_env"] = "RASID_ADMIN"
        fill(stored(watch_on(server, index_name, tmp_path, names=BEFORE, **admin)))
        before = dict(server.sets), generation(server, index_name)

        with consuming(watch_on(server, index_name, tmp_path, names=AFTER, **writing)) as consumer:
            while consumer.step():
                pass
            assert consumer.refused is not None
            assert "the key in RASID_KEY may not do this" in consumer.refused
        assert "the search index waits to be built anew, by `rasid index rebuild`" in caplog.text
        assert (dict(server.sets), generation(server, index_name)) == before
        assert found(server, index_name, "Huawei") == {"en", "ar"}

        fill(watch_on(server, index_name, tmp_path, names=AFTER, **admin))
        assert found(server, index_name, "Huawei") == {"en", "zh"}
