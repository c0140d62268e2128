"""Documents: new, changed, unchanged, duplicate, gone, forgotten; revisions and addresses."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from samples import NOW, URL, article, provenance, put

from crawler.document import Document, Extraction, Match, Mention, Post, Segment
from crawler.entry import Entry
from crawler.store import Store
from crawler.store.documents import PutResult
from crawler.store.frontier import Validators
from crawler.store.translations import QueuedText, text_hash
from crawler.urls import document_id

MENTION = Mention("t", "huawei", "Huawei", "body", "original", 1, 0, 6)


def test_a_document_comes_back_as_it_was_stored(store: Store) -> None:
    result = put(store, article("نص عربي", tags=("a", "b"), mentions=(MENTION,)))
    assert result.outcome == "new"
    assert result.id == document_id(URL)
    expected = article("نص عربي", tags=("a", "b"), mentions=(MENTION,))
    assert store.documents.get(result.id) == replace(expected, id=result.id, story_id=result.id)


def test_the_same_page_again_changes_nothing(store: Store) -> None:
    first = put(store, article())
    head = store.documents.head()
    assert put(store, article()) == replace(first, outcome="unchanged")
    assert store.documents.head() == head
    assert len(store.documents.revisions(first.id)) == 1


def test_an_edit_is_a_revision_with_its_cause_and_provenance(store: Store) -> None:
    identity = put(store, article("First.", first_seen_at=NOW - timedelta(days=1))).id
    edited = replace(article("Second.", first_seen_at=NOW), title="Another title", source="other")
    how = provenance(
        sha256="cd" * 32,
        redirects=("https://old.example/",),
        status=200,
        headers={"etag": '"x"'},
        fetched_at=NOW + timedelta(hours=1),
        rasid_version="0.1",
    )
    assert store.documents.put(replace(edited, content_hash="2"), how).outcome == "changed"
    assert put(store, replace(edited, content_hash="3"), cause="extractor").outcome == "changed"
    revisions = store.documents.revisions(identity)
    assert [(r.revision, r.cause, r.title, r.text) for r in revisions] == [
        (1, "outlet", "A title", "First."),
        (2, "outlet", "Another title", "Second."),
        (3, "extractor", "Another title", "Second."),
    ]
    assert revisions[1].provenance == how
    assert revisions[1].fetched_at == NOW + timedelta(hours=1)
    document = store.documents.get(identity)
    assert document is not None
    assert (document.revision, document.first_seen_at, document.source) == (
        3,
        NOW - timedelta(days=1),
        "news",
    )


def test_an_edit_without_a_date_keeps_the_known_one(store: Store) -> None:
    said = Extraction("trafilatura", date_source="json-ld", date_zone="+03:00")
    identity = put(store, article("First.", published_precision="minute", extraction=said)).id
    put(store, article("Second.", published_at=None))
    document = store.documents.get(identity)
    assert document is not None
    assert (document.published_at, document.published_precision) == (NOW, "minute")
    assert (document.extraction.date_source, document.extraction.date_zone) == ("json-ld", "+03:00")


def test_another_address_of_a_known_article_is_a_duplicate(store: Store) -> None:
    identity = put(store, article()).id
    head = store.documents.head()
    other = article("Print version.", url="https://news.example/print/a", canonical_url=URL)
    assert put(store, other).outcome == "duplicate"
    assert store.documents.head() == head
    assert store.documents.find("https://NEWS.example/print/a#top") == identity
    assert put(store, other).outcome == "unchanged"  # a second time it is a known address
    assert store.documents.head() == head


def test_an_edit_behind_a_new_redirect_is_an_edit(store: Store) -> None:
    put(store, article("First."), "http://news.example/a")
    moved = article("Second.", url="https://www.news.example/a", canonical_url=URL)
    assert put(store, moved, "http://news.example/a", "http://www.news.example/a").outcome == "changed"


def test_a_short_link_to_a_known_article_is_a_duplicate(store: Store) -> None:
    identity = put(store, article()).id
    assert put(store, article(), "https://sho.rt/x").outcome == "duplicate"
    assert set(store.documents.addresses(identity)) == {URL, "https://sho.rt/x"}


def test_an_article_that_gets_another_canonical_link_keeps_its_id(store: Store) -> None:
    first = put(store, article("From the feed."), URL).id
    moved = f"{URL}/full"
    whole = article("The page.", canonical_url=moved)
    assert put(store, whole, URL) == PutResult("changed", first)
    assert put(store, whole, URL) == PutResult("unchanged", first)
    assert store.documents.find(moved) == first
    assert put(store, article("The page.", url=moved), moved) == PutResult("unchanged", first)
    amp = article("The page.", url=f"{URL}/amp", canonical_url=moved)
    assert put(store, amp, amp.url) == PutResult("duplicate", first)
    assert store.documents.count() == 1


def test_a_new_canonical_link_over_the_same_text_is_noted(store: Store) -> None:
    first = put(store, article(), URL).id
    moved = f"{URL}/full"
    assert put(store, article(canonical_url=moved), URL) == PutResult("unchanged", first)
    document = store.documents.get(first)
    assert document is not None
    assert (document.canonical_url, document.revision) == (moved, 1)
    assert put(store, article(url=moved), moved).id == first


def test_an_address_that_leads_to_another_article_each_day_is_none_of_them(store: Store) -> None:
    latest = "https://news.example/latest"
    first = put(store, article("Monday."), latest).id
    tuesday = article("Tuesday.", url="https://news.example/b")
    result = put(store, tuesday, latest)
    assert result.outcome == "new"
    assert result.id != first


def test_two_articles_are_two_documents(store: Store) -> None:
    ids = {put(store, article(url=f"https://news.example/{n}")).id for n in range(3)}
    assert len(ids) == store.documents.count() == 3


def test_an_article_from_a_file_is_found_by_its_address(store: Store) -> None:
    file = "file:///archive/a%20b.html"
    identity = put(store, article(), file).id
    assert store.documents.find(file) == store.documents.find(URL) == identity


@pytest.mark.parametrize("unknown", ["https://news.example/never", "no url at all", "", "00" * 16])
def test_what_is_not_known(store: Store, unknown: str) -> None:
    assert store.documents.find(unknown) is None
    assert store.documents.get(unknown) is None
    assert store.documents.revisions(unknown) == []


def test_gone_and_back(store: Store) -> None:
    identity = put(store, article()).id
    assert store.documents.mark_gone(identity, 410, NOW)
    assert not store.documents.mark_gone(identity, 404, NOW + timedelta(days=1))
    gone = store.documents.gone(identity)
    assert gone is not None
    assert (gone.at, gone.status) == (NOW, 410)
    assert store.documents.get(identity) is not None
    head = store.documents.head()
    assert put(store, article()).outcome == "unchanged"
    assert store.documents.gone(identity) is None
    assert store.documents.head() > head
    store.documents.mark_gone(identity, 404, NOW)
    assert put(store, article("Edited.")).outcome == "changed"
    assert store.documents.gone(identity) is None


def test_touch_keeps_text_and_revision(store: Store) -> None:
    identity = put(store, article()).id
    before = store.documents.get(identity)
    store.documents.touch(identity, Match(("t",), (MENTION,)))
    after = store.documents.get(identity)
    assert before is not None
    assert after == replace(before, topics=("t",), mentions=(MENTION,))
    assert store.documents.mentioned([identity, "other"]) == {identity}
    store.documents.touch(identity, Match())
    assert store.documents.mentioned([identity]) == set()
    store.documents.touch("00" * 16)  # nothing there: nothing happens


def test_since_pages_by_date_and_falls_back_on_first_seen(store: Store) -> None:
    for n in range(450):
        published = NOW - timedelta(days=n) if n % 3 else None
        seen = NOW - timedelta(days=n)
        put(store, article(url=f"https://news.example/{n:03}", published_at=published, first_seen_at=seen))
    every = [d.canonical_url for d in store.documents.since()]
    assert every == [f"https://news.example/{n:03}" for n in range(449, -1, -1)]
    assert [d.canonical_url for d in store.documents.since(NOW - timedelta(days=1, hours=1))] == every[-2:]


def test_each_leaves_out_what_is_not_there(store: Store) -> None:
    ids = [put(store, article(url=f"https://news.example/{n}")).id for n in range(3)]
    store.removals.forget(ids[1], "asked")
    assert [d.id for d in store.documents.each([ids[2], ids[1], ids[0]])] == [ids[2], ids[0]]


def test_languages_of_the_latest_documents_and_of_their_posts(store: Store) -> None:
    persian, arabic = Post("x", language="fa"), Post("x", language="ar")
    for n, (language, posts) in enumerate(
        [("ja", ()), ("en", (persian, persian, arabic)), ("fa", (persian,)), ("en", ())]
    ):
        put(store, article(f"Text {n}.", url=f"https://news.example/{n}", language=language, posts=posts))
    assert store.documents.languages(3) == {"en": 2, "fa": 2, "ar": 1}
    assert list(store.documents.languages(4)) == ["en", "fa", "ar", "ja"]


class TestForget:
    """A document and all that is its own leave; a tombstone keeps it from coming back."""

    def test_nothing_of_it_is_left(self, store: Store) -> None:
        secret = "سر لا ينبغي أن يبقى"
        shared = "Shared sentence."
        document = article(secret, url="https://news.example/a?v=1", canonical_url=URL)
        entry = Entry("https://news.example/a?v=1", title=secret, text=secret)
        store.frontier.discovered("news", "https://news.example/feed", [entry], Validators(), NOW)
        store.raw.put(document.url, NOW, {}, secret.encode(), document_id(URL))
        identity = put(store, document).id
        other = put(store, article(shared, url="https://news.example/b")).id
        for holder, texts in ((identity, (secret, shared)), (other, (shared,))):
            store.translations.link(holder, [text_hash(t) for t in texts])
        for text in (secret, shared):
            store.translations.enqueue([QueuedText(text_hash(text), "ar", "en", text, 0)])
        put(store, replace(document, title=secret, content_hash="2"))

        assert store.forget(identity, "court order")
        for name in ("rasid.sqlite", "raw.sqlite"):
            assert secret not in _dumped(store, name)
        assert [t.text for t in store.translations.waiting("ar", "en", 9)] == [shared]
        assert not store.forget(identity, "again")

    def test_it_does_not_come_back_under_any_address(self, store: Store) -> None:
        identity = put(store, article(), "https://news.example/a?print=1").id
        store.forget(identity, "court order")
        head = store.documents.head()
        assert put(store, article()).outcome == "forgotten"
        without_canonical = article("Changed.", url="https://news.example/a?print=1")
        assert put(store, without_canonical) == replace(
            put(store, article()), outcome="forgotten", id=identity
        )
        assert store.documents.count() == 0
        assert store.documents.head() == head
        tombstone = store.removals.tombstone(identity)
        assert tombstone is not None
        assert (tombstone.kind, tombstone.reason) == ("forgotten", "court order")

    def test_it_is_not_fetched_again(self, store: Store) -> None:
        store.frontier.discovered("news", "feed", [Entry(URL)], Validators(), NOW)
        identity = put(store, article()).id
        store.frontier.stored(URL, identity, Validators(), [timedelta(hours=1)], NOW)
        assert store.frontier.pending("news", 9, NOW + timedelta(hours=2))
        store.forget(identity, "court order")
        assert store.frontier.pending("news", 9, NOW + timedelta(hours=2)) == []


def _dumped(store: Store, name: str) -> str:
    """Every value of every table of a file, as text."""
    with sqlite3.connect(store.data / name) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        rows = [row for (t,) in tables for row in connection.execute(f"SELECT * FROM {t}")]
    connection.close()
    values = (value for row in rows for value in row)
    return " ".join(v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in values)


def test_a_document_that_cannot_be_stored_as_text_is_refused_whole(store: Store) -> None:
    broken: Document = replace(article(), segments=(Segment("paragraph", "\ud800", "en"),))
    with pytest.raises(ValueError, match="surrogate"):
        put(store, broken)
    assert store.documents.count() == 0
