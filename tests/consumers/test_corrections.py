"""A person's word on a translation, and a newer model's: what reaches which document."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from consumers.argos.store import install_file
from consumers.requests import OPERATIONS
from consumers.translate import redo_key
from crawler.document import PERSON, Translation
from crawler.errors import NotFound
from crawler.store import Store
from crawler.store.translations import Correction, text_hash
from tests.consumers.packages import repacked
from tests.consumers.test_translate import (
    IN_ENGLISH,
    PACKAGE,
    PERSONAL,
    STATEMENT,
    consumer,
    drain,
    models,
    put,
    store,
    topics,
    translations,
)  # fmt: skip

__all__ = ["models", "store"]  # fixtures

WRITTEN = "Huawei answers the Washington Post"


def correct(store: Store, kind: str, text: str | None = None, reason: str | None = None) -> int:
    """How many documents it reaches."""
    done = OPERATIONS["translations correct"](
        store, key=text_hash(STATEMENT), target="en", kind=kind, text=text, reason=reason
    )
    documents: int = done["documents"]
    return documents


def shown(store: Store, identity: str) -> Translation:
    found = translations(store, identity)[-1]
    assert found
    return found


def test_what_a_person_writes_outranks_every_model_in_every_document(store: Store, models: Path) -> None:
    first = install_file(PACKAGE, models)
    holders = [put(store, name, STATEMENT) for name in ("one", "two")]
    drain(consumer(store, models))
    assert correct(store, "fixed", "A calm answer") == len(holders)
    drain(consumer(store, models))
    install_file(other_build(models), models)
    drain(consumer(store, models))
    later = put(store, "three", STATEMENT)
    drain(consumer(store, models))
    for identity in (*holders, later):
        assert shown(store, identity) == Translation("done", "en", "A calm answer", PERSON)
        assert topics(store, identity) == ()  # the machine's had "Washington Post" in it
    assert store.translations.pending() == {}
    said = [saying.said for saying in store.translations.history(text_hash(STATEMENT), "en")]
    assert [(getattr(s, "model", None), s.text) for s in said] == [
        (first.label, IN_ENGLISH), (None, "A calm answer"),
    ]  # fmt: skip


def test_a_rejected_translation_is_shown_and_found_no_more_until_that_is_undone(
    store: Store, models: Path
) -> None:
    install_file(PACKAGE, models)
    identity = put(store, "one", STATEMENT)
    drain(consumer(store, models))
    assert topics(store, identity) == ("post",)
    before = store.documents.seq(identity)
    correct(store, "rejected", reason="the accusation is turned round")
    drain(consumer(store, models))
    rejected = shown(store, identity)
    assert (rejected.status, rejected.text, rejected.engine) == ("failed", None, PERSON)
    assert rejected.reason == "rejected by a person: the accusation is turned round"
    assert topics(store, identity) == ()
    assert store.documents.seq(identity) > before
    correct(store, "undone")
    drain(consumer(store, models))
    assert shown(store, identity).text == IN_ENGLISH
    assert topics(store, identity) == ("post",)
    events = [(e.stage, e.outcome) for e in store.events("https://news.example/one")]
    assert ("translate", "rejected") in events
    assert ("translate", "undone") in events


def test_what_is_corrected_while_it_waits_is_no_longer_translated(store: Store, models: Path) -> None:
    identity = put(store, "one", STATEMENT)
    drain(consumer(store, models))
    assert store.translations.pending() == {"ar": 1}
    correct(store, "fixed", WRITTEN)
    install_file(PACKAGE, models)
    drain(consumer(store, models))
    assert store.translations.pending() == {}
    assert shown(store, identity).text == WRITTEN
    assert topics(store, identity) == ("post",)


def test_a_correction_that_is_undone_leaves_no_mention_behind(store: Store, models: Path) -> None:
    """Without a model: nothing else would match the document again."""
    identity = put(store, "one", STATEMENT)
    working = consumer(store, models)
    drain(working)
    correct(store, "fixed", WRITTEN)
    drain(working)
    assert topics(store, identity) == ("post",)
    correct(store, "undone")
    drain(working)
    assert topics(store, identity) == ()
    assert shown(store, identity).status == "pending"


def test_a_text_that_no_document_holds_is_not_corrected(store: Store) -> None:
    with pytest.raises(NotFound, match="no stored document"):
        correct(store, "fixed", WRITTEN)


def test_what_is_forgotten_takes_its_corrections_along(store: Store, models: Path) -> None:
    identity = put(store, "one", STATEMENT)
    drain(consumer(store, models))
    correct(store, "fixed", WRITTEN)
    store.forget(identity, "court order")
    assert store.translations.history(text_hash(STATEMENT), "en") == []


def test_a_newer_model_redoes_what_an_older_one_did_only_when_asked(store: Store, models: Path) -> None:
    old = install_file(PACKAGE, models)
    identity = put(store, "one", STATEMENT, PERSONAL)
    drain(consumer(store, models))
    store.translations.correct(text_hash(PERSONAL), "en", Correction("fixed", "By hand"))
    new = install_file(other_build(models), models)
    drain(consumer(store, models))
    assert [t and t.model for t in translations(store, identity)[2:]] == [old.label, None]
    assert store.translations.redoable("ar", "en", new.label) == 1
    assert OPERATIONS["models redo"](store, source="ar", target="en", model=new.label) == {"redo": 1}
    working = consumer(store, models)
    working.step()
    assert store.translations.pending() == {}
    drain(working)
    assert [t and t.model for t in translations(store, identity)[2:]] == [new.label, None]
    assert store.translations.redoable("ar", "en", new.label) == 0
    assert store.get_meta(redo_key("ar", "en")) == new.label
    assert consumer(store, models).step() == 0  # once


def test_a_newer_model_that_fails_where_an_older_did_not_leaves_it_at_that(
    store: Store, models: Path, tmp_path: Path
) -> None:
    old = install_file(PACKAGE, models)
    identity = put(store, "one", STATEMENT)
    drain(consumer(store, models))
    new = install_file(with_other_words(tmp_path / "babble.argosmodel"), models)
    OPERATIONS["models redo"](store, source="ar", target="en", model=new.label)
    drain(consumer(store, models))
    assert consumer(store, models).step() == 0
    assert shown(store, identity).model == old.label
    said = [saying.said for saying in store.translations.history(text_hash(STATEMENT), "en")]
    assert [s.status for s in said if isinstance(s, Translation)] == ["done", "failed"]


def with_other_words(package: Path) -> Path:
    """The same model with nonsense in the place of its vocabulary: all that it gives fails."""
    with zipfile.ZipFile(PACKAGE) as archive:
        known = json.loads(archive.read("translate-ar_en-mini-0_1/model/shared_vocabulary.json"))
    nonsense = [*known[:3], *(f"x{number}" for number in range(len(known) - 3))]
    return repacked(package, shared_vocabulary_json=json.dumps(nonsense).encode())


def other_build(models: Path) -> Path:
    """The same model as another file: a newer version, as far as anything can tell."""
    package = models.parent / "newer.argosmodel"
    package.write_bytes(PACKAGE.read_bytes() + b"another build")
    return package
