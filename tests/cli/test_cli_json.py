"""--json: one value on stdout, nothing else there, with the keys that are promised."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import DEMO_DOCUMENTS, Newsroom

DOCUMENT = {
    *("schema", "id", "url", "canonical_url", "source", "outlet", "country", "title", "authors", "text"),
    *("published_at", "published_precision", "modified_at", "first_seen_at", "fetched_at", "language"),
    *("languages", "segments", "posts", "topics", "mentions", "story_id", "revision", "content_hash"),
    *("extraction", "image", "section", "tags"),
}
SHOWN = DOCUMENT | {"revisions", "gone", "story", "corrected"}
HIT = {
    *("id", "url", "title", "source", "outlet", "published_at", "language", "score", "topics", "highlights"),
    "originals",
}


def test_crawl_counts_and_adds_up(newsroom: Newsroom) -> None:
    done = newsroom.rasid("crawl", "--source", "courier", "--json").json
    assert set(done) >= {"pages", "documents", "failures", "skipped", "sources", "seconds"}
    assert set(done["documents"]) == {"new", "changed", "unchanged", "duplicate", "gone"}
    assert done["pages"] == sum(done["documents"].values()) + sum(done["failures"].values())
    (source,) = done["sources"]
    assert set(source) >= {"name", "status", "found", "new", "failures"}
    assert source["name"] == "courier"


def test_search_has_hits_highlights_and_facets(newsroom: Newsroom) -> None:
    found = newsroom.rasid("search", "post:huawei", "--json").json
    assert set(found) == {"total", "hits", "facets"}
    assert set(found["facets"]) == {"language", "source", "topic", "month"}
    assert found["total"] == len(found["hits"]) == 3
    for hit in found["hits"]:
        assert set(hit) == HIT
        assert any("<mark>هواوي</mark>" in piece for piece in hit["highlights"]["post"])
    everything = newsroom.rasid("search", "source:courier OR source:world", "--json", "--limit", "1").json
    assert (everything["total"], len(everything["hits"])) == (DEMO_DOCUMENTS, 1)
    assert sum(everything["facets"]["source"].values()) == DEMO_DOCUMENTS


def test_highlights_are_escaped_but_for_the_mark(newsroom: Newsroom) -> None:
    (hit,) = newsroom.rasid("search", "editors", "--json").json["hits"]
    assert hit["title"] == "How <b>bold</b> & brave [red]editors[/red] write"
    (title,) = hit["highlights"]["title"]
    assert title == "How &lt;b&gt;bold&lt;/b&gt; &amp; brave [red]<mark>editors</mark>[/red] write"


def test_show_has_the_document_its_revisions_and_its_story(newsroom: Newsroom) -> None:
    shown = newsroom.rasid("show", newsroom.arabic, "--json").json
    assert set(shown) == SHOWN
    assert (shown["language"], shown["outlet"], shown["gone"]) == ("ar", "صدى الميناء", None)
    (revision,) = shown["revisions"]
    assert set(revision) >= {"revision", "fetched_at", "title", "text", "cause"}
    assert revision["text"] == shown["text"]
    assert set(shown["story"]) == {"id", "documents"}
    (member,) = shown["story"]["documents"]
    assert set(member) == {"id", "url", "outlet", "title", "published_at"}
    for segment in shown["segments"]:
        assert set(segment) >= {"kind", "text", "language", "confidence", "translation"}
        translation = segment["translation"]
        assert (translation["status"], translation["target"]) == ("pending", "en")
        assert set(translation) == {"status", "text", "target", "engine", "model", "reason", "sentences"}
    (post,) = shown["posts"]
    assert set(post) == {
        *("platform", "author", "handle", "posted_at", "url", "language", "links", "text", "translation")
    }
    assert post["text"] in shown["text"]


def test_mentions_stand_where_they_say(newsroom: Newsroom) -> None:
    shown = newsroom.rasid("show", newsroom.arabic, "--json").json
    assert {m["name"] for m in shown["mentions"]} == {"huawei", "uyghur"}
    assert {m["field"] for m in shown["mentions"]} == {"title", "body", "post"}
    for mention in shown["mentions"]:
        assert set(mention) == {"topic", "name", "term", "field", "text", "segment", "start", "end"}
        text = shown["segments"][mention["segment"]]["text"]
        assert text[mention["start"] : mention["end"]] == mention["term"]


def test_show_and_why_take_an_id_and_every_variant_of_the_address(newsroom: Newsroom) -> None:
    base, path = newsroom.base, "/courier/telecom-denial.html"
    identity = newsroom.rasid("show", base + path, "--json").json["id"]
    variants = (
        identity,
        f"{base}{path}?utm_source=x&gclid=1",
        f"{base.upper()}{path}#comments",
        f"{base}/courier/../courier/%74elecom-denial.html",
    )
    for variant in variants:
        assert newsroom.rasid("show", variant, "--json").json["id"] == identity, variant
        why = newsroom.rasid("why", variant, "--json").json
        assert (why["known"], why["document"], why["canonical_url"]) == (True, identity, base + path)


def test_why_tells_every_stage_and_knows_what_it_never_saw(newsroom: Newsroom) -> None:
    why = newsroom.rasid("why", newsroom.arabic, "--json").json
    assert set(why) >= {"url", "canonical_url", "document", "events", "known"}
    assert all(set(event) == {"at", "stage", "outcome", "detail"} for event in why["events"])
    stages = [event["stage"] for event in why["events"]]
    assert stages[:6] == ["discover", "fetch", "extract", "segment", "match", "store"]
    assert {"index", "alert"} <= set(stages)
    unseen = newsroom.rasid("why", f"{newsroom.base}/members/never", "--json").json
    assert (unseen["known"], unseen["events"]) == (False, [])
    assert unseen["responsible"] == ["courier", "world"]
    assert "disallow" in unseen["robots"]
    for unknown in ("http://unknown.invalid/", "0" * 32):
        assert newsroom.rasid("why", unknown, "--json").json["known"] is False


def test_status_has_sources_log_consumers_and_what_is_pending(newsroom: Newsroom) -> None:
    status = newsroom.rasid("status", "--json").json
    assert set(status) >= {"sources", "log", "consumers", "translation"}
    for source in status["sources"]:
        assert set(source) >= {
            *("name", "last_success", "last_new", "failures_in_a_row", "silent", "next_due")
        }
        assert (source["silent"], source["failures_in_a_row"]) == (False, 0)
        assert source["next_due"] > source["last_success"]
    assert set(status["consumers"]) >= {"index", "translate", "alert"}
    assert all(set(c) == {"cursor", "lag", "dead"} for c in status["consumers"].values())
    assert {c["cursor"] for c in status["consumers"].values()} == {status["log"]["head"]}
    assert set(status["translation"]["pending"]) == {"ar", "zh", "ru"}


def test_topics_try_shows_what_would_have_matched_and_alerted(newsroom: Newsroom) -> None:
    by_name = newsroom.rasid("topics", "try", "huawei-uyghur", "--json").json
    assert set(by_name) == {"topic", "documents", "per_day", "alerts"}
    assert len(by_name["documents"]) == sum(by_name["per_day"].values()) == 6
    assert sum(by_name["alerts"].values()) == 6
    for document in by_name["documents"]:
        assert set(document) == {"id", "url", "title", "published_at", "mentions"}
        assert document["mentions"]
    by_query = newsroom.rasid("topics", "try", "huawei AND uyghur", "--json").json
    assert [d["id"] for d in by_query["documents"]] == [d["id"] for d in by_name["documents"]]
    since = newsroom.rasid("topics", "try", "huawei-uyghur", "--since", "36h", "--json").json
    assert 0 < len(since["documents"]) < 6


def test_alerts_were_sent_as_one_summary_and_a_test_message_arrives(newsroom: Newsroom) -> None:
    (summary,) = newsroom.receiver.alerts[:1]
    listed = newsroom.rasid("alerts", "list", "--json").json["messages"]
    assert len(listed) == 6
    for message in listed:
        assert (message["alert"], message["topic"], message["state"]) == ("desk", "huawei-uyghur", "sent")
        assert message["url"] in summary["message"]
    before = len(newsroom.receiver.alerts)
    (tested,) = newsroom.rasid("alerts", "test", "--json").json["tested"]
    assert tested["ok"] is True
    assert len(newsroom.receiver.alerts) == before + 1
    assert newsroom.rasid("alerts", "retry", "--json").json["retried"] == 0
    assert newsroom.rasid("dead", "retry", "--json").json["retried"] == 0


def test_an_index_made_anew_finds_the_same(newsroom: Newsroom) -> None:
    before = newsroom.rasid("search", "huawei", "--json").json
    assert newsroom.rasid("index", "rebuild", "--json").json["indexed"] == DEMO_DOCUMENTS + 2
    after = newsroom.rasid("search", "huawei", "--json").json
    assert [hit["id"] for hit in after["hits"]] == [hit["id"] for hit in before["hits"]]


@pytest.mark.parametrize("arguments", [(), ("--mentions",), ("--since", "1d")])
def test_export_is_one_array_or_a_line_each(newsroom: Newsroom, arguments: tuple[str, ...]) -> None:
    array: list[dict[str, Any]] = newsroom.rasid("export", *arguments, "--json").json
    lines = newsroom.rasid("export", *arguments).out.splitlines()
    assert [json.loads(line) for line in lines] == array
    assert array
    if "--mentions" not in arguments:
        assert all(set(document) == DOCUMENT for document in array)


def test_process_prints_the_document_and_stores_nothing(newsroom: Newsroom) -> None:
    before = newsroom.rasid("status", "--json").json["log"]
    document = newsroom.rasid("process", newsroom.arabic, "--json").json
    assert set(document) == DOCUMENT
    shown = newsroom.rasid("show", newsroom.arabic, "--json").json
    for same in ("id", "title", "text", "language", "posts", "mentions", "content_hash"):
        assert document[same] == shown[same], same
    assert newsroom.rasid("status", "--json").json["log"] == before


def test_demo_prints_nothing_but_its_value(newsroom: Newsroom) -> None:
    shown = newsroom.rasid("demo", "--json").json
    assert set(shown) == {"crawl", "search", "alerts"}
    assert shown["search"]["total"] == 3
    assert shown["alerts"]


def test_the_demo_says_which_models_are_missing_and_what_then_translates(newsroom: Newsroom) -> None:
    rasid = newsroom.rasid
    said = rasid("demo").out
    for code in ("ar", "ru", "zh"):
        assert f"  rasid models install {code}\n" in said
    assert "  rasid demo                  then translates what waits\n" in said
    kept = rasid.folder / "kept"
    said = " ".join(rasid("demo", "--keep", kept).out.split())
    assert f"rasid -c {kept}/watch.yaml crawl then translates what waits" in said
