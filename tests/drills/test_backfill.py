"""kill -9 at random moments while a backlog is translated: nothing is done twice, lost or altered."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from crawler.document import Document, Post, Segment, content_hash
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.store.translations import text_hash
from crawler.urls import document_id
from pipelines.match import Matcher
from tests.cli.command import PATIENCE, Rasid
from tests.drills.consuming import consuming

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "tests" / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
WORDS = [
    *("أنا", "جائع", "جدا", "يا", "صديقي", "بيان", "هواوي", "ردا", "على", "اتهامات"),
    *("واشنطن", "بوست", "شخصي", "حول", "شركة", "اليومين", "الماضيين"),
]
"""The small model knows them; any three make a text, which the model is given as one sentence."""
POSTS = 8
HOLDERS = 4
"""Documents in which each text stands."""
KILLS = 10
UNFINISHED = 200
"""Texts that are left when the last kill is due: more than any machine does before it comes."""
TOPIC = "statement OR hungry OR washington"


@dataclass(frozen=True)
class Memory:
    """What is committed: whole rows by the hash of their text, and the hashes that wait."""

    done: dict[str, tuple[object, ...]]
    waiting: set[str]


@pytest.mark.parametrize("texts", [500, pytest.param(2000, marks=pytest.mark.slow)])
def test_after_kill_9_each_text_is_translated_once_and_kept_as_it_was(rasid: Rasid, texts: int) -> None:
    """500 texts are 2,000 segments."""
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # shown when the test fails
    chance = random.Random(seed)
    store_backlog(rasid, chance.sample(list(permutations(WORDS, 3)), texts))
    moments = [0, *sorted(chance.sample(range(1, texts - UNFINISHED), KILLS - 1))]
    before = Memory({}, set())
    for moment in moments:
        asked = kill_when_done(rasid, moment, chance)
        now = memory(rasid)
        assert asked.isdisjoint(before.done)
        assert now.waiting.isdisjoint(now.done)
        assert before.done.items() <= now.done.items()
        before = now

    assert rasid("crawl").code == 0

    last = memory(rasid)
    assert before.done.items() <= last.done.items()
    assert (len(last.done), last.waiting) == (texts, set())
    every_document_is_finished(rasid, texts * HOLDERS)
    the_log_is_at_rest(rasid)


def store_backlog(rasid: Rasid, texts: list[tuple[str, ...]]) -> None:
    """Documents of POSTS posts each, and a model for them; no source has anything new."""
    (rasid.folder / "pages.txt").write_text("")
    rasid.configure({"urls": "pages.txt"}, topics=[{"name": "watched", "query": TOPIC}])
    held = [" ".join(words) for words in texts] * HOLDERS
    with Store(rasid.watch.data) as store, store.transaction():
        for at in range(0, len(held), POSTS):
            store.documents.put(article(at, held[at : at + POSTS]), Provenance("0", ""))
    assert rasid("models", "install", PACKAGE).code == 0


def article(number: int, posts: list[str]) -> Document:
    title, url = f"Article {number}", f"https://news.example/{number}"
    words = [Segment("post", text, "ar", 1.0, paragraph=1 + n, post=n) for n, text in enumerate(posts)]
    document = Document(
        id=document_id(url), url=url, canonical_url=url, title=title,
        segments=(Segment("title", title, "en", 1.0), *words),
        posts=(Post("x"),) * len(posts), first_seen_at=datetime.now(UTC),
    )  # fmt: skip
    return replace(document, content_hash=content_hash(document))


def kill_when_done(rasid: Rasid, texts: int, chance: random.Random) -> set[str]:
    """Kills the consumers as soon as so many texts are done, or some time later, or before any is; the hashes
    of what the model was asked for."""
    pause = chance.choice([0.0, chance.uniform(0, 0.2)]) if texts else chance.uniform(0, 1)
    print(f"kill {pause:.2f} s after text {texts}")
    asked = rasid.folder / "asked"
    asked.write_text("")
    process = consuming(rasid, asked)
    deadline = time.monotonic() + PATIENCE
    with opened(rasid) as database:
        while database.execute("SELECT count(*) FROM translations").fetchone()[0] < texts:
            assert process.is_alive() and time.monotonic() < deadline
            process.join(0.001)
    process.join(pause)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    return {text_hash(line) for line in asked.read_text("utf-8").splitlines()}


def opened(rasid: Rasid) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{(rasid.watch.data / 'rasid.sqlite').as_uri()}?mode=ro", uri=True))


def memory(rasid: Rasid) -> Memory:
    """Once the file has been found whole, and no text in it twice."""
    with opened(rasid) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = database.execute("SELECT text_hash, * FROM translations").fetchall()
        waiting = {key for (key,) in database.execute("SELECT text_hash FROM translation_queue")}
    done = {row[0]: row for row in rows}
    assert len(done) == len(rows)
    return Memory(done, waiting)


def every_document_is_finished(rasid: Rasid, segments: int) -> None:
    """Each with all its translations, matched, noted once at most, and found by them."""
    examine = Matcher(rasid.watch).examine
    found = 0
    with Store(rasid.watch.data, readonly=True) as store:
        for document in store.documents.since():
            whole = store.translated(document, "en", ("ar",))
            outcomes = [s.translation.status for s in whole.segments if s.translation]
            assert len(outcomes) == POSTS
            assert "pending" not in outcomes
            assert (document.topics, document.mentions) == ((m := examine(whole)).topics, m.mentions)
            assert len(store.events(document.url)) <= 1
            segments -= len(outcomes)
            found += bool(document.topics)
    assert segments == 0
    assert found > 0
    assert rasid("search", TOPIC, "--limit", "0", "--json").json["total"] == found


def the_log_is_at_rest(rasid: Rasid) -> None:
    before = rasid("status", "--json").json
    assert {(c["lag"], c["dead"]) for c in before["consumers"].values()} == {(0, 0)}
    assert rasid("crawl").code == 0
    assert rasid("status", "--json").json["log"] == before["log"]
