"""rasid kibana: what analysts see in Kibana."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from crawler.cli.app import App, Group, pass_app
from crawler.errors import UsageError
from search.kibana.client import Kibana
from search.kibana.install import install as put_in_place
from search.kibana.install import verify as look
from search.kibana.objects import DEFAULT_SPACE, bundle

SPACE = click.option(
    "--space", default=DEFAULT_SPACE, show_default=True, help="The space of Kibana; it has to be there."
)


def _reaching(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """The options that say where Kibana is and how to get in."""
    options = (
        click.option(
            "--url",
            required=True,
            envvar="RASID_KIBANA_URL",
            show_envvar=True,
            help="Kibana's address, such as https://kibana.example:5601.",
        ),
        SPACE,
        click.option(
            "--api-key-env",
            "variable",
            metavar="NAME",
            help="The environment variable that holds the API key.",
        ),
        click.option(
            "--ca-certs",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            help="The authorities to trust (PEM), in place of the system's.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=Group)
def kibana() -> None:
    """Data views, searches, dashboard and rules in Kibana, for an index on Elasticsearch."""


@kibana.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@SPACE
@pass_app
def export(app: App, file: Path | None, space: str) -> None:
    """Write the saved objects as NDJSON.

    To FILE, else to stdout, for the import in Kibana's own settings. Rules and their connector cannot be
    imported so: `rasid kibana install` makes them, --json prints them.
    """
    made = bundle(app.watch_or_default().index.name, space)
    if file:
        file.write_text(made.ndjson(), "utf-8")
        app.say(f"{file}: {len(made.objects)} saved objects")
    elif not app.as_json:
        click.echo(made.ndjson(), nl=False)
    app.json(
        {"objects": made.objects, "connector": asdict(made.connector), "rules": list(map(asdict, made.rules))}
    )


@kibana.command()
@_reaching
@pass_app
def install(app: App, space: str, **where: Any) -> None:
    """Put everything into Kibana.

    What is there already is replaced by what this Rasid has, also what was changed by hand.
    """
    made = bundle(_index(app), space)
    done = put_in_place(Kibana(space=space, **where), made)
    app.json([asdict(one) for one in done])
    app.table("Kibana", ("what", "name", "done"), [(one.kind, one.name, one.outcome) for one in done])


@kibana.command()
@_reaching
@pass_app
def verify(app: App, space: str, **where: Any) -> int:
    """Prove an install.

    Every object there, every field that it shows in the index, every rule enabled and as this Rasid has it.
    Changes nothing; ends 1 where something is not in order.
    """
    made = bundle(_index(app), space)
    found = list(look(Kibana(space=space, **where), made))
    wrong = [one for one in found if one.problems]
    app.json({"ok": not wrong, "found": [asdict(one) for one in found]})
    if wrong:
        rows = [(one.kind, one.name, problem) for one in wrong for problem in one.problems]
        app.table("Not in order", ("what", "name", "problem"), rows)
    else:
        app.say(f"all {len(found)} objects, connectors and rules are there and in order")
    return 1 if wrong else 0


def _index(app: App) -> str:
    watch = app.watch()
    if watch.index.backend != "elasticsearch":
        raise UsageError("index.backend: Kibana shows an index on Elasticsearch, and this one is embedded")
    return watch.index.name
