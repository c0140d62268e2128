"""Text that stands there twice: whole blocks, and long runs of words inside flattened text."""

from __future__ import annotations

import re

from pipelines.extraction.blocks import Block, squeeze

MIN_RUN = 30
"""Words in a row that must come again before the second time is dropped. Quoting oneself at that length is rare;
template repeats are whole paragraphs. Seed texts hold repeats of 130 to 700 words."""

_SEED = 12
_MIN_BLOCK = 40
_WORD = re.compile(r"\S+")


def drop_repeats(blocks: list[Block]) -> None:
    """Un-keeps blocks that repeat a kept one word for word (40 characters or more), and cuts repeated runs of words."""
    seen: set[str] = set()
    for block in blocks:
        if not block.kept or block.post is not None:
            continue
        key = squeeze(block.text).casefold()
        if len(key) >= _MIN_BLOCK and key in seen:
            block.kept = False
        seen.add(key)
    cut_runs([block for block in blocks if block.kept and block.post is None])


def cut_runs(blocks: list[Block]) -> None:
    """Cuts every run of `MIN_RUN` or more words that stood before, in the same block or an earlier one.

    One pass: each word position looks its 12-gram up among the earlier ones and, on a hit, extends it; what is
    cut is never a source itself. Time is linear in the number of words but for the extension, which skips what
    it has read.
    """
    words: list[str] = []
    places: list[tuple[int, int, int]] = []
    for number, block in enumerate(blocks):
        for match in _WORD.finditer(block.text):
            words.append(match.group().casefold())
            places.append((number, match.start(), match.end()))
    runs = _repeated(words)
    cuts: dict[int, list[tuple[int, int]]] = {}
    for start, end in runs:
        for number in range(places[start][0], places[end - 1][0] + 1):
            inside = [p for p in places[start:end] if p[0] == number]
            if inside:
                cuts.setdefault(number, []).append((inside[0][1], inside[-1][2]))
    for number, spans in cuts.items():
        _cut(blocks[number], spans)


def _cut(block: Block, spans: list[tuple[int, int]]) -> None:
    text = block.text
    for start, end in reversed(spans):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}"
    block.text = text.strip()
    block.kept = bool(block.text)


def _repeated(words: list[str]) -> list[tuple[int, int]]:
    """Spans (start, end) of words that repeat an earlier, still standing run."""
    first: dict[tuple[str, ...], int] = {}
    runs: list[tuple[int, int]] = []
    at = 0
    while at + _SEED <= len(words):
        gram = tuple(words[at : at + _SEED])
        source = first.get(gram)
        if source is None:
            first[gram] = at
            at += 1
            continue
        length = _common(words, source, at)
        if length >= MIN_RUN:
            runs.append((at, at + length))
            at += length
        else:
            at += 1
    return runs


def _common(words: list[str], source: int, at: int) -> int:
    """How many words from `source` on are the same as from `at` on; never beyond `at` itself."""
    length = 0
    while at + length < len(words) and source + length < at and words[source + length] == words[at + length]:
        length += 1
    return length
