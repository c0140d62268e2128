"""The command line, and the composition root: the one place of `crawler` that knows every other part.

A command's module is imported when the command is called: `rasid search` need not wait for the crawler.
"""

from __future__ import annotations

import logging
import os
import sys
from importlib import import_module, metadata
from io import TextIOWrapper

import click

from crawler.cli.app import App, Group, Log
from crawler.errors import INTERRUPTED, RasidError

PACKAGES = ("consumers", "crawler", "pipelines", "search", "spiders")
"""Rasid's own; what they log is for the user."""

COMMANDS = {
    "init": ("configuration:init", "Write a commented watch.yaml."),
    "check": ("configuration:check", "Validate the configuration."),
    "crawl": ("crawl:crawl", "One pass over the sources that are due."),
    "add": ("crawl:add", "Fetch and store single pages."),
    "run": ("crawl:run", "Crawl every source on its own rhythm, until told to stop."),
    "process": ("process:process", "Run the stages on one page or text; store nothing."),
    "search": ("search:search", "Full-text search in originals and translations."),
    "show": ("documents:show", "One document with its translation and revisions."),
    "why": ("why:why", "Every decision about a URL."),
    "status": ("status:status", "Is everything seen, is everything done."),
    "models": ("models:models", "Offline translation models."),
    "translations": ("translations:translations", "A person's word on machine translations."),
    "topics": ("topics:topics", "Try topics and queries on what is stored."),
    "alerts": ("alerts:alerts", "What was told to whom; test messages."),
    "index": ("index:index", "The search index: build it anew."),
    "kibana": ("kibana:kibana", "What analysts see in Kibana: install, export, verify."),
    "dead": ("index:dead", "Documents that a consumer could not accept."),
    "forget": ("forget:forget", "Remove a document for good."),
    "backup": ("backup:backup", "The whole record into one file."),
    "restore": ("backup:restore", "A backup back into its place."),
    "prune": ("prune:prune", "Remove documents that are older than needed."),
    "export": ("documents:export", "Documents or mentions out, on stdout."),
    "demo": ("demo:demo", "The whole way on a small bundled site."),
}
"""Name → where it is defined, and its line in `rasid --help`."""


class _Commands(Group):
    """Imports a command when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(import_module(f"crawler.cli.{module}"), attribute)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=_Commands)
@click.version_option(metadata.version("rasid"), prog_name="rasid")
def cli() -> None:
    """Rasid (راصد): watches the world's press, in its own languages."""


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and exits: 0 done, 1 nothing could be done, 2 usage or configuration."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):  # JSON and CSV are UTF-8 whatever the terminal's set
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_run(arguments))


def _open_closed_streams() -> None:
    """A standard stream that the caller closed leads nowhere; else the store's file would get its number."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w", encoding="utf-8"))


def _run(arguments: list[str] | None) -> int:
    app = App()
    for package in PACKAGES:
        logging.getLogger(package).handlers = [Log(app)]
    try:
        code = cli.main(arguments, prog_name="rasid", obj=app, standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except RasidError as error:
        app.complain(error)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        app.note("rasid: interrupted")
        return INTERRUPTED
    except SystemExit:  # what click and rich make of a broken pipe
        return _unwritable(app, BrokenPipeError())
    except OSError as error:
        return _unwritable(app, error)


def _unwritable(app: App, error: OSError) -> int:
    """Stdout cannot be written: `rasid search … | head` has seen enough, a full disk is a failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is buffered goes nowhere, silently
    if isinstance(error, BrokenPipeError):
        return 0
    app.note(f"rasid: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    return 1
