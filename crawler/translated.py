"""What is told of a translation wherever it is shown, sent or exported: who made it, and which sentences of
the original it stands for."""

from __future__ import annotations

from crawler.document import PERSON, SentencePair, TextSide, Translation

Span = tuple[int, int]


def label(translation: Translation) -> str:
    """What to call it: a machine's work is never shown without engine and model, nor as a person's."""
    if translation.status == "pending":
        return "machine translation: not done yet"
    if translation.engine == PERSON and translation.status == "failed":
        return f"translation {translation.reason}"
    by = made_by(translation.engine, translation.model)
    if translation.status == "done":
        return by
    return f"{by} failed" + (f": {translation.reason}" if translation.reason else "")


def made_by(engine: str | None, model: str | None) -> str:
    if engine == PERSON:
        return "translation by a person"
    names = " ".join(name for name in (engine, model) if name)
    return f"machine translation ({names})" if names else "machine translation"


def counterpart(translation: Translation, span: Span, side: TextSide) -> Span | None:
    """Where the sentences that `span`, a place of `side`, lies in stand on the other side, as one span; None
    where that is not known, and any part of the other side might be meant."""
    here, there = (_of_original, _of_translation) if side == "original" else (_of_translation, _of_original)
    start, end = span
    meant = [there(p) for p in translation.sentences if here(p)[0] < end and start < here(p)[1]]
    return (min(s for s, _ in meant), max(e for _, e in meant)) if meant else None


def _of_original(pair: SentencePair) -> Span:
    return pair.start, pair.end


def _of_translation(pair: SentencePair) -> Span:
    return pair.translated_start, pair.translated_end
