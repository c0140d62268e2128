"""After a restore alerts wait for a person: nothing is lost, and nothing goes out twice by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from receivers import Webhook
from test_alert import article, begin_pass, drain, end_pass, put, watch_of

from consumers.alert import AlertConsumer
from consumers.requests import confirm_alerts, retry_alerts
from crawler.store import Store
from crawler.watch import Watch


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def watch(tmp_path: Path, webhook: Webhook) -> Watch:
    return watch_of(tmp_path, webhook.url)


@pytest.fixture
def restored(store: Store, watch: Watch, webhook: Webhook) -> Store:
    """One story was told, two were not yet when the backup was made; two more are found after the restore."""
    put(store, watch, article(1, "Huawei denies it."))
    drain(AlertConsumer(store, watch))
    webhook.posts.clear()
    webhook.status = 500
    for number in (2, 3):
        put(store, watch, article(number, "Huawei denies it."))
    drain(AlertConsumer(store, watch))
    webhook.status = 200
    store.outbox.await_confirmation()
    for number in (1, 4, 5):
        put(store, watch, article(number, "Huawei denies it still."))
    drain(AlertConsumer(store, watch))
    return store


def test_they_gather_and_none_is_sent(
    restored: Store, watch: Watch, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    retry_alerts(restored)
    drain(AlertConsumer(restored, watch))
    assert webhook.posts == []
    assert restored.outbox.waiting() == 4
    assert restored.outbox.unconfirmed_since() is not None
    assert "rasid alerts confirm" in caplog.text


def test_confirmed_they_come_as_one_summary_that_says_so(
    restored: Store, watch: Watch, webhook: Webhook
) -> None:
    assert confirm_alerts(restored, discard=False) == {"waited": True, "sent": 4, "discarded": 0}
    drain(AlertConsumer(restored, watch))
    (post,) = webhook.posts
    assert post["title"] == (
        "[tech] 4 stories from what waited after a restore (some may have been told before)"
    )
    assert {m.state for m in restored.outbox.all()} == {"sent"}
    put(restored, watch, article(6, "Huawei denies more."))
    drain(AlertConsumer(restored, watch))
    assert [post["title"] for post in webhook.posts[1:]] == ["[tech] Doha News: Report 6"]


def test_discarded_they_are_never_sent(restored: Store, watch: Watch, webhook: Webhook) -> None:
    assert confirm_alerts(restored, discard=True) == {"waited": True, "sent": 0, "discarded": 4}
    retry_alerts(restored)
    for number in range(1, 6):
        put(restored, watch, article(number, "Huawei denies it all again."))
    drain(AlertConsumer(restored, watch))
    assert webhook.posts == []
    assert [e.outcome for e in restored.events("https://news.example/4")] == ["raised", "discarded"]
    put(restored, watch, article(6, "Huawei denies more."))
    drain(AlertConsumer(restored, watch))
    assert [post["title"] for post in webhook.posts] == ["[tech] Doha News: Report 6"]


@pytest.mark.parametrize("discard", [False, True])
def test_where_nothing_waits_nothing_is_done(
    store: Store, watch: Watch, webhook: Webhook, discard: bool
) -> None:
    webhook.status = 500
    put(store, watch, article(1, "Huawei denies it."))
    drain(AlertConsumer(store, watch))
    assert confirm_alerts(store, discard=discard) == {"waited": False, "sent": 0, "discarded": 0}
    assert store.outbox.waiting() == 1


def test_a_first_pass_under_way_is_still_summed_up_when_it_ends(
    store: Store, watch: Watch, webhook: Webhook
) -> None:
    store.outbox.await_confirmation()
    begin_pass(store)
    for number in (1, 2):
        put(store, watch, article(number, "Huawei denies it."), first_pass=True)
    drain(AlertConsumer(store, watch))
    confirm_alerts(store, discard=False)
    drain(AlertConsumer(store, watch))
    assert webhook.posts == []
    end_pass(store)
    drain(AlertConsumer(store, watch))
    assert [post["title"] for post in webhook.posts] == ["[tech] 2 stories from the first pass of doha-news"]
