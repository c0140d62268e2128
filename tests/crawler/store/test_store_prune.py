"""Documents removed for their age: what goes, what stays, and that they stay seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from samples import NOW, URL, article, put

from crawler.document import Match, Mention, Translation
from crawler.entry import Entry
from crawler.store import Store
from crawler.store.frontier import Validators
from crawler.store.removals import Removals
from crawler.store.translations import QueuedText, text_hash

FEED = "https://news.example/feed"
YEAR = timedelta(days=365)
LATER = NOW + timedelta(days=36500)
MENTION = Match(("t",), (Mention("t", "a", "Some", "body", "original", 1, 0, 4),))


def prune(store: Store, before: datetime = LATER, *, keep_mentions: bool = False) -> int:
    return store.prune_documents(before, keep_mentions=keep_mentions, limit=100)


def titles(store: Store) -> set[str]:
    return {document.title for document in store.documents.since()}


def test_age_goes_by_the_date_of_publication_else_by_when_it_was_first_seen(store: Store) -> None:
    dates = {
        "new": (NOW, NOW - 2 * YEAR),
        "old": (NOW - 2 * YEAR, NOW),
        "undated, new": (None, NOW),
        "undated, old": (None, NOW - 2 * YEAR),
    }
    for number, (title, (published, seen)) in enumerate(dates.items()):
        url = f"https://news.example/{number}"
        put(store, article(url=url, title=title, published_at=published, first_seen_at=seen))
    assert store.removals.count_older(NOW - YEAR) == (2, 0)
    assert prune(store, NOW - YEAR) == 2
    assert prune(store, NOW - YEAR) == 0
    assert titles(store) == {"new", "undated, new"}


def test_the_oldest_go_first_so_many_at_a_time(store: Store) -> None:
    for days in (3, 1, 2):
        url = f"https://news.example/{days}"
        put(store, article(url=url, title=str(days), published_at=NOW - timedelta(days=days)))
    assert store.prune_documents(NOW, keep_mentions=False, limit=2) == 2
    assert titles(store) == {"1"}


def test_documents_with_mentions_can_be_kept(store: Store) -> None:
    plain, mentioned = (
        put(store, article(url=f"https://news.example/{title}", title=title)).id
        for title in ("plain", "mentioned")
    )
    store.documents.touch(mentioned, MENTION)
    assert store.removals.count_older(LATER) == (2, 1)
    assert prune(store, keep_mentions=True) == 1
    assert prune(store, keep_mentions=True) == 0
    assert titles(store) == {"mentioned"}
    assert prune(store) == 1
    assert {c.id for c in store.documents.changes(0) if c.deleted} == {plain, mentioned}


def test_all_that_is_its_own_goes_and_what_others_share_stays(store: Store) -> None:
    old = put(store, article(published_at=NOW - 2 * YEAR)).id
    put(store, article("Edited.", published_at=NOW - 2 * YEAR))
    other = put(store, article(url="https://news.example/b")).id
    store.raw.put(URL, NOW, {}, zstandard.compress(b"<p>"), old)
    for holder, texts in ((old, ("own", "shared")), (other, ("shared",))):
        store.translations.link(holder, [text_hash(text) for text in texts])
    for text in ("own", "shared"):
        done = Translation("done", "en", text.upper(), "argos", "m")
        store.translations.store(QueuedText(text_hash(text), "ar", "en", text, 0), done)

    assert prune(store, NOW - YEAR) == 1

    assert store.documents.get(old) is None
    assert store.documents.revisions(old) == []
    assert store.raw.latest(old) is None
    keys = [(text_hash(text), "ar") for text in ("own", "shared")]
    assert [*store.translations.look_up(keys, "en")] == [keys[1]]
    tombstone = store.removals.tombstone(old)
    assert tombstone is not None
    assert (tombstone.kind, tombstone.reason) == ("pruned", "from before 2025-07-20")


def test_its_end_is_in_the_log_with_a_version_above_every_earlier_one(store: Store) -> None:
    identity = put(store, article()).id
    (before,) = store.documents.changes(0)
    prune(store)
    (after,) = store.documents.changes(0)
    assert (after.id, after.deleted) == (identity, True)
    assert after.seq > before.seq
    assert after.version > before.version


def test_what_is_still_announced_is_not_fetched_again(store: Store) -> None:
    entry = Entry(URL, "A title", NOW)
    store.frontier.discovered("news", FEED, [entry], Validators(), NOW)
    identity = put(store, article(), URL).id
    store.frontier.stored(URL, identity, Validators('"1"'), [timedelta(days=400)], NOW)
    prune(store)
    store.frontier.discovered("news", FEED, [entry], Validators(), LATER)
    assert store.frontier.pending("news", 9, LATER) == []


def test_an_announcement_that_says_something_new_is_looked_at(store: Store) -> None:
    store.frontier.discovered("news", FEED, [Entry(URL, "A title", NOW)], Validators(), NOW)
    put(store, article(), URL)
    prune(store)
    store.frontier.discovered("news", FEED, [Entry(URL, "Live: another day")], Validators(), LATER)
    assert [p.entry.title for p in store.frontier.pending("news", 9, LATER)] == ["Live: another day"]


@pytest.mark.parametrize("published", [NOW, None], ids=["the same date", "no date"])
def test_a_pruned_page_that_is_fetched_all_the_same_is_seen(store: Store, published: datetime | None) -> None:
    """Under its own address, another one, or one that its outlet has made its canonical one meanwhile."""
    identity = put(store, article(), "https://news.example/a?print=1").id
    put(store, article(canonical_url="https://news.example/moved"))
    prune(store)
    mobile = "https://m.news.example/a"
    again = article("Changed a little.", published_at=published)
    for page, asked in (
        (again, URL),
        (replace(again, url=mobile), mobile),
        (replace(again, url="https://news.example/moved", canonical_url="https://news.example/moved"), URL),
    ):
        result = put(store, page, asked)
        assert (result.outcome, result.id) == ("forgotten", identity)
    assert store.documents.count() == 0


def test_another_article_under_an_address_that_led_to_a_pruned_one_is_new(store: Store) -> None:
    put(store, article(), "https://news.example/latest")
    prune(store)
    today = put(store, article(url="https://news.example/b"), "https://news.example/latest")
    assert (today.outcome, titles(store)) == ("new", {"A title"})


def test_what_lies_at_a_pruned_address_with_a_later_date_is_new(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And comes to every index, even where the clock was set back meanwhile."""
    identity = put(store, article()).id
    prune(store)
    buried = store.documents.changes(0)[0]
    monkeypatch.setattr("crawler.store.log.time.time_ns", lambda: 1000)
    assert put(store, article("News.", published_at=LATER)).outcome == "new"
    (change,) = store.documents.changes(0)
    assert (change.id, change.deleted) == (identity, False)
    assert change.version > buried.version
    assert store.removals.tombstone(identity) is None


