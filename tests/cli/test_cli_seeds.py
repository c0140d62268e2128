"""The five seed texts through `files:`: crawled, searched, shown as expected.json says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.cli.command import Rasid

SEEDS = Path(__file__).parents[1] / "fixtures" / "seeds"


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
