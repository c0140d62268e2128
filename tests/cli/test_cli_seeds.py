"""The five seed texts through `files:`: crawled, searched, shown as expected.json says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.cli.command import Rasid

FIXTURES = Path(__file__).parents[1] / "fixtures"
SEEDS = FIXTURES / "seeds"
TWEETS = {
    "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية": (
        "Statement by Huawei in response to the accusations of the American Washington Post"
    ),
    "بيان شخصي حول ما أثير عن شركة هواوي في اليومين الماضيين": (
        "Personal statement about Huawei in the last two days"
    ),
}
"""In 001, and what the small model makes of them."""


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_seeds_from_files_to_search_and_show(rasid: Rasid) -> None:
    expected: dict[str, Any] = json.loads((SEEDS / "expected.json").read_text("utf-8"))
    expected.pop("_about")
    shutil.copytree(SEEDS, rasid.folder / "seeds")
    names = {"huawei": ["Huawei", "Hiawei", "هواوي"], "uyghur": ["Uyghur", "Uighur"]}
    rasid.configure({"name": "seeds", "files": "seeds/*.txt"}, names=names)

    assert rasid("crawl", "--json").json["documents"]["new"] == len(expected) == 5

    for name, wanted in expected.items():
        url = (rasid.folder / "seeds" / name).as_uri()
        is_as_expected(rasid("show", url, "--json").json, wanted)
    found = rasid("search", "huawei", "--json").json
    assert found["total"] == 5
    by_post = rasid("search", "post:huawei", "--json").json
    assert [Path(hit["url"]).name for hit in by_post["hits"]] == [
        name for name, wanted in expected.items() if wanted["posts"]
    ]
    again = rasid("crawl", "--all", "--json").json
    assert (again["pages"], again["documents"]["new"]) == (0, 0)


def is_as_expected(shown: dict[str, Any], wanted: dict[str, Any]) -> None:
    text, whole = squeezed(shown["text"]), squeezed(f"{shown['title']} {shown['text']}")
    assert [words for words in wanted["keep"] if squeezed(words) not in text] == []
    assert [words for words in wanted["drop"] if squeezed(words) in whole] == []
    assert {words: whole.count(squeezed(words)) for words in wanted["once"]} == dict.fromkeys(
        wanted["once"], 1
    )
    assert shown["language"] == wanted["language"]
    assert set(wanted.get("languages", ())) <= set(shown["languages"])
    posts = [
        (
            p["author"],
            p["handle"],
            (p["posted_at"] or "")[:10],
            p["language"],
            p["links"],
            squeezed(p["text"]),
        )
        for p in shown["posts"]
    ]
    assert posts == [
        (p["author"], p["handle"], p["date"], p["language"], p["links"], p["text"]) for p in wanted["posts"]
    ]


def test_the_tweets_are_found_by_their_translation_and_mentions_name_which_text(rasid: Rasid) -> None:
    shutil.copytree(SEEDS, rasid.folder / "seeds")
    rasid.configure({"files": "seeds/*.txt"}, names={"huawei": ["Huawei", "هواوي"]})
    assert rasid("models", "install", FIXTURES / "models" / "translate-ar_en-mini-0_1.argosmodel").code == 0
    assert rasid("crawl", "--json").json["documents"]["new"] == 5

    for query, original in zip(("translation:accusations", '"personal statement"'), TWEETS, strict=True):
        is_found_beside_its_original(rasid, query, original)
    (hit,) = rasid("search", "translation:huawei", "--json").json["hits"]
    mentions_name_the_text_they_stand_in(rasid("show", hit["id"], "--json").json)


def is_found_beside_its_original(rasid: Rasid, query: str, original: str) -> None:
    (hit,) = rasid("search", query, "--json").json["hits"]
    assert Path(hit["url"]).name.startswith("001_")
    assert [unmarked(piece) for piece in hit["highlights"]["translation"]] == [TWEETS[original]]
    (beside,) = hit["originals"]
    assert (unmarked(beside["text"]), beside["language"], beside["engine"]) == (original, "ar", "argos")
    seen = unmarked(rasid("search", query).out, "[", "]")
    (line,) = (line for line in seen.splitlines() if TWEETS[original] in line)
    assert f"machine translation (argos {beside['model']})" in line
    assert original in seen


def unmarked(text: str, start: str = "<mark>", end: str = "</mark>") -> str:
    return text.replace(start, "").replace(end, "")


def mentions_name_the_text_they_stand_in(shown: dict[str, Any]) -> None:
    tweets = [n for n, segment in enumerate(shown["segments"]) if segment["text"] in TWEETS]
    mentions = [m for m in shown["mentions"] if m["segment"] in tweets]
    assert {(m["segment"], m["text"], m["term"]) for m in mentions} == {
        (tweet, side, term)
        for tweet in tweets
        for side, term in (("original", "هواوي"), ("translation", "Huawei"))
    }
    for mention in mentions:
        segment = shown["segments"][mention["segment"]]
        text = (segment if mention["text"] == "original" else segment["translation"])["text"]
        assert text[mention["start"] : mention["end"]] == mention["term"]
