"""Regular inflection: which citation forms a written word may belong to, one module a script.

Index and query meet on citation forms. A text's word is indexed under all it may belong to, in the text's
language where that matters; a query's word asks for itself as written and as a citation form, and, where
its own form tells surely, for its singular. So a wrong guess costs an index term, and a hit only when
somebody looks for just that word.
"""

from __future__ import annotations

from search.inflection import arabic, cyrillic, korean, latin
from search.inflection.reading import Reading

__all__ = ["Reading", "citations", "readings"]


def readings(raw: str, word: str, kind: str, language: str) -> list[Reading]:
    """Index side. `raw`: as written; `word`: folded; `kind`: the group of `search.analysis` that found it."""
    if kind == "arabic":
        return arabic.readings(raw, word, language)
    if kind == "hangul":
        return korean.readings(word) if len(raw) == len(word) else []
    if kind == "general" and word:
        if "\u0400" <= word[0] <= "\u052f":
            return [Reading(form) for form in cyrillic.index_forms(raw, word)]
        if "a" <= word[0] <= "z":
            return [Reading(form) for form in latin.index_forms(raw, word, language)]
    return []


def citations(raw: str, word: str) -> list[str]:
    """Query side: further words that a query's word stands for."""
    if "\u0400" <= word[0] <= "\u052f":
        return cyrillic.query_forms(word)
    if "a" <= word[0] <= "z":
        return latin.query_forms(raw, word)
    return []
