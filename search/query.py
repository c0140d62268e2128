"""The query language: text to a tree of frozen dataclasses, by recursive descent.

    or     = and ("OR" and)*
    and    = not (["AND"] not)*
    not    = ("NOT" | "-") not | term
    term   = "(" or ")" | field ":" (term) | '"' words '"' ["~" n] | word ["*"]

Every mistake is a `QueryError` that points at its place. The tree says nothing about analysis or names:
leaves keep the user's words, and `search.names.Names.units` tells what to look for in their place.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NoReturn

from crawler.errors import QueryError
from search.analysis import analyse, is_unspaced
from search.folding import fold

MAX_LENGTH = 4_096
MAX_DEPTH = 50
MAX_DISTANCE = 500

TEXT_FIELDS = frozenset({"title", "body", "post", "original", "translation"})
VALUE_FIELDS = frozenset({"lang", "source", "outlet", "country", "author", "topic"})
FIELDS = TEXT_FIELDS | VALUE_FIELDS


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word, or a word of a phrase, as the user wrote it; `position` is its place in the query."""

    text: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words side by side in this order, in one field and paragraph."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """All words in one paragraph, in any order, at most `distance` (0 to 500) other words between them."""

    words: tuple[Word, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that, folded, begins with `text`, which is folded already.

    In scripts without spaces a prefix of several characters is the Word itself, since any word goes on there.
    """

    text: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class FieldScope:
    """`node` looked for in `field` alone (one of FIELDS)."""

    field: str
    node: Node


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """Two nodes or more."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Two nodes or more."""

    nodes: tuple[Node, ...]


Node = Word | Phrase | Near | Prefix | FieldScope | Not | And | Or


def parse(query: str, topics: Collection[str] | None = None) -> Node:
    """The tree of a query. Where `topics` is given, a `topic:` that is not among them is an error too.

    Raises `crawler.errors.QueryError`, and nothing else, on anything malformed.
    """
    if len(query) > MAX_LENGTH:
        raise QueryError(
            f"a query has at most {MAX_LENGTH:,} characters, this one {len(query):,}", query, MAX_LENGTH
        )
    return _Parser(query, topics).parse()


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str  # ( ) quoted word minus end
    text: str
    start: int
    end: int


_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»＂「」『』", '"'),
        "（": "(",
        "）": ")",
        "：": ":",
        "＊": "*",
        "−": "-",
        "－": "-",
        "～": "~",
    }
)
"""Quotes, brackets and signs of other keyboards, one character for one, so that positions stay true."""

_SPACE = r"\s\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"
_LEXEME = re.compile(
    rf"""[{_SPACE}]+
    | (?P<bracket>[()])
    | (?P<minus>-(?=[^{_SPACE}]))
    | (?P<quoted>")
    | (?P<word>[^{_SPACE}()":]+ (?:(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])[^{_SPACE}()":]+)* :? )
    | (?P<colon>:)
    """,
    re.VERBOSE,
)


def _lexemes(query: str) -> Iterator[_Lexeme]:
    text = query.translate(_LOOKALIKES)
    at = 0
    while at < len(text):
        match = _LEXEME.match(text, at)
        if match is None:
            raise QueryError("unexpected character", query, at)
        kind, end = match.lastgroup, match.end()
        if kind == "quoted":
            end = text.find('"', at + 1) + 1
            if not end:
                raise QueryError("quotes are not closed", query, at)
            yield _Lexeme("quoted", query[at + 1 : end - 1], at, end)
        elif kind == "bracket":
            yield _Lexeme(match[0], match[0], at, end)
        elif kind == "word":
            yield _Lexeme(_word_kind(match[0]), match[0], at, end)
        elif kind is not None:
            yield _Lexeme(kind, match[0], at, end)
        at = end
    yield _Lexeme("end", "", len(query), len(query))


def _word_kind(text: str) -> str:
    if text in ("AND", "OR", "NOT"):
        return text
    if text.startswith("~"):
        return "tilde"
    return "field" if text.endswith(":") else "word"


