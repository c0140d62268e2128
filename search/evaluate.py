"""A query on one document in memory: does it hold, and where are its words.

This is the meaning of the language; an index may find candidates faster, never other ones.

    page = Page(document)                      # analyses every text of the document, once
    result = Evaluator(names).evaluate(parse("huawei AND uyghur"), page)
    result.holds, result.occurrences

A word without a field is looked for in every text: title, body and posts, originals and translations.
title:, body: and post: are disjoint, as the `field` of a mention is; original: and translation: choose the
side; so they may stand in one another, and title:(body:x) finds nothing. lang:, source: and country:
compare the document's value, folded; outlet: and author: hold when the words stand side by side in it.
topic: holds when the topic's query does, and its words count as the query's own; a name without a known
query is looked for among the topics that the document keeps.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice, takewhile

from crawler.document import Document, MentionField, TextSide
from search.analysis import Token, analyse, beginnings, query_terms
from search.fields import Placed, field_streams
from search.folding import fold
from search.names import Names, Unit
from search.query import And, FieldScope, Near, Node, Not, Or, Phrase, Prefix, Word


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A word of the query, or a spelling of a name, in a text.

    `name`: the name's key, or the query's word or phrase. `term`: what is written at `start`..`end` (code
    points) of segment number `segment`, or of its translation.
    """

    name: str
    term: str
    field: MentionField
    side: TextSide
    segment: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Result:
    holds: bool
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Hit:
    """`length` tokens from number `first` on, in stream number `stream`; `position` of the first."""

    stream: int
    position: int
    length: int
    first: int
    name: str = field(compare=False)
    terms: tuple[frozenset[str], ...] = field(compare=False)

    @property
    def end(self) -> int:
        return self.position + self.length


class Page:
    """A document with every text analysed: term to where it stands."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.streams = field_streams(document)
        self.postings: dict[str, list[tuple[int, int]]] = {}
        for number, stream in enumerate(self.streams):
            for index, placed in enumerate(stream.tokens):
                for form in placed.token.forms:
                    self.postings.setdefault(form, []).append((number, index))

    @cached_property
    def _terms(self) -> list[str]:
        return sorted(self.postings)

    def starting_with(self, prefix: str) -> Iterator[str]:
        """The written words that begin with a folded prefix."""
        for beginning in beginnings(prefix):
            for term in self._terms[bisect_left(self._terms, beginning) :]:
                if not term.startswith(beginning):
                    break
                yield term

    def matches(self, unit: Unit, scope: frozenset[int]) -> list[_Hit]:
        """Where any spelling of a unit stands in the streams of `scope`; spellings may overlap; those that
        match the same tokens are one hit, named by the first."""
        found = (hit for terms in unit.alternatives for hit in self._sequence(unit.name, terms, scope))
        return list(dict.fromkeys(found))

    def hits(self, unit: Unit, scope: frozenset[int]) -> list[_Hit]:
        """As `matches`, in order; of overlapping spellings the longest."""
        return _longest(self.matches(unit, scope))

    def _sequence(self, name: str, sequence: tuple[frozenset[str], ...], scope: frozenset[int]) -> list[_Hit]:
        if not sequence:
            return []
        starts = {place for term in sequence[0] for place in self.postings.get(term, ())}
        return [
            _Hit(stream, self.streams[stream].tokens[index].position, len(sequence), index, name, sequence)
            for stream, index in sorted(starts)
            if stream in scope and self._continues(stream, index, sequence)
        ]

    def _continues(self, stream: int, index: int, sequence: tuple[frozenset[str], ...]) -> bool:
        tokens = self.streams[stream].tokens
        if index + len(sequence) > len(tokens):
            return False
        position = tokens[index].position
        return all(
            tokens[index + k].position == position + k and not terms.isdisjoint(tokens[index + k].token.forms)
            for k, terms in enumerate(sequence[1:], start=1)
        )

    def occurrences(self, hit: _Hit) -> Iterator[Occurrence]:
        """The hit as written: one occurrence, or one for each segment when it runs over several."""
        stream = self.streams[hit.stream]
        placed = stream.tokens[hit.first : hit.first + hit.length]
        for segment, group in groupby(zip(placed, hit.terms, strict=True), key=lambda pair: pair[0].segment):
            pairs = list(group)
            start = _span(*pairs[0])[0]
            end = _span(*pairs[-1])[1]
            text = self._text(segment, stream.side)
            yield Occurrence(hit.name, text[start:end], stream.field, stream.side, segment, start, end)

    def _text(self, segment: int, side: TextSide) -> str:
        source = self.document.segments[segment]
        if side == "original":
            return source.text
        return (source.translation.text if source.translation else None) or ""


def _span(placed: Placed, terms: frozenset[str]) -> tuple[int, int]:
    token: Token = placed.token
    return token.span(terms) or (token.start, token.end)


def _longest(hits: list[_Hit]) -> list[_Hit]:
    """Without those that overlap a longer or an earlier one of the same name."""
    kept: list[_Hit] = []
    ends: dict[tuple[str, int], int] = {}
    for hit in sorted(hits, key=lambda h: (h.stream, h.position, -h.length)):
        if hit.position >= ends.get((hit.name, hit.stream), 0):
            ends[hit.name, hit.stream] = hit.end
            kept.append(hit)
    return kept


_KEPT_LEAVES = 10_000
"""Leaves of which the units are remembered; the web page's searches must not fill the memory."""


