"""Is what a model gave a translation at all? Each check names what is wrong in one phrase.

The thresholds were set on the pairs of `benchmarks/translations/tuned.tsv`, and on the tiny Arabic–English
model; `benchmarks/guards.py` says what a change of them finds, and what it refuses of good translations. They
are wide: a good translation that is refused is lost to its reader. What reads like a translation and is that
of another text, or has two numbers in each other's place, passes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import regex

from consumers.translation.model import Rendering
from consumers.translation.names import NO_NAMES, WatchedNames
from consumers.translation.negation import is_lost
from consumers.translation.numbers import first_invented, first_lost
from consumers.translation.units import has_letters, kept_items, without_kept
from pipelines.language import decide, evidence, script_of, script_runs

LEAST_SCORE = -1.0
"""Mean log-probability of a token: below, the model itself does not believe it. On the small test model good
sentences have -0.04 to -0.35, nonsense -0.7 to -1.2; to be set again on full-size models."""
LEFT_OVER = 0.1
"""Share of letters that may still be in the source's script; a name in parentheses is not counted."""
COPIED, COPIED_WORDS = 0.8, 5
"""Share of the words that are the original's, of so many words or more, between languages of one script."""
COPIED_RUN = 4
"""Words in a row that are no names."""
SHORT = 20
"""Letters below which a text's length says little."""
LENGTH_RATIO, LENGTH_RATIO_SHORT = (0.35, 3.5), (0.2, 8.0)
"""Least and most letters for one of the original, whatever the languages."""
LETTERS_IN_ENGLISH = {
    "ar": 1.19, "fa": 1.22, "he": 1.5, "tr": 1.05, "ru": 0.92, "uk": 1.07, "zh": 1.31, "fr": 0.92, "de": 0.92,
    "es": 0.93,
}  # fmt: skip
"""English letters for one of the original (of Latin's weight, see `pipelines.language.DENSITY`) in the pairs
of `benchmarks/translations/tuned.tsv`; languages with fewer than four there have none. Russian lies between
those (1.01) and 136 sentences of TICO-19 (0.83)."""
VARIANCE = 2.0
"""Of the length in English, per letter of the original."""
SHORTER, SHORTER_UNSTOPPED, LONGER = 2.7, 1.2, 4.5
"""Standard deviations from the usual length; the second where the original ends with a stop and the output
does not."""
SHORTER_SHARE = 0.62
"""Of the usual length; what ends like a sentence is no shorter for an abbreviation or two (`EU/EEA`)."""
LANGUAGE_LETTERS, LANGUAGE_CONFIDENCE = 20, 0.9
"""Letters, of words that are no names, and the confidence from which another language is believed."""
ENGLISH_LETTERS = 50
"""From here on what is English is always told as such."""

