"""How a package cuts text into its model's tokens, and puts them together again.

Both follow argostranslate (`tokenizer.py`), so that a package gives the same text in either program; but an
underscore stays one, which is a space there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import sentencepiece

from consumers.argos.package import BadPackage, Metadata


class Tokenizer(Protocol):
    def encode(self, sentence: str) -> list[str]: ...

    def decode(self, tokens: Sequence[str]) -> str: ...


def open_tokenizer(package: Path, metadata: Metadata) -> Tokenizer:
    """The tokenizer that an unpacked package brings. Raises BadPackage."""
    try:
        if (package / "sentencepiece.model").is_file():
            return SentencePiece(package / "sentencepiece.model")
        return Bpe(package / "bpe.model", metadata)
    except (OSError, RuntimeError, ValueError) as error:
        raise BadPackage(f"its tokenizer cannot be read ({str(error).splitlines()[0][:120]})") from None


class SentencePiece:
    def __init__(self, path: Path) -> None:
        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def encode(self, sentence: str) -> list[str]:
        pieces: list[str] = self._processor.encode(sentence, out_type=str)
        return pieces

    def decode(self, tokens: Sequence[str]) -> str:
        text: str = self._processor.decode_pieces(list(tokens))
        return text.replace("▁", " ")  # of pieces that the model has and the tokenizer has not


class Bpe:
    """Moses words cut by byte-pair merges (Sennrich et al. 2016), the file format of subword-nmt 0.2."""

    def __init__(self, path: Path, metadata: Metadata) -> None:
        # imported here: it takes a second, and few packages are of this kind
        from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer

        self._ranks = _merges(path)
        self._normalizer = MosesPunctNormalizer(lang=metadata.tokenizer_source)
        self._tokenizer = MosesTokenizer(lang=metadata.tokenizer_source)
        self._detokenizer = MosesDetokenizer(lang=metadata.tokenizer_target)

    def encode(self, sentence: str) -> list[str]:
        words = self._tokenizer.tokenize(self._normalizer.normalize(sentence))
        tokens: list[str] = []
        for word in words:
            *inner, last = self._cut(word)
            tokens += [f"{piece}@@" for piece in inner]
            tokens.append(last)
        return tokens

    def decode(self, tokens: Sequence[str]) -> str:
        text: str = self._detokenizer.detokenize(" ".join(tokens).replace("@@ ", "").split(" "))
        return text

    def _cut(self, word: str) -> list[str]:
        """A word's pieces: the best-ranked pair of neighbours is merged until none is known."""
        pieces = [*word[:-1], f"{word[-1]}</w>"]
        while len(pieces) > 1:
            best = min(pairwise(pieces), key=lambda pair: self._ranks.get(pair, len(self._ranks)))
            if best not in self._ranks:
                break
            pieces = _merge(pieces, best)
        pieces[-1] = pieces[-1].removesuffix("</w>")
        return pieces


def _merge(pieces: Sequence[str], pair: tuple[str, str]) -> list[str]:
    merged: list[str] = []
    for piece in pieces:
        if merged and (merged[-1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def _merges(path: Path) -> dict[tuple[str, str], int]:
    ranks: dict[tuple[str, str], int] = {}
    for line in path.read_text("utf-8").splitlines():
        left, _, right = line.strip().partition(" ")
        if right and not line.startswith("#version"):
            ranks.setdefault((left, right), len(ranks))
    if not ranks:
        raise ValueError("no merges in bpe.model")
    return ranks
