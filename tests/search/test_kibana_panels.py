"""What the objects for Kibana show, asked of a real Elasticsearch as Kibana would ask it."""

from __future__ import annotations

import json
import re
import socket
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from crawler.document import Document, Mention, Translation
from crawler.health import ConsumerHealth, Health, SourceHealth
from crawler.watch import IndexConfig
from search import elastic_documents
from search.backend import Versioned
from search.elastic_generations import ElasticGenerations
from search.elastic_state import ElasticHealthBoard
from search.kibana import check
from search.kibana.objects import Addressed, Bundle, bundle
from tests.elastic.server import Server
from tests.kibana import queries
from tests.search import contract

Json = dict[str, Any]
NOW = datetime.now(UTC)
WATCH = contract.watch(Path())
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.fixture(scope="module")
def name(elasticsearch: Server) -> Iterator[str]:
    """An index and its status index, filled by what fills them."""
    named = f"test-{uuid.uuid4().hex[:12]}"
    config = IndexConfig(backend="elasticsearch", hosts=(elasticsearch.url,), name=named)
    writer = ElasticGenerations(config, WATCH.names, "desk-1").open()
    with elasticsearch.client() as client:
        assert not writer.update(documents(), [])
        for machine, health in HEALTH.items():
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(socket, "gethostname", lambda host=machine: host)
                ElasticHealthBoard(config, machine).show(health, gone=())
        client.indices.refresh(index=f"{named}*")
        yield named
        writer.close()
        client.indices.delete(index=list(client.indices.get(index=f"{named}*")))
        client.indices.delete_index_template(name=f"{named}*")
        client.cluster.delete_component_template(name=f"{named}*")


def documents() -> list[Versioned]:
    """Those of the contract, one every five hours, in stories of three; what is said of the first eight is
    made up: a translation waits or has failed, the outlet has edited or withdrawn them."""
    made = []
    for number, (document, version, *_) in enumerate(contract.documents(WATCH)):
        at = NOW - timedelta(hours=5 * number)
        dated = {"published_at": at} if document.published_at else {"first_seen_at": at}
        changed = replace(document, story_id=f"story-{number // 3}", **dated)
        if number < 4:
            waits = Translation("pending" if number % 2 else "failed", "en")
            segments = tuple(replace(segment, translation=waits) for segment in document.segments)
            changed = replace(changed, segments=segments)
        edited, gone = (at if number in (5, 6) else None), (at if number == 7 else None)
        made.append(Versioned(changed, version, edited_at=edited, gone_at=gone))
    return made


def source(name: str, days: int, *, silent: bool, failures: int = 0) -> SourceHealth:
    error = "dns" if failures else None
    return SourceHealth(name, "Wire", NOW, NOW - timedelta(days=days), failures, silent, NOW, error)


def consumer(name: str, lag: int, dead: int = 0) -> ConsumerHealth:
    return ConsumerHealth(name, 90 - lag, lag, dead)


SOURCES = (
    source("wire", 0, silent=False),
    source("quiet", 9, silent=True),
    source("broken", 20, silent=True, failures=12),
)
HEALTH = {
    "desk-1": Health(NOW, 80, 90, SOURCES, (consumer("index", 3, dead=1), consumer("alert", 40))),
    "desk-2": Health(NOW, 80, 90, (), (consumer("index", 7),)),
    "desk-3": Health(NOW - timedelta(days=2), 80, 90, (source("left", 2, silent=False),), ()),
}
"""By machine; the last one has died."""


@pytest.fixture(scope="module")
def client(elasticsearch: Server) -> Iterator[Elasticsearch]:
    with elasticsearch.client() as made:
        yield made


@pytest.fixture(scope="module")
def made(name: str) -> Bundle:
    return bundle(name)


def views(made: Bundle) -> dict[str, str]:
    return {o["id"]: o["attributes"]["title"] for o in made.objects if o["type"] == "index-pattern"}


def dashboard(made: Bundle) -> Json:
    return next(one for one in made.objects if one["type"] == "dashboard")


def panel(made: Bundle, key: str) -> Json:
    return next(p for p in check.panels(dashboard(made)) if p["panelIndex"] == key)


