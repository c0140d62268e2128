"""What the tests of every part may use."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.cli.command import Rasid
from tests.elastic.fixtures import elasticsearch, index_name, said, secured_elasticsearch
from tests.site.server import Site

__all__ = ["elasticsearch", "index_name", "rasid", "secured_elasticsearch", "site"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, object, object]:
    with said():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    with said():
        return (yield)


@pytest.fixture
def rasid(tmp_path: Path) -> Rasid:
    """The command, in an empty folder."""
    return Rasid(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    """A news site without pages yet."""
    with Site() as site:
        yield site
