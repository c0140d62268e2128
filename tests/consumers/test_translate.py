"""The translate consumer on a real store with the real small model."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from consumers.argos.loaded import LoadedModels
from consumers.argos.store import install_file, remove
from consumers.translate import (
    BATCH_CHARACTERS,
    BATCHES_AGAIN,
    LOG_BATCH,
    MATCH_BATCH,
    TranslateConsumer,
)
from consumers.translation.model import ModelFailed, Rendering
from consumers.translation.translator import Translator
from crawler.document import Document, Mention, Post, Segment, Translation, content_hash
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.store.translations import text_hash
from crawler.urls import document_id
from crawler.watch import TranslateConfig, load
from pipelines.match import Matcher

PACKAGE = Path(__file__).parents[1] / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
STATEMENT = "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية"
IN_ENGLISH = "Statement by Huawei in response to the accusations of the American Washington Post"
PERSONAL = "بيان شخصي حول ما أثير عن شركة هواوي في اليومين الماضيين"
PERSONAL_IN_ENGLISH = "Personal statement about Huawei in the last two days"
UNTRANSLATABLE = "قال الوزير يوم الثلاثاء إن 2020 شخصا قتلوا"
WATCH = load(
    {"names": {"huawei": ["Huawei", "هواوي"]}, "topics": [{"name": "post", "query": '"washington post"'}]}
)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        yield opened


def consumer(store: Store, models: Path, **config: object) -> TranslateConsumer:
    """The consumer as a new process would make it."""
    return TranslateConsumer(
        store,
        TranslateConfig(**config),
        Matcher(WATCH).examine,
        LoadedModels(models),  # type: ignore[arg-type]  # test input
    )


def drain(consumer: TranslateConsumer, limit: int = 200) -> int:
    """Steps until there is nothing to do; a consumer that feeds itself would not end."""
    for steps in range(limit):
        if not consumer.step():
            return steps
    raise AssertionError("the consumer does not come to rest")


def put(store: Store, name: str, *arabic: str, **changes: object) -> str:
    """A stored English article with Arabic posts in it; its id."""
    segments = [
        Segment("title", f"Article {name}", "en", 1.0),
        Segment("paragraph", "Huawei denies it.", "en", 1.0),
    ]
    segments += [Segment("post", text, "ar", 1.0, post=0, paragraph=2 + i) for i, text in enumerate(arabic)]
    url = f"https://news.example/{name}"
    document = Document(
        id=document_id(url), url=url, canonical_url=url, title=f"Article {name}", segments=tuple(segments),
        posts=(Post("x", handle="Ms3don"),), first_seen_at=datetime.now(UTC),
    )  # fmt: skip
    document = replace(document, **changes)  # type: ignore[arg-type]  # test input
    document = replace(document, content_hash=content_hash(document))
    return store.documents.put(document, Provenance("0", url)).id


def translations(store: Store, identity: str) -> list[Translation | None]:
    document = store.documents.get(identity)
    assert document
    return [s.translation for s in store.translated(document, "en", ("ar",)).segments]


def test_the_posts_of_an_article_are_translated(store: Store, models: Path) -> None:
    install_file(PACKAGE, models)
    identity = put(store, "one", STATEMENT, PERSONAL)
    drain(consumer(store, models))
    *english, first, second = translations(store, identity)
    assert english == [None, None]
    assert first and first.status == "done" and first.text == IN_ENGLISH
    assert first.engine == "argos" and first.model and first.model.startswith("ar_en-0.1-")
    assert second and second.text == PERSONAL_IN_ENGLISH


def test_without_a_model_texts_wait_and_a_later_run_translates_them(store: Store, models: Path) -> None:
    identity = put(store, "one", STATEMENT)
    waiting = consumer(store, models)
    drain(waiting)
    assert translations(store, identity)[-1] == Translation("pending", "en")
    assert store.translations.pending() == {"ar": 1}
    assert waiting.step() == 0
    install_file(PACKAGE, models)
    drain(waiting)  # the process that was waiting sees it, without a restart
    assert [t.text for t in translations(store, identity) if t] == [IN_ENGLISH]
    assert store.translations.pending() == {}


def test_storing_a_translation_matches_the_document_again(store: Store, models: Path) -> None:
    install_file(PACKAGE, models)
    identity = put(store, "one", STATEMENT)
    before = store.documents.seq(identity)
    drain(consumer(store, models))
    document = store.documents.get(identity)
    assert document and document.topics == ("post",)
    found = [m for m in document.mentions if m.topic == "post"]
    assert found and all(m.text == "translation" and m.segment == 2 for m in found)
    assert IN_ENGLISH[found[0].start : found[0].end].lower() in ("washington", "washington post")
    assert store.documents.seq(identity) > before
    assert document.revision == 1


def test_what_the_memory_translates_is_matched_too(store: Store, models: Path) -> None:
    """A copy of a text that was translated before, and an edit that leaves it as it was."""
    install_file(PACKAGE, models)
    put(store, "one", STATEMENT)
    drain(consumer(store, models))
    copy = put(store, "copy", STATEMENT)
    drain(consumer(store, models))
    assert topics(store, copy) == ("post",)
    put(store, "copy", STATEMENT, title="Article copy, corrected")
    assert topics(store, copy) == ()
    drain(consumer(store, models))
    assert topics(store, copy) == ("post",)


def topics(store: Store, identity: str) -> tuple[str, ...]:
    document = store.documents.get(identity)
    assert document
    return document.topics


def test_with_nothing_pending_the_log_comes_to_rest(store: Store, models: Path) -> None:
    install_file(PACKAGE, models)
    for name in "abc":
        put(store, name, STATEMENT, PERSONAL)
    working = consumer(store, models)
    drain(working)
    head = store.documents.head()
    assert consumer(store, models).step() == 0
    assert working.step() == 0
    assert store.documents.head() == head


def test_a_text_that_many_documents_hold_is_translated_once(store: Store, models: Path) -> None:
    install_file(PACKAGE, models)
    ids = [put(store, str(n), STATEMENT) for n in range(5)]
    drain(consumer(store, models))
    assert all(t and t.text == IN_ENGLISH for t in (translations(store, i)[-1] for i in ids))
    model = LoadedModels(models).label("ar", "en")
    late = put(store, "late", STATEMENT)
    remove("ar", models)  # the memory alone answers
    assert [t.model for t in translations(store, late) if t] == [model]
    drain(consumer(store, models))
    assert store.translations.pending() == {}


def test_what_comes_out_badly_is_failed_with_its_reason_and_shown_as_nothing(
    store: Store, models: Path
) -> None:
    install_file(PACKAGE, models)
    identity = put(store, "one", UNTRANSLATABLE, STATEMENT)
    drain(consumer(store, models))
    bad, good = translations(store, identity)[-2:]
    assert bad and bad.status == "failed" and bad.text is None
    assert bad.reason == "the number 2020 was lost"
    assert good and good.status == "done"
    assert consumer(store, models).step() == 0  # not tried for ever


def test_what_failed_is_tried_again_with_another_model(store: Store, models: Path, tmp_path: Path) -> None:
    install_file(PACKAGE, models)
    identity = put(store, "one", UNTRANSLATABLE)
    drain(consumer(store, models))
    other = tmp_path / "other.argosmodel"
    other.write_bytes(PACKAGE.read_bytes() + b"another build")
    newer = install_file(other, models)
    drain(consumer(store, models))
    tried = translations(store, identity)[-1]
    assert tried and tried.model == newer.label


def test_texts_of_documents_with_mentions_come_first(store: Store, models: Path) -> None:
    old = datetime.now(UTC) - timedelta(days=30)
    put(store, "backlog", *(f"أنا جائع جدا {n}" for n in range(BATCH_CHARACTERS // 15)), first_seen_at=old)
    put(store, "fresh", PERSONAL)
    mention = Mention(None, "huawei", "Huawei", "body", "original", 1, 0, 6)
    wanted = put(store, "wanted", STATEMENT, mentions=(mention,))
    working = consumer(store, models)
    drain(working)
    order = [text.text for text in store.translations.waiting("ar", "en", 50)]
    assert order[:2] == [STATEMENT, PERSONAL]
    install_file(PACKAGE, models)
    working.step()
    assert translations(store, wanted)[-1] is not None
    assert store.translations.pending()["ar"] > 0


def test_text_that_was_edited_away_is_not_translated(store: Store, models: Path) -> None:
    identity = put(store, "one", STATEMENT)
    working = consumer(store, models)
    drain(working)
    put(store, "one", PERSONAL)
    install_file(PACKAGE, models)
    drain(working)
    assert [t.text for t in translations(store, identity) if t] == [PERSONAL_IN_ENGLISH]
    assert store.translations.look_up([(text_hash(STATEMENT), "ar")], "en") == {}
    assert store.translations.languages("en") == []


def test_a_language_taken_from_the_list_no_longer_waits(store: Store, models: Path) -> None:
    put(store, "one", STATEMENT)
    drain(consumer(store, models))
    drain(consumer(store, models, **{"from": ("zh",)}))
    assert store.translations.pending() == {}
    assert store.translations.languages("en") == []
    drain(consumer(store, models))
    assert store.translations.pending() == {"ar": 1}


def test_mentions_in_translations_that_are_no_longer_wanted_go(store: Store, models: Path) -> None:
    install_file(PACKAGE, models)
    identity = put(store, "one", STATEMENT)
    drain(consumer(store, models))
    assert topics(store, identity) == ("post",)
    drain(consumer(store, models, **{"from": ["ru"]}))
    assert topics(store, identity) == ()


def test_what_is_new_does_not_wait_while_the_log_is_read_again(store: Store, models: Path) -> None:
    old = datetime.now(UTC) - timedelta(days=30)
    for number in range(BATCHES_AGAIN * LOG_BATCH + 1):
        put(store, f"old-{number}", f"أنا جائع جدا {number}", first_seen_at=old)
    drain(consumer(store, models), 100)
    install_file(PACKAGE, models)
    working = consumer(store, models)
    working.step()
    waiting = store.translations.pending()["ar"]
    mention = Mention(None, "huawei", "Huawei", "body", "original", 1, 0, 6)
    wanted = put(store, "wanted", STATEMENT, mentions=(mention,))
    while (said := translations(store, wanted)[-1]) is None or said.status == "pending":
        assert working.step()
    assert store.translations.pending()["ar"] > waiting - BATCH_CHARACTERS // 15  # it was in the next batch


def test_the_many_documents_of_one_line_are_matched_some_at_a_time(store: Store, models: Path) -> None:
    install_file(PACKAGE, models)
    holders = [put(store, f"copy-{number}", STATEMENT) for number in range(3 * MATCH_BATCH)]
    working = consumer(store, models)
    matched = []
    while working.step():
        matched.append(sum(topics(store, identity) == ("post",) for identity in holders))
    assert matched[-1] == len(holders)
    assert max(b - a for a, b in pairwise(matched)) == MATCH_BATCH


def test_a_document_that_cannot_be_read_keeps_no_other_back(store: Store, models: Path) -> None:
    install_file(PACKAGE, models)
    broken, whole = put(store, "one", STATEMENT), put(store, "two", STATEMENT)
    with sqlite3.connect(store.data / "rasid.sqlite") as other:
        other.execute("UPDATE documents SET body = '{' WHERE id = ?", (broken,))
    other.close()
    drain(consumer(store, models))
    assert [t.text for t in translations(store, whole) if t] == [IN_ENGLISH]


def test_a_forgotten_document_is_passed_over(store: Store, models: Path) -> None:
    identity = put(store, "one", STATEMENT)
    drain(consumer(store, models))
    store.forget(identity, "asked for")
    install_file(PACKAGE, models)
    drain(consumer(store, models))
    assert store.translations.pending() == {}


def test_a_model_that_cannot_be_loaded_leaves_texts_waiting(
    store: Store, models: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = install_file(PACKAGE, models)
    weights = model.path / "model" / "model.bin"
    weights.write_bytes(bytes(weights.stat().st_size))
    identity = put(store, "one", STATEMENT)
    drain(consumer(store, models))
    assert translations(store, identity)[-1] == Translation("pending", "en")
    assert "model ar cannot be used" in caplog.text
    install_file(PACKAGE, models)
    drain(consumer(store, models))
    assert [t.status for t in translations(store, identity) if t] == ["done"]


class Breaking:
    """A model that breaks on any text with `on` in it: no real one can be made to run out of memory here."""

    engine, model = "test", "breaking-1"

    def __init__(self, on: str) -> None:
        self.on = on

    def render(self, sentences: Sequence[str], *, careful: bool = False) -> list[Rendering]:
        if any(self.on in sentence for sentence in sentences):
            raise ModelFailed("bad allocation")
        return [Rendering("The minister spoke about the company again today") for _ in sentences]


class OneModel(LoadedModels):
    def __init__(self, folder: Path, model: Breaking) -> None:
        super().__init__(folder)
        self.one = model

    def label(self, source: str, target: str) -> str | None:
        return self.one.model

    def translator(self, source: str, target: str) -> Translator | None:
        return Translator(self.one, source, target)


def test_a_text_that_breaks_the_model_fails_alone(store: Store, models: Path) -> None:
    identity = put(store, "one", STATEMENT, PERSONAL)
    working = TranslateConsumer(
        store, TranslateConfig(), Matcher(WATCH).examine, OneModel(models, Breaking("شخصي"))
    )
    drain(working)
    statuses = [(t.status, t.reason) for t in translations(store, identity) if t]
    assert statuses == [("done", None), ("failed", "bad allocation")]
    last = put(store, "two", PERSONAL + " أيضا")  # no other text is there to compare with
    drain(working)
    assert [t.status for t in translations(store, last) if t] == ["failed"]


def test_while_a_model_does_not_run_its_texts_wait(store: Store, models: Path) -> None:
    identity = put(store, "one", STATEMENT, PERSONAL)
    model = Breaking("")
    working = TranslateConsumer(store, TranslateConfig(), Matcher(WATCH).examine, OneModel(models, model))
    with pytest.raises(Unavailable, match="bad allocation"):
        drain(working)
    assert [t.status for t in translations(store, identity) if t] == ["pending", "pending"]
    model.on = "nowhere"
    drain(working)
    assert [t.status for t in translations(store, identity) if t] == ["done", "done"]


CHILD = """
import sys
from pathlib import Path
from consumers.argos.loaded import LoadedModels
from consumers.translate import (
    BATCH_CHARACTERS,
    BATCHES_AGAIN,
    LOG_BATCH,
    MATCH_BATCH,
    TranslateConsumer,
)
from crawler.document import Match
from crawler.store import Store
from crawler.watch import TranslateConfig
with Store(Path(sys.argv[1])) as store:
    models = LoadedModels(Path(sys.argv[2]))
    working = TranslateConsumer(store, TranslateConfig(), lambda document: Match((), ()), models)
    print("ready", flush=True)
    while done := working.step():
        print(done, flush=True)
"""


def test_killed_at_any_moment_nothing_is_lost_and_nothing_doubled(store: Store, models: Path) -> None:
    install_file(PACKAGE, models)
    ids = [
        put(store, str(n), f"أنا جائع جدا {'يا صديقي ' * (n % 5)}", STATEMENT, f"هل تعرف @a{n}")
        for n in range(60)
    ]
    command = [sys.executable, "-c", CHILD, str(store.data), str(models)]
    chance = random.Random(11)
    for _ in range(4):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
        assert child.stdout
        for _ in range(chance.randint(1, 2)):
            child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
    subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[2])
    assert store.translations.pending() == {}
    for identity in ids:
        statuses = [t.status for t in translations(store, identity) if t]
        assert len(statuses) == 3
        assert "pending" not in statuses
    assert consumer(store, models).step() == 0
