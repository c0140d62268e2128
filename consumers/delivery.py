"""Sending: messages out of the outbox, to the receivers of the watch file, through apprise.

At least once: a message is marked as sent right after it was, one by one, so that a crash between the two
repeats one message. A receiver that fails is not asked again before its delay is over, whatever waits for it.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from urllib.parse import unquote

from apprise import Apprise, AppriseAsset, NotifyFormat, OverflowMode
from apprise.plugins import NotifyBase

from consumers.messages import Rendered, Told, alert_message, shown_segments, summary_message
from crawler.document import Document
from crawler.store import Store
from crawler.store.outbox import Message
from crawler.watch import Watch

BATCH = 20
"""Messages a step, so that a slow receiver does not hold up the other consumers for long."""
PATIENCE = timedelta(minutes=2)
"""Longest wait of a message for a translation that is on its way; well within the five minutes that a `crawl`
gives to translations."""
TIMEOUT = 60.0
"""Seconds for one message to all that one URL names. A receiver that does not answer is left much earlier, by
apprise's own limits for one connection (4 s for HTTP, 15 s for mail)."""

_WEBHOOK = re.compile(r"(?:json|xml|form)s?://[^/?]*")
"""Webhooks of one's own: the path often is the secret."""
_MAIL = re.compile(r"mailtos?://(?:[^/?]*@)?(?P<domain>[^/:?@]+)")

_PARTS = re.compile(r"[/:@?&=#]+")

# A failure is kept with its message and shown by `alerts list`; apprise would print it too, and both would
# print the path of a webhook.
logging.getLogger("apprise").propagate = False
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of a test message to one receiver; `receiver` is safe to show."""

    alert: str
    receiver: str
    ok: bool
    error: str | None


def digest(url: str) -> str:
    """How the store names a receiver, whose URL may hold a password."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def masked(url: str) -> str:
    """A receiver's URL as it may be shown and logged: the host of a webhook, the domain of a mail server, and
    of any other service the scheme alone, since host and path may be a topic (ntfy), a token or a phone
    number."""
    scheme = url.partition("://")[0]
    service = _service(url)
    shown = str(service.url(privacy=True)) if service else ""  # type: ignore[no-untyped-call] # apprise's own
    if webhook := _WEBHOOK.match(shown):
        return webhook[0]
    if mail := _MAIL.match(shown):
        return f"{scheme}://{mail['domain']}"
    return f"{scheme}://…"


def receivers(watch: Watch) -> dict[str, str]:
    """{digest: URL safe to show} of every receiver of the watch file."""
    return {digest(url): masked(url) for entry in watch.alerts for url in entry.to}


def unusable(watch: Watch) -> Iterator[str]:
    """One line for each receiver that apprise cannot use: key path and reason."""
    for i, entry in enumerate(watch.alerts):
        for k, url in enumerate(entry.to):
            if _service(url) is None:
                reason = "is no notification URL that apprise can use; see its list of services"
                yield f"alerts[{i}].to[{k}]: {masked(url)} {reason}"


def test(watch: Watch) -> list[Tested]:
    """Sends a test message to every receiver of every alert entry."""
    results = []
    for entry in watch.alerts:
        said = f"A test from Rasid: alerts of “{entry.name}” about {', '.join(entry.topics)} come here."
        message = Rendered(f"[{entry.name}] Test", said, f"<p>{escape(said)}</p>")
        for url in dict.fromkeys(entry.to):
            error = send(url, message)
            results.append(Tested(entry.name, masked(url), error is None, error))
    return results


def send(url: str, message: Rendered) -> str | None:
    """Sends one message; None when the receiver took it, else what went wrong, without its secrets."""
    service = _service(url)
    if service is None:
        return "not a notification URL that apprise can use"
    as_text = service.resolve_format() is NotifyFormat.TEXT
    channel = Apprise(service, asset=service.asset)
    with channel.notify(
        title=message.title,
        body=message.text if as_text else message.html,
        body_format=NotifyFormat.TEXT if as_text else NotifyFormat.HTML,
        timeout=TIMEOUT,
    ) as result:
        if result:
            return None
        said = [entry.message for entry in result.logs()]
    return _without_secrets(said[-1] if said else "the receiver did not take it", url)[:300]


