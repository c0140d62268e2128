"""Languages by the names that people know them by."""

from __future__ import annotations

from babel import Locale

_NAMES = Locale("en").languages


def language(code: str) -> str:
    """`Arabic (ar)`; the code alone where CLDR has no name for it."""
    name = _NAMES.get(code)
    return f"{name} ({code})" if name else code


def languages(source: str, target: str) -> str:
    """`Arabic → English`."""
    return f"{_NAMES.get(source, source)} → {_NAMES.get(target, target)}"
