"""What is written down is what there is: commands, keys, failure kinds, links.

python tests/test_docs.py > docs/cli.md      writes the reference of the commands anew
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from pydantic import BaseModel

from crawler import watch as watch_file
from crawler.cli import cli
from crawler.errors import FAILURE_KINDS, SKIP_KINDS
from crawler.watch import SOURCE_KINDS, AlertEntry, CrawlConfig, Source, Topic, Watch

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "benchmarks" / "README.md", *(ROOT / "docs").rglob("*.md")])
EXAMPLE = (ROOT / "watch.example.yaml").read_text("utf-8")
COMMON = ("config", "json")
"""Options that every command has; documented once."""


def commands(group: click.Group = cli, name: str = "rasid") -> Iterator[tuple[str, click.Command]]:
    """Every command below `group` that is no group itself, with its full name."""
    context = click.Context(group)
    for key in sorted(group.list_commands(context)):
        command = group.get_command(context, key)
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {key}")
        elif command:
            yield f"{name} {key}", command


def reference() -> str:
    """docs/cli.md."""
    parts = [
        "# The commands\n",
        "Written by `python tests/test_docs.py > docs/cli.md`; a test compares the two.\n",
        "Every command takes `-c FILE` (default `./watch.yaml`, then `$RASID_CONFIG`) and `--json`, before",
        "or after its name. Exit codes are in [operations](operations.md).\n",
    ]
    for name, command in commands():
        context = click.Context(command, info_name=name)
        usage = " ".join(["rasid", *name.split()[1:], *command.collect_usage_pieces(context)])
        parts += [f"## {name}\n", f"    {usage}\n", *_help(command)]
        options = [p for p in command.params if isinstance(p, click.Option) and p.name not in COMMON]
        parts += [_option(option) for option in options]
        parts += [""] if options else []
    return "\n".join(parts).rstrip() + "\n"


def _help(command: click.Command) -> list[str]:
    paragraphs = re.split(r"\n\s*\n", (command.help or "").replace("\b", "").strip())
    return [f"{' '.join(paragraph.split())}\n" for paragraph in paragraphs]


def _option(option: click.Option) -> str:
    context = click.Context(click.Command("any"))
    name, text = option.get_help_record(context) or ("", "")
    return f"- `{name}` {text}".rstrip()


def test_the_reference_of_commands_is_up_to_date() -> None:
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == reference()


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name, command in commands() if not command.help]
    assert missing == []
    written = [row.replace("\\|", "|") for row in re.findall(r"^\| `rasid ([^`]+)`", readme, re.M)]
    for name, _ in commands():
        first, *rest = name.removeprefix("rasid ").split()
        assert any(row.split()[0] == first and all(r in row for r in rest) for row in written), name


def keys(model: type[BaseModel]) -> Iterator[str]:
    """Every key of a configuration model and of the models it is made of."""
    for name, field in model.model_fields.items():
        yield field.alias or name
        for inner in _models(field.annotation):
            yield from keys(inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models(argument)


def uncommented(text: str) -> str:
    """The example with its commented keys and entries put to use."""
    top_level = re.sub(r"^# ([a-z_]+:)", r"\1", text, flags=re.M)
    return re.sub(r"^#( +(?:[a-z_]+:|- ))", r" \1", top_level, flags=re.M)


def _keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _keys_of(item)


def test_every_key_stands_in_the_example() -> None:
    assert set(keys(Watch)) - set(_keys_of(yaml.safe_load(uncommented(EXAMPLE)))) == set()


def test_the_example_is_valid_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "watch.yaml"
    path.write_text(EXAMPLE, "utf-8")
    assert watch_file.load(path).topics[0].name == "huawei-uyghur"
    assert watch_file.warnings(path) == []


def test_what_is_commented_out_in_the_example_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_USER", "desk")
    monkeypatch.setenv("MAIL_PASSWORD", "from-the-environment")
    watch = watch_file.load(yaml.safe_load(uncommented(EXAMPLE)))
    assert watch.crawl == CrawlConfig()
    assert {s.kind for s in watch.sources} == set(SOURCE_KINDS)
    first = watch.sources[0]
    assert first == Source(name=first.name, feed=first.feed, outlet=first.outlet, country=first.country)
    assert watch.alerts == (AlertEntry(name="desk", topics=("huawei-uyghur",), to=watch.alerts[0].to),)
    assert isinstance(watch.topics[1], Topic)
    defaults = Watch()
    for key in ("keep_raw", "timezone", "language", "translate"):
        assert getattr(watch, key) == getattr(defaults, key)
    assert (watch.index.backend, watch.index.name) == ("elasticsearch", defaults.index.name)


@pytest.mark.parametrize("kind", FAILURE_KINDS + SKIP_KINDS)
def test_every_failure_and_skip_is_explained(kind: str) -> None:
    assert f"`{kind}`" in (ROOT / "docs" / "operations.md").read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target


if __name__ == "__main__":
    sys.stdout.write(reference())
