"""The library argostranslate as translation engine, over the packages that Rasid installed.

    translate: {engine: argostranslate}        needs: pip install '.[argostranslate]' in the clone

Tokens, beam and text are the library's own (`apply_packaged_translation`), a sentence a call. Its settings,
installer and sentence splitters are left out: they make folders in the user's home, download when they are
first used, and load a runtime that leaves a device id.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import ctranslate2

from consumers.argos.engine import (
    BROKEN,
    CAREFUL,
    bounded,
    first_line,
    longest_output,
    mean_score,
    open_decoder,
    threads,
)
from consumers.argos.package import BadPackage, read_metadata
from consumers.translation.model import ModelFailed, Rendering

_SPLITTERS = ("minisbd", "spacy", "stanza")
"""Imported by the library for sentences; Rasid has cut them when they come here."""


class ArgostranslateModel:
    """An unpacked package; loaded on the first sentence, or by `load`."""

    engine = "argostranslate"

    def __init__(self, package: Path, label: str = "") -> None:
        self._folder = package
        self._loaded: tuple[Any, Any, ctranslate2.Translator] | None = None
        self.model = label

    def load(self) -> None:
        """Raises ModelFailed when the library, the model or its tokenizer cannot be loaded."""
        self._parts()

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        """Each sentence in the other language; `careful` as in CAREFUL. Raises ModelFailed."""
        library, package, translator = self._parts()

        def rendered(sentence: str) -> Rendering:
            decoder = _Decoder(translator, CAREFUL if careful else {})
            (best,) = library.apply_packaged_translation(package, sentence, decoder, _Whole(), 1)
            return Rendering(best.value.strip(), mean_score(decoder.result))

        try:
            with ThreadPoolExecutor(threads()) as pool:
                return list(pool.map(rendered, sentences))
        except BROKEN as error:
            raise ModelFailed(f"{self.model}: {first_line(error)}") from error

    def _parts(self) -> tuple[Any, Any, ctranslate2.Translator]:
        if self._loaded is None:
            try:
                _import_settings()
                with _no_splitters():
                    from argostranslate import package, translate
                unpacked = package.Package(self._folder)
                unpacked.target_prefix = read_metadata(self._folder / "metadata.json").target_prefix
                unpacked.tokenizer.encode("")  # reads its file
                translator = open_decoder(self._folder)
            except (BadPackage, ImportError, AttributeError, OSError, *BROKEN) as error:
                raise ModelFailed(f"argostranslate cannot load it ({first_line(error)})") from None
            self._loaded = translate, unpacked, translator
        return self._loaded


class _Whole:
    """A sentence splitter that leaves a sentence whole."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


class _Decoder:
    """Decodes as the library asks, within the bounds of Rasid's own engine; `again` is what a second try does
    otherwise, `result` the last one, of which the library passes on the text alone."""

    def __init__(self, translator: ctranslate2.Translator, again: Mapping[str, float]) -> None:
        self._translator, self._again = translator, again
        self.result: ctranslate2.TranslationResult

    def translate_batch(
        self, sentences: Sequence[list[str]], **options: Any
    ) -> list[ctranslate2.TranslationResult]:
        tokens = [bounded(sentence) for sentence in sentences]
        options |= {"max_decoding_length": longest_output(tokens), **self._again}
        results: list[ctranslate2.TranslationResult] = self._translator.translate_batch(tokens, **options)
        self.result = results[-1]
        return results


def _import_settings() -> None:
    """The library's settings read the environment and make folders when they are imported: here its own
    variables are not there, and the folders are made in a temporary one."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        try:
            for name in [name for name in before if name.startswith(("ARGOS_", "SNAP"))]:
                del os.environ[name]
            os.environ |= dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), folder)
            import argostranslate.settings  # noqa: F401
        finally:
            for name in os.environ.keys() - before.keys():
                del os.environ[name]
            os.environ.update(before)


@contextmanager
def _no_splitters() -> Iterator[None]:
    """What is imported meanwhile finds empty modules in place of the sentence splitters."""
    before = {name: sys.modules.get(name) for name in _SPLITTERS}
    for name in _SPLITTERS:
        sys.modules[name] = ModuleType(name)
    sys.modules["minisbd"].__dict__.update(SBDetect=None, models=SimpleNamespace())
    try:
        yield
    finally:
        for name, module in before.items():
            del sys.modules[name]
            if module is not None:
                sys.modules[name] = module
