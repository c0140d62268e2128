"""Raw pages, the translation memory and its queue, requests, meta."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from samples import NOW, URL, article, put

from crawler.document import Match, Mention, Segment, SentencePair, Translation
from crawler.store import Store
from crawler.store.translations import REDO, Correction, QueuedText, text_hash

AR, RU = "نص للترجمة", "Текст"


def packed(body: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(body)


def keep_page(store: Store, url: str, days_ago: int, document: str | None) -> None:
    at = NOW - timedelta(days=days_ago)
    store.raw.put(url, at, {"content-type": "text/html"}, packed(b"<p>%d" % days_ago), document)


class TestRaw:
    def test_the_newest_page_comes_back_as_received(self, store: Store) -> None:
        for days_ago in (3, 1, 2):
            keep_page(store, URL, days_ago, "d")
        page = store.raw.latest("d")
        assert page is not None
        assert (page.body, page.headers) == (b"<p>1", {"content-type": "text/html"})
        assert page.fetched_at == NOW - timedelta(days=1)
        assert store.raw.latest("other") is None

    def test_a_page_that_a_crawl_writes_while_its_document_is_forgotten_goes_too(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        identity = put(store, article()).id

        def crawl_goes_on(_: str) -> None:
            keep_page(store, URL, 1, identity)

        monkeypatch.setattr(store.translations, "forget", crawl_goes_on)
        assert store.forget(identity, "asked to")
        assert store.raw.latest(identity) is None

    def test_old_pages_go_but_not_those_of_documents_with_mentions(self, store: Store) -> None:
        plain = put(store, article(url="https://news.example/plain")).id
        mentioned = put(store, article(url="https://news.example/mentioned")).id
        mention = Mention("t", "a", "Some", "body", "original", 1, 0, 4)
        store.documents.touch(mentioned, Match(("t",), (mention,)))
        for days_ago in (20, 10):
            keep_page(store, "https://news.example/plain", days_ago, plain)
            keep_page(store, "https://news.example/mentioned", days_ago, mentioned)
        keep_page(store, "https://news.example/broken", 20, None)
        assert store.prune_raw(NOW - timedelta(days=14)) == 2
        assert store.prune_raw(NOW - timedelta(days=14)) == 0
        assert store.prune_raw(NOW) == 1
        assert store.raw.latest(plain) is None
        assert store.raw.latest(mentioned) is not None

    def test_pruning_gets_past_many_pages_that_stay(self, store: Store) -> None:
        mentioned = put(store, article(topics=("t",))).id
        with store.raw_transaction():
            for n in range(1200):
                at = NOW - timedelta(days=30) + timedelta(seconds=n)
                store.raw.put(URL, at, {}, packed(b"x"), mentioned if n < 1100 else None)
        assert store.prune_raw(NOW) == 100


def test_what_is_kept_for_a_time_only_goes(store: Store) -> None:
    done, waiting = (store.requests.add("add", {"urls": [URL]}) for _ in range(2))
    store.requests.finish(done, {"ok": True})
    store.note(URL, "fetch", "ok")
    keep_page(store, URL, 0, None)
    now = datetime.now(UTC)
    store.prune(now + timedelta(hours=23), timedelta(days=3650))
    assert store.requests.result(done) == {"ok": True}
    store.prune(now + timedelta(days=89), timedelta(days=3650))
    assert store.requests.result(done) is None
    assert [r.id for r in store.requests.open()] == [waiting]
    assert len(store.events(URL)) == len(store.raw.expired(now, "")) == 1
    store.prune(now + timedelta(days=91), timedelta(0))
    assert store.events(URL) == store.raw.expired(now, "") == []


class TestTranslations:
    def queued(self, text: str, language: str = "ar", priority: int = 1) -> QueuedText:
        return QueuedText(text_hash(text), language, "en", text, priority)

    def test_segments_are_joined_with_what_the_memory_holds(self, store: Store) -> None:
        document = article(
            segments=(
                Segment("title", "Title", "en"),
                Segment("paragraph", AR, "ar", paragraph=1),
                Segment("paragraph", RU, "ru", paragraph=2),
                Segment("paragraph", "text", "und", paragraph=3),
                Segment("paragraph", "Texte", "fr", paragraph=4),
            )
        )
        pair = SentencePair(0, len(AR), 0, 4)
        done = Translation("done", "en", "Text", "argos", "ar_en 1.0", sentences=(pair,))
        store.translations.store(self.queued(AR), done)
        joined = store.translated(document, "en", ("ar", "ru", "en"))
        assert [s.translation for s in joined.segments] == [
            None,
            done,
            Translation("pending", "en"),
            None,
            None,
        ]
        assert [s.text for s in joined.segments] == [s.text for s in document.segments]

    def test_a_success_wins_over_a_failure_and_the_newer_model_over_the_older(self, store: Store) -> None:
        for translation in (
            Translation("done", "en", "old", "argos", "m1"),
            Translation("failed", "en", None, "argos", "m2", "looped"),
            Translation("done", "en", "new", "argos", "m3"),
            Translation("failed", "en", None, "argos", "m4", "looped"),
        ):
            store.translations.store(self.queued(AR), translation)
        found = store.translations.look_up([(text_hash(AR), "ar")], "en")
        assert found[text_hash(AR), "ar"].text == "new"
        assert store.translations.look_up([(text_hash(AR), "ar")], "fr") == {}

    def test_the_queue_is_drained_by_priority_then_age(self, store: Store) -> None:
        store.translations.enqueue([self.queued("b", priority=2), self.queued("a", priority=1)])
        store.translations.enqueue([self.queued("c", priority=2), self.queued("b", priority=0)])
        assert [t.text for t in store.translations.waiting("ar", "en", 9)] == ["b", "a", "c"]
        assert [t.text for t in store.translations.waiting("ar", "en", 1)] == ["b"]
        store.translations.store(self.queued("b"), Translation("done", "en", "B"))
        assert [t.text for t in store.translations.waiting("ar", "en", 9)] == ["a", "c"]

    def test_pending_counts_segments_by_language(self, store: Store) -> None:
        store.translations.enqueue([self.queued(AR), self.queued(RU, "ru")])
        for holder in ("d1", "d2"):
            store.translations.link(holder, [text_hash(AR)])
        store.translations.link("d2", [text_hash(AR), text_hash(RU)])
        assert store.translations.pending() == {"ar": 2, "ru": 1}
        assert sorted(store.translations.holders(text_hash(AR))) == ["d1", "d2"]
        store.translations.link("d1", [])
        assert store.translations.pending() == {"ar": 1, "ru": 1}

    def test_what_is_done_again_is_not_pending(self, store: Store) -> None:
        store.translations.link("d1", [text_hash(AR), text_hash(RU)])
        store.translations.enqueue([self.queued(AR, priority=REDO), self.queued(RU, "ru")])
        assert store.translations.pending() == {"ru": 1}
        assert store.translations.redoing() == {"ar": 1}

    def test_what_was_finished_is_counted_by_language(self, store: Store) -> None:
        store.translations.store(self.queued(AR), Translation("done", "en", "Text", "argos", "m"))
        store.translations.store(self.queued("b"), Translation("failed", "en", None, "argos", "m", "loop"))
        store.translations.store(self.queued(RU, "ru"), Translation("done", "en", "No", "argos", "m"))
        now = datetime.now(UTC)
        assert store.translations.finished(now - timedelta(minutes=10)) == {"ar": 2, "ru": 1}
        assert store.translations.finished(now + timedelta(minutes=10)) == {}
        assert store.translations.translated_by("ar", "en", "m") == 1

    def test_the_last_word_of_a_person_counts_whatever_language_was_detected(self, store: Store) -> None:
        key = text_hash(AR)
        store.translations.store(self.queued(AR), Translation("done", "en", "Text", "argos", "m"))
        for correction in (Correction("rejected", reason="no"), Correction("fixed", "Right")):
            store.translations.correct(key, "en", correction)
        found = store.translations.look_up([(key, "ar"), (key, "fa")], "en")
        assert {pair: t.text for pair, t in found.items()} == {(key, "ar"): "Right", (key, "fa"): "Right"}
        store.translations.correct(key, "en", Correction("undone"))
        found = store.translations.look_up([(key, "ar"), (key, "fa")], "en")
        assert {pair: t.text for pair, t in found.items()} == {(key, "ar"): "Text"}

    def test_the_memory_survives(self, store: Store, data: Path) -> None:
        store.translations.store(self.queued(AR), Translation("done", "en", "Text", "argos", "m"))
        store.close()
        with Store(data) as again:
            assert (
                again.translations.look_up([(text_hash(AR), "ar")], "en")[text_hash(AR), "ar"].text == "Text"
            )


def test_requests_are_carried_out_once(store: Store, data: Path) -> None:
    with Store(data) as asker:
        first = asker.requests.add("add", {"urls": [URL]})
        second = asker.requests.add("forget", {"id": "عربي"})
        assert asker.requests.result(first) is None
        taken = store.requests.open()
        assert [(r.id, r.command, r.args) for r in taken] == [
            (first, "add", {"urls": [URL]}),
            (second, "forget", {"id": "عربي"}),
        ]
        store.requests.finish(first, {"new": 1})
        assert asker.requests.result(first) == {"new": 1}
        assert [r.id for r in store.requests.open()] == [second]


def test_meta(store: Store) -> None:
    assert store.get_meta("x") is None
    for value in ("1", "2"):
        store.set_meta("x", value)
    assert store.get_meta("x") == "2"


def test_a_bad_raw_page_is_told_apart(store: Store) -> None:
    store.raw.put(URL, NOW, {}, b"not compressed", "d")
    with pytest.raises(zstandard.ZstdError):
        store.raw.latest("d")
