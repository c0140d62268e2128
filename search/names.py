"""Names in every spelling: what a query's words stand for once the `names:` of watch.yaml are applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from search.analysis import query_terms, query_tokens, terms_of
from search.chinese import writings
from search.inflection import citations
from search.query import Word

Sequence = tuple[frozenset[str], ...]
"""For each of some consecutive positions the terms that are a hit there (`search.analysis.query_terms`)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to look for: a word, or a name in all its spellings.

    `name` is what a mention calls it: the key of the name, or the word as the query has it. Any of the
    `alternatives` is a hit; one of n positions counts as one word in a proximity.
    """

    name: str
    alternatives: tuple[Sequence, ...]


class Names:
    """The `names:` section: key to variants.

    The key is a variant too, and so are the simplified and traditional writings of the Chinese ones. A
    spelling that two names list stands for both in a query.
    """

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self._units: dict[str, Unit] = {}
        self._spelled: dict[tuple[str, ...], Unit] = {}
        self._first: dict[str, set[str]] = {}
        for key, variants in names.items():
            self._add(key, tuple(dict.fromkeys(w for v in (key, *variants) for w in writings(v))))
        self._longest = max(map(len, self._spelled), default=0)

    def _add(self, key: str, spellings: tuple[str, ...]) -> None:
        tokens = [query_tokens(spelling) for spelling in spellings]
        sequences = (terms_of(t, spelling) for t, spelling in zip(tokens, spellings, strict=True) if t)
        unit = Unit(key, tuple(dict.fromkeys(sequences)))
        self._units[key] = unit
        for sequence in unit.alternatives:
            for term in sequence[0]:
                self._first.setdefault(term, set()).add(key)
        for written in {tuple(token.word for token in t) for t in tokens if t}:
            known = self._spelled.get(written)
            alternatives = (*known.alternatives, *unit.alternatives) if known else unit.alternatives
            self._spelled[written] = Unit(known.name if known else key, alternatives)

    @property
    def all(self) -> tuple[Unit, ...]:
        """Every name, in the order of the configuration."""
        return tuple(self._units.values())

    def among(self, terms: Iterable[str]) -> tuple[Unit, ...]:
        """The names that may stand in a text which has these terms; one lookup a term, however many names."""
        keys = {key for term in terms for key in self._first.get(term, ())}
        return tuple(self._units[key] for key in sorted(keys))

    def units(self, words: tuple[Word, ...]) -> tuple[Unit, ...]:
        """What to look for in place of a leaf's words, in order.

        Words that together are a variant become one unit (the longest variant wins): `"Ren Zhengfei Huawei"`
        is two. A bare word is one unit. A leaf is thus: Word, one unit; Phrase, the units one after the
        other; Near, each unit once.
        """
        units: list[Unit] = []
        at = 0
        while at < len(words):
            taken, unit = self._longest_from(words, at)
            units.append(unit)
            at += taken
        return tuple(units)

    def _longest_from(self, words: tuple[Word, ...], at: int) -> tuple[int, Unit]:
        for end in range(min(len(words), at + self._longest), at, -1):
            unit = self._spelled.get(_written(" ".join(w.text for w in words[at:end])))
            if unit is not None:
                return end - at, unit
        return 1, self._inflected(words[at].text) or self._compound(words[at].text)

    def _inflected(self, text: str) -> Unit | None:
        """The name that one word is an inflection of: `Uighurs` stands for a listed Uighur."""
        tokens = query_tokens(text)
        if len(tokens) != 1:
            return None
        forms = citations(text[tokens[0].start : tokens[0].end], tokens[0].word)
        return next((self._spelled[(form,)] for form in forms if (form,) in self._spelled), None)

    def _compound(self, text: str) -> Unit:
        """A word as it is; where it is several with marks between (`anti-Huawei`), names hold for each."""
        parts = [text[token.start : token.end] for token in query_tokens(text)]
        names = [self._spelled.get(_written(part)) for part in parts]
        if not any(names) or len(parts) > _LONGEST_COMPOUND:
            return Unit(_bare(text), (query_terms(text),))
        spellings = (
            name.alternatives if name else (query_terms(part),)
            for name, part in zip(names, parts, strict=True)
        )
        return Unit(_bare(text), tuple(sum(row, ()) for row in product(*spellings)))


_LONGEST_COMPOUND = 3


def _written(spelling: str) -> tuple[str, ...]:
    return tuple(token.word for token in query_tokens(spelling))


def _bare(text: str) -> str:
    """The word without signs around it: Huawei of #Huawei."""
    tokens = query_tokens(text)
    return text[tokens[0].start : tokens[-1].end] if tokens else text