class Evaluator:
    """Evaluates trees with the names and topics of a watch file.

    `topics`: topic name to its tree, for `topic:`. Raises nothing: trees are checked when they are parsed and
    `search.topics.resolve` has refused circles.
    """

    def __init__(self, names: Names | None = None, topics: Mapping[str, Node] | None = None) -> None:
        self.names = names or Names({})
        self.topics = topics or {}
        self._units: dict[tuple[Word, ...], tuple[Unit, ...]] = {}
        self._counted: dict[tuple[Word, ...], Counter[Unit]] = {}

    def evaluate(self, node: Node, page: Page) -> Result:
        """Does `node` hold on the page, and if so every occurrence of its words that are not under a NOT."""
        run = _Run(self, page)
        holds = run.holds(node, run.everywhere, wanted=True)
        if not holds:
            return Result(False, ())
        found = {o for hit in run.found for o in page.occurrences(hit)}
        return Result(True, tuple(sorted(found, key=_order)))

    def names_on(self, page: Page) -> tuple[Occurrence, ...]:
        """Every occurrence of every name, whatever the topics say."""
        scope = frozenset(range(len(page.streams)))
        found = (
            o
            for unit in self.names.among(page.postings)
            for h in page.hits(unit, scope)
            for o in page.occurrences(h)
        )
        return tuple(sorted(found, key=_order))

    def units(self, words: tuple[Word, ...]) -> tuple[Unit, ...]:
        """What to look for in place of a leaf's words; see `Names.units`."""
        units = self._units.get(words)
        if units is None:
            if len(self._units) >= _KEPT_LEAVES:
                self._units.clear()
                self._counted.clear()
            units = self._units[words] = self.names.units(words)
        return units

    def counted(self, words: tuple[Word, ...]) -> Mapping[Unit, int]:
        """The different ones among the `units`, and how often each is there."""
        counted = self._counted.get(words)
        if counted is None:
            counted = self._counted[words] = Counter(self.units(words))
        return counted


def _order(occurrence: Occurrence) -> tuple[TextSide, int, int, int, bool, str]:
    """By place; in one place a word before a prefix, which says less."""
    o = occurrence
    return o.side, o.segment, o.start, o.end, o.name.endswith("*"), o.name


_SCOPES = {"title": "field", "body": "field", "post": "field", "original": "side", "translation": "side"}


