"""Fixtures: a real Elasticsearch that all tests share, and an index name of one's own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.elastic.installation import CannotBeHad
from tests.elastic.server import Server
from tests.elastic.shared import shared


@pytest.fixture(scope="session")
def elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without security; `$RASID_ELASTICSEARCH_URL` may name one that runs already."""
    if url := os.environ.get("RASID_ELASTICSEARCH_URL"):
        yield Server(url)
    else:
        yield from _shared(tmp_path_factory, "elasticsearch")


@pytest.fixture(scope="session")
def secured_elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with users, keys and TLS."""
    yield from _shared(tmp_path_factory, "secured-elasticsearch", security=True)


@pytest.fixture
def index_name(request: pytest.FixtureRequest) -> Iterator[str]:
    """A name under which nothing is there yet; whatever indices, aliases and templates begin with it are gone
    when the test has ended."""
    name = _new_name()
    yield name
    for fixture in {"elasticsearch", "secured_elasticsearch"} & set(request.fixturenames):
        _remove(request.getfixturevalue(fixture), name)


@contextmanager
def own_index(server: Server) -> Iterator[str]:
    """As `index_name`, for fixtures that many tests share."""
    name = _new_name()
    yield name
    _remove(server, name)


def _new_name() -> str:
    return f"test-{uuid.uuid4().hex[:12]}"


def _shared(factory: pytest.TempPathFactory, name: str, *, security: bool = False) -> Iterator[Server]:
    with shared(_of_all_workers(factory) / name, security=security) as server:
        yield server


@contextmanager
def said() -> Iterator[None]:
    """Where there is no Elasticsearch, nothing is shown: a failure in CI, else skipped with the reason."""
    try:
        yield
    except CannotBeHad as why:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NOT SHOWN: {why}")


def _of_all_workers(factory: pytest.TempPathFactory) -> Path:
    mine = factory.getbasetemp()
    return mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine


def _remove(server: Server, name: str) -> None:
    with server.client() as everything:
        client = everything.options(ignore_status=404)
        if names := list(client.indices.get(index=f"{name}*", expand_wildcards="all", features="aliases")):
            client.indices.delete(index=names)
        for template in client.indices.get_index_template(name=f"{name}*")["index_templates"]:
            client.indices.delete_index_template(name=template["name"])
        for template in client.cluster.get_component_template(name=f"{name}*")["component_templates"]:
            client.cluster.delete_component_template(name=template["name"])
