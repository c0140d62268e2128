"""Which language a piece of text is in, and how sure that is.

The script is looked at first: many scripts have one language in the news, the others a handful, and the
engine only chooses among those. Pieces of one document then lean on each other (`decide`): a headline of
four words follows the body's language unless its own words say clearly otherwise.

py3langid's scores divided by √bytes are comparable over lengths (its own normalisation); the temperature,
the penalty and the context's weight below were fitted on the dev half of the language bench
(`benchmarks/language.py`).
"""

from __future__ import annotations

import copy
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import regex
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipelines.close_languages import MARKERS

UNDECIDED = "und"

Engine = Callable[[str, str], dict[str, float]]
"""(text, script) -> log-probability of each language that the engine holds possible."""

_ALONE = {
    "Hangul": "ko", "Thai": "th", "Hebrew": "he", "Greek": "el", "Ethiopic": "am", "Georgian": "ka",
    "Armenian": "hy", "Tamil": "ta", "Telugu": "te", "Kannada": "kn", "Malayalam": "ml", "Gujarati": "gu",
    "Gurmukhi": "pa", "Sinhala": "si", "Oriya": "or", "Khmer": "km", "Lao": "lo", "Myanmar": "my",
    "Thaana": "dv", "Tibetan": "bo",
}  # fmt: skip
"""Scripts whose news is in one language."""

_MONITORED = {
    "Latin": "az cs da de en es fi fr id it ms nl no pl pt sv sw tr uz vi",
    "Cyrillic": "kk ru uk",
    "Arabic": "ar fa ps ug ur ckb",
    "CJK": "ja zh",
    "Devanagari": "hi",
    "Bengali": "bn",
}
_OTHER = {
    "Latin": "af bs ca cy et eu ga gl ha hr ht hu is ku lt lv mt ro rw sk sl so sq sr tk tl yo zu",
    "Cyrillic": "be bg ky mk mn sr tg tt",
    "Devanagari": "mr ne",
    "Bengali": "as",
}
_ALIASES = {"wuu": "zh", "yue": "zh", "arz": "ar", "ary": "ar", "nn": "no", "sdh": "ckb"}

_SCRIPT_OF = {
    **{
        language: script
        for table in (_OTHER, _MONITORED)
        for script, said in table.items()
        for language in said.split()
    },
    **{language: script for script, language in _ALONE.items()},
}

_SCRIPTS = (*_MONITORED, *_ALONE)
_RUNS = regex.compile(
    "|".join(
        f"(?P<{name}>{pattern}+)"
        for name, pattern in (
            ("CJK", r"[\p{Han}\p{Hiragana}\p{Katakana}ー]"),
            *((name, rf"\p{{{name}}}") for name in _SCRIPTS if name != "CJK"),
        )
    )
)
_ASCII = re.compile("[A-Za-z]+")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")

FOREIGN_NAMES = 0.5
"""Weight of Latin letters against another script's: names stand in Latin in any text, rarely the reverse."""
DENSITY = {"CJK": 2.5, "Hangul": 2.0, "Ethiopic": 1.6}
"""Letters of an alphabet that one character stands for: about the ratio of lengths of the same news text."""

