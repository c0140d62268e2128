"""The consumer that has foreign text translated.

Reading the log only fills a queue of texts; the queue is drained by priority, in batches across documents.
Storing a translation re-matches the documents that hold the text and puts them at the log's head, in the
same transaction: killed at any moment, a text is either still queued or wholly done. Where no model covers a
language its texts wait (`pending`), and any later run, with a model installed, translates them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
        """Reads a batch of the log and translates a batch of texts; how many of both, 0: nothing to do.
        Raises Unavailable when a model does not run; its texts wait."""
        self._models.refresh()
        return self._queue_new() + self._translate_some()

    def _queue_new(self) -> int:
        epoch = self.epoch()
        after = self._store.cursors.get(self.name, epoch)
        if not self._store.documents.changes(after, 1):
            return 0
        with self._store.transaction():
            if after == 0:
                self._store.translations.retain(self._languages, self._target)
            changes = self._store.documents.changes(after, LOG_BATCH)
            for document in self._store.documents.each([c.id for c in changes if not c.deleted]):
                self._queue(document)
            self._store.cursors.move(self.name, changes[-1].seq, epoch)
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
        if known:
            self._match_with_memory(document)

    def _match_with_memory(self, document: Document) -> None:
        """A copy, or an edit that left paragraphs as they were, was matched when it was stored without what
        the memory holds of it; or a person has corrected a translation since."""
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
            held = [text for text in waiting if self._store.translations.holders(text.text_hash)]
            try:
                translations = translated(translator, held)
            except Unavailable as error:
                unavailable = error
                continue
            with self._store.transaction():
                for text in waiting:
                    self._store.translations.drop(text)
                self._keep(list(zip(held, translations, strict=True)))
            return len(waiting)
        if unavailable:
            raise unavailable
        return 0

    def _keep(self, outcomes: list[tuple[QueuedText, Translation]]) -> None:
        """Stores outcomes and what follows from them, in the open transaction."""
        touched: dict[str, None] = {}
        for text, translation in outcomes:
            self._store.translations.store(text, translation)
            touched.update(dict.fromkeys(self._store.translations.holders(text.text_hash)))
        for document in self._store.documents.each(list(touched)):
            whole = self._store.translated(document, self._target, self._languages)
            self._store.documents.touch(document.id, self._examine(whole))
            self._note(whole)

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
