"""What every command shares: -c and --json on either side of its name, the configuration, output."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from crawler import watch as watch_file
from crawler.errors import ConfigError, NotFound, RasidError
from crawler.store import Store
from crawler.watch import Watch

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
ISOLATES = FIRST_STRONG_ISOLATE + POP_ISOLATE

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""What would steer a terminal, or turn the direction of what comes after it."""


_ISOLATES = dict.fromkeys((0x2066, 0x2067), FIRST_STRONG_ISOLATE)


class App:
    """The state of one call: which configuration, and whether stdout is one JSON value."""

    def __init__(self) -> None:
        self.config: Path | None = None
        self.as_json = False
        self.out = Console(soft_wrap=True, highlight=False, emoji=False)
        self.err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)
        self.noted = ""
        """The latest line on stderr."""

    def config_path(self) -> Path | None:
        """-c, else ./watch.yaml, else $RASID_CONFIG."""
        if self.config:
            return self.config
        here = Path("watch.yaml")
        if here.exists():
            return here
        named = os.environ.get("RASID_CONFIG")
        return Path(named) if named else None

    def watch(self) -> Watch:
        """The configuration; ConfigError where there is none."""
        path = self.config_path()
        if path is None:
            raise ConfigError("watch.yaml: no such file here; `rasid init` writes one, -c names another")
        return watch_file.load(path)

    def watch_or_default(self) -> Watch:
        """For commands that need no configuration."""
        return self.watch() if self.config_path() else Watch()

    def reader(self) -> tuple[Watch, Store]:
        """The configuration and its store, opened only to read."""
        watch = self.watch()
        return watch, Store(watch.data, readonly=True)

    def say(self, text: str) -> None:
        """A line for people on stdout; nothing under --json. `text` is not markup."""
        if not self.as_json:
            self.out.print(escape(printable(text)))

    def note(self, text: str) -> None:
        """A line on stderr."""
        self.noted = text
        self.err.print(escape(printable(text)))

    def complain(self, error: RasidError) -> None:
        """What went wrong, on stderr, unless a consumer has just said so."""
        if not self.noted.endswith(f": {error}"):
            for line in str(error).splitlines():
                self.note(f"rasid: {line}")

    def json(self, value: Any) -> None:
        """The one JSON value of this call, under --json."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table on stdout, columns left out that say nothing; nothing under --json."""
        if self.as_json:
            return
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        if not cells:
            self.say(f"{title}: none")
            return
        kept = [i for i in range(len(columns)) if any(row[i] for row in cells)]
        table = Table(title=title, title_justify="left", title_style="bold", expand=False)
        for i in kept:
            table.add_column(columns[i], overflow="fold")
        for row in cells:
            table.add_row(*(Cell(row[i]) for i in kept))
        self.out.print(table, soft_wrap=False)


class Log(logging.Handler):
    """What is logged, on stderr, above a bar that is shown there."""

    def __init__(self, app: App) -> None:
        super().__init__(logging.WARNING)
        self._app = app

    def emit(self, record: logging.LogRecord) -> None:
        self._app.note(self.format(record))


def utc(moment: datetime) -> str:
    """A moment as JSON has it: ISO 8601, UTC as Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def printable(text: str) -> str:
    """Text from the web without control characters: an escape sequence could write over the terminal.
    Isolates stay, in pairs with their ends, but none forces a direction."""
    return _CONTROL.sub("", text).translate(_ISOLATES)


def isolated(text: str) -> str:
    """Text whose own direction does not disturb what stands around it (Unicode UAX 9, isolates)."""
    if FIRST_STRONG_ISOLATE in text or not any("\u0590" <= c <= "\u08ff" for c in text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


class Cell:
    """Text in a table. Each of its lines is isolated by itself: to a terminal a line is a paragraph, and one
    whose isolate has no end there takes the table's border along."""

    def __init__(self, text: str) -> None:
        self._text = Text(printable(text).translate(dict.fromkeys(map(ord, ISOLATES))))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.wrap(console, options.max_width, overflow="fold"):
            yield Text(isolated(line.plain.rstrip()))


def _set_config(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(App).config = value


def _set_json(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(App).as_json = True


def _common_options() -> list[click.Option]:
    return [
        click.Option(
            ["-c", "--config"],
            type=click.Path(path_type=Path, dir_okay=False),
            expose_value=False,
            callback=_set_config,
            help="The watch file. [default: ./watch.yaml, then $RASID_CONFIG]",
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            expose_value=False,
            callback=_set_json,
            help="Print one JSON value on stdout and nothing else there.",
        ),
    ]


class Command(click.Command):
    """A command that takes the common options too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_common_options())


class Group(click.Group):
    """A group whose commands, and which itself, take the common options."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_common_options())


pass_app = cast(
    "Callable[[Callable[..., int | None]], Callable[..., int | None]]",
    click.make_pass_decorator(App, ensure=True),
)


def unknown(what: str, value: str) -> NotFound:
    return NotFound(f"{value}: no such {what} is stored")
