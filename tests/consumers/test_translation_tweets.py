"""Tweets that are hard to translate: with any model, all of it comes out, or it is failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from consumers.argos.engine import ArgosModel
from consumers.argos.store import install_file
from consumers.translation.model import Rendering
from consumers.translation.translator import Translator
from crawler.document import Translation

FIXTURES = Path(__file__).parents[1] / "fixtures"
PACKAGE = FIXTURES / "models" / "translate-ar_en-mini-0_1.argosmodel"
TWEETS: list[dict[str, Any]] = yaml.safe_load((FIXTURES / "translation" / "tweets.yaml").read_text("utf-8"))


class Faithful:
    """A model that knows these sentences and no others."""

    engine, model = "faithful", "1"

    def __init__(self, says: Mapping[str, str]) -> None:
        self._says = says

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        return [Rendering(self._says.get(sentence, "")) for sentence in sentences]


class Forgetful(Faithful):
    """A model that leaves one word out."""

    def __init__(self, says: Mapping[str, str], word: str) -> None:
        super().__init__({given: said.replace(word, "") for given, said in says.items()})


def translated(tweet: Mapping[str, Any], model: Faithful) -> Translation:
    return Translator(model, tweet.get("language", "ar"), "en").translate([tweet["text"]])[0]


def kept(item: str | list[Any], text: str) -> bool:
    """A list: in any of these ways."""
    ways = [str(way).casefold() for way in item] if isinstance(item, list) else [item.casefold()]
    return any(way in text.casefold() for way in ways)


@pytest.mark.parametrize("tweet", TWEETS, ids=[tweet["text"] for tweet in TWEETS])
def test_what_a_faithful_model_says_comes_out_whole_with_all_that_is_kept(tweet: dict[str, Any]) -> None:
    translation = translated(tweet, Faithful(tweet["says"]))
    assert (translation.text, translation.reason) == (tweet["result"].strip(), None)
    assert all(kept(item, tweet["result"]) for item in tweet["keeps"])


@pytest.mark.parametrize("tweet", TWEETS, ids=[tweet["text"] for tweet in TWEETS])
def test_its_sentences_stand_where_the_translation_says(tweet: dict[str, Any]) -> None:
    translation = translated(tweet, Faithful(tweet["says"]))
    text = translation.text or ""
    originals = " ".join(tweet["text"][pair.start : pair.end] for pair in translation.sentences)
    renderings = " ".join(text[p.translated_start : p.translated_end] for p in translation.sentences)
    if tweet["says"]:
        assert (originals.split(), renderings.split()) == (tweet["text"].split(), text.split())


FORGOTTEN = [
    (tweet, way)
    for tweet in TWEETS
    for item in tweet["keeps"]
    for way in (item if isinstance(item, list) else [item])
    if way != 2 and any(str(way) in said for said in tweet["says"].values())
]


@pytest.mark.parametrize(
    ("tweet", "word"), FORGOTTEN, ids=[f"{word} in {tweet['text']}" for tweet, word in FORGOTTEN]
)
def test_a_model_that_forgets_what_has_to_be_kept_is_caught(tweet: dict[str, Any], word: object) -> None:
    translation = translated(tweet, Forgetful(tweet["says"], str(word)))
    assert translation.status == "failed" or kept(str(word), translation.text or "")


def test_the_tiny_model_gives_all_that_is_kept_or_nothing(tmp_path: Path) -> None:
    model = ArgosModel(install_file(PACKAGE, tmp_path / "models").path)
    tweets = [tweet for tweet in TWEETS if "language" not in tweet]
    translations = Translator(model, "ar", "en").translate([tweet["text"] for tweet in tweets])
    done = [
        (tweet, t.text or "") for tweet, t in zip(tweets, translations, strict=True) if t.status == "done"
    ]
    assert [item for tweet, text in done for item in tweet["keeps"] if not kept(item, text)] == []
    assert len(done) >= 5


class Numbering(Faithful):
    """Says `their-7` for كلمة7, whatever stands around it."""

    def __init__(self) -> None:
        super().__init__({})

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        return [Rendering(sentence.replace("كلمة", "their-")) for sentence in sentences]


def test_two_thousand_characters_without_a_full_stop_come_out_whole() -> None:
    text = f"😂 {' '.join(f'كلمة{number}' for number in range(300))} @Ms3don https://t.co/a"
    assert len(text) > 2000
    translation = Translator(Numbering(), "ar", "en").translate([text])[0]
    assert translation.text == text.replace("كلمة", "their-")
