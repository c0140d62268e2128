"""The sides that translate.py compares, on one unpacked package; each takes texts, and keeps what its model
made of each sentence."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import consumers.translation.translator as translator_module
from consumers.argos.engine import ArgosModel
from consumers.translation.guards import Case, verdict
from consumers.translation.model import Rendering
from consumers.translation.translator import Translator
from consumers.translation.units import cut
from crawler.document import Translation

SOURCE, TARGET = "ar", "en"
_GOOD = Case(
    "غادر القطار المحطة في الساعة التاسعة من صباح يوم الثلاثاء",
    Rendering("The train left the station at nine o'clock on Tuesday morning"),
    SOURCE,
    TARGET,
)
"""Goes through all guards, which load what they need for it."""


def sentences_of(text: str) -> list[str]:
    """What a model is given of a text: by Rasid, and by the library, whose sentence splitter this is here."""
    return [part.text for part in cut(text, SOURCE) if part.unit]


class Guards:
    """The guards under a clock. Unless `heeded`, as with a model of random words, nothing fails them."""

    def __init__(self, *, heeded: bool) -> None:
        self.seconds = 0.0
        self._heeded = heeded
        verdict(_GOOD)
        translator_module.verdict = self  # type: ignore[assignment]  # is called in its place

    def __call__(self, case: Case) -> str | None:
        started = time.perf_counter()
        reason = verdict(case)
        self.seconds += time.perf_counter() - started
        return reason if self._heeded else None


class RasidSide:
    """Texts as the consumer gives them, with guards and second tries."""

    def __init__(self, package: Path) -> None:
        self.rendered: dict[str, str] = {}
        self.refused = 0
        self._model = ArgosModel(package)
        self.engine, self.model = self._model.engine, self._model.model
        self._translator = Translator(self, SOURCE, TARGET)

    def load(self) -> None:
        self._model.load()

    def translate(self, texts: Sequence[str]) -> Sequence[Translation]:
        translations = self._translator.translate(texts)
        self.refused += sum(translation.status == "failed" for translation in translations)
        return translations

    def alone(self, sentence: str) -> str:
        """What the model makes of a sentence outside any batch."""
        return self._model.render([sentence])[0].text

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        renderings = self._model.render(sentences, careful=careful)
        if not careful:
            texts = (rendering.text for rendering in renderings)
            self.rendered = dict(zip(sentences, texts, strict=True)) | self.rendered
        return renderings


class Rendered(NamedTuple):
    """A sentence as the library renders it, and the tokens of both."""

    sentence: str
    text: str
    given: int
    said: int


class LibrarySide:
    """argostranslate's PackageTranslation, and Rasid's sentences."""

    def __init__(self, package: Path, home: Path, threads: int) -> None:
        """`home`: a folder for what the library writes when it is imported; `threads` a sentence, 0: as many
        as the library takes by default."""
        os.environ |= dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), str(home))
        from argostranslate import settings
        from argostranslate.package import Package
        from argostranslate.translate import Language, PackageTranslation

        self._settings, self._threads = settings, threads
        self._package = Package(package)
        self._translation = PackageTranslation(Language(SOURCE, ""), Language(TARGET, ""), self._package)
        self._translation.sentencizer = self
        self._sentences: list[str] = []
        self._tokens: dict[str, tuple[int, list[str]]] = {}

    def load(self) -> None:
        """Its model, which it loads on the first text, and behind which this side listens from then on."""
        self._settings.intra_threads = self._threads
        self._translation.translate("")
        self._translator, self._translation.translator = self._translation.translator, self

    def translate(self, texts: Sequence[str]) -> Sequence[str]:
        return [self._translation.translate(text) for text in texts]

    @property
    def rendered(self) -> list[Rendered]:
        decode = self._package.tokenizer.decode
        return [
            Rendered(sentence, decode(out).strip(), given, len(out))
            for sentence, (given, out) in self._tokens.items()
        ]

    def split_sentences(self, paragraph: str) -> list[str]:
        self._sentences = sentences_of(paragraph)
        return self._sentences

    def translate_batch(self, tokens: list[list[str]], **options: Any) -> list[Any]:
        results: list[Any] = self._translator.translate_batch(tokens, **options)
        for sentence, given, result in zip(self._sentences, tokens, results, strict=True):
            self._tokens[sentence] = len(given), result.hypotheses[0]
        return results
