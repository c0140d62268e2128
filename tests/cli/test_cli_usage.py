"""What is refused, with which exit code, in how many words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Rasid
from tests.cli.conftest import Newsroom

DEEP = "(" * 51 + "huawei" + ")" * 51
WRONG = {
    "unknown source": (("crawl", "--source", "couriers"), "did you mean 'courier'?"),
    "duration": (("crawl", "--max-time", "soon"), "--max-time 'soon'"),
    "source to search": (("search", "--source", "nope", "harbour"), "nope"),
    "topic to search": (("search", "--topic", "nope", "harbour"), "nope"),
    "topic in a query": (("search", "topic:nope"), "unknown topic nope"),
    "field": (("search", "nofield:harbour"), "nofield"),
    "quotes": (("search", '"unbalanced'), "character 1"),
    "parentheses": (("search", "(harbour"), "character"),
    "lone operator": (("search", "harbour AND"), "character"),
    "leading wildcard": (("search", "*bour"), "character 1"),
    "address as a query": (("search", "https://example.org/a"), "character"),
    "long query": (("search", "a" * 4_097), "4,096"),
    "deep query": (("search", DEEP), "50"),
    "wide proximity": (("search", '"a b"~501'), "500"),
    "day": (("search", "--since", "yesterday", "harbour"), "'yesterday'"),
    "csv and json": (("search", "--csv", "--json", "harbour"), "--csv"),
    "query as a topic": (("topics", "try", "nofield:x"), "nofield"),
    "day of an export": (("export", "--since", "soon"), "'soon'"),
    "neither address nor id": (("why", "telecom"), "'telecom': neither an address nor a document's id"),
    "address to add": (("add", "ftp://example.org/a"), "ftp://example.org/a"),
    "watch.yaml is there": (("init",), "watch.yaml"),
    "no configuration": (("-c", "absent.yaml", "status"), "absent.yaml: no such file"),
}
UNKNOWN = {
    "document": ("show", "http://unknown.example/"),
    "document by id": ("show", "0" * 32),
    "forget": ("forget", "http://unknown.example/", "--reason", "none"),
    "file": ("process", "absent.html"),
    "page": ("process", "http://127.0.0.1:9/"),
    "model": ("models", "remove", "xx"),
    "model file": ("models", "install", "absent.argosmodel"),
}
CLICK = {
    "command": ("nosuch",),
    "subcommand": ("alerts", "nosuch"),
    "option": ("crawl", "--nosuch"),
    "argument": ("show",),
    "number": ("crawl", "--limit", "0"),
    "choice": ("export", "--format", "pdf"),
    "reason": ("forget", "x"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_one_line_and_exit_2(newsroom: Newsroom, case: str) -> None:
    arguments, words = WRONG[case]
    done = newsroom.rasid(*arguments)
    assert (done.code, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith("rasid: ")
    assert words in line


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_is_not_known_is_one_line_and_exit_1(newsroom: Newsroom, case: str) -> None:
    done = newsroom.rasid(*UNKNOWN[case], "--json")
    assert (done.code, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith("rasid: ")
    assert any(word in line for word in UNKNOWN[case][1:])


@pytest.mark.parametrize("case", CLICK)
def test_what_the_command_line_cannot_mean_shows_its_usage(newsroom: Newsroom, case: str) -> None:
    done = newsroom.rasid(*CLICK[case])
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: rasid")
    assert "\nError: " in done.err


def test_nothing_stored_yet_is_said_with_its_remedy(rasid: Rasid) -> None:
    rasid.configure({"feed": "http://127.0.0.1:9/"})
    for command in (("status",), ("search", "word"), ("show", "x"), ("export",), ("alerts", "list")):
        done = rasid(*command)
        assert (done.code, done.out) == (1, ""), command
        assert "rasid crawl" in done.err


def test_every_problem_of_the_configuration_has_its_line(rasid: Rasid) -> None:
    rasid.config.write_text(
        "sources: [{name: a, feed: 'http://x.example/', evry: 1h}]\n"
        "topics: [{name: t, query: '(x'}]\ncrawl: {delay: soon}\n"
    )
    done = rasid("check")
    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    assert all(line.startswith("rasid: watch.yaml: ") for line in lines)
    assert any("sources[0].evry: unknown key; did you mean 'every'?" in line for line in lines)
    assert any("crawl.delay: a duration is a number and a unit" in line for line in lines)


@pytest.mark.parametrize("text", ["a: [", "- 1", "data: ./d\ndata: ./e", "\0", "sources: {a: 1}"])
def test_a_file_that_is_no_configuration_is_said_so(rasid: Rasid, text: str) -> None:
    rasid.config.write_text(text)
    done = rasid("crawl")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_secrets_in_the_file_are_warned_about_and_variables_are_read(rasid: Rasid) -> None:
    alert = {"name": "desk", "topics": ["t"], "to": ["json://desk:pa55word@127.0.0.1/x", "${HOOK}"]}
    rasid.configure(topics=[{"name": "t", "query": "x"}], alerts=[alert])
    missing = rasid("check")
    assert (missing.code, len(missing.err.splitlines())) == (2, 1)
    assert "alerts[0].to[1]: ${HOOK} is not set" in missing.err
    done = rasid("check", "--json", HOOK="json://127.0.0.1/y")
    assert [w.partition(":")[0] for w in done.json["warnings"]] == ["alerts[0].to[0]"]
    assert "pa55word" not in done.err + done.out


def test_an_interrupted_start_shows_no_traceback(rasid: Rasid, tmp_path: Path) -> None:
    """Loading takes as long as some commands do. Here what is loaded first is interrupted."""
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt")
    done = rasid("status", PYTHONPATH=str(tmp_path))
    assert (done.code, done.out, done.err) == (130, "", "\nrasid: interrupted\n")