_FIGURES = regex.compile(r"[\p{N}٪٫٬]+")
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_STOP = regex.compile(r"[.!?؟。！？۔।…:؛][\s\p{Pf}\p{Pe}\"'»]*$")
_DANGLING = regex.compile(
    r"(?<!\S)(?:the|an?|and|or|of|their|its|his|my|our|your|from|into|than)\s*$", regex.IGNORECASE
)
"""English ends no sentence with these; a line may go on with a link or an @name."""
_UNSPEAKABLE = regex.compile(r"(?!(\w)\1{3})[bcdfghjklmnpqrstvwxz]{7}")
_VOICELESS = regex.compile(
    r"(?<![\p{L}\p{N}.'’]|\p{N}\s)(?!([a-z])(?:\1)+\b)[bcdfghjklmnpqrstvwxz]{3,}(?![\p{L}\p{N}.'’])"
)
"""What follows a figure is a unit; one letter again and again a sound."""
_UNORDERED = regex.compile(r"\b(?:the|an?) (?:the|an?|of|to|in|is|and|for|was|with|at|by|from)\b")
UNHELD_WORDS = 8
"""Words that are no names."""
_OF_ANY_SENTENCE = (
    "the of to in a an and is was for on that with as at by be are from has have had it its he his she"
)
_OF_ANY_SENTENCE += (
    " her they their will not were but this who after said over into more than or no i you we my our"
)
_HOLDING = frozenset(f"{_OF_ANY_SENTENCE} your if what there".split())
_LATIN_NAME = regex.compile(r"(?<![A-Za-z])(?=[A-Za-z]*[a-z])(?=[A-Za-z]*[A-Z])[A-Za-z]{3,}")
_PARENTHESES = regex.compile(r"\([^()]*\)")
_UNKNOWN = regex.compile(r"⁇|<unk>|▁|\ufffd", regex.IGNORECASE)
"""What vocabularies (SentencePiece, fastText) write for a token that is none of theirs, for a space, and for
bytes that are no character."""
_DOUBLED = regex.compile(r"(\p{L}[\p{L}\p{M}]{0,5}?)\1")
"""A word said twice in a script without spaces."""
_CHARACTER_LOOP = regex.compile(r"(.{2,30}?)\1{3,}|(\S)\2{7,}", regex.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence before and after."""

    original: str
    rendering: Rendering
    source: str
    target: str
    names: WatchedNames = NO_NAMES

    @property
    def text(self) -> str:
        return self.rendering.text


def verdict(case: Case) -> str | None:
    """Why the output is no translation of the original; None when nothing speaks against it."""
    return next((reason for check in CHECKS if (reason := check(case))), None)


def _empty(case: Case) -> str | None:
    return "nothing came out" if has_letters(case.original) and not has_letters(case.text) else None


def _improbable(case: Case) -> str | None:
    score = case.rendering.score
    return "the model is not sure of any of it" if score is not None and score < LEAST_SCORE else None


def _lost(case: Case) -> str | None:
    lost = Counter(kept_items(case.original)) - Counter(kept_items(case.text))
    return f"{next(iter(lost))} was lost" if lost else None


def _item_invented(case: Case) -> str | None:
    items = kept_items(case.text)
    invented = next((item for item in items if item not in case.original), None)
    return f"{invented} is not in the original" if invented else None


def _latin_name_lost(case: Case) -> str | None:
    """A word like `TikTok` in Arabic or Chinese text is a name, and stays."""
    if script_of(case.source) in (None, "Latin") or script_of(case.target) != "Latin":
        return None
    names, text = _LATIN_NAME.findall(without_kept(case.original)), case.text.casefold()
    lost = next((name for name in names if name.casefold() not in text), None)
    return f"{lost} was lost" if lost else None


def _number_changed(case: Case) -> str | None:
    if lost := first_lost(case.original, case.text, case.source, case.target):
        return f"the number {lost} was lost"
    invented = first_invented(case.original, case.text, case.source, case.target)
    return f"the number {invented} is not in the original" if invented else None


def _name_lost(case: Case) -> str | None:
    lost = case.names.lost(case.original, case.text, case.source, case.target)
    return f"the name {lost} was lost" if lost else None


def _negation_lost(case: Case) -> str | None:
    lost = is_lost(case.original, case.text, case.source, case.target)
    return "a negation was lost" if lost else None


def _unknown(case: Case) -> str | None:
    marks = (mark.group() for mark in _UNKNOWN.finditer(case.text))
    return "it holds pieces that are no words" if any(mark not in case.original for mark in marks) else None


def _gibberish(case: Case) -> str | None:
    """Letters that no English word has in a row, two words without a vowel, many words and none that holds a
    sentence together, or no others, in no English order."""
    if case.target != "en":
        return None
    every = _WORDS.findall(case.text)
    words = [word for word in every if word.islower()]
    unheld = len(words) >= UNHELD_WORDS and _HOLDING.isdisjoint(words)
    empty = len(words) == len(every) and _HOLDING.issuperset(words) and _UNORDERED.search(case.text)
    voiceless = {m.group() for m in _VOICELESS.finditer(without_kept(case.text))} - set(_words(case.original))
    new = unheld or empty or len(voiceless) > 1 or _UNSPEAKABLE.search(case.text)
    return "its words are none" if new and not _UNSPEAKABLE.search(case.original) else None


def _loop(case: Case) -> str | None:
    words, source = _words(case.text), _words(case.original)
    emphatic = _repeats(source, word_times=2) or (_is_unspaced(case) and bool(_DOUBLED.search(case.original)))
    looping = _repeats(words, 4 if emphatic else 3) or bool(_CHARACTER_LOOP.search(case.text))
    in_source = _repeats(source, word_times=4) or bool(_CHARACTER_LOOP.search(case.original))
    if looping and not in_source:
        return "it repeats itself"
    poor = len(words) >= 24 and len(set(words)) < 0.35 * len(words)
    return "it repeats itself" if poor and not in_source else None


def _is_unspaced(case: Case) -> bool:
    return case.source in ("zh", "zt", "ja", "th", "lo", "my", "km")


def _repeats(words: Sequence[str], word_times: int) -> bool:
    """A word `word_times` in a row, or a run of two to eight words three times."""
    for length in range(1, 9):
        times = word_times if length == 1 else 3
        in_a_row = 0
        for index in range(length, len(words)):
            in_a_row = in_a_row + 1 if words[index] == words[index - length] else 0
            if in_a_row >= length * (times - 1):
                return True
    return False


def _copied(case: Case) -> str | None:
    words = _words(case.text)
    if len(words) < COPIED_WORDS or script_of(case.source) != script_of(case.target):
        return None
    known = set(_words(case.original))
    if sum(w in known for w in words) >= COPIED * len(words):
        return "it was copied, not translated"
    return "part of it was left untranslated" if _runs(case.original) & _runs(case.text) else None


def _runs(text: str) -> set[tuple[str, ...]]:
    """Words in a row, most of them no names."""
    words = _WORDS.findall(text)
    runs = zip(*(words[start:] for start in range(COPIED_RUN)), strict=False)
    return {run for run in runs if sum(word.islower() for word in run) > COPIED_RUN // 2}


def _wrong_script(case: Case) -> str | None:
    letters = _letters(_PARENTHESES.sub("", case.text) or case.text)
    source, target = script_of(case.source), script_of(case.target)
    known = {source, target, *_letters(case.original)}
    foreign = sum(count for script, count in letters.items() if script != target)
    total = sum(letters.values())
    if target and total and foreign > 0.5 * total:
        return "it came out in another script"
    if any(count >= 2 and script not in known for script, count in letters.items()):
        return "words of a third script are in it"
    if source != target and source and letters.get(source, 0.0) > LEFT_OVER * total:
        return "part of it was left untranslated"
    return None


def _wrong_length(case: Case) -> str | None:
    before, after = _weight(case.original), _weight(case.text)
    if not before:
        return None
    least, most = LENGTH_RATIO_SHORT if before < SHORT else LENGTH_RATIO
    if after < least * before:
        return "most of it was lost"
    return "much more came out than went in" if after > most * before else None


def _broken_off(case: Case) -> str | None:
    """It ends as no sentence does, or much sooner than the original lets expect."""
    deviation, share = _length(case)
    stopped = _STOP.search(case.original)
    dangling = case.target == "en" and stopped and _DANGLING.search(case.text)
    unstopped = stopped and not _STOP.search(case.text)
    short = deviation < -SHORTER_UNSTOPPED if unstopped else deviation < -SHORTER and share < SHORTER_SHARE
    if dangling or short:
        return "it breaks off"
    return "more came out than went in" if deviation > LONGER else None


def _length(case: Case) -> tuple[float, float]:
    """How far the length is from what is usual between these languages, in standard deviations, which grow
    with the square root of the length (Gale and Church 1993), and its share of what is usual. As usual where
    none is known."""
    usual = LETTERS_IN_ENGLISH.get(case.source) if case.target == "en" else None
    before, after = _weight(case.original), _weight(case.text)
    if usual is None or before < SHORT:
        return 0.0, 1.0
    return (after - usual * before) / sqrt(VARIANCE * before), after / (usual * before)


def _wrong_language(case: Case) -> str | None:
    """Told by the words that are no names."""
    plain = " ".join(word for word in _WORDS.findall(without_kept(case.text)) if not word[0].isupper())
    if _weight(plain) < LANGUAGE_LETTERS:
        return None
    language, confidence = decide([evidence(plain)])[0]
    is_other = language not in (case.target, "und") and confidence >= LANGUAGE_CONFIDENCE
    is_none = case.target == "en" != language and _weight(plain) >= ENGLISH_LETTERS
    return f"it does not read as {case.target}" if is_other or is_none else None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


def _weight(text: str) -> float:
    """The letters of a text's words, links and handles left out."""
    return sum(_letters(without_kept(text)).values())


def _letters(text: str) -> dict[str, float]:
    """Script to letters; Arabic digits are none."""
    letters: dict[str, float] = {}
    for script, _, count in script_runs(_FIGURES.sub(" ", text)):
        letters[script] = letters.get(script, 0.0) + count
    return letters


CHECKS: tuple[Callable[[Case], str | None], ...] = (
    _empty, _unknown, _gibberish, _wrong_script, _loop, _copied, _wrong_length, _broken_off,
    _lost, _item_invented, _latin_name_lost, _number_changed, _name_lost, _wrong_language, _negation_lost,
    _improbable,
)  # fmt: skip