def rows(client: Elasticsearch, made: Bundle, key: str) -> dict[tuple[Any, ...], Json]:
    """What a panel shows: the values of its buckets to those of its metrics, by label."""
    one = panel(made, key)
    attributes = one["embeddableConfig"]["attributes"]
    columns = attributes["state"]["datasourceStates"]["formBased"]["layers"]["layer"]["columns"]
    index = views(made)[attributes["references"][0]["id"]]
    request = queries.of_panel(one)
    time = next(o for o in made.objects if o["id"] == attributes["references"][0]["id"])["attributes"]
    if "timeFieldName" in time:
        since = dashboard(made)["attributes"]
        span = {time["timeFieldName"]: {"gte": since["timeFrom"], "lte": since["timeTo"]}}
        request["query"] = {"bool": {"filter": [request["query"], {"range": span}]}}
    said = client.search(index=index, body=request)
    buckets = [c for c in columns if columns[c]["isBucketed"]]
    metrics = {c: columns[c]["label"] for c in columns if not columns[c]["isBucketed"]}
    return dict(_rows(said["aggregations"], buckets, metrics, ()))


def _rows(said: Json, buckets: list[str], metrics: dict[str, str], at: tuple[Any, ...]) -> Iterator[Any]:
    if not buckets:
        yield at, {label: queries.values(c, said) for c, label in metrics.items()}
        return
    for bucket in said[buckets[0]]["buckets"]:
        key = bucket.get("key_as_string", bucket["key"])
        yield from _rows(bucket, buckets[1:], metrics, (*at, key))


def counted(rows: dict[tuple[Any, ...], Json]) -> dict[Any, int]:
    return {key[0] if len(key) == 1 else key: row["Articles"] for key, row in rows.items()}


LENS = [p["panelIndex"] for p in check.panels(dashboard(bundle("x"))) if p["type"] == "lens"]


@pytest.mark.parametrize("key", LENS)
def test_every_panel_has_data(client: Elasticsearch, made: Bundle, key: str) -> None:
    found = rows(client, made, key)
    assert found
    for label in next(iter(found.values())):
        assert any(row[label] not in (None, 0) for row in found.values()), f"{label}: nothing"


def test_panels_count_what_there_is(client: Elasticsearch, made: Bundle) -> None:
    all_ = [versioned.document for versioned in documents()]
    mentioning = [d for d in all_ if d.mentions]

    assert counted(rows(client, made, "articles")) == {(): len(all_)}
    assert rows(client, made, "mentioning") == {(): {"With mentions": len(mentioning)}}
    assert rows(client, made, "stories") == {(): {"Stories": len({d.story_id for d in all_})}}
    assert counted(rows(client, made, "outlets")) == Counter(d.outlet for d in all_ if d.outlet)
    languages = Counter(d.language for d in all_)
    shown = counted(rows(client, made, "languages"))
    assert {language: languages[language] for language in shown} == shown
    assert sorted(shown.values()) == sorted(languages.values())[-len(shown) :]


def test_mentions_are_counted_by_topic_and_day(client: Elasticsearch, made: Bundle) -> None:
    expected: Counter[str] = Counter()
    for versioned in documents():
        expected.update(versioned.document.topics)
    found: Counter[str] = Counter()
    days = set()
    for (topic, day), row in rows(client, made, "topics").items():
        found[topic] += int(row["Articles"])
        days.add(day)
    assert found == expected
    assert len(days) > 1


def test_the_state_of_translations_is_shown_by_language(client: Elasticsearch, made: Bundle) -> None:
    found = counted(rows(client, made, "translation"))
    assert {state for state, _ in found} >= {"none", "pending", "failed", "done"}
    assert sum(count for (state, _), count in found.items() if state in ("pending", "failed")) == 4


def test_stories_are_shown_by_size_with_a_link(client: Elasticsearch, made: Bundle) -> None:
    found = rows(client, made, "sizes")
    assert next(iter(found.values()))["Articles"] == 3
    newest = found[("story-0",)]
    assert newest["Latest link"] == documents()[0].document.url
    assert newest["First"] < newest["Latest"]