def test_a_forgotten_document_stays_away_whatever_its_date(store: Store) -> None:
    identity = put(store, article()).id
    store.forget(identity, "court order")
    assert put(store, article("News.", published_at=LATER)).outcome == "forgotten"


def test_an_alert_about_it_stays_told(store: Store) -> None:
    identity = put(store, article()).id
    assert store.outbox.raise_alert("desk", "t", identity, identity)
    prune(store)
    assert not store.outbox.raise_alert("desk", "t", identity, identity)


def test_a_crash_amid_a_batch_removes_none_of_it(
    store: Store, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(store, article(url=f"https://news.example/{number}"))
    bury = Removals.prune

    def crash(removals: Removals, identity: str, reason: str) -> None:
        bury(removals, identity, reason)
        raise KeyboardInterrupt

    monkeypatch.setattr(Removals, "prune", crash)
    with pytest.raises(KeyboardInterrupt):
        prune(store)
    with Store(data) as after:
        assert after.documents.count() == 3


def test_the_space_comes_back_once_it_is_worth_it(store: Store, data: Path) -> None:
    with store.transaction():
        for number in range(200):
            published = NOW - 2 * YEAR if number % 2 else NOW
            page = article("word " * 500, url=f"https://news.example/{number}", published_at=published)
            put(store, page)
    assert store.compact() == 0
    prune(store, NOW - YEAR)
    freed = store.compact()
    assert freed > 100 * 2_500
    assert (data / "rasid.sqlite").stat().st_size < 2 * freed
    assert store.documents.count() == 100
    assert store.compact() == 0
