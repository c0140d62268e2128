"""Russian case endings: which citation forms a written noun or adjective may belong to.

The paradigms are those of A. A. Zaliznyak's grammar without its exceptions, with ё folded to е: for every
ending the nominatives it can come from, given the last letter of the stem. Adjectives share one pseudo
citation form in -ый for all their endings. Derivation is left alone: уйгурский is not a form of уйгур.

The other Slavic languages written in Cyrillic get the same endings; where theirs differ nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from search.inflection.words import word_lists

Table = Mapping[str, tuple[str, ...]]
"""Ending: the endings of the nominatives it may stand for."""

_VELAR = frozenset("гкх")
_SIBILANT = frozenset("жшчщ")
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")
_PAIRED = frozenset("бвдзлмнпрстф")
_VOWELS = frozenset("аеиоуыэюя")
_LEAST_STEM = 3

# Ending: nominative endings it may stand for, by the class of the stem's last letter.
# hard: any consonant; hushed: ж ш ч щ ц; soft: a consonant that can be so; open: a vowel; mild: ь
# (статья, счастье)
_HARD: Table = {
    "а": ("", "о"), "у": ("", "а", "о"), "ом": ("", "о"), "е": ("", "а", "о"), "ы": ("", "а"), "ов": ("",),
    "ой": ("а",), "ою": ("а",), "ам": ("", "а", "о"), "ами": ("", "а", "о"), "ах": ("", "а", "о"),
}  # fmt: skip
_VELAR_OR_SIBILANT: Table = {"и": ("", "а")}
_HUSHED: Table = {
    "ем": ("", "е"), "ев": ("",), "ей": ("", "а", "ь"), "а": ("е",), "у": ("е",), "и": ("ь",), "ью": ("ь",),
    "ам": ("ь", "е"), "ами": ("ь", "е"), "ах": ("ь", "е"),
}  # fmt: skip
_SOFT: Table = {
    "я": ("ь", "е"), "ю": ("ь", "я", "е"), "ем": ("ь", "е"), "е": ("ь", "я"), "и": ("ь", "я"),
    "ей": ("ь", "я", "е", "ья"),
    "ею": ("я",), "ью": ("ь",), "ям": ("ь", "я", "е"), "ями": ("ь", "я", "е"), "ях": ("ь", "я", "е"),
}  # fmt: skip
_OPEN: Table = {
    "я": ("й", "е"), "ю": ("й", "я", "е"), "ем": ("й", "е"), "е": ("й", "я"), "и": ("й", "я", "е"),
    "ев": ("й",),
    "ей": ("я",), "ею": ("я",), "ям": ("й", "я", "е"), "ями": ("й", "я", "е"), "ях": ("й", "я", "е"),
}  # fmt: skip
_MILD: Table = {
    "я": ("е",), "ю": ("я", "е"), "ем": ("е",), "е": ("я",), "и": ("я", "е"), "ей": ("я",),
    "ям": ("я", "е"), "ями": ("я", "е"), "ях": ("я", "е"),
}  # fmt: skip
_SURNAME: Table = {"ым": ("",), "ых": ("",), "ыми": ("",), "ой": ("а",)}
_ADJECTIVE = frozenset(word_lists("cyrillic_words.txt")["adjective endings"])
_OF_TIME = frozenset(("мени", "менем", "мена", "мен", "менам", "менами", "менах"))
_OF_PEOPLE = ("е", "ам", "ами", "ах")

_GIVEN_NAMES = frozenset(word_lists("cyrillic_words.txt")["given names"])
"""Given names that surnames in -ов and -ев are made of: Иванов is a man, hardly "of the Ivans"."""


_STEMS = dict(pair.split(":") for pair in word_lists("cyrillic_words.txt")["stems"])
"""Stem of a word whose vowel goes before an ending, and its nominative; -ец and -ок go by rule."""
_NO_CASES = frozenset(("после", "дне"))


def index_forms(raw: str, word: str) -> list[str]:
    """Nominatives that the written word may belong to, without the word itself."""
    found = dict.fromkeys(form for stem, ending in _cuts(word) for form in _nominatives(stem, ending, raw))
    found.update(dict.fromkeys(_listed(raw, word)))
    found.pop(word, None)
    return list(found)


def query_forms(word: str) -> list[str]:
    """What else a query's word stands for: the singular of a plural, the bare genitive plural, the adjective.

    Only endings that seldom end a nominative are taken off, so that Баку or Петров stay what they are.
    """
    forms: list[str] = []
    for stem, ending in _cuts(word):
        if ending in ("ый", "ий", "ой") or (ending in _ADJECTIVE and len(ending) > 1 and len(word) > 6):
            forms.append(stem + "ый")
        if ending in ("ы", "и", "ами", "ями", "ах", "ях") and (len(word) > 4 or word in ("люди", "дети")):
            forms += _nominatives(stem, ending, word)
    forms += _genitive_plural(word)
    return [form for form in dict.fromkeys(forms) if form != word]


def _cuts(word: str) -> Iterator[tuple[str, str]]:
    shortest = 2 if word.endswith(("ами", "ями", "ыми", "ими")) else 1
    for length in range(shortest, 7):
        if len(word) - length >= 2:
            yield word[:-length], word[-length:]


def _nominatives(stem: str, ending: str, raw: str) -> Iterator[str]:
    last = stem[-1]
    if len(stem) >= _LEAST_STEM:
        if ending in _ADJECTIVE and last in _CONSONANTS:
            yield stem + "ый"
        if not (
            ending in ("ов", "ев") and raw[0].isupper() and not _GIVEN_NAMES.isdisjoint((stem, stem + "й"))
        ):
            for table in _tables(stem, last):
                yield from (stem + nominative for nominative in table.get(ending, ()))
        if last in _CONSONANTS:
            yield from _fleeting_vowel(stem, ending)
    if ending in _OF_TIME:
        yield stem + "мя"
    if ending in _OF_PEOPLE and stem.endswith(("ян", "чан", "жан", "ждан", "льман")):
        yield stem + "ин"


def _listed(raw: str, word: str) -> Iterator[str]:
    """посла is посол, дня is день; Орлов is a man, Львов a town."""
    for stem, ending in _cuts(word):
        nominative = _STEMS.get(stem)
        if nominative is None or word in _NO_CASES or (ending == "ов" and raw[0].isupper()):
            continue
        if ("ь" in _SOFT.get(ending, ())) if nominative.endswith("ь") else ("" in _HARD.get(ending, ())):
            yield nominative


def _tables(stem: str, last: str) -> Iterator[Table]:
    if last in _CONSONANTS:
        yield _HARD
        if last in _PAIRED:
            yield _SOFT
        if last in _VELAR or last in _SIBILANT:
            yield _VELAR_OR_SIBILANT
        if last in _SIBILANT or last == "ц":
            yield _HUSHED
        if stem.endswith(("ов", "ев", "ин", "ын")):
            yield _SURNAME
    elif last in _VOWELS:
        yield _OPEN
    elif last == "ь":
        yield _MILD


def _fleeting_vowel(stem: str, ending: str) -> Iterator[str]:
    """отца is отец, китайца is китаец, рынка is рынок."""
    last, before = stem[-1], stem[-2]
    if before in _VOWELS:
        return
    root = stem[:-2] if before in "йь" else stem[:-1]
    if last == "ц" and (ending in ("ем", "ев") or (ending != "ой" and "" in _HARD.get(ending, ()))):
        yield root + "ец"
    if last == "к" and (ending == "и" or "" in _HARD.get(ending, ())):
        yield root + ("ек" if before in _SIBILANT or before in "йь" else "ок")


def _genitive_plural(word: str) -> Iterator[str]:
    """The forms without an ending: стран of страна, дел of дело is too short, компаний of компания."""
    stem = word[:-1]
    if len(stem) < 4:
        return
    if word.endswith(("ия", "ие")):
        yield stem + "й"
    elif word.endswith(("янин", "чанин", "жанин", "жданин", "льманин")):
        yield word[:-2]
    elif word[-1] in "ао" and stem[-1] in _CONSONANTS:
        yield stem
        if stem[-1] == "к" and stem[-2] not in _VOWELS:
            root = stem[:-2] if stem[-2] in "йь" else stem[:-1]
            yield root + ("ек" if stem[-2] in _SIBILANT or stem[-2] in "йь" else "ок")
        elif stem[-1] in "лмнр" and stem[-2] not in _VOWELS:
            yield (stem[:-2] if stem[-2] == "ь" else stem[:-1]) + "е" + stem[-1]
    elif word[-1] == "я" and stem[-1] in _CONSONANTS:
        yield stem + "ь"
        if stem[-1] in "лн" and stem[-2] not in _VOWELS:
            yield stem[:-1] + "е" + stem[-1]
