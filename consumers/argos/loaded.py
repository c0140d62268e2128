"""The installed models of this process: which pairs they cover, which engine runs them, loaded when first
needed and kept while they are in use."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Protocol

from consumers.argos.argostranslate import ArgostranslateModel
from consumers.argos.engine import ArgosModel
from consumers.argos.store import BETWEEN, Model, hops, installed
from consumers.argos.store import label as label_of
from consumers.translation.model import ModelFailed, Pivot, SentenceModel
from consumers.translation.names import NO_NAMES, WatchedNames
from consumers.translation.translator import Translator

IDLE_SECONDS = 600.0
"""Since its last use; then a model's memory is given back. Longer than most feeds are silent, so that a model
is not loaded anew for every article."""

AGAIN_SECONDS = 600.0
"""After a model could not be loaded: there may have been no memory for it."""

_log = logging.getLogger(__name__)


class PackageModel(SentenceModel, Protocol):
    """An installed package, run by an engine."""

    def load(self) -> None:
        """Raises ModelFailed when it cannot be loaded."""
        ...


ENGINES: Mapping[str, Callable[[Path, str], PackageModel]] = {
    ArgosModel.engine: ArgosModel,
    ArgostranslateModel.engine: ArgostranslateModel,
}
"""`translate: {engine: …}` -> the engine of a package (folder, label)."""


@dataclass(slots=True)
class _Loaded:
    model: PackageModel
    used: float


class LoadedModels:
    """Sees models that are installed or removed while it lives (`refresh`)."""

    def __init__(
        self,
        folder: Path | None = None,
        engine: str = ArgosModel.engine,
        clock: Callable[[], float] = time.monotonic,
        names: WatchedNames = NO_NAMES,
    ) -> None:
        """`folder` as in `consumers.argos.store.installed`, `engine` as in ENGINES."""
        self._folder = folder
        self._engine = ENGINES[engine]
        self._clock = clock
        self._names = names
        self._found: list[Model] = []
        self._loaded: dict[Path, _Loaded] = {}
        self._broken: dict[Path, float] = {}
        self.refresh()

    def refresh(self) -> None:
        """Looks again at what is installed; a model that is no longer there or in use is unloaded."""
        self._found = installed(self._folder)
        there = {model.path for model in self._found}
        since = self._clock() - IDLE_SECONDS
        self._loaded = {
            path: loaded for path, loaded in self._loaded.items() if path in there and loaded.used > since
        }

    def label(self, source: str, target: str) -> str | None:
        """The name of the model (or of the two) that would translate this pair; None without one."""
        return label_of(hops(self._found, source, target)) or None

    def translator(self, source: str, target: str) -> Translator | None:
        """The translator of a pair, loaded; None where no model is installed, or none that can be loaded."""
        models: list[SentenceModel] = []
        for model in hops(self._found, source, target):
            loaded = self._load(model)
            if loaded is None:
                return None
            models.append(loaded)
        if not models:
            return None
        whole = models[0] if len(models) == 1 else Pivot(models[0], models[1], BETWEEN)
        return Translator(whole, source, target, self._names)

    def _load(self, model: Model) -> PackageModel | None:
        if self._broken.get(model.path, -inf) > self._clock() - AGAIN_SECONDS:
            return None
        loaded = self._loaded.get(model.path)
        if loaded is None:
            loaded = _Loaded(self._engine(model.path, model.label), 0.0)
            try:
                loaded.model.load()
            except ModelFailed as error:
                self._broken[model.path] = self._clock()
                _log.warning(
                    "model %s cannot be used: %s; it is tried again in ten minutes; if that does not help,"
                    " install it again", model.code, error,
                )  # fmt: skip
                return None
            self._loaded[model.path] = loaded
        loaded.used = self._clock()
        return loaded.model
