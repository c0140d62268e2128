"""What a translation model is to the rest of Rasid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rendering:
    """A sentence as a model gave it. `score` is the mean log-probability of its tokens, where known;
    `between` what it was on the way, language and text."""

    text: str
    score: float | None = None
    between: tuple[str, str] | None = None


class ModelFailed(Exception):
    """A model could not be loaded, or broke on what it was given. Whether the text or the model is to blame
    is for the caller to find out (`consumers.translate.translated`)."""


class SentenceModel(Protocol):
    """Renders sentences of one language in another. `engine` and `model` are remembered with each text."""

    engine: str
    model: str

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        """One rendering per sentence. `careful` decodes in a way that makes loops unlikely, for a second try.
        Raises ModelFailed."""
        ...


class Pivot:
    """Two models as one: into the language between, and out of it. Both are named in `model`."""

    def __init__(self, first: SentenceModel, second: SentenceModel, language: str) -> None:
        """`language`: the one between."""
        self._first, self._second, self._language = first, second, language
        self.engine = first.engine
        self.model = f"{first.model}+{second.model}"

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        between = self._first.render(sentences, careful=careful)
        final = self._second.render([rendering.text for rendering in between], careful=careful)
        return [
            Rendering(
                after.text,
                min((s for s in (before.score, after.score) if s is not None), default=None),
                (self._language, before.text),
            )
            for before, after in zip(between, final, strict=True)
        ]
