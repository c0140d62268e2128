"""Alert keys and messages: once each, retried, summed up, given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from samples import article, put

from crawler.store import Store
from crawler.store.outbox import LONGEST_DELAY, MAX_ATTEMPTS, RETRY_AFTER, Message, MessageState

SOON = timedelta(seconds=1)


def later() -> datetime:
    return datetime.now(UTC) + SOON


def address(store: Store, story: str, state: MessageState = "pending", receiver: str = "r") -> None:
    store.outbox.address("desk", receiver, "topic", story, story, state)


def due(store: Store, after: timedelta = SOON) -> list[Message]:
    return store.outbox.due(datetime.now(UTC) + after)


def test_a_story_is_told_once_under_each_entry_and_topic(store: Store) -> None:
    assert store.outbox.raise_alert("desk", "a", "story", "d1")
    assert not store.outbox.raise_alert("desk", "a", "story", "d2")
    assert store.outbox.raise_alert("desk", "b", "story", "d1")
    assert store.outbox.raise_alert("boss", "a", "story", "d1")


def test_one_message_per_receiver(store: Store) -> None:
    for receiver in ("r", "s", "r"):
        address(store, "1", receiver=receiver)
    assert [m.receiver for m in due(store)] == ["r", "s"]
    assert [m.receiver for m in store.outbox.of("1")] == ["r", "s"]


def test_sent_is_sent(store: Store) -> None:
    address(store, "1")
    store.outbox.sent([m.id for m in due(store)])
    assert due(store, timedelta(days=99)) == []
    message = store.outbox.all()[0]
    assert message.state == "sent"
    assert message.sent_at is not None
    assert store.outbox.retry() == 0


def test_delays_double_and_end(store: Store) -> None:
    address(store, "1")
    now, waits = later(), []
    while messages := store.outbox.due(now):
        at = store.outbox.not_sent(messages, "down", now)
        waits.append(at - now)
        assert store.outbox.due(at - timedelta(microseconds=1)) == []
        now = at
    assert len(waits) == MAX_ATTEMPTS
    assert waits[:4] == [RETRY_AFTER * n for n in (1, 2, 4, 8)]
    assert max(waits) == LONGEST_DELAY
    assert sum(waits, timedelta(0)) > timedelta(days=2)
    message = store.outbox.all()[0]
    assert (message.state, message.error) == ("failed", "down")
    assert store.outbox.retry() == 1
    assert [m.attempts for m in due(store)] == [0]


def test_messages_never_tried_come_first(store: Store) -> None:
    address(store, "1")
    store.outbox.not_sent(due(store), "down", datetime.now(UTC) - timedelta(days=1))
    address(store, "2")
    assert [m.story_id for m in due(store)] == ["2", "1"]


def test_a_receiver_that_is_down_is_put_off_without_counting(store: Store) -> None:
    for receiver in ("r", "s"):
        address(store, "1", receiver=receiver)
    store.outbox.put_off("r", datetime.now(UTC) + timedelta(hours=1))
    assert [m.receiver for m in due(store)] == ["s"]
    assert [m.attempts for m in due(store, timedelta(hours=2))] == [0, 0]
    assert store.outbox.wake() == 1
    assert len(due(store)) == 2


def test_a_summary_goes_as_one(store: Store) -> None:
    documents = [
        put(store, article(url=f"https://news.example/{n}"), first_pass=bool(n)).id for n in range(3)
    ]
    for story in (*documents, "forgotten"):
        address(store, story, "held")
    assert due(store) == []
    held = store.outbox.held()
    assert [(h.source, h.first_pass) for h in held] == [
        ("news", False),
        ("news", True),
        ("news", True),
        (None, False),
    ]
    store.outbox.release([h.id for h in held])
    first = due(store)
    assert len(first) == 1
    together = store.outbox.together(first[0])
    assert [m.story_id for m in together] == [*documents, "forgotten"]
    store.outbox.give_up([together[0].id], "gone")
    again = due(store)
    assert [m.story_id for m in again] == [documents[1]]
    store.outbox.sent([m.id for m in store.outbox.together(again[0])])
    assert due(store) == []
    assert store.outbox.held() == []


def test_a_summary_of_one_is_a_message_of_its_own(store: Store) -> None:
    address(store, "1", "held")
    store.outbox.release([h.id for h in store.outbox.held()])
    assert [m.summary for m in due(store)] == [None]


def test_newest_first(store: Store) -> None:
    for story in ("1", "2", "3"):
        address(store, story)
    assert [m.story_id for m in store.outbox.all(2)] == ["3", "2"]
