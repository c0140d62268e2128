"""Other splitters of sentences, as functions of a text and its language; those that are installed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import accumulate
from typing import Any

import sentencex

Splitter = Callable[[str, str], Iterable[int]]
"""Where the sentences of a text in a language end."""


def sentencex_alone(text: str, language: str) -> Iterator[int]:
    return accumulate(map(len, sentencex.segment(language, text)))


def located(text: str, pieces: Iterable[str]) -> Iterator[int]:
    """The ends of pieces that come without the white space between them."""
    at = 0
    for piece in pieces:
        found = text.find(piece.strip(), at)
        if found >= 0:
            at = found + len(piece.strip())
            yield at


def pysbd(module: Any) -> Splitter:
    @cache
    def segmenter(language: str) -> Any:
        known = module.languages.LANGUAGE_CODES
        return module.Segmenter(language if language in known else "en", clean=False)

    return lambda text, language: located(text, segmenter(language).segment(text))


def yasbd(module: Any) -> Splitter:
    @cache
    def detector(language: str) -> Any:
        known = importlib.import_module("yasbd.rules").get_supported_langs()
        return module.BoundaryDetector(lang=language if language in known else "en")

    return lambda text, language: located(text, detector(language).segment(text))


def uniseg(module: Any) -> Splitter:
    return lambda text, language: accumulate(map(len, module.sentences(text)))


def syntok(module: Any) -> Splitter:
    return lambda text, language: (
        sentence[-1].offset + len(sentence[-1].value)
        for paragraph in module.analyze(text)
        for sentence in paragraph
    )


PEERS = {"pysbd": pysbd, "yasbd": yasbd, "uniseg.sentencebreak": uniseg, "syntok.segmenter": syntok}
"""By module. A language that pysbd or yasbd does not know is split by their English rules; uniseg has those
of the Unicode standard (UAX 29), which are ICU's too."""


def installed() -> Iterator[tuple[str, Splitter]]:
    yield "sentencex", sentencex_alone
    for name, peer in PEERS.items():
        try:
            yield name.split(".")[0], peer(importlib.import_module(name))
        except ImportError:
            continue
