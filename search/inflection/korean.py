"""Korean particles behind a noun: 화웨이는 is 화웨이 and a topic particle.

Most particles have two shapes, one after a consonant and one after a vowel (은/는, 이/가, 을/를, 과/와,
으로/로). A syllable's final consonant can be computed from its code point, so 국가 (nation) is not read
as 국 and 가.
"""

from __future__ import annotations

from search.inflection.reading import Reading
from search.inflection.words import word_lists

_LISTS = word_lists("korean_particles.txt")
_AFTER_ANY = _LISTS["after any"]
_AFTER_CONSONANT = _LISTS["after consonant"]
_AFTER_VOWEL = _LISTS["after vowel"]
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
_BEHIND_VOWEL = frozenset((*_AFTER_ANY, *_AFTER_VOWEL))
_BEHIND_CONSONANT = frozenset((*_AFTER_ANY, *_AFTER_CONSONANT))
_BEHIND_RIEUL = frozenset([*_AFTER_ANY, *_AFTER_CONSONANT, *_AFTER_RIEUL])
