"""The five seed texts, as they are and as pages: what `process` must make of them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from crawler.document import Document, as_json
from crawler.watch import load
from pipelines import process
from tests.fixtures.make_seed_pages import SEEDS, page, seed_names, seed_text

EXPECTED = json.loads((SEEDS / "expected.json").read_text("utf-8"))
CASES = [(name, form) for name in seed_names() for form in ("text", "page")]


@cache
def processed(name: str, form: str) -> Document:
    watch = load({"names": {f"n{i}": [term] for i, term in enumerate(EXPECTED[name]["names"])}})
    source = seed_text(name) if form == "text" else page(name)
    return process(source, "https://daily.example/2021/02/story", watch)


def plain(text: str) -> str:
    """White space, no-break spaces too, as single spaces."""
    return " ".join(text.split())


def shape(name: str, form: str) -> dict[str, Any]:
    return as_json(processed(name, form))


@pytest.mark.parametrize(("name", "form"), CASES)
def test_the_article_and_nothing_but_the_article(name: str, form: str) -> None:
    document, expected = shape(name, form), EXPECTED[name]
    text, everything = plain(document["text"]), plain(f"{document['title']} {document['text']}")
    assert [words for words in expected["keep"] if plain(words) not in text] == []
    assert [words for words in expected["drop"] if plain(words) in everything] == []
    assert {words: everything.count(plain(words)) for words in expected["once"]} == dict.fromkeys(
        expected["once"], 1
    )


@pytest.mark.parametrize(("name", "form"), CASES)
def test_the_posts(name: str, form: str) -> None:
    document, expected = shape(name, form), EXPECTED[name]["posts"]
    posts = [
        {
            "text": plain(post["text"]),
            "author": post["author"],
            "handle": post["handle"],
            "date": (post["posted_at"] or "")[:10],
            "language": post["language"],
            "links": post["links"],
        }
        for post in document["posts"]
    ]
    assert posts == expected
    assert [post["platform"] for post in document["posts"]] == ["x"] * len(expected)


@pytest.mark.parametrize(("name", "form"), CASES)
def test_the_names_and_languages(name: str, form: str) -> None:
    document, expected = shape(name, form), EXPECTED[name]
    assert {mention["name"] for mention in document["mentions"]} == {
        f"n{i}" for i in range(len(expected["names"]))
    }
    assert document["language"] == expected["language"]
    assert document["languages"] == expected.get("languages", [expected["language"]])
