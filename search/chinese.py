"""Chinese and Japanese: which characters are words by themselves, and both ways to write a name."""

from __future__ import annotations

import re
from functools import cache

import opencc

HAN = r"\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Inside of a character class: Chinese characters, as Japanese and Korean use them too."""

_RUN = re.compile(f"[{HAN}]+")
_OKURIGANA = re.compile(
    r"(?!は|が|を|に|の|と|も|で|や|へ|だ|から|まで|より|など|さん|だけ|しか|ごと)[\u3041-\u3096]"
)
"""Hiragana that is no particle: the ending of a word whose first part the character is (食 in 食べる)."""

_OBJECT = re.compile(
    "[喝吃骑踢][^力惊亏苦香紧掉士手]"
    "|[买卖][^力点单家方主]"
    "|[一两]?辆车|[开坐乘]车|[本看读写]书|[一两三四五六七八九十几多数]人"
    "|[访赴驻对反援亲抗涉][中美俄日韩英法德印以伊乌欧台港朝越菲华苏]"
)
"""Words that the dictionary lists as one: a verb and its object (喝茶), a thing with its number (一辆车), or
a country's letter behind a preposition as headlines have it (访美). The last is a word there; not in set
compounds (吃力, 卖点)."""

_CONVERSIONS = ("t2s", "s2t", "s2tw", "s2hk")


def lone_characters(text: str) -> set[int]:
    """Offsets of the Chinese characters that are words of one character where they stand.

    Decided by jieba's dictionary and model, on the simplified form: 茶 in 一杯茶 and 喝茶, not in 茶叶. In
    Japanese a character in front of its own inflectional ending does not count.
    """
    found: set[int] = set()
    for run in _RUN.finditer(text):
        at = run.start()
        for word in _words(run[0]):
            if len(word) == 1 and not _OKURIGANA.match(text, at + 1):
                found.add(at)
            elif _OBJECT.fullmatch(word):
                found.add(at + len(word) - 1)
            at += len(word)
    return found


def _words(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    import rjieba  # here, since it reads its dictionary: a sixth of the time that a command takes to start

    return rjieba.cut(run.translate(simplified_letters()), True)


def writings(name: str) -> tuple[str, ...]:
    """The name as given, in simplified and in traditional characters (general, Taiwan's, Hong Kong's)."""
    if not _RUN.search(name):
        return (name,)
    return tuple(
        dict.fromkeys((name, *(_converter(conversion).convert(name) for conversion in _CONVERSIONS)))
    )


@cache
def _converter(conversion: str) -> opencc.OpenCC:
    return opencc.OpenCC(conversion)


@cache
def simplified_letters() -> dict[int, str]:
    """Traditional character to simplified, one for one, so that offsets stay true."""
    letters = [chr(c) for c in range(0x4E00, 0xA000)]
    converted = _converter("t2s").convert("\n".join(letters)).split("\n")
    return {ord(a): b for a, b in zip(letters, converted, strict=True) if a != b and len(b) == 1}
