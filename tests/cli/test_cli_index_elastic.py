"""rasid index on Elasticsearch: create, rebuild, status, and what is said where something is wrong."""

from __future__ import annotations

import pytest

from search.elastic_mapping import FORMAT
from tests.cli.command import Rasid
from tests.drills.cluster import everything_arrived_once, fill, index_at, store_articles
from tests.elastic.server import Server

ARTICLES = 5
OLDER = "made by an older Rasid"
NEWER = "made by a newer Rasid"


@pytest.fixture
def room(rasid: Rasid, elasticsearch: Server, index_name: str) -> Rasid:
    """A newsroom with a few articles and no index yet."""
    rasid.configure(index=index_at(elasticsearch, index_name))
    store_articles(rasid.watch, ARTICLES)
    return rasid


def test_before_anything_is_there_every_command_says_what_to_do(room: Rasid) -> None:
    status = room("index", "status", "--json").json
    assert (status["generation"], status["documents"], status["lag"]) == (None, None, ARTICLES)
    assert status["problems"] == ["there is no index yet; `rasid index create` makes it"]
    searched = room("search", "headline")
    assert (searched.code, searched.out) == (1, "")
    (line,) = searched.err.splitlines()
    assert "there is no index" in line
    assert "`rasid index create` makes it" in line


def test_create_is_idempotent_and_rebuild_makes_another(
    room: Rasid, elasticsearch: Server, index_name: str
) -> None:
    first = room("index", "create", "--json").json
    assert (first["documents"], first["format"], first["problems"]) == (0, FORMAT, [])
    fill(room.watch)
    with elasticsearch.client() as client:
        client.indices.delete_index_template(name=index_name)
    assert "template" in room("index", "status", "--json").json["problems"][0]

    again = room("index", "create", "--json").json

    assert again["generation"] == first["generation"]
    assert (again["documents"], again["lag"], again["problems"]) == (ARTICLES, 0, [])
    assert room("index", "rebuild", "--json").json == {"indexed": ARTICLES}
    rebuilt = room("index", "status", "--json").json
    assert rebuilt["generation"] != first["generation"]
    assert (rebuilt["documents"], rebuilt["lag"], rebuilt["problems"]) == (ARTICLES, 0, [])
    everything_arrived_once(elasticsearch, room.watch)
    assert room("search", "headline", "--json").json["total"] == ARTICLES


def test_an_index_of_an_older_format_is_said_so_and_a_rebuild_mends_it(
    room: Rasid, elasticsearch: Server, index_name: str
) -> None:
    fill(room.watch)
    reformat(elasticsearch, index_name, FORMAT - 1)
    (problem,) = room("index", "status", "--json").json["problems"]
    assert OLDER in problem
    assert "remedy: `rasid index rebuild`" in problem
    refused = room("dead", "retry")
    assert refused.code == 1
    assert all(OLDER in line for line in refused.err.splitlines())

    assert room("index", "rebuild").code == 0
    assert room("index", "status", "--json").json["problems"] == []
    everything_arrived_once(elasticsearch, room.watch)


def test_an_index_of_a_newer_format_is_left_alone(
    room: Rasid, elasticsearch: Server, index_name: str
) -> None:
    fill(room.watch)
    reformat(elasticsearch, index_name, FORMAT + 1)
    (problem,) = room("index", "status", "--json").json["problems"]
    assert NEWER in problem
    assert "upgrade" in problem
    for command in ("index create", "index rebuild"):
        done = room(*command.split())
        assert done.code == 1, command
        assert NEWER in done.err
    assert NEWER in room("index", "status", "--json").json["problems"][0]


def test_an_alias_where_the_status_index_belongs_is_said_so_and_left_alone(
    room: Rasid, elasticsearch: Server, index_name: str
) -> None:
    with elasticsearch.client() as client:
        client.indices.create(index=f"{index_name}-other", aliases={f"{index_name}-status": {}})
        done = room("index", "create")
        assert done.code == 1
        (line,) = done.err.splitlines()
        assert f"{index_name}-status" in line
        assert "already exists as alias" in line
        (said,) = client.indices.get_mapping(index=f"{index_name}-other").values()
        assert said["mappings"] == {}


def reformat(server: Server, name: str, made_in: int) -> None:
    """Has the index say that it is of another format, as one that another program made does."""
    with server.client() as client:
        (said,) = client.indices.get_mapping(index=name).values()
        client.indices.put_mapping(index=name, meta=said["mappings"]["_meta"] | {"rasid_format": made_in})


def test_a_server_that_is_away_is_one_line(rasid: Rasid) -> None:
    rasid.configure(index=index_at(Server("http://127.0.0.1:1"), "coverage"))
    store_articles(rasid.watch, 1)
    for command in ("index status", "search headline"):
        done = rasid(*command.split())
        (line,) = done.err.splitlines()
        assert (done.code, done.out) == (1, "")
        assert line.startswith("rasid: http://127.0.0.1:1: cannot be reached")