class Delivery:
    """Sends what is due, to the receivers that the watch file has now."""

    def __init__(
        self, store: Store, watch: Watch, translatable: Callable[[str], bool] = lambda language: False
    ) -> None:
        """`translatable` says whether a model is installed for a language: a message waits up to PATIENCE for
        the translations that it would show."""
        self._store = store
        self._watch = watch
        self._translatable = translatable
        self._urls = {(entry.name, digest(url)): url for entry in watch.alerts for url in entry.to}

    def send_due(self) -> int:
        """Sends up to BATCH due messages (a summary is one). Returns how many were dealt with; those that
        wait for a translation are not counted."""
        now = datetime.now(UTC)
        handled = 0
        down: set[str] = set()
        for message in self._store.outbox.due(now):
            if message.receiver in down:
                continue
            stories = self._still_to_tell(self._store.outbox.together(message))
            told = [told for _, told in stories]
            if now - message.created_at < PATIENCE and self._is_being_translated(told):
                continue
            handled += 1
            if stories and not self._deliver(stories):
                down.add(message.receiver)
            if handled == BATCH:
                break
        return handled

    def _deliver(self, stories: Sequence[tuple[Message, Told]]) -> bool:
        """One message, or one summary; False when the receiver did not take it."""
        messages = [message for message, _ in stories]
        alert, receiver = messages[0].alert, messages[0].receiver
        url = self._urls[alert, receiver]
        try:
            error = send(url, self._render(stories))
        except Exception as broken:  # a fault in one message must not keep back all the others
            error = _without_secrets(f"the message could not be made: {broken!r}", url)[:300]
        with self._store.transaction():
            if error is None:
                self._store.outbox.sent([m.id for m in messages])
            else:
                until = self._store.outbox.not_sent(messages, error, datetime.now(UTC))
                self._store.outbox.put_off(receiver, until)
            for message, told in stories:
                if error is None or not message.attempts:
                    what = f"{message.alert}, topic {message.topic}, to {masked(url)}"
                    self._note(told.document, what, error)
        return error is None

    def _is_being_translated(self, stories: Sequence[Told]) -> bool:
        """Whether a translation that the message would show is on its way."""
        return any(
            segment.translation.status == "pending" and self._translatable(segment.language)
            for segment in shown_segments(stories)
            if segment.translation
        )

    def _still_to_tell(self, messages: Sequence[Message]) -> list[tuple[Message, Told]]:
        """Those whose receiver and document are still there; the others are given up."""
        kept = []
        for message in messages:
            document = self._store.documents.readable(message.document_id)
            if (message.alert, message.receiver) not in self._urls:
                self._store.outbox.give_up([message.id], "this receiver is no longer in the watch file")
            elif document is None:
                there = self._store.documents.seq(message.document_id)
                why = "cannot be read in the store" if there else "was forgotten"
                self._store.outbox.give_up([message.id], f"the document {why}")
            else:
                translate = self._watch.translate
                document = self._store.translated(document, translate.to, translate.from_)
                kept.append((message, Told(message.alert, message.topic, document)))
        return kept

    def _render(self, stories: Sequence[tuple[Message, Told]]) -> Rendered:
        (message, first), told = stories[0], [told for _, told in stories]
        if len(told) == 1:
            return alert_message(first, self._watch.zone)
        return summary_message(told, self._watch.zone, self._occasion(message, told))

    def _occasion(self, message: Message, stories: Sequence[Told]) -> str:
        """Why these stories come together, in words."""
        if self._store.outbox.is_confirmed(message.summary):
            return "what waited after a restore (some may have been told before)"
        first_pass = {
            t.document.source for t in stories if self._store.documents.found_in_first_pass(t.document.id)
        }
        return (
            f"the first pass of {', '.join(sorted(first_pass))}" if first_pass else "a new or changed topic"
        )

    def _note(self, document: Document, what: str, error: str | None) -> None:
        outcome, detail = ("sent", what) if error is None else ("not_sent", f"{what}: {error}")
        self._store.note(document.canonical_url, "alert", outcome, detail)


@cache
def _service(url: str) -> NotifyBase | None:
    """Apprise's client for a receiver; None where the URL is not one that it can use. Kept, so that the pause
    that a service asks for between two messages holds; where it asks for none in particular, a second instead
    of apprise's 5.5, which would keep the other consumers waiting."""
    asset = AppriseAsset(
        app_id="Rasid",
        app_desc="Rasid media monitoring",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        storage_mode="memory",
        service_timeout=TIMEOUT,
        pgp_autogen=False,
        pem_autogen=False,
    )
    service = Apprise.instantiate(url, asset=asset)
    if service is None:
        return None
    if "overflow=" not in url:
        service.overflow_mode = OverflowMode.TRUNCATE
    if type(service).request_rate_per_sec == NotifyBase.request_rate_per_sec:
        service.request_rate_per_sec = 1.0
    return service


def _without_secrets(text: str, url: str) -> str:
    """What apprise said, without the parts of the receiver's URL that `masked` hides."""
    shown = set(_PARTS.split(masked(url)))
    for part in sorted(set(_PARTS.split(url)) - shown, key=len, reverse=True):
        if len(part) > 3:
            text = text.replace(part, "****").replace(unquote(part), "****")
    return text
