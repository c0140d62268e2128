"""A translation package of base size with random weights: its speed is a real one's, its words are none.

A random model would end its sentences anywhere. This one counts: a channel of the decoder's stream holds the
place of the next token, another, through the last layer's attention, the length of the source; where the
first has passed the second, the sentence ends. So an output is about as long as its input, in a batch or
alone, and every program can run the package as it is.
"""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sentencepiece
from ctranslate2.specs import TransformerSpec
from ctranslate2.specs.common_spec import LinearSpec
from ctranslate2.specs.model_spec import index_spec
from numpy.typing import NDArray

LAYERS, WIDTH, INNER, HEADS = 6, 512, 2048, 8
"""Transformer base (Vaswani et al. 2017)."""
VOCABULARY = 32_000
POSITIONS = 512
PIECES = 5_000
"""Of Arabic: a word is 1.33 of them on average, where arXiv 2512.18399 has 1.35 for SentencePiece and Arabic
text as it is. The rest of the vocabulary is said and never read."""
SEED = 7
LIKELY = 6.0
"""Deviation of the scores of words: that of the likeliest stands out, as a trained model's does."""
PLACE, LENGTH = 0, 1
"""The channels that count; no random weight reads or writes them."""
TOKEN_OUT, TOKEN_IN, GAIN = 0.4, 0.2, 9.0
"""What a token adds to a count, out and in, and how that of the input is scaled; set so that `tokens out per
token in` of translate.py is about 1."""
END = 100.0
"""Weight of a token too many for the end of the sentence."""

_SHAPES = {
    "encoder/embeddings_0": (VOCABULARY, WIDTH),
    "decoder/embeddings": (VOCABULARY, WIDTH),
    "decoder/projection": (VOCABULARY, WIDTH),
    "self_attention/linear_0": (3 * WIDTH, WIDTH),
    "attention/linear_1": (2 * WIDTH, WIDTH),
    "ffn/linear_0": (INNER, WIDTH),
    "ffn/linear_1": (WIDTH, INNER),
}
"""[out, in] of what is not square."""

Floats = NDArray[np.float32]


def make_package(folder: Path, texts: Sequence[str]) -> Path:
    """Writes an unpacked Arabic-English package, its tokenizer trained on these texts."""
    (folder / "model").mkdir(parents=True)
    metadata = {"package_version": "0", "from_code": "ar", "to_code": "en"}
    (folder / "metadata.json").write_text(json.dumps(metadata), "utf-8")
    _write_model(folder / "model", _tokenizer(folder / "sentencepiece.model", texts))
    return folder


def packed(folder: Path) -> Path:
    """The package as a file beside its folder."""
    package = folder.with_suffix(".argosmodel")
    with zipfile.ZipFile(package, "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(folder.parent))
    return package


def _tokenizer(path: Path, texts: Sequence[str]) -> list[str]:
    """Trains a tokenizer into a file; gives its pieces."""
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(texts),
            model_writer=file,
            model_type="bpe",
            vocab_size=PIECES,
            character_coverage=1.0,
            num_threads=1,
            minloglevel=2,
        )
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [tokenizer.id_to_piece(number) for number in range(PIECES)]


def _write_model(folder: Path, pieces: list[str]) -> None:
    vocabulary = pieces + _more_pieces(VOCABULARY - len(pieces), set(pieces))
    spec = _spec(end=vocabulary.index("</s>"))
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize("int8")
    spec.save(str(folder))


def _more_pieces(count: int, known: set[str]) -> list[str]:
    """Pieces of letters about as frequent as in English."""
    stream = random.Random(SEED)
    pieces: dict[str, None] = {}
    while len(pieces) < count:
        letters = "".join(stream.choices("eeettaaooiinnsshhrrddllucmfwygpbvk", k=stream.randint(2, 7)))
        piece = "▁" * stream.randint(0, 1) + letters
        if piece not in known:
            pieces[piece] = None
    return list(pieces)


def _spec(end: int) -> TransformerSpec:
    spec = TransformerSpec.from_config(LAYERS, HEADS)
    stream = np.random.default_rng(SEED)
    for name, value in spec.variables().items():
        if value is None:
            scope, attribute = name.rsplit("/", 1)
            setattr(index_spec(spec, scope), attribute, _weights(stream, name))
    for side, channel, token in ((spec.encoder, LENGTH, TOKEN_IN), (spec.decoder, PLACE, TOKEN_OUT)):
        side.scale_embeddings = False
        side.position_encodings.encodings = _positions(stream, channel, token)
    _carry_length(spec.decoder.layer[-1].attention.linear)
    spec.decoder.projection.weight *= LIKELY
    spec.decoder.projection.weight[end] = 0.0
    spec.decoder.projection.weight[end, [PLACE, LENGTH]] = END, -END
    return spec


def _weights(stream: np.random.Generator, name: str) -> Floats:
    """Random weights [out, in] that keep the deviation of what goes through them, deaf to the counts."""
    if name.endswith(("gamma", "beta")):
        return np.full(WIDTH, name.endswith("gamma"), np.float32)
    linear = "/".join(name.split("/")[-3:-1])
    out, into = _SHAPES.get(linear, (WIDTH, WIDTH))
    deviation = 1.0 if "embeddings" in linear else into**-0.5
    weights = stream.normal(0.0, deviation, (out, into)).astype(np.float32)
    weights[:, [PLACE, LENGTH]] = 0.0
    if out == WIDTH:
        weights[[PLACE, LENGTH]] = 0.0
    return weights


def _positions(stream: np.random.Generator, channel: int, token: float) -> Floats:
    table = stream.normal(0.0, 0.5, (POSITIONS, WIDTH)).astype(np.float32)
    table[:, [PLACE, LENGTH]] = 0.0
    table[:, channel] = token * np.arange(POSITIONS)
    return table


def _carry_length(linear: Sequence[LinearSpec]) -> None:
    """The first head of an attention to the source looks at all of it alike, and gives its mean place on."""
    queries, keys_and_values, out = (layer.weight for layer in linear)
    queries[: WIDTH // HEADS] = 0.0
    keys_and_values[WIDTH] = 0.0
    keys_and_values[WIDTH, LENGTH] = GAIN
    out[LENGTH, 0] = 1.0
