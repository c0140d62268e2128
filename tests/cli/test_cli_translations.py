"""A person's word on a translation: typed, kept, shown; and what translations are called, wherever shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import holding, main
from crawler.store import holder
from tests.cli.command import Rasid, until
from tests.consumers.receivers import Webhook
from tests.site.pages import ARABIC, CHINESE, ENGLISH, Story, article
from tests.site.server import Site

PACKAGE = Path(__file__).parents[1] / "fixtures" / "models" / "translate-ar_en-mini-0_1.argosmodel"
STATEMENT = "بيان هواوي ردا على اتهامات واشنطن بوست الأمريكية"
PERSONAL = "بيان شخصي حول ما أثير عن شركة هواوي في اليومين الماضيين"
WRITTEN = "A calm answer to the newspaper"
NAMES = {"post": ["Washington Post"], "calm": ["calm answer"]}
TOPICS = [{"name": "papers", "query": "post"}, {"name": "answers", "query": "calm"}]
MACHINE = "machine translation (argos ar_en-0.1-"
PERSON = "translation by a person"


@dataclass(frozen=True)
class Desk:
    """What was crawled and translated: two articles with the same Arabic text, one of them English."""

    rasid: Rasid
    english: str
    arabic: str

    def segment(self, url: str, text: str) -> tuple[str, dict[str, Any]]:
        """A segment's number, as one types it, and what it is."""
        shown = self.rasid("show", url, "--json").json["segments"]
        return next((str(n), segment) for n, segment in enumerate(shown) if segment["text"] == text)

    def found(self, query: str) -> set[str]:
        return {hit["url"] for hit in self.rasid("search", query, "--json").json["hits"]}


def with_text(story: Story, *paragraphs: str) -> Story:
    return replace(story, paragraphs=(*story.paragraphs, *paragraphs))


def crawled(rasid: Rasid, site: Site, **more: Any) -> Desk:
    english = site.add("/english.html", article(with_text(ENGLISH, STATEMENT, CHINESE.paragraphs[0])))
    arabic = site.add("/arabic.html", article(with_text(ARABIC, f"{STATEMENT}", PERSONAL)))
    (rasid.folder / "pages.txt").write_text(f"{english}\n{arabic}", "utf-8")
    rasid.configure({"urls": "pages.txt"}, names=NAMES, topics=TOPICS, **more)
    assert rasid("models", "install", PACKAGE).code == 0
    assert rasid("crawl", "--json").json["documents"]["new"] == 2
    return Desk(rasid, english, arabic)


def test_a_person_is_above_the_model_until_that_is_taken_back(rasid: Rasid, site: Site) -> None:
    desk = crawled(rasid, site)
    number, before = desk.segment(desk.english, STATEMENT)
    assert desk.found("topic:papers") == {desk.english, desk.arabic}
    a_fixed_text_holds_wherever_it_stands(desk, number)
    a_rejected_one_is_found_nowhere(desk, number)
    rasid("translations", "undo", f"{desk.english}?utm_source=mail", number)
    assert desk.segment(desk.arabic, STATEMENT)[1] == before
    assert desk.found("topic:papers") == {desk.english, desk.arabic}
    (listed,) = [
        segment
        for segment in rasid("translations", "list", desk.english, "--json").json["segments"]
        if segment["text"] == STATEMENT
    ]
    assert listed["translation"] == before["translation"]
    assert [said["kind"] for said in listed["history"]] == ["machine", "fixed", "rejected", "undone"]
    assert all(said["at"].endswith("Z") for said in listed["history"])
    assert [said["text"] for said in listed["history"][:2]] == [before["translation"]["text"], WRITTEN]


def a_fixed_text_holds_wherever_it_stands(desk: Desk, number: str) -> None:
    fixed = desk.rasid(
        "translations", "fix", desk.english, number, "-", "--json", stdin=f"{WRITTEN}\n".encode()
    ).json
    assert fixed["documents"] == 2
    for url in (desk.english, desk.arabic):
        _, segment = desk.segment(url, STATEMENT)
        assert (segment["translation"]["text"], segment["translation"]["engine"]) == (WRITTEN, "person")
        events = [(e["stage"], e["outcome"]) for e in desk.rasid("why", url, "--json").json["events"]]
        assert ("translate", "fixed") in events
    assert desk.found("topic:papers") == set()
    assert desk.found("topic:answers AND translation:calm") == {desk.english, desk.arabic}
    (corrected,) = desk.rasid("show", desk.english, "--json").json["corrected"]
    assert (corrected["segment"], corrected["history"][-1]["label"]) == (int(number), PERSON)
    said = desk.rasid("show", desk.arabic).out
    assert f"({PERSON})" in said  # under the heading "machine translation"
    assert f"{PERSON}: {WRITTEN}" in said
    assert "Statement by Huawei" in said  # what the machine had made of it stays in the history


def a_rejected_one_is_found_nowhere(desk: Desk, number: str) -> None:
    done = desk.rasid("translations", "reject", desk.english, number, "--reason", "ليس هذا ما قيل")
    rejected = "\u2068translation rejected by a person: ليس هذا ما قيل\u2069"
    original = f"segment {number}: \u2068{STATEMENT}\u2069"
    assert done.out.splitlines() == [original, f"{rejected}; holds for 2 documents"]
    assert desk.found("topic:answers OR topic:papers") == set()
    _, segment = desk.segment(desk.arabic, STATEMENT)
    assert (segment["translation"]["status"], segment["translation"]["text"]) == ("failed", None)
    assert "rejected by a person" in desk.rasid("show", desk.arabic).out


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Site() as site:
        yield crawled(Rasid(tmp_path_factory.mktemp("desk")), site)


