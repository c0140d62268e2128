"""The `topics:` of watch.yaml as trees, checked against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from crawler.errors import QueryError
from search.query import And, FieldScope, Node, Not, Or, Word, parse


class TopicLike(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def query(self) -> str: ...


def resolve(topics: Iterable[TopicLike]) -> dict[str, Node]:
    """Topic name to tree, in the given order.

    A topic may use another one (`topic:sanctions AND huawei`). Raises QueryError for a query that cannot be
    read, an unknown topic in it, and a topic that, over others or directly, is made of itself.
    """
    queries = {topic.name: topic.query for topic in topics}
    trees = {name: parse(query, queries) for name, query in queries.items()}
    for name in trees:
        _refuse_circle(name, trees, queries)
    return trees


def _refuse_circle(name: str, trees: Mapping[str, Node], queries: Mapping[str, str]) -> None:
    seen: set[str] = set()
    waiting = list(used_topics(trees[name]))
    first = {word.text: word.position for word in waiting}
    while waiting:
        word = waiting.pop()
        if word.text == name:
            raise QueryError(f"topic {name} is made of itself", queries[name], first.get(name, 0))
        if word.text in trees and word.text not in seen:
            seen.add(word.text)
            waiting.extend(used_topics(trees[word.text]))


def used_topics(node: Node, inside: bool = False) -> Iterator[Word]:
    """The topic names that a tree asks for with `topic:`."""
    match node:
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from used_topics(part, inside)
        case Not(inner):
            yield from used_topics(inner, inside)
        case FieldScope(field, inner):
            yield from used_topics(inner, field == "topic")
        case Word() if inside:
            yield node
        case _:
            return
