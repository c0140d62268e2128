"""The consumer that has foreign text translated.

Reading the log only fills a queue of texts; the queue is drained by priority, in batches across documents.
With a translation, or a person's correction, the store remembers which documents hold the text; these are
matched again and put at the log's head, some at a time. Killed at any moment, what was not done yet is still
queued, or remembered. Where no model covers a language its texts wait (`pending`), and any later run, with a
model installed, translates them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from consumers.argos.loaded import LoadedModels
from consumers.translation.model import ModelFailed
from consumers.translation.translator import Translator
from crawler.document import PERSON, Document, Match, Translation
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.store.translations import REDO, QueuedText, text_hash
from crawler.watch import TranslateConfig

LOG_BATCH = 200
BATCHES_AGAIN = 5
"""Of the log, where it is read again, between two batches of translations."""
MATCH_BATCH = 50
"""Documents matched anew in one writing transaction, some 0.2 s of it."""
NEWEST = "translate: newest"
"""The cursor of what is new: that does not wait while the log is read again."""
TEXT_BATCH = 256
BATCH_CHARACTERS = 4_000
"""Of the texts translated between two commits, in all: about 3 s with a base-size model on two cores; index
and alerts wait no longer. Larger batches are no faster: one of the decoder is full at 8 sentences
(`benchmarks/translate.py`, sizes of 2,000 to 32,000 tried)."""
FRESH = timedelta(days=2)
_MENTIONED, _RECENT, _BACKLOG = range(3)


class TranslateConsumer:
    """`examine` says what a document's texts and translations mention (`pipelines.match.Matcher.examine`)."""

    name = "translate"

    def __init__(
        self,
        store: Store,
        config: TranslateConfig,
        examine: Callable[[Document], Match],
        models: LoadedModels,
    ) -> None:
        self._store = store
        self._target = config.to
        self._languages = tuple(language for language in config.from_ if language != config.to)
        self._examine = examine
        self._models = models

    def epoch(self) -> str:
        """Languages, models and which of them are to redo what others did: where they change, the log is read
        again for what can be translated now."""
        labels = (self._models.label(language, self._target) or "-" for language in sorted(self._languages))
        redone = sorted(f"redo:{language}" for language in self._languages if self._is_redone(language))
        return " ".join((self._target, *sorted(self._languages), *labels, *redone))

    def _is_redone(self, language: str) -> bool:
        """Whether the present model is to translate what another one has translated already."""
        asked = self._store.get_meta(redo_key(language, self._target))
        return asked is not None and asked == self._models.label(language, self._target)

    def step(self) -> int:
        """Documents with new translations are matched, the log is read, texts are translated: a batch of
        each, and the later only when there is less than that of the earlier. How many of all; 0: nothing to
        do. Raises Unavailable when a model does not run; its texts wait."""
        self._models.refresh()
        matched = self._match_again()
        if matched == MATCH_BATCH:
            return matched
        new = self._queue_new()
        if new == LOG_BATCH:
            return matched + new
        return matched + new + self._queue_again() + self._translate_some()

    def _match_again(self) -> int:
        """Puts documents of which a translation has changed at the log's head, with what they mention now."""
        waiting = self._store.translations.retranslated(MATCH_BATCH)
        if waiting:
            with self._store.transaction():
                for document in self._store.documents.each(waiting):
                    whole = self._store.translated(document, self._target, self._languages)
                    self._store.documents.touch(document.id, self._examine(whole))
                    self._note(whole)
                self._store.translations.settled(waiting)
        return len(waiting)

    def _queue_new(self) -> int:
        again, newest = self._positions()
        whole = [(self.name, self.epoch())] if again == newest else []
        return self._queue_batch(newest, None, [(NEWEST, ""), *whole])

    def _queue_again(self) -> int:
        """Some of the log after a change of `epoch`, up to where what is new begins."""
        done, epoch = 0, self.epoch()
        for _ in range(BATCHES_AGAIN):
            again, newest = self._positions()
            if again == newest:
                break
            if again == 0:
                self._store.translations.retain(self._languages, self._target)
            count = self._queue_batch(again, newest, [(self.name, epoch)])
            if not count:
                self._store.cursors.move(self.name, newest, epoch)
            done += count
        return done

    def _positions(self) -> tuple[int, int]:
        """Up to where the log has been read since the last change of `epoch`, and up to where at all."""
        if not self._store.cursors.known(NEWEST):
            self._store.cursors.move(NEWEST, self._store.documents.head())
        again = self._store.cursors.get(self.name, self.epoch())
        return again, max(again, self._store.cursors.at(NEWEST))

    def _queue_batch(self, after: int, until: int | None, cursors: Sequence[tuple[str, str]]) -> int:
        """Queues the texts of the log's next documents, and moves the cursors; how many entries it was."""
        changes = [c for c in self._store.documents.changes(after, LOG_BATCH) if not until or c.seq <= until]
        if changes:
            with self._store.transaction():
                for document in self._store.documents.each([c.id for c in changes if not c.deleted]):
                    self._queue(document)
                for name, epoch in cursors:
                    self._store.cursors.move(name, changes[-1].seq, epoch)
        return len(changes)

    def _queue(self, document: Document) -> None:
        texts = list(self._texts(document))
        self._store.translations.link(document.id, [text.text_hash for text in texts])
        known = self._store.translations.look_up(((t.text_hash, t.source) for t in texts), self._target)
        self._store.translations.enqueue(
            [
                wanted
                for text in texts
                if (wanted := self._wanted(text, known.get((text.text_hash, text.source)))) is not None
            ]
        )
        if known or any(mention.text == "translation" for mention in document.mentions):
            self._match_with_memory(document)

    def _match_with_memory(self, document: Document) -> None:
        """A copy, or an edit that left paragraphs as they were, was matched when it was stored without what
        the memory holds of it; or a translation that it was matched with is no longer wanted."""
        match = self._examine(self._store.translated(document, self._target, self._languages))
        if (match.topics, match.mentions) != (document.topics, document.mentions):
            self._store.documents.touch(document.id, match)

    def _texts(self, document: Document) -> Iterator[QueuedText]:
        priority = _priority(document)
        for segment in document.segments:
            if segment.language in self._languages:
                key = text_hash(segment.text)
                yield QueuedText(key, segment.language, self._target, segment.text, priority)

    def _wanted(self, text: QueuedText, known: Translation | None) -> QueuedText | None:
        """The text as it is to wait; None where nothing is to be done: a person has spoken, or the present
        model has, or another has and nobody asked for more."""
        if known is None:
            return text
        label = self._models.label(text.source, text.target)
        if known.engine == PERSON or label is None or known.model == label:
            return None
        if known.status == "failed":
            return text
        if not self._is_redone(text.source) or self._store.translations.is_tried(text, label):
            return None
        return replace(text, priority=REDO)

    def _translate_some(self) -> int:
        """A batch of the first language that can be translated. Raises Unavailable when only such are left
        whose model does not run; their texts stay queued."""
        unavailable: Unavailable | None = None
        for language in self._store.translations.languages(self._target):
            translator = self._models.translator(language, self._target)
            if translator is None:
                continue
            waiting = _batch(self._store.translations.waiting(language, self._target, TEXT_BATCH))
            held = [text for text in waiting if self._store.translations.holder_count(text.text_hash)]
            try:
                translations = translated(translator, held)
            except Unavailable as error:
                unavailable = error
                continue
            with self._store.transaction():
                for text in waiting:
                    self._store.translations.drop(text)
                for text, translation in zip(held, translations, strict=True):
                    self._store.translations.store(text, translation)
            return len(waiting)
        if unavailable:
            raise unavailable
        return 0

    def _note(self, document: Document) -> None:
        """One line for `why` once nothing of a document is pending."""
        statuses = [segment.translation.status for segment in document.segments if segment.translation]
        if "pending" not in statuses:
            failed = statuses.count("failed")
            detail = f"{len(statuses) - failed} segments into {self._target}" + (
                f", {failed} failed" * bool(failed)
            )
            self._store.note(
                document.canonical_url, self.name, "failed" if failed == len(statuses) else "done", detail
            )