def test_silent_sources_are_shown_by_host_the_worst_first(client: Elasticsearch, made: Bundle) -> None:
    """Those of a machine that is no more are silent, too, whatever it said last."""
    found = rows(client, made, "silent")
    assert list(found) == [("desk-1", "broken"), ("desk-1", "quiet"), ("desk-3", "left")]
    assert found[("desk-1", "broken")]["Failures in a row"] == 12
    assert found[("desk-1", "broken")]["Last error"] == "dns"


def test_what_a_machine_left_is_deleted_as_the_page_says(client: Elasticsearch, name: str) -> None:
    """In a copy, all that a machine has said goes where it was long ago, and nothing else."""
    request = re.search(r"POST coverage-status/_delete_by_query\n( +\{.+\n)+", OPERATIONS.read_text("utf-8"))
    assert request
    asked = json.loads(request[0].partition("\n")[2].replace("old-desk", "desk-3"))
    copy, all_ = f"{name}-copy", {"match_all": {}}
    said = [
        hit["_source"] for hit in client.search(index=f"{name}-status", query=all_, size=100)["hits"]["hits"]
    ]
    mapping = client.indices.get_mapping(index=f"{name}-status")[f"{name}-status"]["mappings"]
    client.indices.create(index=copy, mappings=mapping)
    renewed = [one | {"host": "desk-3"} for one in said if one["machine"] == "desk-2"]
    bulk(client, ({"_source": one} for one in (*said, *renewed)), index=copy, refresh=True)

    client.delete_by_query(index=copy, body=asked, refresh=True)

    left = [hit["_source"] for hit in client.search(index=copy, query=all_, size=100)["hits"]["hits"]]
    assert Counter(map(str, left)) == Counter(str(s) for s in (*said, *renewed) if s["machine"] != "desk-3")


def test_the_lag_of_consumers_is_shown_by_host_the_worst_first(client: Elasticsearch, made: Bundle) -> None:
    found = {key: (row["Lag"], row["Dead letters"]) for key, row in rows(client, made, "lag").items()}
    worst, then, last = ("desk-1", "alert"), ("desk-1", "index"), ("desk-2", "index")
    assert list(found.items()) == [(worst, (40, 0)), (then, (3, 1)), (last, (7, 0))]


def found_by(client: Elasticsearch, made: Bundle, query: Json) -> list[str]:
    index = made.rules[0].body["params"]["index"]
    return [hit["_id"] for hit in client.search(index=index, query=query, size=1000)["hits"]["hits"]]


