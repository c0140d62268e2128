"""Texts in, checked translations out, in as few model calls as the batch allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consumers.translation.guards import Case, verdict
from consumers.translation.model import Rendering, SentenceModel
from consumers.translation.names import NO_NAMES, WatchedNames
from consumers.translation.units import Part, cut, has_letters, join, kept_items, smaller
from crawler.document import Translation


@dataclass(frozen=True, slots=True)
class _Outcome:
    text: str = ""
    reason: str | None = None


_PLAIN = "one two three " * 20
"""A sentence of common length, so that a model without the memory for one fails on it."""
_UNCHANGED = _Outcome(reason="there is nothing to try")


class Translator:
    """One pair of languages. What fails its checks is tried again: decoded otherwise, then in smaller pieces,
    then with watched names in the target's script; a text with a sentence that still fails is `failed`, with
    the reason of the first try, and never shown."""

    def __init__(
        self, model: SentenceModel, source: str, target: str, names: WatchedNames = NO_NAMES
    ) -> None:
        self._model = model
        self._source, self._target = source, target
        self._names = names

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        """One translation, done or failed, for each text. Raises ModelFailed."""
        parts = [cut(text, self._source) for text in texts]
        units = list(dict.fromkeys(part.text for whole in parts for part in whole if part.unit))
        outcomes = dict(zip(units, self._checked(units), strict=True))
        translations = []
        for text, whole in zip(texts, parts, strict=True):
            failed = next((o.reason for p in whole if p.unit and (o := outcomes[p.text]).reason), None)
            rendered = [replace(p, text=outcomes[p.text].text) if p.unit else p for p in whole]
            translations.append(self.failed(failed) if failed else self._done(text, rendered))
        return translations

    def _done(self, original: str, rendered: Sequence[Part]) -> Translation:
        text, sentences = join(original, rendered, self._target)
        return Translation(
            "done", self._target, text, self._model.engine, self._model.model, sentences=sentences
        )

    def check(self) -> None:
        """Raises ModelFailed when the model does not run: it is given words that break none."""
        self._model.render([_PLAIN])

    def failed(self, reason: str) -> Translation:
        """What is stored for a text that broke the model."""
        return Translation("failed", self._target, None, self._model.engine, self._model.model, reason)

    def _checked(self, units: Sequence[str]) -> list[_Outcome]:
        outcomes = self._rendered(units, units)
        for again in (self._more_carefully, self._in_pieces, self._with_names_written_out):
            bad = [index for index, outcome in enumerate(outcomes) if outcome.reason]
            for index, better in zip(bad, again([units[index] for index in bad]), strict=True):
                if not better.reason:
                    outcomes[index] = better
        return outcomes

    def _more_carefully(self, units: Sequence[str]) -> list[_Outcome]:
        return self._rendered(units, units, careful=True)

    def _in_pieces(self, units: Sequence[str]) -> list[_Outcome]:
        cuts = [smaller(unit) for unit in units]
        pieces = list(dict.fromkeys(piece for whole in cuts if len(whole) > 1 for piece in whole))
        worded = [piece for piece in pieces if has_letters(piece) and kept_items(piece) != [piece]]
        done = dict(zip(worded, self._rendered(worded, worded), strict=True))
        return [
            self._together(unit, [done.get(piece, _Outcome(piece)) for piece in whole])
            if len(whole) > 1
            else _UNCHANGED
            for unit, whole in zip(units, cuts, strict=True)
        ]

    def _together(self, unit: str, pieces: Sequence[_Outcome]) -> _Outcome:
        text = " ".join(piece.text for piece in pieces)
        reason = next((piece.reason for piece in pieces if piece.reason), None)
        return _Outcome(text, reason or self._verdict(unit, Rendering(text)))

    def _with_names_written_out(self, units: Sequence[str]) -> list[_Outcome]:
        written = {unit: self._names.written_out(unit, self._source, self._target) for unit in units}
        changed = [unit for unit in units if written[unit] != unit]
        done = dict(zip(changed, self._rendered(changed, [written[unit] for unit in changed]), strict=True))
        return [done.get(unit, _UNCHANGED) for unit in units]

    def _rendered(
        self, units: Sequence[str], given: Sequence[str], *, careful: bool = False
    ) -> list[_Outcome]:
        """The units as the model renders what it is `given` for them."""
        if not units:
            return []
        return [
            _Outcome(rendering.text, self._verdict(unit, rendering))
            for unit, rendering in zip(units, self._model.render(given, careful=careful), strict=True)
        ]

    def _verdict(self, unit: str, rendering: Rendering) -> str | None:
        """On what came out; after a pivot first on what came out half-way."""
        if rendering.between:
            language, text = rendering.between
            half_way = Case(unit, Rendering(text), self._source, language, self._names)
            if reason := verdict(half_way):
                return f"half-way, in {language}: {reason}"
        return verdict(Case(unit, rendering, self._source, self._target, self._names))
