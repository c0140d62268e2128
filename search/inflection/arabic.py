"""Arabic proclitics in front of a word: و ف (and, so), ب ل ك (in, to, like), ال (the), and combinations.

The first letter of a word may just be its own (فكرة is no "and so a ball", برلين is not "in Rlin"), and
nothing in the spelling tells. So:

- nothing is cut off a word that `arabic_words.txt` lists as a word of its own, with its usual endings;
- the article needs two letters after it, bare و ب ل three, bare ف ك four or a listed word (they are rarer,
  and more often wrong);
- endings are never cut: أمير stays apart from كاميرات.

A query's word is never cut: who looks for الصين finds وبالصين, not every صين.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from search.folding import fold
from search.inflection.reading import Reading
from search.inflection.words import word_lists

OTHER_LANGUAGES = frozenset(
    {"fa", "ur", "ps", "ckb", "ku", "ug", "sd", "pa", "ks", "azb", "mzn", "glk", "lrc", "bal"}
)
"""Languages in Arabic script in which these letters are no proclitics."""

_OTHER_LETTERS = re.compile("[پچژگکیےہھںټډړښڅځۍېۆێەۇۈېڭۋ]")
"""Letters that Arabic itself is not written with; a sign of another language where it is not known."""

_AFTER_TA = "(?:ه|ها|هم|هما|هن|ك|كم|نا|ي|ان|ين)?"
_ENDING = re.compile(
    rf"(?:(?:يه?|ون|ين|ان|ا)?|ي?(?:ات|ت){_AFTER_TA}|ي?(?:ه|ها|هم|هما|هن|ك|كم|نا|ني|وا|تم)|يون|يين)"
)
_AFTER_OPEN_TA = re.compile(f"ت{_AFTER_TA}|ات{_AFTER_TA}|ه")

_FINAL_MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0640"

_LEAST_AFTER = {"و": 3, "ب": 3, "ل": 3, "ف": 4, "ك": 4}
_LONGEST = 40
"""Letters: no Arabic word reaches half of this with all that can be joined to it. A letter repeated a hundred
thousand times is no word, and looking for words in front of it takes its length squared."""


def readings(raw: str, word: str, language: str) -> list[Reading]:
    """The words that `word` may be with proclitics in front; none in languages that have no such."""
    if language in OTHER_LANGUAGES or not 4 <= len(word) <= _LONGEST:
        return []
    if language != "ar" and _OTHER_LETTERS.search(raw):
        return []
    splits = dict(_splits(word, raw.rstrip(_FINAL_MARKS).endswith("ة")))
    return [Reading(rest, _written_length(raw, lead)) for rest, lead in splits.items()]


def _splits(word: str, ends_in_ta: bool) -> Iterator[tuple[str, int]]:
    """(rest, number of letters cut off), folded."""
    if is_own_word(word, ends_in_ta):
        if _is_conjunction_and_name(word):
            yield word[1:], 1
        return
    yield from _after_conjunction(word, 0)
    if word[0] in "وف":
        rest = word[1:]
        if rest.startswith(("ال", "لل")) or _may_stand_after(word[0], rest):
            yield rest, 1
            if not is_own_word(rest, ends_in_ta):
                yield from _after_conjunction(rest, 1)


def _is_conjunction_and_name(word: str) -> bool:
    """وفيينا is "and Vienna", though it could be a form of وفي (loyal)."""
    exact, _, _ = _listed()
    return word[0] in "وف" and len(word) > 4 and word[1:] in exact and word not in exact


def _after_conjunction(word: str, lead: int) -> Iterator[tuple[str, int]]:
    if word.startswith("ال"):
        if len(word) >= 4:
            yield word[2:], lead + 2
    elif word.startswith(("بال", "كال")):
        yield word[1:], lead + 1
        if len(word) >= 5 and not is_own_word(word[1:]):
            yield word[3:], lead + 3
    elif word.startswith("لل"):
        yield from _after_double_lam(word, lead)
    elif word[0] in "بلك" and _may_stand_after(word[0], word[1:]):
        yield word[1:], lead + 1


def _after_double_lam(word: str, lead: int) -> Iterator[tuple[str, int]]:
    """للصين is ل+ال+صين; للندن is ل+لندن; للغة is ل+لغة or, one ل left out, ل+ال+لغة."""
    if len(word) >= 4:
        yield "ال" + word[2:], lead + 2
        yield word[2:], lead + 2
    if len(word) >= 4:
        yield word[1:], lead + 1
        yield "ال" + word[1:], lead + 1


def _may_stand_after(letter: str, rest: str) -> bool:
    return len(rest) >= _LEAST_AFTER[letter] or rest in _short_words()


def is_own_word(word: str, ends_in_ta: bool = False) -> bool:
    """Is the folded word listed as one that begins with these letters by itself, alone or with an ending?

    `ends_in_ta`: it is written with ة, so its last letter is no pronoun: بلغة is "in a language", not "it
    reached him".
    """
    exact, stems, opening = _listed()
    if word in exact:
        return True
    if ends_in_ta:
        return word[:-1] in opening or word in stems or (word.endswith("يه") and word[:-2] in stems)
    return any(
        (word[:n] in stems and _ENDING.fullmatch(word, n))
        or (word[:n] in opening and _AFTER_OPEN_TA.fullmatch(word, n))
        for n in range(2, len(word) + 1)
    )


@cache
def _short_words() -> frozenset[str]:
    return frozenset(fold(word) for word in word_lists("arabic_words.txt")["short"])


@cache
def _listed() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Names and particles; words that take endings; words in ة, without it."""
    lists = word_lists("arabic_words.txt")
    opening = frozenset(fold(w[:-1]) for w in lists["words"] if w.endswith("ة"))
    stems = frozenset(fold(w) for w in lists["words"] if not w.endswith("ة"))
    return frozenset(fold(w) for w in lists["exact"]), stems, opening


def _written_length(raw: str, letters: int) -> int:
    """How many characters as written the first letters take, their marks and tatweel included."""
    end = letters
    while end < len(raw) and len(fold(raw[:end])) < letters:
        end += 1
    while end < len(raw) and not fold(raw[end]):
        end += 1
    return end
