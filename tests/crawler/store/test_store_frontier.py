"""What is still to be fetched, and that nothing announced is ever lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from samples import NOW, URL, article, put

from crawler.entry import Entry
from crawler.errors import FailureKind
from crawler.store import Store
from crawler.store.frontier import MAX_ATTEMPTS, Validators

FEED = "https://news.example/feed"
TAGGED = Validators('"v1"', "Mon, 20 Jul 2026 12:00:00 GMT")


def announce(store: Store, *entries: Entry, now: datetime = NOW) -> tuple[int, int]:
    found = store.frontier.discovered("news", FEED, entries, TAGGED, now)
    return found.found, found.new


def waiting(store: Store, now: datetime = NOW, source: str = "news") -> list[str]:
    return [p.entry.url for p in store.frontier.pending(source, 100, now)]


def test_entries_and_validators_are_committed_together(store: Store, data: Path) -> None:
    class Stop(Exception):
        pass

    def crash() -> None:
        with store.transaction():
            announce(store, Entry(URL))
            raise Stop

    with pytest.raises(Stop):
        crash()
    with Store(data) as after:
        assert after.frontier.validators("news", FEED) == Validators()
        assert waiting(after) == []
    announce(store, Entry(URL))
    with Store(data) as after:
        assert after.frontier.validators("news", FEED) == TAGGED
        assert waiting(after) == [URL]


def test_an_entry_keeps_what_the_feed_said(store: Store) -> None:
    entry = Entry(URL, "عنوان", NOW, "day", NOW, "Author", "ar", "<p>text</p>")
    announce(store, entry)
    assert store.frontier.pending("news", 1, NOW)[0].entry == entry
    assert store.frontier.entry(URL) == entry


def test_pending_is_taken_oldest_announcement_first_and_bounded(store: Store) -> None:
    for n, hours in enumerate((2, 0, 1)):
        announce(store, Entry(f"https://news.example/{n}"), now=NOW + timedelta(hours=hours))
    assert waiting(store, NOW + timedelta(days=1)) == [f"https://news.example/{n}" for n in (1, 2, 0)]
    assert len(store.frontier.pending("news", 2, NOW + timedelta(days=1))) == 2


def test_an_unchanged_announcement_is_not_fetched_again(store: Store) -> None:
    entry = Entry(URL, "Title")
    assert announce(store, entry) == (1, 1)
    identity = put(store, article()).id
    store.frontier.stored(URL, identity, TAGGED, [], NOW)
    assert announce(store, entry) == (1, 0)
    assert waiting(store) == []
    assert announce(store, Entry(URL, "Title, corrected")) == (1, 1)
    again = store.frontier.pending("news", 1, NOW)[0]
    assert (again.known, again.validators) == (identity, TAGGED)


def test_another_source_that_announces_it_too_does_not_take_it(store: Store) -> None:
    announce(store, Entry(URL))
    store.frontier.discovered("other", "https://other.example/feed", [Entry(URL, "x")], Validators(), NOW)
    assert waiting(store) == [URL]
    assert waiting(store, source="other") == []


def test_what_a_renamed_source_left_behind_belongs_to_the_next_that_announces_it(store: Store) -> None:
    settled, pending = Entry(URL, "Title"), Entry(f"{URL}/2", "Title")
    announce(store, settled, pending)
    store.frontier.finish_pass("news", error=None, new=1, next_due=NOW, now=NOW)
    store.frontier.stored(URL, put(store, article()).id, TAGGED, [timedelta(hours=1)], NOW)
    store.frontier.take_over({"renamed": "sitemap"})
    for entry in (settled, pending):
        store.frontier.discovered("renamed", FEED, [entry], TAGGED, NOW)
    assert waiting(store, source="renamed") == [pending.url]
    assert sorted(waiting(store, NOW + timedelta(hours=1), "renamed")) == [settled.url, pending.url]
    store.frontier.discovered("renamed", FEED, [replace(settled, title="Corrected")], TAGGED, NOW)
    assert sorted(waiting(store, source="renamed")) == [settled.url, pending.url]


def test_an_entry_of_a_feed_that_moved_is_followed(store: Store) -> None:
    store.frontier.take_over({"news": "feed"})
    announce(store, Entry(URL, "Title"))
    store.frontier.stored(URL, put(store, article()).id, TAGGED, [], NOW)
    moved = [Entry(URL, "Title, corrected")]
    store.frontier.discovered("news", f"{FEED}/moved", moved, TAGGED, NOW)
    assert waiting(store) == [URL]


def test_a_page_added_by_hand_belongs_to_the_source_that_announces_it_next(store: Store) -> None:
    store.frontier.take_over({"news": "feed"})
    store.frontier.add("added", [URL], NOW)
    store.frontier.stored(URL, put(store, article()).id, TAGGED, [], NOW)
    announce(store, Entry(URL, "Title"))
    assert waiting(store) == [URL]


def test_two_pages_of_a_source_may_describe_an_article_each_in_its_way(store: Store) -> None:
    brief = Entry(URL, "In the news", NOW, "second")
    dated = Entry(URL, updated_at=NOW)

    def announce_both(brief: Entry, dated: Entry) -> list[str]:
        for page, entry in (("brief", brief), ("dated", dated)):
            store.frontier.discovered("news", page, [entry], Validators(), NOW)
        return waiting(store)

    assert announce_both(brief, dated) == [URL]
    assert store.frontier.entry(URL) == replace(brief, updated_at=NOW)
    identity = put(store, article()).id
    store.frontier.stored(URL, identity, TAGGED, [], NOW)
    assert announce_both(brief, dated) == []
    assert announce_both(brief, replace(dated, updated_at=NOW + timedelta(hours=1))) == [URL]
    store.frontier.stored(URL, identity, TAGGED, [], NOW)
    assert announce_both(brief, replace(dated, updated_at=NOW + timedelta(hours=1))) == []


def test_what_is_asked_for_by_hand_is_fetched_whatever_is_known_of_it(store: Store) -> None:
    urls = [f"{URL}/{state}" for state in ("unknown", "failed", "waiting", "stored")]
    announce(store, *(Entry(url, "Title") for url in urls[1:]))
    store.frontier.failed(urls[1], "http_4xx", passing=False, now=NOW)
    for _ in range(5):
        store.frontier.failed(urls[2], "timeout", passing=True, now=NOW)
    store.frontier.stored(urls[3], put(store, article()).id, TAGGED, [], NOW)
    store.frontier.add("added", urls, NOW)
    assert sorted(waiting(store, source="added")) == sorted(urls)
    entry = store.frontier.entry(urls[1])
    assert entry is not None
    assert entry.title == "Title"


def test_a_passing_failure_stays_pending_and_the_next_pass_takes_it(store: Store) -> None:
    announce(store, Entry(URL))
    for _ in range(2):
        store.frontier.failed(URL, "http_5xx", passing=True, now=NOW)
        assert waiting(store, NOW) == [URL]
    store.frontier.failed(URL, "http_5xx", passing=True, now=NOW)
    assert waiting(store, NOW + timedelta(minutes=9)) == []
    assert waiting(store, NOW + timedelta(minutes=10)) == [URL]
    assert store.frontier.due("news", NOW + timedelta(minutes=10)) == 1


def test_a_page_that_fails_for_days_is_given_up(store: Store) -> None:
    announce(store, Entry(URL))
    now, tries = NOW, 0
    while store.frontier.due("news", NOW + timedelta(days=30)):
        while not waiting(store, now):
            now += timedelta(minutes=10)
        store.frontier.failed(URL, "timeout", passing=True, now=now)
        tries += 1
    assert tries == MAX_ATTEMPTS
    assert timedelta(days=1) < now - NOW < timedelta(days=3)
    assert announce(store, Entry(URL, "changed"), now=now) == (1, 1)


@pytest.mark.parametrize("kind", ["no_text", "blocked", "http_4xx"])
def test_a_lasting_failure_is_not_tried_again(store: Store, kind: FailureKind) -> None:
    announce(store, Entry(URL))
    store.frontier.failed(URL, kind, passing=False, now=NOW)
    assert waiting(store, NOW + timedelta(days=30)) == []
    told = store.frontier.announcement(URL)
    assert told is not None
    assert (told["state"], told["kind"]) == ("failed", kind)


def test_rechecks_come_at_their_times_and_end(store: Store) -> None:
    announce(store, Entry(URL))
    identity = put(store, article()).id
    recheck = [timedelta(hours=1), timedelta(days=1)]
    store.frontier.stored(URL, identity, TAGGED, recheck, NOW)
    assert waiting(store, NOW + timedelta(minutes=59)) == []
    first = NOW + timedelta(hours=1)
    assert waiting(store, first) == [URL]
    store.frontier.stored(URL, identity, TAGGED, recheck, first)
    assert waiting(store, first + timedelta(hours=23)) == []
    second = first + timedelta(days=1)
    assert waiting(store, second) == [URL]
    store.frontier.stored(URL, identity, TAGGED, recheck, second)
    assert waiting(store, second + timedelta(days=999)) == []


def test_a_page_added_by_hand_has_its_rechecks_too(store: Store) -> None:
    store.frontier.add("added", [URL], NOW)
    assert store.frontier.has_work("added", NOW)
    store.frontier.stored(URL, put(store, article()).id, TAGGED, [timedelta(hours=1)], NOW)
    assert not store.frontier.has_work("added", NOW + timedelta(minutes=59))
    assert store.frontier.has_work("added", NOW + timedelta(hours=1))


def test_a_recheck_that_fails_in_passing_is_tried_again(store: Store) -> None:
    announce(store, Entry(URL))
    store.frontier.stored(URL, put(store, article()).id, TAGGED, [timedelta(hours=1)], NOW)
    later = NOW + timedelta(hours=1)
    store.frontier.failed(URL, "connect", passing=True, now=later)
    assert waiting(store, later) == [URL]
    told = store.frontier.announcement(URL)
    assert told is not None
    assert told["state"] == "done"


def test_what_the_first_pass_found_stays_marked_however_late_it_is_fetched(store: Store) -> None:
    announce(store, Entry(f"{URL}/1"), Entry(f"{URL}/2"))
    store.frontier.finish_pass("news", error=None, new=1, next_due=NOW, now=NOW)
    announce(store, Entry(f"{URL}/2", "changed"), Entry(f"{URL}/3"), now=NOW + timedelta(hours=1))
    pending = store.frontier.pending("news", 9, NOW + timedelta(hours=1))
    assert [(p.entry.url[-1], p.first_pass) for p in pending] == [("1", True), ("2", True), ("3", False)]


def test_of_a_forgotten_article_nothing_is_kept_and_nothing_fetched(store: Store) -> None:
    announce(store, Entry(URL, "Title", text="<p>secret</p>"))
    identity = put(store, article(), URL, f"{URL}?amp").id
    store.frontier.stored(URL, identity, TAGGED, [timedelta(hours=1)], NOW)
    store.forget(identity, "asked to")
    again = [Entry(URL, "New title", text="<p>secret</p>"), Entry(f"{URL}?amp", "T", text="<p>secret</p>")]
    assert announce(store, *again) == (2, 0)
    assert waiting(store, NOW + timedelta(days=9)) == []
    assert [store.frontier.entry(e.url) for e in again] == [Entry(URL), Entry(f"{URL}?amp")]


def test_what_robots_txt_forbade_is_looked_at_again_when_announced_again(store: Store) -> None:
    announce(store, Entry(URL))
    store.frontier.skipped(URL, "robots")
    assert announce(store, Entry(URL)) == (1, 1)
    assert waiting(store) == [URL]


def test_a_known_article_that_robots_txt_forbids_now_is_not_asked_for_in_every_pass(store: Store) -> None:
    announce(store, Entry(URL))
    store.frontier.stored(URL, put(store, article()).id, TAGGED, [timedelta(hours=1)], NOW)
    later = NOW + timedelta(hours=1)
    assert waiting(store, later) == [URL]
    store.frontier.skipped(URL, "robots")
    assert announce(store, Entry(URL)) == (1, 0)
    assert waiting(store, later + timedelta(days=9)) == []
    assert announce(store, Entry(URL, "Corrected")) == (1, 1)


def test_the_text_of_a_feed_is_not_kept_beside_the_document(store: Store) -> None:
    whole, edited = (Entry(URL, "Title", NOW, "day", text=f"<p>{t}</p>") for t in ("One", "Two"))
    announce(store, whole)
    identity = put(store, article()).id
    store.frontier.stored(URL, identity, TAGGED, [], NOW)
    assert store.frontier.entry(URL) == replace(whole, text=None)
    assert announce(store, whole) == (1, 0)
    assert announce(store, edited) == (1, 1)
    assert store.frontier.pending("news", 1, NOW)[0].entry == edited
    store.frontier.failed(URL, "http_4xx", passing=False, now=NOW)
    assert store.frontier.entry(URL) == replace(edited, text=None)
    assert announce(store, edited) == (1, 0)


def test_what_the_budget_left_out_stays(store: Store) -> None:
    announce(store, Entry(URL))
    store.frontier.skipped(URL, "budget", for_good=False)
    assert waiting(store) == [URL]
    store.frontier.skipped(URL, "robots")
    assert waiting(store) == []


def test_passes_failures_and_times_of_a_source(store: Store) -> None:
    assert store.frontier.source("news").passes == 0
    for n, error in enumerate(("dns", "timeout", None, None)):
        at = NOW + timedelta(hours=n)
        due = at + timedelta(hours=1)
        store.frontier.begin_pass("news", at)
        assert store.frontier.source("news").next_due is None
        store.frontier.finish_pass("news", error=error, new=int(n == 2), next_due=due, now=at)
        state = store.frontier.source("news")
        assert state.failures_in_a_row == (n + 1 if error else 0)
        assert state.last_error == error
        assert state.next_due == due
    assert state.passes == 2
    assert state.last_new == NOW + timedelta(hours=2)
    assert state.last_success == state.last_run == NOW + timedelta(hours=3)


def test_pending_entries_survive_everything(store: Store, data: Path) -> None:
    announce(store, *(Entry(f"https://news.example/{n}") for n in range(5)))
    store.close()
    with Store(data) as again:
        assert len(waiting(again)) == 5
        assert again.frontier.due("news", NOW) == 5


def test_decisions_are_kept_for_why(store: Store) -> None:
    announce(store, Entry(URL))
    store.note(URL, "fetch", "http_5xx", "x" * 9999)
    events = store.events(URL)
    assert [(e.stage, e.outcome) for e in events] == [("discover", "found"), ("fetch", "http_5xx")]
    assert events[0].detail == f"by source news in {FEED}"
    assert len(events[1].detail) == 500
    assert events[1].at.tzinfo is UTC or events[1].at.utcoffset() == timedelta(0)
