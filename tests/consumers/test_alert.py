"""Alerts from the change log to real receivers: what is told, to whom, how often, and when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from receivers import Webhook

from consumers.alert import AlertConsumer
from crawler.document import Document, Segment, SentencePair, Translation, content_hash
from crawler.store import Store
from crawler.store.documents import Provenance, PutResult
from crawler.store.translations import QueuedText, text_hash
from crawler.watch import Watch, load
from pipelines.match import Matcher

ARABIC = "قالت شركة هواوي إنها لم تختبر النظام. وأضافت أن التقرير غير دقيق."


def watch_of(tmp_path: Path, *to: str, topic: str = "huawei", **alert: Any) -> Watch:
    return load(
        {
            "data": str(tmp_path / "data"),
            "timezone": "Asia/Qatar",
            "sources": [{"name": "doha-news", "feed": "https://news.example/feed", "outlet": "Doha News"}],
            "names": {"huawei": ["Huawei", "هواوي"], "uyghur": ["Uyghur", "الإيغور"]},
            "topics": [{"name": "tech", "query": topic}],
            "alerts": [{"name": "desk", "topics": ["tech"], "to": list(to), **alert}],
        }
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        yield opened


def article(number: int, text: str, language: str = "en", **fields: Any) -> Document:
    url = f"https://news.example/{number}"
    document = Document(
        url=url,
        canonical_url=url,
        source="doha-news",
        outlet="Doha News",
        title=f"Report {number}",
        published_at=datetime.now(UTC) - timedelta(hours=1),
        published_precision="second",
        first_seen_at=datetime.now(UTC),
        language=language,
        segments=(
            Segment("title", f"Report {number}", "en"),
            Segment("paragraph", text, language, paragraph=1),
        ),
    )
    return replace(document, **fields)


def put(store: Store, watch: Watch, document: Document, *, first_pass: bool = False) -> PutResult:
    """What the crawl does with a page that has been through the stages."""
    match = Matcher(watch).examine(document)
    document = replace(document, topics=match.topics, mentions=match.mentions)
    document = replace(document, content_hash=content_hash(document))
    return store.documents.put(document, Provenance("0" * 64, document.url), first_pass=first_pass)


def begin_pass(store: Store) -> None:
    store.frontier.begin_pass("doha-news", datetime.now(UTC))


def end_pass(store: Store, error: str | None = None) -> None:
    now = datetime.now(UTC)
    store.frontier.finish_pass("doha-news", error=error, new=1, next_due=now, now=now)


def drain(consumer: AlertConsumer) -> None:
    while consumer.step():
        pass


def test_a_message_per_receiver_entry_and_topic(store: Store, tmp_path: Path, webhook: Webhook) -> None:
    watch = watch_of(tmp_path, webhook.url, webhook.url + "/second")
    consumer = AlertConsumer(store, watch)
    put(store, watch, article(1, "Huawei denies it. Nothing else happened."))
    put(store, watch, article(2, "Rain in Doha."))
    drain(consumer)
    drain(AlertConsumer(store, watch))
    assert len(webhook.posts) == 2
    assert all("**Huawei** denies it." in message for message in webhook.messages)
    assert [e.outcome for e in store.events("https://news.example/1")] == ["raised", "sent", "sent"]


def test_key_messages_and_cursor_are_written_together(store: Store, tmp_path: Path, webhook: Webhook) -> None:
    """The disk gives out between the first receiver's message and the second's."""
    watch = watch_of(tmp_path, webhook.url, webhook.url + "/second")
    consumer = AlertConsumer(store, watch)
    put(store, watch, article(1, "Huawei denies it."))
    with sqlite3.connect(tmp_path / "data" / "rasid.sqlite") as other:
        other.execute(
            "CREATE TRIGGER full AFTER INSERT ON outbox WHEN (SELECT count(*) FROM outbox) > 1"
            " BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END"
        )
    with pytest.raises(sqlite3.IntegrityError):
        consumer.step()
    assert store.outbox.all() == []
    assert store.cursors.at("alert") == 0
    with other:
        other.execute("DROP TRIGGER full")
    other.close()
    drain(AlertConsumer(store, watch))
    assert len(webhook.posts) == 2


def test_a_document_that_cannot_be_read_keeps_no_other_back(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    broken, whole = (put(store, watch, article(n, "Huawei denies it.")).id for n in range(2))
    with sqlite3.connect(tmp_path / "data" / "rasid.sqlite") as other:
        other.execute("UPDATE documents SET body = '{' WHERE id = ?", (broken,))
    other.close()
    drain(AlertConsumer(store, watch))
    assert [m.document_id for m in store.outbox.all()] == [whole]
    store.documents.touch(broken)
    assert [d.id for d in store.documents.since()] == [whole]


def test_an_edit_of_a_told_story_is_not_told_again(store: Store, tmp_path: Path, webhook: Webhook) -> None:
    watch = watch_of(tmp_path, webhook.url)
    consumer = AlertConsumer(store, watch)
    put(store, watch, article(1, "Huawei denies it."))
    drain(consumer)
    assert put(store, watch, article(1, "Huawei denies it all, again.")).outcome == "changed"
    drain(consumer)
    assert len(webhook.posts) == 1


def test_an_edit_that_brings_the_topic_is_told(store: Store, tmp_path: Path, webhook: Webhook) -> None:
    watch = watch_of(tmp_path, webhook.url)
    consumer = AlertConsumer(store, watch)
    put(store, watch, article(1, "A company denies it."))
    drain(consumer)
    assert not webhook.posts
    put(store, watch, article(1, "Huawei denies it."))
    drain(consumer)
    assert len(webhook.posts) == 1


def test_a_topic_that_holds_only_in_the_translation_is_told_once_it_is_there(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url, topic="translation:report")
    consumer = AlertConsumer(store, watch)
    identity = put(store, watch, article(1, ARABIC, "ar")).id
    drain(consumer)
    assert not webhook.posts
    translated = "Huawei said that it did not test the system. It added that the report is not accurate."
    here, there = ARABIC.index(". ") + 1, translated.index(". ") + 1
    sentences = (
        SentencePair(0, here, 0, there),
        SentencePair(here + 1, len(ARABIC), there + 1, len(translated)),
    )
    store.translations.store(
        QueuedText(text_hash(ARABIC), "ar", "en", ARABIC, 0),
        Translation("done", "en", translated, "argos", "ar_en 1.0", sentences=sentences),
    )
    for _ in range(2):
        whole = store.translated(store.documents.each([identity])[0], "en", ("ar",))
        store.documents.touch(identity, Matcher(watch).examine(whole))
        drain(consumer)
    assert len(webhook.posts) == 1
    assert "It added that the **report** is not accurate." in webhook.messages[0]
    assert "Machine translation (argos ar_en 1.0)" in webhook.messages[0]
    assert "وأضافت أن التقرير غير دقيق." in webhook.messages[0]
    assert "لم تختبر" not in webhook.messages[0]


@pytest.mark.parametrize(
    ("newer_than", "age", "precision_known", "told"),
    [
        ("7d", timedelta(days=8), True, False),
        ("7d", timedelta(days=6), True, True),
        ("all", timedelta(days=4000), True, True),
        ("1h", timedelta(days=8), False, True),
    ],
    ids=["too old", "new enough", "no limit", "without a date it counts from when it was seen"],
)
def test_back_dated_finds(
    store: Store,
    tmp_path: Path,
    webhook: Webhook,
    newer_than: str,
    age: timedelta,
    precision_known: bool,
    told: bool,
) -> None:
    watch = watch_of(tmp_path, webhook.url, newer_than=newer_than)
    consumer = AlertConsumer(store, watch)
    published = datetime.now(UTC) - age if precision_known else None
    put(store, watch, article(1, "Huawei denies it.", published_at=published))
    drain(consumer)
    assert bool(webhook.posts) is told
    if not told:
        assert [e.outcome for e in store.events("https://news.example/1")] == ["too_old"]


def test_the_first_pass_is_one_summary_when_it_has_ended(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    consumer = AlertConsumer(store, watch)
    for number in range(25):
        put(store, watch, article(number, "Huawei denies it."), first_pass=True)
        drain(consumer)
    assert not webhook.posts
    end_pass(store)
    drain(consumer)
    assert len(webhook.posts) == 1
    assert webhook.posts[0]["title"] == "[tech] 25 stories from the first pass of doha-news"
    assert "tech (25)" in webhook.messages[0]
    assert webhook.messages[0].count("https://news.example/") == 20
    assert webhook.messages[0].endswith("and 5 more")
    put(store, watch, article(100, "Huawei again."))
    drain(consumer)
    assert len(webhook.posts) == 2
    assert webhook.posts[1]["title"] == "[tech] Doha News: Report 100"


def test_a_first_pass_read_only_after_it_ended_is_one_summary(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    for number in range(450):
        put(store, watch, article(number, "Huawei denies it."), first_pass=True)
    end_pass(store)
    drain(AlertConsumer(store, watch))
    assert [post["title"] for post in webhook.posts] == [
        "[tech] 450 stories from the first pass of doha-news"
    ]


def test_a_first_pass_cut_off_by_a_crash_is_summed_up_later(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    put(store, watch, article(1, "Huawei denies it."), first_pass=True)
    drain(AlertConsumer(store, watch))
    with Store(tmp_path / "data") as again:
        consumer = AlertConsumer(again, watch)
        put(again, watch, article(2, "Huawei admits it."), first_pass=True)
        drain(consumer)
        assert not webhook.posts
        end_pass(again)
        drain(consumer)
    assert [post["title"] for post in webhook.posts] == ["[tech] 2 stories from the first pass of doha-news"]


def test_a_first_pass_cut_short_by_a_limit_is_told_as_far_as_it_came(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    consumer = AlertConsumer(store, watch)
    for numbers in ((1, 2), (3, 4, 5)):
        begin_pass(store)
        for number in numbers:
            put(store, watch, article(number, "Huawei denies it."), first_pass=True)
        drain(consumer)
        store.frontier.cut_pass("doha-news")
        drain(consumer)
    assert [post["title"] for post in webhook.posts] == [
        f"[tech] {count} stories from the first pass of doha-news" for count in (2, 3)
    ]


def test_a_failed_first_pass_holds_nothing_back(store: Store, tmp_path: Path, webhook: Webhook) -> None:
    watch = watch_of(tmp_path, webhook.url)
    consumer = AlertConsumer(store, watch)
    put(store, watch, article(1, "Huawei denies it."), first_pass=True)
    drain(consumer)
    end_pass(store, error="feed_syntax")
    drain(consumer)
    assert len(webhook.posts) == 1
    begin_pass(store)
    for number in (2, 3):
        put(store, watch, article(number, "Huawei admits it."), first_pass=True)
        drain(consumer)
    assert len(webhook.posts) == 1
    end_pass(store)
    drain(consumer)
    assert [post["title"] for post in webhook.posts[1:]] == [
        "[tech] 2 stories from the first pass of doha-news"
    ]


def test_first_pass_each(store: Store, tmp_path: Path, webhook: Webhook) -> None:
    watch = watch_of(tmp_path, webhook.url, first_pass="each")
    consumer = AlertConsumer(store, watch)
    for number in range(3):
        put(store, watch, article(number, "Huawei denies it."), first_pass=True)
    drain(consumer)
    assert len(webhook.posts) == 3


def rematch(store: Store, watch: Watch, *, after: int = 0, until: int | None = None) -> int:
    """What the rematch consumer does when names or topics have changed; where it stands then."""
    head = until or store.documents.head()
    for change in store.documents.changes(after, 1000):
        document = store.documents.get(change.id)
        assert document is not None
        if change.seq <= head:
            store.documents.touch(document.id, Matcher(watch).examine(document))
    store.cursors.move("rematch", head, watch.match_fingerprint)
    return head


def test_a_changed_topic_is_one_summary_once_old_documents_are_looked_through(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    before = watch_of(tmp_path, webhook.url, topic="uyghur")
    consumer = AlertConsumer(store, before)
    put(store, before, article(1, "Huawei denies it."))
    put(store, before, article(2, "Huawei admits it."))
    put(store, before, article(3, "Huawei and the Uyghur minority."))
    drain(consumer)
    assert len(webhook.posts) == 1

    after = watch_of(tmp_path, webhook.url, topic="uyghur OR huawei")
    consumer = AlertConsumer(store, after)
    put(store, after, article(4, "Huawei sues."))
    drain(consumer)
    assert [post["title"] for post in webhook.posts[1:]] == ["[tech] Doha News: Report 4"]
    rematch(store, after)
    drain(consumer)
    assert [post["title"] for post in webhook.posts[2:]] == ["[tech] 2 stories from a new or changed topic"]
    drain(AlertConsumer(store, after))
    assert len(webhook.posts) == 3


def test_a_summary_waits_until_all_old_documents_are_looked_through(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    before = watch_of(tmp_path, webhook.url, topic="uyghur")
    drain(AlertConsumer(store, before))
    for number in range(4):
        put(store, before, article(number, "Huawei denies it."))
    after = watch_of(tmp_path, webhook.url, topic="huawei")
    consumer = AlertConsumer(store, after)
    head = store.documents.head()
    middle = rematch(store, after, until=store.documents.changes(0)[1].seq)
    drain(consumer)
    assert not webhook.posts
    rematch(store, after, after=middle, until=head)
    drain(consumer)
    assert [post["title"] for post in webhook.posts] == ["[tech] 4 stories from a new or changed topic"]


def test_what_was_stored_before_the_very_first_run_of_the_alerts(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    for number in range(2):
        put(store, watch, article(number, "Huawei denies it."))
    drain(AlertConsumer(store, watch))
    assert len(webhook.posts) == 2


def test_a_new_entry_on_a_known_topic_starts_with_what_comes(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    before = watch_of(tmp_path, webhook.url)
    put(store, before, article(1, "Huawei denies it."))
    drain(AlertConsumer(store, before))
    after = before.model_copy(
        update={"alerts": (*before.alerts, before.alerts[0].model_copy(update={"name": "boss"}))}
    )
    consumer = AlertConsumer(store, after)
    put(store, after, article(1, "Huawei denies it still."))
    store.documents.mark_gone(store.documents.find("https://news.example/1") or "", 404, datetime.now(UTC))
    drain(consumer)
    assert len(webhook.posts) == 1
    put(store, after, article(2, "Huawei denies that too."))
    drain(consumer)
    assert sorted("boss" in message for message in webhook.messages[1:]) == [False, True]


def test_an_entry_taken_out_and_put_back_repeats_nothing(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    without = watch.model_copy(update={"alerts": ()})
    put(store, watch, article(1, "Huawei denies it."))
    drain(AlertConsumer(store, watch))
    drain(AlertConsumer(store, without))
    put(store, watch, article(2, "Huawei denies it."))
    drain(AlertConsumer(store, without))
    drain(AlertConsumer(store, watch))
    store.documents.touch(store.documents.find("https://news.example/2") or "")
    drain(AlertConsumer(store, watch))
    assert len(webhook.posts) == 1


def test_a_message_waits_for_a_translation_that_is_on_its_way(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    consumer = AlertConsumer(store, watch, translatable=lambda language: language == "ar")
    put(store, watch, article(1, ARABIC, "ar"))
    put(store, watch, article(2, "Хуавэй huawei", "ru"))
    drain(consumer)
    assert [post["title"] for post in webhook.posts] == ["[tech] Doha News: Report 2"]
    assert "Machine translation: not done yet." in webhook.messages[0]
    store.translations.store(
        QueuedText(text_hash(ARABIC), "ar", "en", ARABIC, 0), Translation("done", "en", "Huawei said so.")
    )
    drain(consumer)
    assert "Machine translation: Huawei said so." in webhook.messages[1]


def test_the_document_of_a_held_message_is_forgotten(store: Store, tmp_path: Path, webhook: Webhook) -> None:
    watch = watch_of(tmp_path, webhook.url)
    consumer = AlertConsumer(store, watch)
    first, second = (put(store, watch, article(n, "Huawei denies it."), first_pass=True).id for n in range(2))
    drain(consumer)
    store.forget(first, "asked to")
    end_pass(store)
    drain(consumer)
    assert [post["title"] for post in webhook.posts] == ["[tech] Doha News: Report 1"]
    assert [m.state for m in store.outbox.of(second)] == ["sent"]
    assert [m.error for m in store.outbox.of(first)] == ["the document was forgotten"]
