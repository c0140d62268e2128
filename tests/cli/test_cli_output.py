"""What people and programs get on stdout: CSV, terminals narrow and wide, other scripts, pipes that close."""

from __future__ import annotations

import csv
import errno
import io
import os
import pty
import re
import struct
import subprocess
import termios
from fcntl import ioctl
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.command import RASID, Rasid, until
from tests.cli.conftest import DEMO_DOCUMENTS, FORMULA, MARKUP, Newsroom
from tests.drills.news import publish
from tests.site.server import Site

ISOLATED = "\u2068{}\u2069"
WIDTHS = (80, 120)


def rows(raw: bytes) -> list[dict[str, str]]:
    """CSV as a spreadsheet reads it: the BOM says that it is UTF-8."""
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "harbour", "--csv", "--limit", "100"),
        ("export", "--format", "csv"),
    ],
)
def test_csv_has_every_row_and_no_formula(newsroom: Newsroom, arguments: tuple[str, ...]) -> None:
    found = rows(newsroom.rasid(*arguments).raw)
    titles = [row["title"] for row in found]
    assert "'" + FORMULA.title in titles
    assert not [cell for row in found for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]
    if arguments[0] == "export":
        assert len(found) == DEMO_DOCUMENTS + 2
        assert "صدى الميناء" in {row["outlet"] for row in found}


def test_mentions_as_csv_show_the_sentence(newsroom: Newsroom) -> None:
    found = rows(newsroom.rasid("export", "--mentions", "--format", "csv").raw)
    assert {"topic", "name", "term", "sentence"} <= set(found[0])
    assert all(row["term"] in row["sentence"] for row in found)


def test_atom_is_a_feed_of_every_document(newsroom: Newsroom) -> None:
    from lxml import etree

    feed = etree.fromstring(newsroom.rasid("export", "--format", "atom").raw)
    titles = feed.findall("{*}entry/{*}title")
    assert len(titles) == DEMO_DOCUMENTS + 2
    assert MARKUP.title in [title.text for title in titles]


def test_no_isolate_reaches_beyond_its_line(newsroom: Newsroom) -> None:
    """A terminal would set a table's border from right to left along with the text before it."""
    for arguments in (("show", newsroom.arabic), ("alerts", "list"), ("topics", "try")):
        said = newsroom.rasid(*arguments, COLUMNS="60").out
        lines = [line for line in said.splitlines() if set(line) & set(ISOLATED)]
        assert lines
        assert [line for line in lines if line.count("\u2068") != line.count("\u2069")] == []


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_closed_streams_end_nothing(newsroom: Newsroom, closed: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", RASID, "search", "huawei"],
        cwd=newsroom.rasid.folder,
        env=newsroom.rasid.env,
        stderr=subprocess.PIPE,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_text_that_runs_the_other_way_is_isolated(newsroom: Newsroom) -> None:
    for command in (("search", "lang:ar"), ("show", newsroom.arabic)):
        said = newsroom.rasid(*command).out
        assert ISOLATED.format("صدى الميناء") in said
        assert said.count("\u2068") == said.count("\u2069")
        assert "\u2068\u2068" not in said


def test_what_looks_like_markup_is_shown_as_it_is(newsroom: Newsroom) -> None:
    said = newsroom.rasid("search", "title:brave").out
    assert MARKUP.title.replace("brave", "[brave]") in said
    assert MARKUP.title in newsroom.rasid("show", newsroom.site.url("/markup")).out


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_terminal_where_there_are_tables(newsroom: Newsroom, width: int) -> None:
    commands = (
        *(("status",), ("why", newsroom.arabic), ("show", newsroom.arabic), ("topics", "try")),
        *(("alerts", "list"), ("models", "list"), ("dead", "list"), ("--help",), ("crawl", "--help")),
    )
    for command in commands:
        said = newsroom.rasid(*command, COLUMNS=str(width))
        assert said.code == 0
        tables = [line for line in said.out.splitlines() if re.match("[┏┃┡│└━]", line)]
        assert all(cell_len(line.translate({0x2068: None, 0x2069: None})) <= width for line in tables)


def test_tables_without_rows_and_columns_without_words_are_not_drawn(newsroom: Newsroom) -> None:
    assert "┏" not in newsroom.rasid("dead", "list").out
    assert "error" not in newsroom.rasid("alerts", "list").out


def test_the_output_is_utf_8_whatever_the_locale(newsroom: Newsroom) -> None:
    query = ("search", "huawei lang:zh")
    assert "华为" in newsroom.rasid(*query, "--csv", PYTHONIOENCODING="ascii").out
    assert "华为" in newsroom.rasid(*query, LC_ALL="C", PYTHONUTF8="0").out


def test_a_reader_that_has_seen_enough_is_no_failure(newsroom: Newsroom) -> None:
    for command in (
        ("export",),
        ("export", "--format", "csv"),
        ("show", newsroom.arabic),
        ("search", "lang:en"),
    ):
        reader, writer = os.pipe()
        os.close(reader)  # before the first word
        process = subprocess.Popen(
            [RASID, *command], cwd=newsroom.rasid.folder, env=newsroom.rasid.env, stdout=writer, stderr=-1
        )
        os.close(writer)
        _, err = process.communicate()
        assert (process.returncode, err) == (0, b""), command


def test_output_that_cannot_be_written_is_one_line(newsroom: Newsroom) -> None:
    for command in (
        ("search", "harbour", "--json"),
        ("export",),
        ("status",),
        ("search", "harbour", "--csv"),
    ):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [RASID, *command],
                cwd=newsroom.rasid.folder,
                env=newsroom.rasid.env,
                stdout=full,
                stderr=subprocess.PIPE,
            )
        (line,) = done.stderr.decode().splitlines()
        assert (done.returncode, line) == (1, f"rasid: {os.strerror(errno.ENOSPC)}"), command


def test_progress_shows_on_a_terminal_and_stays_off_stdout(rasid: Rasid, site: Site) -> None:
    publish(site, 8)
    rasid.configure({"feed": site.url("/feed.xml")})
    terminal, its_end = pty.openpty()
    ioctl(its_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [RASID, "crawl", "--json"],
        cwd=rasid.folder,
        env=rasid.env | {"TERM": "xterm-256color"},
        stdin=its_end,
        stdout=subprocess.PIPE,
        stderr=its_end,
        start_new_session=True,
    )
    os.close(its_end)
    shown = read_all(terminal)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert b'"new": 8' in out
    assert out.startswith(b"{")
    assert "crawling: 8 new" in shown
    assert "8/8" in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert shown.rstrip().endswith("\x1b[2K")  # and is wiped away at the end


def read_all(terminal: int) -> str:
    """What a terminal was sent until its other end was closed."""
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:  # Linux tells the end of a terminal so
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    return shown.decode("utf-8", "replace")


def test_nothing_is_drawn_where_there_is_no_terminal(rasid: Rasid, site: Site) -> None:
    publish(site, 2)
    rasid.configure({"feed": site.url("/feed.xml")})
    done = rasid("crawl")
    assert done.err == ""
    assert "\x1b" not in done.out
    assert done.out.startswith("2 pages in ")
    until(lambda: site.hits["/news/2.html"] == 1)
