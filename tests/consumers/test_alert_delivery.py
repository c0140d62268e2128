"""Delivery to real servers: down and up again, hanging, refusing, taken out; and what a receiver reads."""

from __future__ import annotations

import io
import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from receivers import Mailbox, Webhook

from consumers import delivery
from consumers.alert import AlertConsumer
from consumers.delivery import Delivery, digest, masked, receivers, send, unusable
from consumers.messages import Rendered
from crawler.document import Document, Match, Segment
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.watch import Watch, load

HELLO = Rendered("Title", "text", "<p>html</p>")


def watch_of(tmp_path: Path, *to: str) -> Watch:
    topics = [{"name": "tech", "query": "huawei"}]
    alerts = [{"name": "desk", "topics": ["tech"], "to": list(to)}]
    return load({"data": str(tmp_path / "data"), "topics": topics, "alerts": alerts})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        yield opened


def put(store: Store, number: int) -> str:
    url = f"https://news.example/{number}"
    now = datetime.now(UTC)
    document = Document(
        url=url,
        canonical_url=url,
        source="news",
        title=f"Report {number}",
        published_at=now,
        first_seen_at=now,
        segments=(Segment("paragraph", "Huawei denies it.", "en"),),
        topics=("tech",),
        content_hash="0",
    )
    return store.documents.put(document, Provenance("0" * 64, url)).id


def drain(consumer: AlertConsumer | Delivery) -> None:
    step = consumer.step if isinstance(consumer, AlertConsumer) else consumer.send_due
    while step():
        pass


def states(store: Store) -> dict[str, int]:
    found = [message.state for message in store.outbox.all()]
    return {state: found.count(state) for state in found}


def test_a_receiver_that_was_down_gets_each_message_once(
    store: Store, tmp_path: Path, webhook_down: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook_down.url)
    for number in range(3):
        put(store, number)
    drain(AlertConsumer(store, watch))
    assert states(store) == {"pending": 3}
    failed = [m for m in store.outbox.all() if m.error]
    assert [m.attempts for m in failed] == [1]
    assert "Connection error" in (failed[0].error or "")
    webhook_down.start()
    drain(AlertConsumer(store, watch))
    drain(AlertConsumer(store, watch))
    assert sorted(post["title"] for post in webhook_down.posts) == [
        f"[tech] news: Report {n}" for n in range(3)
    ]
    assert states(store) == {"sent": 3}


def test_a_receiver_that_fails_is_not_asked_again_before_its_delay(
    store: Store, tmp_path: Path, webhook: Webhook, webhook_down: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook_down.url, webhook.url)
    webhook_down.start()
    webhook_down.status = 500
    consumer = AlertConsumer(store, watch)
    for number in range(5):
        put(store, number)
    drain(consumer)
    put(store, 6)
    drain(consumer)
    assert webhook_down.asked == 2  # the second time for the message that came after
    assert len(webhook.posts) == 6


def test_one_message_that_is_always_refused_does_not_keep_the_others_back(
    store: Store, tmp_path: Path, webhook: Webhook
) -> None:
    watch = watch_of(tmp_path, webhook.url)
    webhook.status = 400
    put(store, 0)
    drain(AlertConsumer(store, watch))
    put(store, 1)
    store.outbox.wake()
    webhook.status = 200
    asked = store.outbox.due(datetime.now(UTC))
    assert [m.attempts for m in asked] == [1]
    drain(AlertConsumer(store, watch))
    assert states(store) == {"sent": 2}


def test_retry_takes_up_what_was_given_up(store: Store, tmp_path: Path, webhook: Webhook) -> None:
    watch = watch_of(tmp_path, webhook.url)
    put(store, 1)
    consumer = AlertConsumer(store, watch)
    webhook.status = 503
    drain(consumer)
    store.outbox.give_up([m.id for m in store.outbox.all()], "too often")
    webhook.status = 200
    drain(AlertConsumer(store, watch))
    assert states(store) == {"failed": 1}
    assert store.outbox.retry() == 1
    drain(Delivery(store, watch))
    assert states(store) == {"sent": 1}
    assert len(webhook.posts) == 1


def test_a_receiver_taken_out_of_the_watch_file(store: Store, tmp_path: Path, webhook_down: Webhook) -> None:
    put(store, 1)
    drain(AlertConsumer(store, watch_of(tmp_path, webhook_down.url)))
    drain(AlertConsumer(store, watch_of(tmp_path, webhook_down.url + "/elsewhere")))
    assert {m.error for m in store.outbox.all() if m.state == "failed"} == {
        "this receiver is no longer in the watch file"
    }


def test_a_receiver_that_accepts_and_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr(delivery, "TIMEOUT", 0.2)
        error = send(f"json://127.0.0.1:{port}/?rto=1", HELLO)
    assert error is not None
    assert "did not finish" in error or "Connection error" in error


