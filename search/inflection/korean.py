"""Korean particles behind a noun: 화웨이는 is 화웨이 and a topic particle.

Most particles have two shapes, one after a consonant and one after a vowel (은/는, 이/가, 을/를, 과/와, 으로/로). A
syllable's final consonant can be computed from its code point, so 국가 (nation) is not read as 국 and 가.
"""

from __future__ import annotations

from search.inflection.reading import Reading

_AFTER_ANY = """의 에 에서 에게 에게서 께 께서 도 만 까지 부터 마저 조차 보다 처럼 같이 한테 하고 들 들의 들이 들은 들을 들도 들에게 들과
에는 에도 에만 에서는 에서도 에서의 에게는 에게도 까지는 까지의 부터의 만의 만이 만을 보다는 보다도 측 측은 측이 씨 씨는 씨가 씨의 씨를""".split()
_AFTER_CONSONANT = """은 이 을 과 으로 이나 이라 이란 이라는 이라고 이라도 이다 이며 이고 이자 이었다 입니다 으로부터 으로서 으로써 으로는
으로의 과의 과는 과도 이든 이랑""".split()
_AFTER_VOWEL = """는 가 를 와 로 나 라 란 라는 라고 라도 다 며 였다 로부터 로서 로써 로는 로의 와의 와는 와도 든 랑""".split()
_AFTER_RIEUL = ("로", "로부터", "로서", "로써", "로는", "로의")
_LEAST_SYLLABLES = 2
_LONGEST = 4


def readings(word: str) -> list[Reading]:
    """The nouns of two syllables or more that are left when a particle is taken off the end."""
    found = []
    for length in range(1, min(_LONGEST, len(word) - _LEAST_SYLLABLES) + 1):
        noun, particle = word[:-length], word[-length:]
        if particle in _particles(noun[-1]):
            found.append(Reading(noun, trail=length))
    return found


def _particles(last: str) -> frozenset[str]:
    final = (ord(last) - 0xAC00) % 28 if "가" <= last <= "힣" else 0
    if not final:
        return _BEHIND_VOWEL
    return _BEHIND_RIEUL if final == _RIEUL else _BEHIND_CONSONANT


_RIEUL = 8
_BEHIND_VOWEL = frozenset(_AFTER_ANY + _AFTER_VOWEL)
_BEHIND_CONSONANT = frozenset(_AFTER_ANY + _AFTER_CONSONANT)
_BEHIND_RIEUL = frozenset([*_AFTER_ANY, *_AFTER_CONSONANT, *_AFTER_RIEUL])
