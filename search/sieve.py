"""Which paragraphs can hold a query's words, told from their index terms alone.

Analysing an article takes milliseconds, and most of its paragraphs have nothing to do with a query. The index
keeps the terms of each paragraph as one string; looking for the query's terms in it takes microseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from crawler.document import Document, paragraphs
from search.analysis import beginnings
from search.evaluate import Evaluator
from search.fields import Run
from search.query import And, FieldScope, Near, Node, Not, Or, Phrase, Prefix, Word

_Alternative = tuple[tuple[str, ...], ...]
"""For each position what to look for: one of these strings."""


def paragraph_terms(document: Document, streams: Iterable[Iterable[Run[tuple[str, ...]]]]) -> list[str]:
    """For each paragraph of `crawler.document.paragraphs` all its index terms, a space around each. In the
    order of the text, which compresses better beside it."""
    of_segment: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for _, segment, words in chain.from_iterable(streams):
        of_segment[segment] += words
    return [
        f" {' '.join(dict.fromkeys(chain.from_iterable(word for i in pieces for word in of_segment[i])))} "
        for _, pieces in paragraphs(document)
    ]


def leaves(
    node: Node, topics: Mapping[str, Node], path: tuple[str, ...] = (), wanted: bool = True
) -> Iterator[Node]:
    """The words, phrases, proximities and prefixes of a tree that are not under a NOT, each in the fields
    that it stands in; for `topic:` those of the topic's tree."""
    match node:
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from leaves(part, topics, path, wanted)
        case Not(inner):
            yield from leaves(inner, topics, path, not wanted)
        case Word(text) if path[-1:] == ("topic",):
            if text in topics:
                yield from leaves(topics[text], topics, (), wanted)
        case FieldScope(name, inner):
            yield from leaves(inner, topics, (*path, name), wanted)
        case Word() | Phrase() | Near() | Prefix() if wanted:
            yield scoped(node, path)


def scoped(node: Node, path: tuple[str, ...]) -> Node:
    """`node` in fields, the outermost first."""
    for name in reversed(path):
        node = FieldScope(name, node)
    return node


class Sieve:
    """Tells which leaves a paragraph is worth being analysed for: those that stand in it, and few others."""

    def __init__(self, wanted: Iterable[Node], evaluator: Evaluator) -> None:
        """`wanted`: leaves, or leaves in fields."""
        self._units = [(node, _units(node, evaluator)) for node in wanted]

    def worth(self, terms: str) -> list[Node]:
        """`terms` as `paragraph_terms` gives them."""
        return [node for node, units in self._units if all(_stands(unit, terms) for unit in units)]


def _units(node: Node, evaluator: Evaluator) -> list[list[_Alternative]]:
    while isinstance(node, FieldScope):
        node = node.node
    match node:
        case Prefix(text):
            return [[(tuple(f" {beginning}" for beginning in beginnings(text)),)]]
        case Word():
            units = evaluator.units((node,))
        case Phrase(words) | Near(words):
            units = evaluator.units(words)
        case _:
            raise TypeError(f"not a leaf: {node}")
    different = dict.fromkeys(units)
    return [[_padded(sequence) for sequence in unit.alternatives if sequence] for unit in different]


def _padded(sequence: Sequence[frozenset[str]]) -> _Alternative:
    return tuple(tuple(f" {term} " for term in terms) for terms in sequence)


def _stands(alternatives: Sequence[_Alternative], terms: str) -> bool:
    return any(
        all(any(term in terms for term in position) for position in alternative)
        for alternative in alternatives
    )
