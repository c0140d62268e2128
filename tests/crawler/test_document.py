"""The document: stored form, outside form, text, hash."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crawler.document import (
    PERSON,
    SCHEMA,
    Document,
    Extraction,
    Mention,
    Post,
    Segment,
    SentencePair,
    Translation,
    as_json,
    body_text,
    content_hash,
    dump,
    paragraphs,
    parse,
)

NOW = datetime(2026, 7, 20, 12, 30, tzinfo=UTC)
DONE = Translation("done", "en", "No.", "argos", "ar_en 1.0")

FULL = Document(
    url="https://news.example/a?x=1",
    canonical_url="https://news.example/a",
    id="0f" * 16,
    source="news",
    outlet="الراية",
    country="QA",
    title="هواوي",
    authors=("A", "B"),
    published_at=NOW,
    published_precision="minute",
    modified_at=NOW + timedelta(hours=1),
    first_seen_at=NOW,
    fetched_at=NOW,
    language="ar",
    languages=("ar", "en"),
    segments=(
        Segment("title", "هواوي", "ar", 1.0, paragraph=0),
        Segment("paragraph", "لا. ", "ar", 0.9, paragraph=1, translation=DONE),
        Segment("paragraph", "In English.", "en", 0.9, paragraph=1),
        Segment("post", "Huawei says", "en", 0.5, post=0, paragraph=2),
        Segment("post", "no.", "en", 0.5, post=0, paragraph=3),
        Segment("caption", "صورة", "ar", 0.5, paragraph=4),
    ),
    posts=(Post("x", "Huawei", "Huawei", NOW, "https://x.com/a/status/1", "en", ("pic.twitter.com/a",)),),
    topics=("tech",),
    mentions=(Mention("tech", "huawei", "هواوي", "title", "original", 0, 0, 5),),
    story_id="0f" * 16,
    revision=2,
    content_hash="ab",
    extraction=Extraction("general", ("truncated",)),
    image="https://news.example/a.jpg",
    section="World",
    tags=("a",),
)

texts = st.text(st.characters(exclude_categories=["Cs"]))
times = st.datetimes(timezones=st.just(UTC)) | st.none()
documents = st.builds(
    Document,
    title=texts,
    authors=st.lists(texts).map(tuple),
    published_at=times,
    segments=st.lists(
        st.builds(
            Segment,
            kind=st.sampled_from(["title", "paragraph", "post"]),
            text=texts,
            paragraph=st.integers(0, 3),
        )
    ).map(tuple),
)


@given(documents)
def test_the_stored_form_reads_back_the_same(document: Document) -> None:
    assert parse(dump(document)) == document


def test_every_field_is_stored() -> None:
    assert parse(dump(FULL)) == FULL
    assert parse(dump(FULL).decode()) == FULL


def test_a_stored_document_of_an_earlier_version_lacks_fields() -> None:
    assert parse('{"url": "https://a.example/", "title": "T"}') == Document(
        url="https://a.example/", title="T"
    )


@pytest.mark.parametrize("data", ["", "null", "[]", '{"segments": [{"kind": "nonsense", "text": ""}]}'])
def test_anything_else_is_refused(data: str) -> None:
    with pytest.raises(ValidationError):
        parse(data)


def test_the_text_is_the_body_with_the_posts_where_they_stood() -> None:
    assert body_text(FULL) == "لا. In English.\n\nHuawei says\n\nno.\n\nصورة"
    assert body_text(Document()) == ""


def test_paragraphs_are_runs_of_one_number() -> None:
    assert list(paragraphs(FULL)) == [(0, (0,)), (1, (1, 2)), (2, (3,)), (3, (4,)), (4, (5,))]


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "another"},
        {"segments": FULL.segments[:-1]},
        {"segments": (*FULL.segments[:-1], replace(FULL.segments[-1], text="أخرى"))},
    ],
)
def test_the_hash_changes_with_what_a_reader_sees(changed: dict[str, object]) -> None:
    assert content_hash(replace(FULL, **changed)) != content_hash(FULL)  # type: ignore[arg-type] # any field


@pytest.mark.parametrize(
    "unseen",
    [
        {"fetched_at": None},
        {"mentions": ()},
        {"revision": 9},
        {"tags": ()},
        {"extraction": Extraction("other")},
    ],
)
def test_the_hash_stays_with_what_a_reader_does_not_see(unseen: dict[str, object]) -> None:
    assert content_hash(replace(FULL, **unseen)) == content_hash(FULL)  # type: ignore[arg-type] # any field


def test_translations_and_languages_do_not_change_the_hash() -> None:
    plain = tuple(replace(s, translation=None, language="und") for s in FULL.segments)
    assert content_hash(replace(FULL, segments=plain)) == content_hash(FULL)


def test_text_that_is_no_valid_unicode_has_a_hash() -> None:
    assert content_hash(Document(title="\ud800")) != content_hash(Document(title="\ud801x"))


class TestOutside:
    """The shape that `process`, `show` and `export` print."""

    def test_it_is_json_with_every_field(self) -> None:
        shape = as_json(FULL)
        assert json.loads(json.dumps(shape)) == shape
        assert set(shape) == {f.name for f in dataclasses.fields(Document)} | {"schema", "text"}
        assert shape["schema"] == SCHEMA
        assert shape["text"] == body_text(FULL)

    def test_times_are_utc_iso_8601(self) -> None:
        said = as_json(FULL)["published_at"]
        assert datetime.fromisoformat(said) == NOW
        assert said.endswith(("Z", "+00:00"))

    def test_a_translation_is_null_or_whole(self) -> None:
        segments = as_json(FULL)["segments"]
        assert segments[0]["translation"] is None
        assert segments[1]["translation"] == {
            "status": "done",
            "target": "en",
            "text": "No.",
            "engine": "argos",
            "model": "ar_en 1.0",
            "reason": None,
            "sentences": [],
        }

    def test_a_post_that_a_machine_and_a_person_translated_names_both(self) -> None:
        pair = SentencePair(0, 3, 0, 2)
        by = (
            Translation("done", "en", "No", "argos", "ar_en 1.0", sentences=(pair,)),
            Translation("done", "en", "No!", PERSON),
        )
        said = tuple(
            Segment("post", "لا", "ar", post=0, paragraph=i, translation=t) for i, t in enumerate(by)
        )
        shape = as_json(replace(FULL, segments=said))["posts"][0]["translation"]
        assert (shape["text"], shape["engine"], shape["model"]) == (
            "No\nNo!",
            "argos and person",
            "ar_en 1.0",
        )
        assert shape["sentences"] == []

    def test_a_post_has_its_words(self) -> None:
        post = as_json(FULL)["posts"][0]
        assert post["text"] == "Huawei says\nno."
        assert post["translation"] is None
        assert post["platform"] == "x"
        assert post["links"] == ["pic.twitter.com/a"]

    @pytest.mark.parametrize(
        ("statuses", "expected", "text"),
        [
            (["done", None], "done", "EN0\nno."),
            (["done", "done"], "done", "EN0\nEN1"),
            (["done", "pending"], "pending", None),
            (["pending", "failed"], "failed", None),
        ],
    )
    def test_a_post_is_translated_when_all_of_it_is(
        self, statuses: list[str | None], expected: str, text: str | None
    ) -> None:
        words = [s for s in FULL.segments if s.post == 0]
        segments = tuple(
            replace(
                s,
                translation=Translation(status, "en", f"EN{i}" if status == "done" else None)
                if status
                else None,  # type: ignore[arg-type] # its three values
            )
            for i, (s, status) in enumerate(zip(words, statuses, strict=True))
        )
        translation = as_json(replace(FULL, segments=segments))["posts"][0]["translation"]
        assert (translation["status"], translation["text"]) == (expected, text)


def test_documents_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FULL.title = "x"  # type: ignore[misc] # that is the point


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    doha = NOW.astimezone(timezone(timedelta(hours=3)))
    back = parse(dump(replace(FULL, published_at=doha)))
    assert back.published_at == NOW
