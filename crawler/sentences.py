"""Where the sentences of a text end, in any language, with nothing to download.

sentencex, which is fast and knows abbreviations, proposes; what it gets wrong in news text is mended here. It
takes a quotation for one sentence, and an unmatched quotation mark for a quotation up to the next one; it
ends a sentence inside « "Why?" she asked »; it leaves an opening quotation mark behind; and it knows few
titles and initials outside English. A boundary too many spoils two sentences, one too few makes a longer
one: what cannot be told is left joined. Rules and lists were set on the dev half of benchmarks/sentences.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

import regex
import sentencex

from search.spans import Span

WINDOW = 2_000
"""Code points given to sentencex at once: in Chinese and Japanese its time grows with their square."""
_NEAR = 40
"""Code points before a boundary that decide whether it is one: longer than any abbreviation."""

_QUOTES = '"«»“”„‹›「」『』《》'
_END = r"[.!?…؟۔።।॥。！？]"
_CLOSERS = rf"[{_QUOTES}‘’'）)\]]"
_LOWER = r"\p{Ll}(?!\p{Lu})"
"""A lower-case letter that is not a brand's (eBay)."""

_OPENING = regex.compile(
    rf"(?<![^\s\p{{Ps}}\p{{Pi}}—–-])[{_QUOTES}](?=[^\s\p{{P}}]|[¿¡(\[«“‘'@#])"
    r"|(?!(?<=\S)[“«](?:[\s\p{P}]|$))[«“„‹「『《]"
    r"|(?:‘‘|’’)(?=[^\s\p{P}])"
)
_CLOSING = regex.compile(rf"[{_QUOTES}]|‘‘|’’")
_BRAND = regex.compile(r"(?<![\p{L}\p{N}@#./])[a-z](?=\p{Lu}\p{Ll})")
_SPACE = regex.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

_ASIDE = rf"^\s*[(（][^()（）]{{1,400}}{_END}[)）]\s*(?=\S)"
_AND_SO_ON = r"(?<=\b(?:etc|usw|vb|др|ін|[тд]\. ?[дпн]))\.\s+(?=\p{Ll}?\p{Lu})"
_BEFORE_FIGURE = r"(?:(?<=\p{L}{6})\.\s+|[؟۔።।॥。！？]\s*)(?=\p{N})"
_MISSED = regex.compile(f"{_ASIDE}|{_AND_SO_ON}|{_BEFORE_FIGURE}")

