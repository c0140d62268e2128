"""One Argos model in memory: sentences in, sentences out, in batches across documents.

The decoding is argostranslate's (`PackageTranslation`, 1.12): beam 4, length penalty 0.2, unknown words
replaced by their source. What differs is how many sentences are decoded at once (`_at_once`): the library
passes batches of 32 tokens, about one sentence. What that is worth, benchmarks/translate.py measures.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import ctranslate2

from consumers.argos.package import BadPackage, Metadata, read_metadata
from consumers.argos.tokenizers import Tokenizer, open_tokenizer
from consumers.translation.model import ModelFailed, Rendering

BEAM = 4
AT_ONCE = 16
"""Sentences. Set with the base-size package of benchmarks/translate.py, one core: 8 sentences of one length
take between a half (85 tokens) and a third (12 tokens) of the CPU time at once that they take one by one, 16
as much each, 64 a tenth to a third more."""
AT_ONCE_TOKENS = 2048
"""Of the sentences decoded at once: for each token that comes out, a base-size decoder keeps 98 kB."""
LENGTH_PENALTY = 0.2
MAX_TOKENS = 256
"""Of one sentence. Models are trained on less, and some know no position above 512; what is longer is not
rendered at all rather than in part."""
_LONGEST_OUTPUT = 2 * MAX_TOKENS - 2
GROWTH = 3
"""Output tokens per input token of the longest sentence: beyond, it is a loop."""
CAREFUL = {"beam_size": 2, "no_repeat_ngram_size": 4, "repetition_penalty": 1.2}
"""How a second try is decoded: another beam, no run of four tokens twice."""
BROKEN = (RuntimeError, ValueError, LookupError, MemoryError)
"""What ctranslate2 and tokenizers raise where a model is damaged, or there is no memory for it."""


def threads() -> int:
    """Cores that this process may use. One translation thread each: more threads per sentence are slower."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def open_decoder(package: Path) -> ctranslate2.Translator:
    """The model of an unpacked package, in memory. Raises what BROKEN lists."""
    return ctranslate2.Translator(
        str(package / "model"), device="cpu", compute_type="auto", inter_threads=threads(), intra_threads=1
    )


class ArgosModel:
    """An unpacked package; loaded on the first sentence, or by `load`."""

    engine = "argos"

    def __init__(self, package: Path, label: str = "") -> None:
        self._package = package
        self._loaded: tuple[ctranslate2.Translator, Tokenizer, Metadata] | None = None
        self.model = label

    def load(self) -> None:
        """Raises ModelFailed when the model or its tokenizer cannot be read."""
        self._parts()

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        """Each sentence in the other language; `careful` as in CAREFUL. Raises ModelFailed."""
        translator, tokenizer, metadata = self._parts()
        prefix = metadata.target_prefix
        try:
            tokens = [bounded(tokenizer.encode(sentence)) for sentence in sentences]
            results = translator.translate_batch(
                tokens,
                target_prefix=[[prefix]] * len(tokens) if prefix else None,
                max_batch_size=_at_once(tokens),
                length_penalty=LENGTH_PENALTY,
                max_decoding_length=longest_output(tokens),
                replace_unknowns=True,
                return_scores=True,
                **(CAREFUL if careful else {"beam_size": BEAM}),
            )
        except BROKEN as error:
            raise ModelFailed(f"{self.model}: {first_line(error)}") from error
        return [_rendering(result, tokenizer, prefix) for result in results]

    def _parts(self) -> tuple[ctranslate2.Translator, Tokenizer, Metadata]:
        if self._loaded is None:
            try:
                metadata = read_metadata(self._package / "metadata.json")
                tokenizer = open_tokenizer(self._package, metadata)
                translator = open_decoder(self._package)
            except BadPackage as error:
                raise ModelFailed(str(error)) from None
            except BROKEN as error:
                raise ModelFailed(f"its model cannot be loaded ({first_line(error)})") from None
            self._loaded = translator, tokenizer, metadata
        return self._loaded


def _at_once(sentences: Sequence[Sequence[str]]) -> int:
    """How many sentences to decode at once: as fast as can be, in bounded memory, and such that there are two
    batches a core, the ones with long sentences and the ones with short, so that all cores end together."""
    longest = max(map(len, sentences), default=0)
    share = -(-len(sentences) // (2 * threads()))
    return max(1, min(AT_ONCE, AT_ONCE_TOKENS // max(1, longest), share))


def bounded(tokens: list[str]) -> list[str]:
    """The tokens of a sentence; none where a model could render it only in part."""
    return tokens if len(tokens) <= MAX_TOKENS else []


def longest_output(tokens: Sequence[Sequence[str]]) -> int:
    """Tokens at which the decoding of these sentences ends."""
    return min(_LONGEST_OUTPUT, max(64, GROWTH * max(map(len, tokens), default=0)))


def mean_score(result: ctranslate2.TranslationResult) -> float:
    """Log-probability per token, of the score that the length penalty has raised."""
    length = len(result.hypotheses[0]) + 1
    score: float = result.scores[0] * length**LENGTH_PENALTY / length
    return score


def first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def _rendering(result: ctranslate2.TranslationResult, tokenizer: Tokenizer, prefix: str) -> Rendering:
    tokens = result.hypotheses[0]
    if prefix and tokens[:1] == [prefix]:
        tokens = tokens[1:]
    return Rendering(tokenizer.decode(tokens).strip(), mean_score(result))
