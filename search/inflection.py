"""Which citation forms a written word may be an inflection of, by script and language."""

from __future__ import annotations

from typing import NamedTuple

import re


class Reading(NamedTuple):
    """A word that the written one may stand for; `lead`/`trail`: characters of clitic or particle around it."""

    citation: str
    lead: int = 0
    trail: int = 0


def readings(raw: str, word: str, kind: str, language: str) -> list[Reading]:
    """Index side: what a text's word may be an inflection of. `raw` as written, `word` folded."""
    if kind == "general":
        return [Reading(c) for c in citations(raw, word)]
    if kind == "arabic":
        return _proclitics(word)
    if kind == "single":
        return []
    return []


def citations(raw: str, word: str) -> list[str]:
    """Query side: what the query's word, in an inflected form, may stand for, whatever the language."""
    if len(word) > 4 and word.endswith("ies"):
        return [word[:-3] + "y"]
    if len(word) > 3 and re.search("(?:[sxz]|ch|sh)es$", word):
        return [word[:-2], word[:-1]]
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "su":
        return [word[:-1]]
    return []


def _proclitics(word: str) -> list[Reading]:
    found = []
    match = re.match("(?:[وف]?(?:[بك]?ال|لل)|[وف][بلك]?|[بلك])(?=.{4})", word)
    if match:
        found.append(Reading(word[match.end() :], match.end()))
    return found