WRONG = {
    "no such segment": (("fix", "99", "x"), "no segment 99: the document has"),
    "language of the reader": (("fix", "0", "x"), "segment 0 is in en; the watch file has ar, "),
    "nothing written": (("fix", "STATEMENT", " "), "the text is empty"),
    "no reason": (("reject", "STATEMENT", "--reason", ""), "the reason is empty"),
    "nothing to reject": (("reject", "CHINESE", "--reason", "x"), "not done yet"),
    "nothing to undo": (("undo", "STATEMENT"), "no person's word"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_corrected_is_one_line_and_exit_2(desk: Desk, case: str) -> None:
    (command, number, *rest), words = WRONG[case]
    texts = {"STATEMENT": STATEMENT, "CHINESE": CHINESE.paragraphs[0]}
    typed = desk.segment(desk.english, texts[number])[0] if number in texts else number
    done = desk.rasid("translations", command, desk.english, typed, *rest)
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith("rasid: ")
    assert words in line


def test_a_document_that_is_not_stored_has_no_translations(desk: Desk) -> None:
    unknown = "http://unknown.example/"
    for command in (("list", unknown), ("fix", unknown, "0", "x"), ("undo", unknown, "0")):
        done = desk.rasid("translations", *command)
        assert (done.code, done.out, done.err) == (1, "", f"rasid: {unknown}: no such document is stored\n")


def test_show_numbers_what_can_be_corrected(desk: Desk) -> None:
    number, _ = desk.segment(desk.english, STATEMENT)
    chinese, _ = desk.segment(desk.english, CHINESE.paragraphs[0])
    rows = [
        line.split("│")[1].strip()
        for line in desk.rasid("show", desk.english).out.splitlines()
        if "│" in line
    ]
    assert [row for row in rows if row] == [number, chinese]


def test_a_correction_beside_a_live_run_is_found_at_once(rasid: Rasid, site: Site) -> None:
    desk = crawled(rasid, site)
    number, _ = desk.segment(desk.arabic, STATEMENT)
    with rasid.running("run"):
        until(lambda: "held by" in rasid("crawl").err, "the run holds the data")
        done = rasid("translations", "fix", desk.arabic, number, WRITTEN, "--json").json
        assert done["by"] == "holder"
        until(lambda: desk.found("translation:calm topic:answers") == {desk.english, desk.arabic})


@pytest.mark.parametrize("command", [("fix", WRITTEN), ("reject", "--reason", "turned round"), ("undo",)])
def test_who_holds_the_data_meanwhile_is_a_command_that_people_know(
    rasid: Rasid, site: Site, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    desk = crawled(rasid, site)
    number, _ = desk.segment(desk.arabic, STATEMENT)
    rasid("translations", "fix", desk.arabic, number, "something else")
    holders: list[str | None] = []
    monkeypatch.setattr(holding, "consume", lambda watch: holders.append(holder(watch.data)))
    name, *more = command
    monkeypatch.setenv("RASID_MODELS", rasid.env["RASID_MODELS"])
    with pytest.raises(SystemExit) as ended:
        main(["-c", str(rasid.config), "translations", name, desk.arabic, number, *more])
    assert ended.value.code == 0
    (said,) = holders
    assert str(said).startswith(f"`rasid translations {name}` (process ")


def test_everything_that_is_shown_sent_or_exported_says_who_translated(rasid: Rasid, site: Site) -> None:
    hook = Webhook()
    hook.start()
    try:
        alert = {"name": "desk", "topics": ["papers"], "to": [hook.url], "first_pass": "each"}
        desk = crawled(rasid, site, alerts=[alert])
    finally:
        hook.stop()
    number, _ = desk.segment(desk.arabic, PERSONAL)
    rasid("translations", "fix", desk.arabic, number, WRITTEN)

    said = {
        "show": rasid("show", desk.arabic).out,
        "list": rasid("translations", "list", desk.arabic, COLUMNS="300").out,
        "search": rasid("search", "translation:statement OR translation:calm").out,
        "search as CSV": rasid("search", "translation:statement OR translation:calm", "--csv").out,
        "export": rasid("export", "--format", "csv").out,
        "mentions": rasid("export", "--mentions", "--format", "csv").out,
        "mentions as lines": rasid("export", "--mentions").out,
    }
    assert [where for where, text in said.items() if MACHINE not in text] == []
    assert [where for where, text in said.items() if PERSON not in text] == []
    page = rasid("process", "-", stdin=article(with_text(ARABIC, STATEMENT)).encode()).out
    assert all(MACHINE.capitalize() in message for message in hook.messages)
    assert len(hook.messages) == 2
    for text in (page, rasid("demo").out.replace("Machine", "machine")):
        assert MACHINE in text


def test_a_mention_in_a_translation_has_the_sentence_of_the_original_beside_it(desk: Desk) -> None:
    raw = desk.rasid("export", "--mentions", "--format", "csv").raw.decode("utf-8-sig")
    mentions = [row for row in csv.DictReader(io.StringIO(raw, newline="")) if row["name"] == "post"]
    assert {(row["text"], row["original_sentences"]) for row in mentions} == {("translation", STATEMENT)}
