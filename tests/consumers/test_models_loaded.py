"""Models in memory: loaded once, given back when nobody needs them, one or two of them for a pair."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import ClassVar
from weakref import WeakSet

import pytest

from consumers.argos.argostranslate import ArgostranslateModel
from consumers.argos.engine import ArgosModel
from consumers.argos.loaded import AGAIN_SECONDS, ENGINES, IDLE_SECONDS, LoadedModels, PackageModel
from consumers.argos.store import install_file, remove

PACKAGE = Path(__file__).parents[1] / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
STATEMENT = "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Counted(ArgosModel):
    """Says how often models were loaded, and which are still in memory."""

    loads = 0
    in_memory: ClassVar[WeakSet[ArgosModel]] = WeakSet()

    def load(self) -> None:
        Counted.loads += 1
        Counted.in_memory.add(self)
        super().load()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    install_file(PACKAGE, tmp_path / "models")
    return tmp_path / "models"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loaded(models: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> LoadedModels:
    monkeypatch.setitem(ENGINES, "counted", Counted)  # type: ignore[arg-type]  # read-only to the product
    monkeypatch.setattr(Counted, "loads", 0)
    monkeypatch.setattr(Counted, "in_memory", WeakSet())
    return LoadedModels(models, "counted", clock)


def translated(loaded: LoadedModels) -> str | None:
    translator = loaded.translator("ar", "en")
    assert translator is not None
    return translator.translate([STATEMENT])[0].text


def test_a_model_in_use_is_loaded_once(loaded: LoadedModels, clock: Clock) -> None:
    for _ in range(5):
        translated(loaded)
        clock.now += IDLE_SECONDS - 1
        loaded.refresh()
    assert (Counted.loads, len(Counted.in_memory)) == (1, 1)


def test_the_memory_of_an_idle_model_is_given_back_until_it_is_needed(
    loaded: LoadedModels, clock: Clock
) -> None:
    before = translated(loaded)
    clock.now += IDLE_SECONDS
    loaded.refresh()
    assert len(Counted.in_memory) == 0
    assert (translated(loaded), Counted.loads) == (before, 2)


def test_asking_for_the_name_of_a_model_neither_loads_nor_keeps_it(
    loaded: LoadedModels, clock: Clock
) -> None:
    assert loaded.label("ar", "en") and Counted.loads == 0
    translated(loaded)
    for _ in range(3):
        clock.now += IDLE_SECONDS / 2
        loaded.label("ar", "en")
        loaded.refresh()
    assert len(Counted.in_memory) == 0


@pytest.mark.parametrize("engine", [ArgosModel, ArgostranslateModel])
def test_a_model_for_which_there_was_no_memory_is_tried_again(
    models: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, engine: type[PackageModel]
) -> None:
    def no_memory(*_: object, **__: object) -> None:
        raise MemoryError("std::bad_alloc")

    loaded = LoadedModels(models, engine.engine, clock)
    with monkeypatch.context() as short:
        short.setattr("ctranslate2.Translator", no_memory)
        assert loaded.translator("ar", "en") is None
    assert loaded.translator("ar", "en") is None
    clock.now += AGAIN_SECONDS
    assert translated(loaded)


def test_the_memory_of_a_removed_model_is_given_back(loaded: LoadedModels, models: Path) -> None:
    translated(loaded)
    remove("ar", models)
    loaded.refresh()
    assert len(Counted.in_memory) == 0


@pytest.mark.parametrize("engine", ["argos", "argostranslate"])
def test_a_pair_through_english_names_both_models(models: Path, tmp_path: Path, engine: str) -> None:
    """English into German is played by the same model, said to be of that pair: what it makes of English."""
    from_english = tmp_path / "en_de.argosmodel"
    with zipfile.ZipFile(PACKAGE) as real, zipfile.ZipFile(from_english, "w") as made:
        for entry in real.infolist():
            says = {"package_version": "1.0", "from_code": "en", "to_code": "de"}
            is_metadata = entry.filename.endswith("metadata.json")
            made.writestr(entry.filename, json.dumps(says) if is_metadata else real.read(entry))
    second = install_file(from_english, models)
    both = LoadedModels(models, engine)
    first, out_of_english = both.translator("ar", "en"), both.translator("en", "de")
    translator = both.translator("ar", "de")
    assert first and out_of_english and translator
    (done,) = translator.translate(["أنا جائع جدا"])
    between = first.translate(["أنا جائع جدا"])[0].text
    assert done.text and done.text == out_of_english.translate([str(between)])[0].text != between
    assert done.model == both.label("ar", "de")
    assert str(done.model).startswith("ar_en-0.1-") and str(done.model).endswith(f"+{second.label}")
    assert done.engine == engine
