"""Word lists beside the rules: sections of words, `#` for comments."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_lists(file: str) -> dict[str, tuple[str, ...]]:
    """Section name to its words, in order, of a text file in this folder."""
    lists: dict[str, list[str]] = {}
    section = ""
    for line in files("search.inflection").joinpath(file).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            lists.setdefault(section, []).extend(line.split())
    return {name: tuple(words) for name, words in lists.items()}
