"""What other commands ask of the process that holds the data directory, and how it is done.

A writing command takes the lock and does its work itself; where a holder lives, it leaves a request, and the
holder's runner carries it out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from consumers.index import ask_rebuild
from consumers.translate import redo_key
from crawler.errors import NotFound, RasidError
from crawler.store import Store
from crawler.store.requests import Request
from crawler.store.translations import Correction, CorrectionKind
from crawler.watch import ADDED

Operation = Callable[..., dict[str, Any]]
PRUNE_SECONDS = 2.0
"""Index and alerts of a holder wait no longer; who wants more removed asks again."""
PRUNE_BATCH = 50
"""Documents in one transaction: the crawl waits for it."""


def forget(store: Store, *, id: str, reason: str) -> dict[str, Any]:  # noqa: A002 - the field's name
    return {"forgotten": store.forget(id, reason)}


def prune(store: Store, *, before: str, keep_mentions: bool) -> dict[str, Any]:
    """Removes documents from before then (ISO 8601), the oldest first, for PRUNE_SECONDS; how many. 0: there
    are no more."""
    ends = time.monotonic() + PRUNE_SECONDS
    oldest = partial(
        store.prune_documents, datetime.fromisoformat(before), keep_mentions=keep_mentions, limit=PRUNE_BATCH
    )
    removed = 0
    while (batch := oldest()) and time.monotonic() < ends:
        removed += batch
    return {"documents": removed + batch}


def add(store: Store, *, urls: list[str]) -> dict[str, Any]:
    """Gives pages to the source `added`; the next pass fetches them."""
    store.frontier.add(ADDED.name, urls, datetime.now(UTC))
    return {"added": len(urls)}


def retry_alerts(store: Store) -> dict[str, Any]:
    return {"retried": store.outbox.retry(), "unconfirmed": store.outbox.unconfirmed_since() is not None}


def confirm_alerts(store: Store, *, discard: bool) -> dict[str, Any]:
    """Ends the wait of alerts after a restore. `waited`: whether they did."""
    with store.transaction():
        waited = store.outbox.unconfirmed_since() is not None
        if not waited:
            return {"waited": False, "sent": 0, "discarded": 0}
        if not discard:
            return {"waited": True, "sent": store.outbox.confirm(), "discarded": 0}
        dropped = store.outbox.discard()
        for message in dropped:
            document = store.documents.readable(message.document_id)
            if document is not None:
                what = f"{message.alert}, topic {message.topic}: not sent, after a restore"
                store.note(document.canonical_url, "alert", "discarded", what)
        return {"waited": True, "sent": 0, "discarded": len(dropped)}


def retry_dead(store: Store) -> dict[str, Any]:
    """Puts every document that some consumer could not accept at the head of the log, for another try."""
    letters = store.dead.all()
    with store.transaction():
        for letter in letters:
            store.documents.touch(letter.document_id)
    return {"retried": len(letters)}


def rebuild_index(store: Store) -> dict[str, Any]:
    """Has the holder's index consumer build the index anew."""
    ask_rebuild(store)
    return {"rebuilding": True}


def correct_translation(
    store: Store, *, key: str, target: str, kind: CorrectionKind, text: str | None, reason: str | None
) -> dict[str, Any]:
    """Keeps what a person says of a text (its hash); every document that holds it is matched and indexed
    again. Raises NotFound when no document does."""
    with store.transaction():
        documents = store.translations.holder_count(key)
        if not documents:
            raise NotFound("no stored document holds this text any more")
        store.translations.correct(key, target, Correction(kind, text, reason))
        said = reason or text or ""
        store.note_holders(key, "translate", kind, f"by a person: {said}".removesuffix(": "))
    return {"documents": documents}


def redo_translations(store: Store, *, source: str, target: str, model: str) -> dict[str, Any]:
    """Has this model translate again what others have translated, after everything else."""
    redoable = store.translations.redoable(source, target, model)
    store.set_meta(redo_key(source, target), model)
    return {"redo": redoable}


OPERATIONS: dict[str, Operation] = {
    "forget": forget,
    "prune": prune,
    "add": add,
    "alerts retry": retry_alerts,
    "alerts confirm": confirm_alerts,
    "dead retry": retry_dead,
    "index rebuild": rebuild_index,
    "translations correct": correct_translation,
    "models redo": redo_translations,
}


class RequestConsumer:
    """Carries out open requests, in order; each one's result or error is kept for who asked."""

    name = "requests"

    def __init__(self, store: Store) -> None:
        self._store = store

    def step(self) -> int:
        waiting = self._store.requests.open()
        for request in waiting:
            self._store.requests.finish(request.id, self._carry_out(request))
        return len(waiting)

    def _carry_out(self, request: Request) -> dict[str, Any]:
        operation = OPERATIONS.get(request.command)
        if operation is None:
            return {"error": f"{request.command!r} is not known to the Rasid that holds the data"}
        try:
            return operation(self._store, **request.args)
        except RasidError as error:
            return {"error": str(error)}
        except (
            Exception
        ) as error:  # arguments of another version: answered, or all later ones would wait behind it
            return {"error": f"{type(error).__name__}: {error}"}