def redo_key(source: str, target: str) -> str:
    """Where the store remembers which model was asked to redo what others have translated."""
    return f"redo {source} {target}"


def _batch(waiting: list[QueuedText]) -> list[QueuedText]:
    """As many of the texts as BATCH_CHARACTERS allow; one at least."""
    lengths = accumulate(len(text.text) for text in waiting)
    return [
        text for text, so_far in zip(waiting, lengths, strict=True) if so_far <= BATCH_CHARACTERS
    ] or waiting[:1]


def _priority(document: Document) -> int:
    if document.mentions:
        return _MENTIONED
    seen = document.first_seen_at
    return _RECENT if seen and datetime.now(UTC) - seen < FRESH else _BACKLOG


def translated(translator: Translator, texts: list[QueuedText]) -> list[Translation]:
    """One translation each; a text on which a model that runs breaks is `failed`, and alone.

    Raises Unavailable when the model does not run at all (no memory): no text is to blame then.
    """
    try:
        return translator.translate([text.text for text in texts])
    except ModelFailed:
        outcomes = [_alone(translator, text) for text in texts]
    if not any(isinstance(outcome, Translation) for outcome in outcomes):
        try:
            translator.check()
        except ModelFailed as error:
            raise Unavailable(f"the model does not run: {error}") from error
    return [o if isinstance(o, Translation) else translator.failed(str(o)) for o in outcomes]


def _alone(translator: Translator, text: QueuedText) -> Translation | ModelFailed:
    try:
        return translator.translate([text.text])[0]
    except ModelFailed as error:
        return error
