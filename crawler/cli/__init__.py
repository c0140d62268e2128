"""The command line, and the composition root: the one place of `crawler` that knows every other part."""

from __future__ import annotations

import sys
from importlib import metadata

import click

from crawler.cli.alerts import alerts
from crawler.cli.app import App, Group
from crawler.cli.configuration import check, init
from crawler.cli.crawl import add, crawl, run
from crawler.cli.demo import demo
from crawler.cli.documents import export, forget, show, why
from crawler.cli.index import dead, index
from crawler.cli.models import models
from crawler.cli.process import process
from crawler.cli.search import search
from crawler.cli.status import status
from crawler.cli.topics import topics
from crawler.errors import RasidError

INTERRUPTED = 130


@click.group(cls=Group)
@click.version_option(metadata.version("rasid"), prog_name="rasid")
def cli() -> None:
    """Rasid (راصد): watches the world's press, in its own languages."""


for _command in (
    *(init, check, crawl, add, run, process, search, show, why, status, models, topics, alerts),
    *(index, dead, forget, export, demo),
):
    cli.add_command(_command)


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and exits: 0 done, 1 nothing could be done, 2 usage or configuration."""
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    app = App()
    try:
        code = cli.main(arguments, prog_name="rasid", obj=app, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except RasidError as error:
        for line in str(error).splitlines():
            app.note(f"rasid: {line}")
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        app.note("rasid: interrupted")
        return INTERRUPTED
    except BrokenPipeError:  # `rasid search … | head`
        sys.stderr.close()
        return 0
