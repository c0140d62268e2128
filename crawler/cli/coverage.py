"""What the installed models are to a watch file: which languages they cover, what they have translated."""

from __future__ import annotations

from dataclasses import dataclass

from consumers.argos.store import Model, hops, installed, label, lacking
from crawler.store import Store
from crawler.watch import TranslateConfig


@dataclass(frozen=True, slots=True)
class Covered:
    """A language that is translated, and the one or two models that do it."""

    source: str
    target: str
    models: tuple[Model, ...]

    @property
    def label(self) -> str:
        return label(self.models)

    def is_by(self, source: str, target: str) -> bool:
        """Whether the model of that pair has a part in it."""
        return any((model.source, model.target) == (source, target) for model in self.models)

    def asked(self) -> dict[str, str]:
        """The arguments of the operation `models redo`."""
        return {"source": self.source, "target": self.target, "model": self.label}

    def translated(self, store: Store) -> int:
        """How many texts they have translated."""
        return store.translations.translated_by(self.source, self.target, self.label)

    def redoable(self, store: Store) -> int:
        """How many texts others have translated that they could translate again."""
        return store.translations.redoable(self.source, self.target, self.label)


def covered(config: TranslateConfig) -> list[Covered]:
    """The languages of `translate.from` that can be translated."""
    have = installed()
    return [
        Covered(code, config.to, tuple(found))
        for code in config.from_
        if code != config.to and (found := hops(have, code, config.to))
    ]


def remedy(source: str, target: str) -> str:
    """The commands that install what a pair lacks; empty where it can be translated."""
    return " and ".join(f"`rasid models install {code}`" for code in lacking(installed(), source, target))
