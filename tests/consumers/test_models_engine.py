"""Tokenizers and models as packages bring them, and what a process makes of what is installed."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import sentencepiece

from consumers.argos.engine import ArgosModel
from consumers.argos.loaded import LoadedModels
from consumers.argos.package import BadPackage, Metadata
from consumers.argos.store import install_file, remove
from consumers.argos.tokenizers import Bpe, SentencePiece, open_tokenizer
from consumers.translation.model import ModelFailed, Pivot, Rendering

PACKAGE = Path(__file__).parents[1] / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
STATEMENT = "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية"
IN_ENGLISH = "Statement by Huawei in response to the accusations of the American Washington Post"
PAIR = Metadata("de", "en", "1.0", "", "de", "en")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def package_of(target: Path, source: str, into: str) -> Path:
    """The real package, said to be of another pair."""
    with zipfile.ZipFile(PACKAGE) as real, zipfile.ZipFile(target, "w") as made:
        for entry in real.infolist():
            content = real.read(entry)
            if entry.filename.endswith("metadata.json"):
                content = json.dumps(
                    {"package_version": "1.0", "from_code": source, "to_code": into}
                ).encode()
            made.writestr(entry.filename, content)
    return target


def test_byte_pairs_are_merged_in_the_order_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "bpe.model").write_text("#version: 0.2\nl o\nlo w</w>\ne r</w>\nlo w\nn e\n", "utf-8")
    tokenizer = Bpe(tmp_path / "bpe.model", PAIR)
    assert tokenizer.encode("low lower new") == ["low", "low@@", "er", "ne@@", "w"]
    assert tokenizer.decode(["low", "low@@", "er", "ne@@", "w", "."]) == "low lower new."


def test_moses_words_and_punctuation_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "bpe.model").write_text("#version: 0.2\na b\n", "utf-8")
    tokenizer = Bpe(tmp_path / "bpe.model", PAIR)
    text = 'Er sagte: "Nein, danke!" (am Montag) — 3,5 % & mehr.'
    assert tokenizer.decode(tokenizer.encode(text)) == text.replace("—", "-").replace(" % ", "% ")


def test_sentence_pieces_come_back_as_they_were(models: Path) -> None:
    tokenizer = open_tokenizer(install_file(PACKAGE, models).path, PAIR)
    assert isinstance(tokenizer, SentencePiece)
    assert tokenizer.decode(tokenizer.encode(IN_ENGLISH)).strip() == IN_ENGLISH


def test_a_character_in_no_vocabulary_comes_back_from_its_bytes(tmp_path: Path) -> None:
    """Packages into Chinese and Japanese spell rare characters so."""
    with (tmp_path / "sentencepiece.model").open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["The captain said that the sea was calm again."]),
            model_writer=file,
            vocab_size=300,
            hard_vocab_limit=False,
            byte_fallback=True,
            minloglevel=2,
        )
    tokenizer = open_tokenizer(tmp_path, PAIR)
    tokens = tokenizer.encode("the 龘 sea")
    assert "<0xE9>" in tokens
    assert tokenizer.decode(tokens) == "the 龘 sea"
    assert tokenizer.decode([*tokens, "▁@a_b", "</s>"]) == "the 龘 sea @a_b"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"#version: 0.2\n"])
def test_merges_that_cannot_be_read_make_a_bad_package(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bpe.model").write_bytes(content)
    with pytest.raises(BadPackage, match="tokenizer cannot be read"):
        open_tokenizer(tmp_path, PAIR)


def test_sentences_are_rendered_with_how_sure_the_model_is(models: Path) -> None:
    model = ArgosModel(install_file(PACKAGE, models).path)
    good, poor = model.render([STATEMENT, "قال الوزير يوم الثلاثاء إن 2020 شخصا قتلوا"])
    assert good.text == IN_ENGLISH
    assert good.score is not None and poor.score is not None
    assert poor.score < good.score < 0
    assert model.render([]) == []


def test_sentences_in_one_batch_do_not_change_each_other(models: Path) -> None:
    model = ArgosModel(install_file(PACKAGE, models).path)
    sentences = [STATEMENT, "أنا جائع جدا", "هل تتكلم الإنجليزية؟"] * 40
    together = [rendering.text for rendering in model.render(sentences)]
    assert together == [model.render([sentence])[0].text for sentence in sentences[:3]] * 40


def test_a_sentence_too_long_for_the_model_is_not_rendered_in_part(models: Path) -> None:
    model = ArgosModel(install_file(PACKAGE, models).path)
    long, short = model.render(["ظظ ءء " * 400, STATEMENT])
    assert (long.text, short.text) == ("", IN_ENGLISH)


def test_a_package_that_vanished_fails_as_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelFailed):
        ArgosModel(tmp_path / "nowhere").render([STATEMENT])


def test_two_models_make_a_pair_through_english(models: Path, tmp_path: Path) -> None:
    install_file(PACKAGE, models)
    loaded = LoadedModels(models)
    assert loaded.label("ar", "de") is None
    assert loaded.translator("ar", "de") is None
    install_file(package_of(tmp_path / "en_de.argosmodel", "en", "de"), models)
    loaded.refresh()
    label = loaded.label("ar", "de") or ""
    assert label.startswith("ar_en-0.1-") and "+en_de-1.0-" in label
    assert loaded.translator("ar", "de") is not None


def test_a_direct_pair_is_preferred(models: Path, tmp_path: Path) -> None:
    for source, into in (("ar", "en"), ("en", "de"), ("ar", "de")):
        install_file(package_of(tmp_path / f"{source}_{into}.argosmodel", source, into), models)
    assert (LoadedModels(models).label("ar", "de") or "").startswith("ar_de-")
    remove("ar-de", models)
    assert (LoadedModels(models).label("ar", "de") or "").startswith("ar_en-")


def test_a_removed_model_is_no_longer_used(models: Path) -> None:
    install_file(PACKAGE, models)
    loaded = LoadedModels(models)
    assert loaded.translator("ar", "en") is not None
    remove("ar", models)
    loaded.refresh()
    assert loaded.translator("ar", "en") is None


class Spelling:
    """A model that spells what it is given, so that the order of two is seen."""

    engine = "test"

    def __init__(self, mark: str, score: float) -> None:
        self.model, self._score = mark, score

    def render(self, sentences: list[str], *, careful: bool = False) -> list[Rendering]:
        return [Rendering(f"{sentence}{self.model}", self._score) for sentence in sentences]


def test_a_pivot_goes_through_both_and_names_both() -> None:
    pivot = Pivot(Spelling(">", -0.1), Spelling(")", -0.4), "en")  # type: ignore[arg-type]  # lists do here
    assert pivot.render(["a", "b"]) == [
        Rendering("a>)", -0.4, ("en", "a>")),
        Rendering("b>)", -0.4, ("en", "b>")),
    ]
    assert pivot.model == ">+)"