class _Run:
    """One evaluation: collects the hits of the words that are wanted (not under a NOT)."""

    def __init__(self, evaluator: Evaluator, page: Page) -> None:
        self.evaluator, self.page = evaluator, page
        self.everywhere = frozenset(range(len(page.streams)))
        self.found: list[_Hit] = []

    def holds(self, node: Node, scope: frozenset[int], wanted: bool) -> bool:
        match node:
            case And(nodes):
                return all([self.holds(n, scope, wanted) for n in nodes])  # noqa: C419 — all are evaluated, for their occurrences
            case Or(nodes):
                return any([self.holds(n, scope, wanted) for n in nodes])  # noqa: C419 — as above
            case Not(inner):
                return not self.holds(inner, scope, not wanted)
            case FieldScope(name, inner) if name in _SCOPES:
                return self.holds(inner, self._narrowed(name, scope), wanted)
            case FieldScope(name, inner):
                return self._value(name, inner, wanted)
            case _:
                hits = self._hits(node, scope)
                if wanted:
                    self.found += hits
                return bool(hits)

    def _narrowed(self, name: str, scope: frozenset[int]) -> frozenset[int]:
        part = _SCOPES[name]
        return frozenset(i for i in scope if getattr(self.page.streams[i], part) == name)

    def _hits(self, leaf: Word | Phrase | Near | Prefix, scope: frozenset[int]) -> list[_Hit]:
        match leaf:
            case Word():
                return self.page.hits(self.evaluator.units((leaf,))[0], scope)
            case Prefix(text, _):
                terms = frozenset(self.page.starting_with(text))
                return self.page.hits(Unit(f"{text}*", ((terms,),)), scope) if terms else []
            case Phrase(words):
                return self._phrase(words, scope)
            case Near(words, distance):
                groups: Counter[_Group] = Counter()
                for unit, count in self.evaluator.counted(words).items():
                    group = tuple(sorted(self.page.matches(unit, scope)))
                    if len(group) < count:
                        return []
                    groups[group] += count
                return _longest(near(groups, distance))

    def _phrase(self, words: tuple[Word, ...], scope: frozenset[int]) -> list[_Hit]:
        units = self.evaluator.units(words)
        if len(units) == 1:
            return self.page.hits(units[0], scope)
        name = " ".join(word.text for word in words)
        starts = {unit: self._by_start(unit, scope) for unit in self.evaluator.counted(words)}
        if not all(starts.values()):
            return []
        found = self.page.matches(units[0], scope)
        for unit in units[1:]:
            following = starts[unit]
            joined = (_joined(name, a, b) for a in found for b in following.get((a.stream, a.end), ()))
            found = list(dict.fromkeys(joined))  # else the ways to read the same tokens multiply
        return _longest(found)

    def _by_start(self, unit: Unit, scope: frozenset[int]) -> dict[tuple[int, int], list[_Hit]]:
        starts: dict[tuple[int, int], list[_Hit]] = {}
        for hit in self.page.matches(unit, scope):
            starts.setdefault((hit.stream, hit.position), []).append(hit)
        return starts

    def _value(self, name: str, node: Node, wanted: bool) -> bool:
        match node:
            case And(nodes):
                return all([self._value(name, n, wanted) for n in nodes])  # noqa: C419 — as above
            case Or(nodes):
                return any([self._value(name, n, wanted) for n in nodes])  # noqa: C419 — as above
            case Not(inner):
                return not self._value(name, inner, not wanted)
            case Prefix(text, _):
                return any(fold(value).startswith(text) for value in self._values(name))
            case Word(text, _) if name == "topic" and text in self.evaluator.topics:
                return self.holds(self.evaluator.topics[text], self.everywhere, wanted)
            case Word(text, _) if name in ("outlet", "author"):
                return any(_contains(value, text) for value in self._values(name))
            case Word(text, _):
                return any(fold(value) == fold(text) for value in self._values(name))
            case _:
                return False

    def _values(self, name: str) -> Sequence[str]:
        document = self.page.document
        values: dict[str, Sequence[str | None]] = {
            "lang": (document.language,),
            "source": (document.source,),
            "outlet": (document.outlet,),
            "country": (document.country,),
            "author": document.authors,
            "topic": document.topics,
        }
        return [value for value in values[name] if value]


def _joined(name: str, a: _Hit, b: _Hit) -> _Hit:
    return _Hit(a.stream, a.position, a.length + b.length, a.first, name, a.terms + b.terms)


def _contains(value: str, words: str) -> bool:
    tokens = analyse(value)
    sequence = query_terms(words)
    return bool(sequence) and any(
        all(not terms.isdisjoint(tokens[i + k].forms) for k, terms in enumerate(sequence))
        for i in range(len(tokens) - len(sequence) + 1)
    )


_Group = tuple[_Hit, ...]
"""The hits of a word of a proximity, in order; the same word given k times is k of one group."""


def near(groups: Mapping[_Group, int], distance: int) -> list[_Hit]:
    """The hits that take part in a window holding of every group as many as are wanted, none overlapping,
    with at most `distance` other words in it. Distances never reach over a paragraph: the gap there is
    larger."""
    wanted = list(groups.items())
    kept: set[_Hit] = set()
    for following in (True, False):
        for group, _ in wanted:
            others = [(other, count - (other is group)) for other, count in wanted]
            for hit in group:
                window = _window(hit, others, following)
                if window and _spread(window) <= distance:
                    kept.update(window)
    return sorted(kept)


def _window(hit: _Hit, others: list[tuple[_Group, int]], following: bool) -> list[_Hit] | None:
    """`hit` and, of each group as many as are wanted, the closest hits after it (else before it), none
    overlapping."""
    window = [hit]
    taken = set(range(hit.position, hit.end))
    for group, count in others:
        free = (h for h in _outwards(hit, group, following) if taken.isdisjoint(range(h.position, h.end)))
        for closest in islice(free, count):
            window.append(closest)
            taken.update(range(closest.position, closest.end))
            count -= 1
        if count:
            return None
    return window


def _outwards(hit: _Hit, group: _Group, following: bool) -> Iterator[_Hit]:
    """Hits of a sorted group in the same stream, from `hit` on away from it."""
    at = bisect_left(group, (hit.stream, hit.position), key=lambda h: (h.stream, h.position))
    if following:
        return takewhile(lambda h: h.stream == hit.stream, islice(group, at, None))
    return takewhile(lambda h: h.stream == hit.stream, (group[i] for i in range(at - 1, -1, -1)))


def _spread(window: list[_Hit]) -> int:
    return max(h.end for h in window) - min(h.position for h in window) - sum(h.length for h in window)
