"""Good translations, and the faults that models make in them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

FOLDER = Path(__file__).parent / "translations"
SETS = ("tuned", "kept_back")
NAMES = {
    "huawei": ("Huawei", "هواوي", "هواوی", "华为", "Хуавэй"),
    "ren": ("Ren Zhengfei", "رن تشنغ فاي", "任正非", "Жэнь Чжэнфэй"),
    "uyghur": (
        "Uyghur", "Uighur", "الإيغور", "اویغور", "维吾尔", "уйгур", "Uygur", "Ouïghour", "Uigure", "uigur",
    ),
}  # fmt: skip
"""What is watched in all of it."""


@dataclass(frozen=True)
class Pair:
    """A text and what it is in English."""

    language: str
    original: str
    english: str


Fault = Callable[[Pair, Sequence[Pair], random.Random], Pair | None]
"""The pair with a fault in its English, or None where the fault cannot be made; others to borrow from."""


def pairs(name: str) -> list[Pair]:
    return read_pairs(FOLDER / f"{name}.tsv")


def read_pairs(path: Path) -> list[Pair]:
    """Of a file with language, original and English in each line, tabs between."""
    return [Pair(*line.split("\t")) for line in path.read_text("utf-8").splitlines()]


def loop_of_a_word(pair: Pair, _: Sequence[Pair], chance: random.Random) -> Pair:
    words = pair.english.split()
    at = chance.randrange(len(words))
    return _with(pair, [*words[:at], *[words[at]] * 6, *words[at:]])


def loop_of_a_phrase(pair: Pair, _: Sequence[Pair], chance: random.Random) -> Pair:
    words = pair.english.split()
    at = chance.randrange(len(words) - 3)
    return _with(pair, [*words[:at], *words[at : at + 3] * 4, *words[at:]])


def copy(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair:
    return replace(pair, english=pair.original)


def half_left(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair:
    """The second half is the original's."""
    words, own = pair.english.split(), pair.original.split()
    rest = own[len(own) // 2 :] if len(own) > 3 else [pair.original[len(pair.original) // 2 :]]
    return _with(pair, [*words[: len(words) // 2], *rest])


def explosion(pair: Pair, others: Sequence[Pair], chance: random.Random) -> Pair:
    return _with(pair, [pair.english, *(other.english for other in chance.sample(others, 4))])


def sentence_added(pair: Pair, others: Sequence[Pair], chance: random.Random) -> Pair:
    return _with(pair, [pair.english, chance.choice(others).english])


def sentence_dropped(pair: Pair, others: Sequence[Pair], chance: random.Random) -> Pair | None:
    """Two sentences as one, of which the second is lost."""
    same = [other for other in others if other.language == pair.language]
    if not same:
        return None
    mark = {"zh": "，", "ar": "، و", "fa": "، و"}.get(pair.language, ", ")
    original = f"{unstopped(pair).original}{mark}{chance.choice(same).original}"
    return replace(pair, original=original) if len(original) < 400 else None


def number_lost(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    text, count = re.subn(r"\$?\d+(?:[.,]\d+)*%? ?", "", pair.english, count=1)
    return replace(pair, english=text) if count and re.search(r"\d", pair.original) else None


def digit_changed(pair: Pair, _: Sequence[Pair], chance: random.Random) -> Pair | None:
    digits = [match.start() for match in re.finditer(r"\d", pair.english)]
    if not digits:
        return None
    at = chance.choice(digits)
    other = chance.choice([digit for digit in "123456789" if digit != pair.english[at]])
    return replace(pair, english=pair.english[:at] + other + pair.english[at + 1 :])


_IN_WORDS = ("three", "four", "five", "six", "seven", "eight", "nine", "twelve")


def number_in_words_changed(pair: Pair, _: Sequence[Pair], chance: random.Random) -> Pair | None:
    found = re.search(rf"\b(?:{'|'.join(_IN_WORDS)})\b", pair.english)
    if not found:
        return None
    other = chance.choice([word for word in _IN_WORDS if word != found[0]])
    return replace(pair, english=f"{pair.english[: found.start()]}{other}{pair.english[found.end() :]}")


_OTHER_SCALE = {"thousand": "million", "million": "billion", "billion": "million", "trillion": "billion"}


def million_for_billion(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    scales = rf"\b({'|'.join(_OTHER_SCALE)})\b"
    text, count = re.subn(scales, lambda match: _OTHER_SCALE[match[0]], pair.english, count=1)
    return replace(pair, english=text) if count else None


def numbers_swapped(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    found = list(re.finditer(r"\d+(?:[.,]\d+)*", pair.english))
    if len(found) < 2 or found[0][0] == found[1][0]:
        return None
    first, second = found[:2]
    text = pair.english
    between = text[first.end() : second.start()]
    swapped = f"{text[: first.start()]}{second[0]}{between}{first[0]}{text[second.end() :]}"
    return replace(pair, english=swapped)


def number_invented(pair: Pair, _: Sequence[Pair], chance: random.Random) -> Pair:
    words = pair.english.split()
    at = chance.randrange(1, len(words))
    added = chance.choice([str(chance.randrange(13, 400)), str(chance.randrange(3, 10)), "seven", "forty"])
    return _with(pair, [*words[:at], added, *words[at:]])


_NEGATIVE = re.compile(r"\b(?:not|no|nobody|never|nothing|cannot|neither|none)\b|n['’]t\b", re.IGNORECASE)
_POSITIVE = (
    (r"\bwon['’]t\b", "will"),
    (r"\bcannot\b", "can"),
    (r"n['’]t\b", ""),
    (r"\b[Nn]obody\b|\b[Nn]o one\b", "somebody"),
    (r"\b[Nn]o (?=[a-z])", "a "),
    (r"\b[Nn]ever\b", "always"),
    (r"\b[Nn]othing\b", "something"),
    (r"\b[Nn]either\b|\b[Nn]one\b", "both"),
    (r"\b[Nn]ot\b ?", ""),
)


def negation_lost(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    if not _NEGATIVE.search(pair.english) or "Not only" in pair.english:
        return None
    text = pair.english
    for negative, positive in _POSITIVE:
        text = re.sub(negative, positive, text)
    return replace(pair, english=text)


def cut_at_a_quarter(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    return _first_words(pair, 0.25)


def cut_at_half(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    return _first_words(pair, 0.5)


def cut_at_half_unstopped(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    """The same in text without full stops, as in headlines and tweets."""
    return _first_words(unstopped(pair), 0.5)


def cut_at_three_quarters(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    return _first_words(pair, 0.75)


def watched_name_changed(pair: Pair, _: Sequence[Pair], __: random.Random) -> Pair | None:
    text, count = re.subn(r"Huawei|Uighurs?|Ren Zhengfei", "Samsung", pair.english, count=1)
    return replace(pair, english=text) if count else None


def unknown_piece(pair: Pair, _: Sequence[Pair], chance: random.Random) -> Pair:
    words = pair.english.split()
    words[chance.randrange(len(words))] = chance.choice(["⁇", "<unk>", "▁"])
    return _with(pair, words)


def third_language(pair: Pair, others: Sequence[Pair], chance: random.Random) -> Pair:
    foreign = [p for p in others if p.language in ("fr", "de", "es", "tr") and p.language != pair.language]
    return replace(pair, english=chance.choice(foreign).original)


def other_sentence(pair: Pair, others: Sequence[Pair], chance: random.Random) -> Pair:
    return replace(pair, english=chance.choice(others).english)


def _with(pair: Pair, words: Sequence[str]) -> Pair:
    return replace(pair, english=" ".join(words))


def _first_words(pair: Pair, share: float) -> Pair | None:
    words = pair.english.split()
    return _with(pair, words[: int(share * len(words))]) if len(words) >= 8 else None


def unstopped(pair: Pair) -> Pair:
    return replace(pair, original=pair.original.rstrip(".。؟!?"), english=pair.english.rstrip(".!?"))


FAULTS: dict[str, Fault] = {
    "loop of a word": loop_of_a_word,
    "loop of a phrase": loop_of_a_phrase,
    "copy of the original": copy,
    "half left untranslated": half_left,
    "explosion": explosion,
    "number lost": number_lost,
    "digit changed": digit_changed,
    "number in words changed": number_in_words_changed,
    "million for billion": million_for_billion,
    "number invented": number_invented,
    "negation lost": negation_lost,
    "cut off at a quarter": cut_at_a_quarter,
    "cut off at half": cut_at_half,
    "sentence dropped": sentence_dropped,
    "watched name changed": watched_name_changed,
    "piece that is no word": unknown_piece,
    "third language": third_language,
}
"""What can be told from a translation; each has a target."""
UNSEEN: dict[str, Fault] = {
    "cut off at half, no full stops": cut_at_half_unstopped,
    "cut off at three quarters": cut_at_three_quarters,
    "sentence added": sentence_added,
    "numbers swapped": numbers_swapped,
    "translation of another sentence": other_sentence,
}
"""What reads like a translation: seen only where a number, a name or the length gives it away. No target."""
