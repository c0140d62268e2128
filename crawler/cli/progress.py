"""Bars: on stderr where that is a terminal, and wiped away at the end."""

from __future__ import annotations

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from crawler.cli.app import App


def counting(app: App) -> Progress:
    """How many of how many."""
    return _bar(app, MofNCompleteColumn())


def copying(app: App) -> Progress:
    """How many bytes of how many."""
    return _bar(app, DownloadColumn(binary_units=True))


def _bar(app: App, done: ProgressColumn) -> Progress:
    return Progress(
        *(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), done, TimeElapsedColumn()),
        console=app.err,
        disable=not app.err.is_terminal,
        transient=True,
    )
