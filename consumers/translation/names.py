"""Are the watched names of a sentence still in its translation?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crawler.document import Document, Segment
from pipelines.language import script_of, script_runs
from search.evaluate import Evaluator, Occurrence, Page
from search.names import Names


class _Spelling(NamedTuple):
    script: str
    written: str


class WatchedNames:
    """The `names:` of a watch file: key to spellings.

    A name is looked for in a translation where one of its listed spellings is in the target's script: its key
    alone may be an abbreviation that no model knows.
    """

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self._evaluator = Evaluator(Names(names))
        self._spellings = {
            key: [_Spelling(_script(spelling), spelling) for spelling in spellings]
            for key, spellings in names.items()
        }

    def lost(self, original: str, text: str, source: str, target: str) -> str | None:
        """The first name of the original, spelled for the target, that its translation has in no spelling."""
        needed = [found for found in self._found(original, source) if self._spelled(found.name, target)]
        if not needed:
            return None
        kept = {found.name for found in self._found(text, target)}
        lost = next((found.name for found in needed if found.name not in kept), None)
        return self._spelled(lost, target) if lost else None

    def written_out(self, text: str, source: str, target: str) -> str:
        """The text with its names spelled in the script of the target, where they are not yet."""
        done = len(text)
        for found in sorted(self._found(text, source), key=lambda found: found.end, reverse=True):
            spelling = self._spelled(found.name, target)
            if spelling and found.end <= done and _script(found.term) != script_of(target):
                before, after = text[: found.start], text[found.end :]
                text = f"{before}{' ' * before[-1:].isalpha()}{spelling}{after}"
                done = found.start
        return text

    def _found(self, text: str, language: str) -> list[Occurrence]:
        segment = Segment("paragraph", text, language)
        return list(self._evaluator.names_on(Page(Document(segments=(segment,)))))

    def _spelled(self, key: str, target: str) -> str | None:
        script = script_of(target)
        return next((s.written for s in self._spellings[key] if s.script == script), None)


def _script(text: str) -> str:
    return next((script for script, _, _ in script_runs(text)), "")


NO_NAMES = WatchedNames({})