def _short(lexeme: _Lexeme) -> str:
    return lexeme.text if len(lexeme.text) <= _SHOWN else lexeme.text[:_SHOWN] + "…"


_OUT_OF_PLACE = {
    "AND": "AND has nothing before it",
    "OR": "OR has nothing before it",
    "tilde": '~ and a number stand directly after closing quotes: "two words"~10',
    "colon": "a colon without a field before it",
}

_SHOWN = 40
"""Characters of a word that are shown in a message."""


class _Parser:
    def __init__(self, query: str, topics: Collection[str] | None) -> None:
        self.query = query
        self.topics = topics
        self.lexemes = list(_lexemes(query))
        self.at = 0
        self.depth = 0
        self.value_field: str | None = None

    def parse(self) -> Node:
        if self.next.kind == "end":
            self.fail("the query is empty", self.next)
        node = self.disjunction()
        if self.next.kind == ")":
            self.fail("a closing parenthesis without an opening one", self.next)
        return node

    @property
    def next(self) -> _Lexeme:
        return self.lexemes[self.at]

    def take(self) -> _Lexeme:
        lexeme = self.lexemes[self.at]
        self.at += 1
        return lexeme

    def fail(self, message: str, lexeme: _Lexeme) -> NoReturn:
        raise QueryError(message, self.query, lexeme.start)

    def disjunction(self) -> Node:
        nodes = [self.conjunction()]
        while self.next.kind == "OR":
            self.operator()
            nodes.append(self.conjunction())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def conjunction(self) -> Node:
        nodes = [self.negation()]
        while self.next.kind not in ("OR", ")", "end"):
            if self.next.kind == "AND":
                self.operator()
            nodes.append(self.negation())
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def operator(self) -> None:
        operator = self.take()
        if self.next.kind in ("AND", "OR", ")", "end"):
            self.fail(f"{operator.text} has nothing after it", operator)

    def negation(self) -> Node:
        negated = False
        while self.next.kind in ("NOT", "minus"):
            operator = self.take()
            if self.next.kind in ("AND", "OR", ")", "end"):
                self.fail(f"{operator.text} has nothing after it", operator)
            negated = not negated
        node = self.term()
        return Not(node) if negated else node

    def term(self) -> Node:
        lexeme = self.take()
        match lexeme.kind:
            case "(":
                return self.group(lexeme)
            case "field":
                return self.scope(lexeme)
            case "quoted":
                return self.quoted(lexeme)
            case "word":
                return self.word(lexeme)
        problem = _OUT_OF_PLACE.get(lexeme.kind, "something to search for is missing here")
        raise QueryError(problem, self.query, lexeme.start)

    def group(self, opening: _Lexeme) -> Node:
        if self.next.kind == ")":
            self.fail("nothing between the parentheses", opening)
        if self.next.kind == "end":
            self.fail("this parenthesis is not closed", opening)
        self.deeper(opening)
        node = self.disjunction()
        self.depth -= 1
        if self.take().kind != ")":
            self.fail("this parenthesis is not closed", opening)
        return node

    def deeper(self, lexeme: _Lexeme) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"more than {MAX_DEPTH} levels deep", lexeme)

    def scope(self, lexeme: _Lexeme) -> Node:
        name = lexeme.text[:-1].casefold()
        self.check_field(name, lexeme)
        if self.next.kind in ("AND", "OR", ")", "end"):
            self.fail(f"{lexeme.text} has nothing after it", lexeme)
        outer = self.value_field
        self.value_field = name if name in VALUE_FIELDS else None
        grouped = self.next.kind == "("
        if not grouped:
            self.deeper(lexeme)
        node = self.negation()
        if not grouped:
            self.depth -= 1
        self.value_field = outer
        return FieldScope(name, node)

    def check_field(self, name: str, lexeme: _Lexeme) -> None:
        if name not in FIELDS:
            if self.query.startswith("//", lexeme.end):
                self.fail("an address is looked for in quotes, not as a field and a word", lexeme)
            close = difflib.get_close_matches(name, sorted(FIELDS), n=1)
            known = f", is it {close[0]}:?" if close else f" (known: {', '.join(sorted(FIELDS))});"
            self.fail(f"unknown field {_short(lexeme)}{known} quote a word with a colon", lexeme)
        if self.value_field is not None:
            self.fail(f"{lexeme.text} cannot stand inside {self.value_field}:", lexeme)

    def quoted(self, lexeme: _Lexeme) -> Node:
        words = tuple(
            Word(match[0], lexeme.start + 1 + match.start())
            for match in re.finditer(rf"[^{_SPACE}]+", lexeme.text)
            if self.value_field is not None or analyse(match[0])
        )
        if not words:
            self.fail("no word between the quotes", lexeme)
        distance = self.distance(lexeme)
        if self.value_field is not None:
            if distance is not None:
                self.fail(f"{self.value_field}: has no proximity", lexeme)
            return self.value(" ".join(w.text for w in words), lexeme)
        if "*" in lexeme.text.translate(_LOOKALIKES):
            self.fail("prefix* does not work between quotes", lexeme)
        return Phrase(words) if distance is None else Near(words, distance)

    def distance(self, quoted: _Lexeme) -> int | None:
        lexeme = self.next
        if lexeme.kind != "tilde" or lexeme.start != quoted.end:
            return None
        self.take()
        number = lexeme.text[1:]
        if not re.fullmatch("[0-9]{1,9}", fold(number)):
            self.fail(f"~ takes a whole number from 0 to {MAX_DISTANCE}", lexeme)
        if int(fold(number)) > MAX_DISTANCE:
            self.fail(f"a distance is at most {MAX_DISTANCE} words", lexeme)
        return int(fold(number))

    def value(self, text: str, lexeme: _Lexeme) -> Word:
        if self.value_field == "topic" and self.topics is not None and text not in self.topics:
            close = difflib.get_close_matches(text, self.topics, 1, 0.5)
            self.fail(f"unknown topic {_short(lexeme)}" + (f", is it {close[0]}?" if close else ""), lexeme)
        return Word(text, lexeme.start)

    def word(self, lexeme: _Lexeme) -> Node:
        text = lexeme.text.translate(_LOOKALIKES)
        if text.startswith("*"):
            self.fail("a wildcard cannot lead: it stands at the end, prefix*", lexeme)
        if "*" in text[:-1]:
            self.fail("a wildcard stands at the end only: prefix*", lexeme)
        if text.startswith("!") or "&&" in text or "||" in text:
            self.fail("operators are AND, OR, NOT and -word", lexeme)
        self.check_foreign(text, lexeme)
        if text.endswith("*"):
            return self.prefix(lexeme)
        if self.value_field is not None:
            return self.value(lexeme.text, lexeme)
        if not analyse(lexeme.text):
            self.fail("no word to search for here", lexeme)
        return Word(lexeme.text, lexeme.start)

    def check_foreign(self, text: str, lexeme: _Lexeme) -> None:
        """What other query languages have and this one has not is no word."""
        if re.search(r"~[0-9.]*$", text):
            self.fail('~ and a number stand directly after closing quotes only: "two words"~10', lexeme)
        if re.search(r"\^[0-9.]*$", text):
            self.fail("words cannot be weighted: leave ^ out", lexeme)
        if text[0] in "[{" and text[-1] not in "]}" and self.next.text == "TO":
            self.fail("there are no ranges of words: leave […TO…] out", lexeme)

    def prefix(self, lexeme: _Lexeme) -> Node:
        text = lexeme.text[:-1]
        if self.value_field is not None:
            return Prefix(fold(text), lexeme.start)
        words = [token.word for token in analyse(text)]
        if len(words) == 1:
            return Prefix(words[0], lexeme.start)
        if not words or not is_unspaced(text):
            self.fail("prefix* takes one word", lexeme)
        return Word(text, lexeme.start)