def test_mail_in_two_forms(store: Store, tmp_path: Path, mailbox: Mailbox) -> None:
    watch = watch_of(tmp_path, mailbox.url)
    identity = put(store, 1)
    title = "هواوي <b>تنفي</b>"
    document = store.documents.get(identity)
    assert document is not None
    store.documents.touch(identity, Match(topics=("tech",)))
    drain(AlertConsumer(store, watch))
    assert len(mailbox.mails) == 1
    mail = mailbox.mails[0]
    assert mail["Subject"] == "[tech] news: Report 1"
    plain, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert "https://news.example/1" in plain.get_content()
    assert f"document {identity}" in plain.get_content()
    assert '<a href="https://news.example/1">' in html.get_content()
    assert send(mailbox.url, Rendered(title, "x", "<p dir='rtl'>هواوي</p>")) is None
    assert mailbox.mails[1]["Subject"] == title


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "json://user:hunter22@hooks.example/T0P/s3cret?-key=abc&+X-Token=def",
            "json://user:****@hooks.example",
        ),
        (
            "mailto://me:hunter22@mail.example?to=desk@example.org&from=me@mail.example",
            "mailto://mail.example",
        ),
        (
            "mailtos://smtp.example?user=me@abc.example&pass=hunter22&to=def@example.org",
            "mailtos://smtp.example",
        ),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news", "slack://…"),
        ("ntfy://s3cret", "ntfy://…"),
        ("signal://127.0.0.1:8080/+15551234567/+15557654321", "signal://…"),
        ("nonsense://user:hunter22@example", "nonsense://…"),
    ],
)
def test_no_secret_is_shown(url: str, shown: str) -> None:
    assert masked(url) == shown
    for secret in ("me@", "+1555", "hunter22", "s3cret", "abc", "def", "TIiajkdnlazkcOXrIdevi7FQ"):
        assert secret not in masked(url)


@pytest.fixture
def everything_logged() -> Iterator[io.StringIO]:
    """What a root handler prints when everything is to be logged."""
    root, printed = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(printed), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield printed
    root.setLevel(level)
    root.removeHandler(handler)


def test_a_secret_is_neither_shown_nor_stored_nor_logged(
    store: Store, tmp_path: Path, everything_logged: io.StringIO, webhook: Webhook
) -> None:
    to = [f"json://user:hunter22@127.0.0.1:{port}/s3cretpath" for port in (9, webhook.port)]
    put(store, 1)
    drain(AlertConsumer(store, watch_of(tmp_path, *to)))
    told = " ".join(m.error or "" for m in store.outbox.all())
    told += " ".join(e.detail for e in store.events("https://news.example/1"))
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("rasid.sqlite*")).decode(
        "latin-1"
    )
    assert "127.0.0.1" in told
    assert len(webhook.posts) == 1
    for secret in ("hunter22", "s3cretpath"):
        assert secret not in told + stored + everything_logged.getvalue()


def test_a_fault_while_a_message_is_made_is_told_without_secrets(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(url: str, message: Rendered) -> str:
        raise ValueError(f"cannot send to {url}")

    monkeypatch.setattr(delivery, "send", faulty)
    put(store, 1)
    drain(AlertConsumer(store, watch_of(tmp_path, "json://user:hunter22@127.0.0.1:9/s3cretpath")))
    (message,) = store.outbox.all()
    assert "cannot send to json://user" in (message.error or "")
    told = str(message.error) + " ".join(e.detail for e in store.events("https://news.example/1"))
    assert "hunter22" not in told
    assert "s3cretpath" not in told


def test_a_test_message_is_no_markup(mailbox: Mailbox) -> None:
    topics = [{"name": "tech", "query": "huawei"}]
    alerts = [{"name": "R&D<desk>", "topics": ["tech"], "to": [mailbox.url]}]
    assert [r.error for r in delivery.test(load({"topics": topics, "alerts": alerts}))] == [None]
    html = mailbox.mails[0].get_body(["html"])
    assert html is not None
    assert "R&amp;D&lt;desk&gt;" in html.get_content()


def test_test_messages(tmp_path: Path, webhook: Webhook, webhook_down: Webhook) -> None:
    watch = watch_of(tmp_path, webhook.url, webhook_down.url, "nonsense://x")
    results = delivery.test(watch)
    assert [(r.alert, r.ok) for r in results] == [("desk", True), ("desk", False), ("desk", False)]
    assert results[0].receiver == f"json://127.0.0.1:{webhook.port}"
    assert results[2].error == "not a notification URL that apprise can use"
    assert "alerts of “desk” about tech" in webhook.messages[0]
    assert [line.split(":")[0] for line in unusable(watch)] == ["alerts[0].to[2]"]
    assert receivers(watch)[digest(webhook.url)] == f"json://127.0.0.1:{webhook.port}"