_NOISE = regex.compile(
    r"(?:https?://|www\.)\S+|\bpic\.\w+\.com/\w+|(?<![\w.+-])[\w.+-]{1,64}+@[\w-]+(?:\.[\w-]+)+|@\w+|^\s*RT\b(?=.{0,40}:)"
    r"|\p{Extended_Pictographic}|\p{Regional_Indicator}|[#_\u200b\ufe0f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)

_LETTER = regex.compile(r"\p{L}")
_UNCAPITALISED = regex.compile(r"(?<![\p{L}\p{M}'’-])\p{Ll}[\p{Ll}\p{M}'’]*(?![\p{L}\p{M}])")
_NAMES_MATTER = 100
"""Code points from which names do not decide a text's language."""

TEMPERATURE = 0.5
"""Of py3langid's scores per √byte: least log-loss over headlines, tweets and sentences of the dev half."""
OUTSIDE_PENALTY = 3.2
"""Nats that a language outside the monitored ones must be ahead: none of 8,600 bench texts is lost to one."""
MARKER_WEIGHT = 1.6
"""Nats for each word of `close_languages`."""
CONTEXT_PSEUDO_LETTERS = 40
"""How many letters of unknown language stand beside the context: more makes it weigh less."""
ENOUGH_LETTERS = 7
"""A piece with fewer letters of a shared alphabet is undecided by itself; two Han characters are a word."""
LEAST_CONFIDENCE = 0.4
_JAPANESE_KANA = 0.08
"""Share of kana from which a text is Japanese; Chinese writes の alone for ornament."""
_LONGEST = 4000
"""Code points of a piece that are looked at."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one piece says by itself: log-probabilities of its script's languages (none likelier where it is
    too short to say), its length in letters."""

    script: str
    letters: float
    languages: Mapping[str, float]


def script_runs(text: str) -> Iterator[tuple[str, int, float]]:
    """(script, start, letters weighted by density) of each unbroken run; unknown scripts are passed over."""
    if text.isascii():  # five times as fast
        yield from (("Latin", run.start(), float(run.end() - run.start())) for run in _ASCII.finditer(text))
        return
    for run in _RUNS.finditer(text):
        name = run.lastgroup or ""
        yield name, run.start(), len(run.group()) * DENSITY.get(name, 1.0)


def script_of(language: str) -> str | None:
    """The script that a language's news is written in; None for a language that is not known here."""
    return _SCRIPT_OF.get(language)


def evidence(text: str, engine: str = "py3langid") -> Evidence | None:
    """What a piece says by itself; None when there is no letter of a known script in it."""
    cleaned = _NOISE.sub(" ", text[:_LONGEST])
    letters: dict[str, float] = {}
    for name, _, count in script_runs(cleaned):
        letters[name] = letters.get(name, 0.0) + count
    if not letters:
        return None
    script = max(letters, key=lambda name: letters[name] * (FOREIGN_NAMES if name == "Latin" else 1.0))
    if letters[script] < ENOUGH_LETTERS and script in _MONITORED and script != "CJK":
        return Evidence(script, letters[script], dict.fromkeys(_MONITORED[script].split(), 0.0))
    return Evidence(script, letters[script], _languages(cleaned, script, engine))


def decide(pieces: Sequence[Evidence | None]) -> list[tuple[str, float]]:
    """(language, confidence) of each piece of one document, each leaning on the others of its script."""
    totals: dict[str, dict[str, float]] = {}
    for piece in pieces:
        if piece:
            total = totals.setdefault(piece.script, {})
            for language, weight in _weights(piece).items():
                total[language] = total.get(language, 0.0) + weight
    return [_decide(piece, totals[piece.script]) if piece else (UNDECIDED, 0.0) for piece in pieces]


def _weights(piece: Evidence) -> dict[str, float]:
    """Letters of the piece shared out over the languages it may be in; nothing from what is too short."""
    if not _speaks(piece):
        return {}
    return {language: piece.letters * math.exp(value) for language, value in piece.languages.items()}


def _speaks(piece: Evidence) -> bool:
    return piece.letters >= ENOUGH_LETTERS or piece.script == "CJK" or len(piece.languages) == 1


def _decide(piece: Evidence, total: Mapping[str, float]) -> tuple[str, float]:
    own = _weights(piece)
    context = {
        language: max(0.0, total.get(language, 0.0) - own.get(language, 0.0)) for language in piece.languages
    }
    pseudo = CONTEXT_PSEUDO_LETTERS / len(piece.languages)
    posterior = _normalised(
        {
            language: value + math.log(context[language] + pseudo)
            for language, value in piece.languages.items()
        }
    )
    best = max(posterior, key=lambda language: posterior[language])
    confidence = math.exp(posterior[best])
    supported = _speaks(piece) or context[best] >= ENOUGH_LETTERS
    if not supported or confidence < LEAST_CONFIDENCE:
        return UNDECIDED, confidence if supported else 0.0
    return best, confidence


def _normalised(values: Mapping[str, float]) -> dict[str, float]:
    top = max(values.values())
    total = top + math.log(sum(math.exp(value - top) for value in values.values()))
    return {language: value - total for language, value in values.items()}


def _languages(text: str, script: str, engine: str) -> dict[str, float]:
    if script in _ALONE:
        return {_ALONE[script]: 0.0}
    if script == "CJK":
        characters = sum(len(run.group()) for run in _RUNS.finditer(text) if run.lastgroup == "CJK")
        if len(_KANA.findall(text)) >= _JAPANESE_KANA * characters:
            return {"ja": 0.0}
    values = ENGINES[engine](text, script)
    _weigh_markers(text, values)
    return _normalised(values)


def _weigh_markers(text: str, values: dict[str, float]) -> None:
    """Moves two close languages apart by the words that only one of them has."""
    if len(values) < 2:
        return
    first, second = sorted(values, key=lambda language: values[language], reverse=True)[:2]
    markers = MARKERS.get(frozenset((first, second)))
    if markers:
        words = set(regex.findall(r"\p{L}+", text.lower()))
        for language, listed in markers.items():
            values[language] += (
                MARKER_WEIGHT / 2 * (len(words & listed) - len(words & _rival(markers, language)))
            )


def _rival(markers: Mapping[str, frozenset[str]], language: str) -> frozenset[str]:
    return next(listed for other, listed in markers.items() if other != language)


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


@cache
def _identifier_of(script: str) -> LanguageIdentifier:
    """The model narrowed to the languages of a script; the tables are shared."""
    wanted = set(f"{_MONITORED[script]} {_OTHER.get(script, '')}".split())
    narrowed = copy.copy(_identifier())
    aliases = {alias for alias, language in _ALIASES.items() if language in wanted}
    narrowed.set_languages((wanted | aliases) & set(narrowed.labels))
    return narrowed


def _py3langid(text: str, script: str) -> dict[str, float]:
    text = text.lower() if sum(c.isupper() for c in text) * 2 > len(text) else _words_before_names(text)
    size = len(unicodedata.normalize("NFC", text).encode("utf-8", "replace"))
    monitored = _MONITORED[script].split()
    values: dict[str, float] = {}
    for label, score in _identifier_of(script).rank(text.encode("utf-8", "replace")):
        language = _ALIASES.get(label, label)
        value = score / (TEMPERATURE * math.sqrt(size)) - (0.0 if language in monitored else OUTSIDE_PENALTY)
        values[language] = max(value, values.get(language, -math.inf))
    return values


def _words_before_names(text: str) -> str:
    """A short text in which names prevail, its other words said three times: "Joe Biden nói với
    Emmanuel Macron" is Vietnamese. Dev half: headlines .981 to .983, tweets .9838 to .9843."""
    if len(text) >= _NAMES_MATTER:
        return text
    words = _UNCAPITALISED.findall(text)
    letters = sum(map(len, words))
    if 5 <= letters < 0.7 * len(_LETTER.findall(text)):
        return f"{text} {' '.join(words * 2)}"
    return text


_OWN_LETTERS = {
    "Arabic": {"ug": "ۈۇۋڭې", "ckb": "ێۆڕڵ", "ps": "ټډړښځڅڼۍ"},
    "Cyrillic": {"kk": "әғқңұ"},
    "Latin": {"az": "ə"},
}
OWN_LETTER_SHARE = 0.02
"""Share of a text's letters that are its language's own; a name brings fewer into other languages' text."""


def _langdetect(text: str, script: str) -> dict[str, float]:
    """The other engine, seeded. Of the languages that it lacks, those with letters of their own are told by
    these; am has its script; ms and uz cannot be told."""
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    DetectorFactory.seed = 0
    candidates = f"{_MONITORED[script]} {_OTHER.get(script, '')}".split()
    values = dict.fromkeys(candidates, math.log(1e-4))
    letters = len(_LETTER.findall(text))
    for language, own in _OWN_LETTERS.get(script, {}).items():
        if sum(map(text.lower().count, own)) >= OWN_LETTER_SHARE * letters:
            return values | {language: math.log(0.99)}
    try:
        found = detect_langs(text)
    except LangDetectException:
        return values
    for guess in found:
        language = guess.lang.split("-")[0]
        if language in values:
            values[language] = math.log(max(guess.prob, 1e-4))
    return values


ENGINES: dict[str, Engine] = {"py3langid": _py3langid, "langdetect": _langdetect}