_ABBREVIATIONS = (
    "Abg|Alb|Arq|Av|Avda|Avv|Bi|Bw|Bşk|Capt|Cel|Cnel|Col|Dep|Doç|Dott|Dr|Dra|Drs|Dña|Eng|Excmo|Exma|Exmo|Ft|Gen|Gén|Gov|"
    "Gral|Hr|Hrn|Hz|Ing|Lic|Lt|MM|Mgr|Mme|Mons|Mt|Nr|Op|Org|Pdte|Pr|Prof|Profa|Rep|Rev|Sen|Sgt|Sig|Sn|Sr|Sra|Sras|"
    "Sres|Srs|Srta|St|Sta|Ste|Sto|Uzm|Yrd|av|bd|vs|"
    "акад|буд|вул|гр|доц|им|корп|пер|пл|пос|просп|проф|св|тов|ул|ім|"
    "इं|डॉ|प्रो|पं|मो|रु|श्री|सं|ए|बी|सी|डी|एफ|जी|एच|आई|जे|के|एल|एम|एन|ओ|पी|आर|एस|टी|यू|वी|ई|पू|कि|मी|"
    r"\p{Ethiopic}{1,2}|ወዘተ"
)
"""What stands before a name. Before a lower-case letter, any short word is an abbreviation."""
_ORDINAL_DOT = frozenset(
    ["cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "nn", "no", "pl", "sk", "sl", "sr", "tr"]
)
"""Languages that write an ordinal as a figure and a full stop."""
_ORDINAL = regex.compile(r"(?r)(?<![\p{L}\p{N}.,:])\p{N}{1,3}\.\s*")
_UNFINISHED = [  # ends like this, goes on like that; a lone و is no initial but Pashto for "was"
    (regex.compile(f"(?r)(?:{before})", regex.V1), regex.compile(after, regex.V1))
    for before, after in (
        (r"^\s*[(\[]?(?:\p{N}{1,3}|\p{L})[.)۔]\s*", ""),  # 1.  (a)
        (r"\p{N}[.:]", r"\p{N}"),
        (rf"(?<![\p{{L}}\p{{M}}])(?:{_ABBREVIATIONS})\.\s*", ""),
        (r"(?<![\p{L}\p{M}\p{N}])ئ?[[\p{Arabic}\p{Hebrew}&&\p{L}]--و]ـ?[.۔]\s*", ""),  # د. أحمد
        (r"(?<![\p{L}\p{M}\p{N}.])\p{Lu}\.\s*", ""),  # M. Dupont; U.S. is left to sentencex
        (r"(?<![\p{L}\p{M}\p{N}])\p{L}\p{M}*\.", r"\S"),  # p.ex.
        (r"(?<![\p{L}\p{M}\p{N}])(?:\p{L}\p{M}*|art|km|núm|pág|str|tel|рис|см|стр)\.\s*", r"\p{N}"),  # S. 12
        (rf"(?<![\p{{L}}\p{{M}}])\p{{L}}{{1,5}}\.{_CLOSERS}*\s*", _LOWER),  # janv. vers
        (rf"(?:[!?…]|\.\.|{_END}\s*{_CLOSERS})\s*{_CLOSERS}*\s*", rf"(?:[—–-]\s*)?{_LOWER}"),  # …!» – said
        (rf"(?:[?!؟？！]\s*{_CLOSERS}+|\.\.|…|\([?!]+\))\s*", r"\p{Lo}"),  # «…؟» سأل
        (rf"{_END}{_CLOSERS}+", r"[\p{Hiragana}\p{Hangul}]"),  # 「…。」と
    )
]
_WORD = regex.compile(r"[\p{L}\p{N}]")
_LINE_BREAK = regex.compile(r"[\n\r\u2028\u2029]\s*")


def sentences(text: str, language: str) -> list[Span]:
    """(start, end) of each sentence with the white space behind it, one after the other: all of the text. A
    line break ends a sentence."""
    found: list[Span] = []
    breaks = (line_break.end() for line_break in _LINE_BREAK.finditer(text))
    for start, end in pairwise((0, *breaks, len(text))):
        ends = _line(text[start:end], language)
        found += ((start + first, start + last) for first, last in pairwise(ends))
    return found


def _line(line: str, language: str) -> list[int]:
    """0, and where the sentences of a line end."""
    ends = [0]
    for end in _proposed(line, language):
        if len(ends) > 1:
            near = line[max(ends[-2], ends[-1] - _NEAR) : ends[-1]]
            if _unfinished(near, line[ends[-1] : end], language):
                ends.pop()
        ends.append(end)
    return ends


def _proposed(line: str, language: str) -> Iterator[int]:
    """Where sentencex ends a sentence, and where else one surely ends; the end of the line last."""
    seen = _disguised(line)
    start = 0
    while start < len(line):
        last = min(start + WINDOW, len(line))
        ends = list(accumulate(map(len, sentencex.segment(language, seen[start:last])), initial=start))
        if ends[-1] != last:
            ends = [start, last]  # sentencex lost some of the text
        if last < len(line):
            ends.pop()  # the window cuts its last sentence
        for sentence, end in pairwise(ends):
            yield from (sentence + missed.end() for missed in _MISSED.finditer(line[sentence:end]))
            yield end
        start = ends[-1] if len(ends) > 1 else last


def _disguised(line: str) -> str:
    """The line as sentencex is to see it, place by place: an opening quotation mark as a letter, a closing
    one as a space, a brand's first letter as a capital."""
    line = _OPENING.sub(lambda quote: "A" * len(quote[0]), line)
    line = _CLOSING.sub(lambda quote: " " * len(quote[0]), line)
    line = _BRAND.sub(lambda letter: letter[0].upper(), line)
    line = line.replace("፡፡", "።።")
    return _SPACE.sub(" ", line)  # sentencex 1.0.32 panics at some spaces behind an initial


def _unfinished(near: str, right: str, language: str) -> bool:
    """The sentence that ends with `near` goes on in `right`."""
    if not _WORD.search(right) or (language in _ORDINAL_DOT and _ORDINAL.match(near)):
        return True
    return any(after.match(right) and before.match(near) for before, after in _UNFINISHED)