@pytest.mark.parametrize("key", ["mentions", "untranslated", "edited", "gone"])
def test_a_saved_search_finds_what_it_says(client: Elasticsearch, made: Bundle, key: str) -> None:
    expected = {
        "mentions": {v.document.id for v in documents() if v.document.mentions},
        "untranslated": {v.document.id for v in documents()[:4]},
        "edited": {v.document.id for v in documents()[5:7]},
        "gone": {documents()[7].document.id},
    }
    search = next(o for o in made.objects if o["id"].endswith(f"-{key}"))
    asked = json.loads(search["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])["query"]["query"]
    assert set(found_by(client, made, queries.kql(asked))) == expected[key]


def test_a_link_and_every_column_is_in_what_a_search_brings(client: Elasticsearch, made: Bundle) -> None:
    """Discover reads columns by the `fields` of a search; what is in no document would stay empty."""
    for search in (o for o in made.objects if o["type"] == "search"):
        columns = search["attributes"]["columns"]
        said = client.search(index=made.rules[0].body["params"]["index"], fields=columns, size=1000)
        found = {field for hit in said["hits"]["hits"] for field in hit.get("fields", {})}
        assert set(columns) - found == set()


def test_rules_tell_of_new_articles_whenever_they_were_published(
    client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    """By the time of indexing: an article that is found days late counts, one from long ago does not, and an
    index that is built anew brings nothing new."""

    def told() -> dict[str, list[str]]:
        client.indices.refresh(index=index_name)
        return {rule.name: Runs(client, rule).at(LATER) for rule in bundle(index_name).rules}

    generations = generations_of(elasticsearch, index_name)
    given = [article("topical", 3, "t"), article("named", 3), article("old", 40, "t")]
    with closing(generations.open()) as writer:
        assert not writer.update(given, [])
    topics, names = f"{index_name}: new articles on topics", f"{index_name}: new mentions outside topics"
    assert told() == {topics: ["topical"], names: ["named"]}

    with closing(generations.create()) as rebuilt:
        assert not rebuilt.update(given, [])
        rebuilt.publish()
    assert client.count(index=index_name)["count"] == 3
    assert told() == {topics: [], names: []}


def test_an_article_that_is_found_late_is_told_of_once(
    client: Elasticsearch, elasticsearch: Server, index_name: str
) -> None:
    """Sent two minutes before one that a rule has told of, and not to be found before that."""
    generations_of(elasticsearch, index_name).open().close()
    noon = NOW - timedelta(hours=2)
    runs = Runs(client, bundle(index_name).rules[0])

    def found(identity: str, sent: datetime) -> None:
        body = elastic_documents.source(article(identity, 3, "t"), "desk-1", sent)
        client.index(index=f"{index_name}-write", id=identity, document=body, refresh=True)

    found("prompt", noon)
    told = runs.at(noon + timedelta(minutes=1))
    found("late", noon - timedelta(minutes=2))
    for minutes in (6, 11, 16, 21, 26):
        told += runs.at(noon + timedelta(minutes=minutes))
    assert sorted(told) == ["late", "prompt"]


LATER = NOW + timedelta(hours=1)
"""When a rule tells of what is sent now."""


def article(identity: str, days: int, *topics: str) -> Versioned:
    mention = Mention(None, "huawei", "Huawei", "title", "original", 0, 0, 6)
    at = NOW - timedelta(days=days)
    fields = {"id": identity, "url": f"https://n.example/{identity}", "title": "Huawei", "source": "s"}
    said = {"published_at": at, "topics": topics, "mentions": (mention,), "first_seen_at": NOW}
    return Versioned(Document(**fields, **said), 1)


def generations_of(server: Server, name: str) -> ElasticGenerations:
    config = IndexConfig(backend="elasticsearch", hosts=(server.url,), name=name)
    return ElasticGenerations(config, {}, "desk-1")


class Runs:
    """The runs of a rule, one after the other, as Kibana makes them (`fetch_es_query.ts` and `executor.ts` of
    its rule type): what is not newer than the newest that it has told of is left out."""

    def __init__(self, client: Elasticsearch, rule: Addressed) -> None:
        self._client, self._params = client, rule.body["params"]
        self._newest: int | None = None

    def at(self, now: datetime) -> list[str]:
        """The ids of what it tells of when it runs at that time."""
        time, source = self._params["timeField"], self._params["esQuery"]
        asked = json.loads(source.replace('"now-', f'"{now.isoformat()}||-'))
        since = f"{now.isoformat()}||-{self._params['timeWindowSize']}{self._params['timeWindowUnit']}"
        wanted = [asked["query"], {"range": {time: {"gte": since, "lte": now.isoformat()}}}]
        before = [{"range": {time: {"lte": self._newest}}}] if self._newest else []
        said = self._client.search(
            index=self._params["index"],
            query={"bool": {"filter": wanted, "must_not": before}},
            sort=[{time: {"order": "desc"}}],
            source=asked["_source"],
            size=self._params["size"],
        )
        hits = said["hits"]["hits"]
        if hits:
            self._newest = hits[0]["sort"][0]
        assert all({"title", "url"} <= set(hit["_source"]) for hit in hits)
        return [hit["_id"] for hit in hits]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("huawei", contract.HUAWEI),
        ("body: chicago", "harvest"),
        ('"poor harvest"', "harvest"),
        ("body: chicago and not language: ar", "harvest"),
        ("title: wheat", "harvest"),
        ('outlet: "World Wire" and not gone: true', "alarm"),
        ("mentions.term: * and first_seen_at >= now-7d and language: th", ""),
        ("body: chicago or body: boston", "harvest organization"),
    ],
)
def test_what_the_page_for_analysts_says_can_be_asked(
    client: Elasticsearch, made: Bundle, asked: str, expected: str
) -> None:
    assert set(found_by(client, made, queries.kql(asked))) == set(expected.split())
